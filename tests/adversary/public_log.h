// SPDX-License-Identifier: Apache-2.0
// A gateway's published log in the hands of whoever holds its key: read from the public folder,
// changed at will, signed again.
#pragma once

#include <adit/document.h>
#include <adit/state.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "client/case/self.h"
#include "client/case/vault.h"
#include "client/case/week_keys.h"
#include "crypto/sign.h"

namespace adit::test {

// Ends the program: a cheat that does not even work must not look like one that was caught.
[[noreturn]] void give_up(const std::string& why);
template <class T>
T must(Result<T> result, const char* what) {
  if (!result) give_up(std::string(what) + ": " + std::string(name(result.error().code)));
  return std::move(*result);
}
inline void must(Status status, const char* what) {
  if (!status) give_up(std::string(what) + ": " + std::string(name(status.error().code)));
}

ByteVector read_bytes(const std::filesystem::path& path);
void write_bytes(const std::filesystem::path& path, ByteSpan bytes);

// A recipient who takes part in the cheat: all that is in a desk's vault.
struct Insider {
  explicit Insider(const std::string& vault_and_passphrase);

  SystemRng rng;
  std::unique_ptr<client::Vault> vault;
  client::DeskSelf self;
  client::WeekKeys keys;
};

// Opened once, because a vault is locked while it is open. FOLDER:PASSPHRASE.
Insider& insider_of(const std::string& vault_and_passphrase);

class PublicLog {
 public:
  PublicLog(const std::filesystem::path& data, std::filesystem::path folder);

  // Writes tiles, entries, checkpoint and state; the insiders cosign. Theirs also becomes what
  // reporters see, quorum or not.
  void publish(std::span<Insider* const> witnesses);
  // The state hash and the record follow from the bundle and `record`.
  void renew_record();
  // Where the entries of the newest epoch begin, and of those of one kind in it.
  std::size_t epoch_begin() const;
  std::vector<std::size_t> leaves(EntryKind kind) const;
  std::vector<XwingPublic> week_keys_of_bulletins() const;

  std::filesystem::path folder;
  DeploymentId dep;
  std::vector<ByteVector> entries;
  StateBundle bundle;  // newest, pending or not
  EpochRecord record;  // of the newest epoch; entries end with it

 private:
  SigningKey key_;
};

// What can be done to the log and to what it names. Ends the program for an unknown word.
void cheat_with_epoch(PublicLog& log, const std::string& what, const std::vector<std::string>& arguments);
bool cheat_with_state(PublicLog& log, const std::string& what, const std::vector<std::string>& arguments);
// cheat letter|card|document ...: an object in a file.
int make_letter(const std::string& what, const std::vector<std::string>& arguments);
int make_card_set(const std::string& what, const std::vector<std::string>& arguments);
int make_document(const std::string& what, const std::vector<std::string>& arguments);

}  // namespace adit::test
