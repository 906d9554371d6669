// SPDX-License-Identifier: Apache-2.0
// The subcommands of adit-desk. Each fills an options struct from the command line; the work takes
// that struct and a world, and returns the exit code, so tests need no command line.
#pragma once

#include <adit/clock.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/case/alarms.h"
#include "client/case/canary.h"
#include "client/case/self.h"
#include "client/case/vault.h"
#include "client/net/transport.h"
#include "client/thread/talk.h"

namespace adit::client {

inline constexpr std::string_view kDeskProgram = "adit-desk";

struct DeskCommon {
  std::filesystem::path vault;
  std::optional<int> passphrase_fd;
  unsigned vault_wait = 30;  // seconds, for another command or a visit of adit-desk watch to end
  NetOptions net;
};

struct DeskWorld {
  const Clock& clock;
  Rng& rng;
  std::function<Result<std::unique_ptr<Transport>>(const Address&, const NetOptions&)> connect;
  Pauses& pauses;
};

using DeskChosen = std::function<int(DeskWorld&)>;

struct InitOptions {
  std::string invitation;
  std::string name;
  std::string org;
  std::string scope;
  std::vector<std::string> languages;
  std::filesystem::path application;
};
int run_init(const DeskCommon& common, const InitOptions& options, DeskWorld& world);

struct PublishOptions {
  unsigned weeks = 5;
  bool json = false;
};
int run_publish(const DeskCommon& common, const PublishOptions& options, DeskWorld& world);

struct ShowOptions {  // also of sync, list and status, which have no number
  std::uint64_t number = 0;
  bool json = false;
};
int run_sync(const DeskCommon& common, const ShowOptions& options, DeskWorld& world);
int run_list(const DeskCommon& common, const ShowOptions& options, DeskWorld& world);
int run_show(const DeskCommon& common, const ShowOptions& options, DeskWorld& world);
int run_status(const DeskCommon& common, const ShowOptions& options, DeskWorld& world);

struct SaveOptions {
  std::uint64_t number = 0;
  std::filesystem::path out;
  bool json = false;
};
int run_save(const DeskCommon& common, const SaveOptions& options, DeskWorld& world);

struct CheckOriginalOptions {
  std::uint64_t number = 0;
  std::string file;
  std::string salt;
  bool json = false;
};
int run_check_original(const DeskCommon& common, const CheckOriginalOptions& options, DeskWorld& world);

struct ReplyOptions {
  std::uint64_t number = 0;
  std::string text_file;  // - is standard input; empty: asks
  std::string kind = "note";
  std::string status;
  bool json = false;
};
int run_reply(const DeskCommon& common, const ReplyOptions& options, DeskWorld& world);

struct AlarmsOptions {
  std::vector<std::uint64_t> acknowledge;
  bool all = false;
  bool json = false;
};
int run_alarms(const DeskCommon& common, const AlarmsOptions& options, DeskWorld& world);

struct ProofOptions {
  std::optional<std::uint64_t> number;
  std::filesystem::path out;
};
int run_proof(const DeskCommon& common, const ProofOptions& options, DeskWorld& world);

struct CanaryOptions {
  bool json = false;
  bool no_pauses = false;
};
int run_canary(const DeskCommon& common, const CanaryOptions& options, DeskWorld& world);

struct WatchOptions {
  double canaries = kCanariesPerWeek;
  std::vector<std::string> witnesses;  // URL=VKEY
  std::uint64_t visits = 0;            // that reach the gateway; 0: for ever
  bool no_pauses = false;
};
int run_watch(const DeskCommon& common, const WatchOptions& options, DeskWorld& world);

struct WitnessOptions {
  std::string url;
  std::string key;
  bool json = false;
};
int run_witness(const DeskCommon& common, const WitnessOptions& options, DeskWorld& world);

struct BurnOptions {
  bool yes = false;
};
int run_burn(const DeskCommon& common, const BurnOptions& options, DeskWorld& world);

struct ViewsOptions {
  std::filesystem::path out;
  std::optional<std::filesystem::path> compare;
};
int run_views(const DeskCommon& common, const ViewsOptions& options, DeskWorld& world);

void add_init(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);
void add_publish(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);
void add_sync(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);
void add_list(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);
void add_show(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);
void add_save(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);
void add_check_original(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);
void add_reply(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);
void add_alarms(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);
void add_proof(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);
void add_canary(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);
void add_watch(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);
void add_witness(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);
void add_burn(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);
void add_views(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);
void add_status(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);
void add_checkpoint(CLI::App& app, const DeskCommon& common, DeskChosen& chosen);

// Without those of which every alarm of the kind was acknowledged.
Result<std::vector<Alarm>> not_acknowledged(Records& records, std::vector<Alarm> alarms);
// The gravest of them, on stderr with what to do. Returns the exit code.
int report_alarms(std::span<const Alarm> alarms);

// Sessions of a program that nobody watches.
class Quiet final : public Talk {
 public:
  void say(std::string_view) override {}
  void progress(std::string_view) override {}
};

// Opens the vault, or fails with store_locked at once. What it is given must outlive it.
OpenRecords records_opener(const SecretBuffer& passphrase, const DeskCommon& common, DeskWorld& world);
// Somebody may be at the vault: tries again each second, so many times at most. Errors: those of `open`,
// store_locked when the tries are over, interrupted.
Result<std::unique_ptr<Records>> open_waiting(const OpenRecords& open, unsigned tries, Pauses& pauses);
// The vault, after its passphrase was asked for.
Result<std::unique_ptr<Records>> open_vault(const DeskCommon& common, DeskWorld& world);
// The way to the gateway that this desk is of.
Result<std::unique_ptr<Transport>> connect_to_gateway(const DeskSelf& self, const DeskCommon& common,
                                                      DeskWorld& world);
struct OpenDesk {
  std::unique_ptr<Records> vault;
  DeskSelf self;
  std::unique_ptr<Transport> gateway;
};
// The three of them, for a command that does its work in one go.
Result<OpenDesk> open_desk(const DeskCommon& common, DeskWorld& world);
// A result, on stdout.
void print_result(const std::string& text);

}  // namespace adit::client
