// SPDX-License-Identifier: Apache-2.0
// The desk's memory on disk: one SQLite file of sealed records. Without the passphrase it shows how
// many records of each kind there are and of which size class, and nothing else: no name, no id of
// the protocol, no time, no order (rows lie in the order of their random-looking ids). The file that
// SQLite keeps beside it while it works holds the same sealed records.
#pragma once

#include <adit/clock.h>

#include <filesystem>
#include <memory>

#include "client/case/records.h"

namespace adit::client {

class Vault final : public Records {
 public:
  // Makes the folder (0700) where needed and a vault in it.
  // Errors: file_exists, store_unavailable, disk_full, disk_read_only, out_of_memory.
  static Result<std::unique_ptr<Vault>> create(const std::filesystem::path& folder,
                                               const SecretBuffer& passphrase, Rng& rng);
  // Errors: file_unreadable (there is no vault), store_locked, store_corrupt, passphrase_wrong,
  // out_of_memory.
  static Result<std::unique_ptr<Vault>> open(const std::filesystem::path& folder,
                                             const SecretBuffer& passphrase, Rng& rng);
  ~Vault() override;
  Vault(const Vault&) = delete;
  Vault& operator=(const Vault&) = delete;

  Result<std::optional<SecretBuffer>> get(Kind kind, ByteSpan name) override;
  Result<std::vector<Record>> list(Kind kind) override;
  Status put(Kind kind, ByteSpan name, ByteSpan value) override;
  Status erase(Kind kind, ByteSpan name) override;
  Status begin() override;
  Status commit() override;
  void roll_back() override;

 private:
  struct Database;
  static Result<std::unique_ptr<Vault>> fill(const std::filesystem::path& file,
                                             const SecretBuffer& passphrase, Rng& rng);
  Vault(std::unique_ptr<Database> database, Key seal, Key ids, Rng& rng);
  ByteVector row_id(Kind kind, ByteSpan name) const;
  ByteVector sealed(Kind kind, ByteSpan name, ByteSpan value);
  Result<Record> opened(Kind kind, ByteSpan id, ByteSpan sealed) const;

  std::unique_ptr<Database> database_;
  Key seal_;
  Key ids_;
  Rng& rng_;
  bool erased_ = false;
};

// The smallest size class that holds n bytes: what can be seen of a record's size.
std::size_t size_class(std::size_t n);

inline constexpr const char* kVaultFile = "vault";

}  // namespace adit::client
