// SPDX-License-Identifier: Apache-2.0
// The real adit-gateway as a process that is started, killed and started again, with a council and
// recipients who know it, and what everybody can see of it.
#pragma once

#include <adit/api.h>
#include <adit/log.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/world.h"

namespace adit::test {

struct GatewayOptions {
  std::size_t pool_parcels = 4;
  std::optional<std::uint16_t> port;  // of 127.0.0.1, for programs that do not know sockets of files
};

class RunningGateway {
 public:
  // pool: "disk" or "ram".
  RunningGateway(const std::string& pool, std::uint32_t epoch_seconds, std::size_t recipients,
                 const GatewayOptions& options = {});
  ~RunningGateway();
  RunningGateway(const RunningGateway&) = delete;
  RunningGateway& operator=(const RunningGateway&) = delete;

  void start();  // returns when it is ready
  void kill_9();
  int terminate();  // its exit code
  // For faults that end it by themselves.
  bool try_start();            // false if it ended before it was ready
  std::optional<int> ended();  // its exit code, or 128 + signal, once it has ended
  bool is_running() const { return pid_ > 0; }
  std::filesystem::path data() const { return folder_ / "data"; }
  std::filesystem::path config() const { return config_; }
  std::string said() const;  // on standard error, all starts together
  // Size and root of the newest checkpoint.
  std::optional<std::pair<std::uint64_t, Digest>> head() const;

  std::size_t resident_kib() const;

  // The status of the answer, or nothing if the connection broke before there was one.
  std::optional<int> post(std::string_view path, ByteSpan body) const;
  void post_document(const UnverifiedEnvelope& envelope) const;
  void post_council_and_directory() const;
  void post_bulletins() const;
  // All recipients confirm the newest checkpoint.
  void cosign() const;

  SealedLetter letter(const std::string& text, std::size_t to) const;
  // With the least puzzle, on the newest checkpoint; nothing before there is one.
  std::optional<ByteVector> with_trailer(const SealedLetter& letter) const;
  std::uint64_t log_size() const;
  // How often each letter stands in the log, and, if it opens for a recipient, its text.
  std::map<Digest, int> leaves() const;
  std::map<Digest, int> parcels() const;  // the same of parcels
  std::map<std::string, int> texts_by_recipients_keys() const;
  std::vector<EpochRecord> records() const;
  std::map<std::uint64_t, Digest> roots() const;  // of the log as it was at each size

  World world;

 private:
  ByteVector file(const std::string& path) const;
  std::vector<ByteVector> entries() const;
  std::map<Digest, int> entries_of(EntryKind kind) const;
  std::filesystem::path folder_;
  std::filesystem::path config_;
  std::filesystem::path socket_;
  int pid_ = -1;
};

// What is wrong: promised letters that are not there exactly once, and any that is there twice.
std::vector<std::string> broken_promises(const std::vector<std::string>& promised,
                                         const std::map<std::string, int>& published);

}  // namespace adit::test
