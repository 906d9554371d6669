// SPDX-License-Identifier: Apache-2.0
// The only file that knows SQLite.
#include "client/case/vault.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "crypto/cell.h"
#include "crypto/passphrase.h"
#include "crypto/sha256.h"

namespace adit::client {
namespace {

constexpr int kSchema = 1;
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kHeadBytes = 1 + 2 + 4;  // kind, size of name, size of value
constexpr std::size_t kMaxValueBytes = std::size_t{256} << 20;

constexpr const char* kTables =
    "CREATE TABLE vault (one INTEGER PRIMARY KEY CHECK (one = 1), schema INTEGER NOT NULL,"
    " salt BLOB NOT NULL CHECK (length(salt) = 16), keys BLOB NOT NULL) STRICT;"
    "CREATE TABLE records (id BLOB PRIMARY KEY CHECK (length(id) = 16), kind INTEGER NOT NULL,"
    " sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX by_kind ON records (kind);";

Errc code_of(sqlite3* db, int rc) {
  switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Errc::store_locked;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return Errc::store_corrupt;
    case SQLITE_FULL:
      return Errc::disk_full;
    case SQLITE_READONLY:
      return Errc::disk_read_only;
    case SQLITE_NOMEM:
      return Errc::out_of_memory;
    default:
      break;
  }
  int system = db == nullptr ? 0 : sqlite3_system_errno(db);
  if (system == ENOSPC || system == EDQUOT) return Errc::disk_full;
  return system == EROFS ? Errc::disk_read_only : Errc::store_unavailable;
}

// One prepared statement, run once.
class Statement {
 public:
  Statement(sqlite3* db, const char* sql) : db_(db) {
    rc_ = sqlite3_prepare_v2(db, sql, -1, &statement_, nullptr);
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  void bind(int at, std::int64_t n) { keep(sqlite3_bind_int64(statement_, at, n)); }
  // Borrowed: the bytes must live as long as the statement.
  void bind(int at, ByteSpan bytes) {
    keep(sqlite3_bind_blob64(statement_, at, bytes.data(), bytes.size(), SQLITE_STATIC));
  }
  // True if there is a row.
  Result<bool> step() {
    if (rc_ != SQLITE_OK) return fail(code_of(db_, rc_));
    int rc = sqlite3_step(statement_);
    if (rc == SQLITE_ROW) return true;
    if (rc == SQLITE_DONE) return false;
    return fail(code_of(db_, rc));
  }
  Status run() {
    ADIT_TRY(bool row, step());
    while (row) {
      ADIT_TRY(row, step());
    }
    return {};
  }
  std::int64_t number(int column) { return sqlite3_column_int64(statement_, column); }
  ByteSpan bytes(int column) {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  void keep(int rc) {
    if (rc_ == SQLITE_OK) rc_ = rc;
  }
  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
  int rc_ = SQLITE_OK;
};

// An empty file of our own, readable by nobody else, to which SQLite keeps its own files alike.
Status make_empty(const std::filesystem::path& file) {
  int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) {
    switch (errno) {
      case EEXIST:
        return fail(Errc::file_exists);
      case EROFS:
      case EACCES:
        return fail(Errc::disk_read_only);
      case ENOSPC:
      case EDQUOT:
        return fail(Errc::disk_full);
      default:
        return fail(Errc::store_unavailable);
    }
  }
  ::close(fd);
  return {};
}

SecretBuffer taken(ByteVector&& bytes) {
  SecretBuffer out{ByteSpan(bytes)};
  if (!bytes.empty()) sodium_memzero(bytes.data(), bytes.size());
  return out;
}

}  // namespace

std::size_t size_class(std::size_t n) {
  // A letter and what was found in it fit 40 KiB, a parcel 66 KiB: the most frequent records waste little.
  for (std::size_t size : {512u, 1024u, 2048u, 4096u, 8192u, 20480u, 40960u, 67584u}) {
    if (n <= size) return size;
  }
  constexpr std::size_t kStep = 65536;
  return (n + kStep - 1) / kStep * kStep;
}

struct Vault::Database {
  sqlite3* db = nullptr;
  ~Database() { sqlite3_close_v2(db); }

  Status run(const char* sql) { return Statement(db, sql).run(); }
  Status run_all(const char* sql) {
    int rc = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
    if (rc != SQLITE_OK) return fail(code_of(db, rc));
    return {};
  }

  static Result<std::unique_ptr<Database>> open(const std::filesystem::path& file) {
    auto out = std::make_unique<Database>();
    int rc = sqlite3_open_v2(
        file.c_str(), &out->db,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOFOLLOW,
        nullptr);
    if (rc != SQLITE_OK) return fail(code_of(out->db, rc));
    sqlite3_extended_result_codes(out->db, 1);
    sqlite3_db_config(out->db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(out->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_db_config(out->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    // The lock is taken at the first touch and kept until the vault is closed.
    ADIT_CHECK(
        out->run_all("PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0;"
                     "PRAGMA cell_size_check=ON; PRAGMA secure_delete=ON;"));
    ADIT_CHECK(out->run_all("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; BEGIN EXCLUSIVE; COMMIT;"));
    return out;
  }
};

Vault::Vault(std::unique_ptr<Database> database, Key seal, Key ids, Rng& rng)
    : database_(std::move(database)), seal_(std::move(seal)), ids_(std::move(ids)), rng_(rng) {}

Vault::~Vault() = default;

Result<std::unique_ptr<Vault>> Vault::create(const std::filesystem::path& folder,
                                             const SecretBuffer& passphrase, Rng& rng) {
  std::error_code ec;
  if (!std::filesystem::is_directory(folder, ec)) {
    if (::mkdir(folder.c_str(), 0700) != 0) {
      return fail(errno == EEXIST  ? Errc::file_exists
                  : errno == EROFS ? Errc::disk_read_only
                                   : Errc::store_unavailable);
    }
  } else if (::chmod(folder.c_str(), 0700) != 0) {
    return fail(Errc::store_unavailable);
  }
  std::filesystem::path file = folder / kVaultFile;
  ADIT_CHECK(make_empty(file));
  auto made = fill(file, passphrase, rng);
  if (!made) std::filesystem::remove(file, ec);
  return made;
}

Result<std::unique_ptr<Vault>> Vault::fill(const std::filesystem::path& file, const SecretBuffer& passphrase,
                                           Rng& rng) {
  ADIT_TRY(auto database, Database::open(file));
  auto salt = rng.bytes<PassphraseSalt>();
  ADIT_TRY(Key lock, passphrase_key(passphrase.expose(), salt));
  SecretBuffer keys(2 * kKeyBytes);
  rng.fill(keys.expose_mutable());
  ByteVector sealed = seal_cell(lock, keys.expose(), rng);
  ADIT_CHECK(database->run_all("BEGIN"));
  ADIT_CHECK(database->run_all(kTables));
  {
    Statement insert(database->db, "INSERT INTO vault VALUES (1, ?1, ?2, ?3)");
    insert.bind(1, kSchema);
    insert.bind(2, ByteSpan(salt.span()));
    insert.bind(3, ByteSpan(sealed));
    ADIT_CHECK(insert.run());
  }
  ADIT_CHECK(database->run_all("COMMIT"));
  return std::unique_ptr<Vault>(new Vault(std::move(database), Key::copy_of(keys.expose().first<kKeyBytes>()),
                                          Key::copy_of(keys.expose().last<kKeyBytes>()), rng));
}

Result<std::unique_ptr<Vault>> Vault::open(const std::filesystem::path& folder,
                                           const SecretBuffer& passphrase, Rng& rng) {
  std::filesystem::path file = folder / kVaultFile;
  std::error_code ec;
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(file, ec)))
    return fail(Errc::file_unreadable);
  ADIT_TRY(auto database, Database::open(file));
  Statement select(database->db, "SELECT schema, salt, keys FROM vault WHERE one = 1");
  auto row = select.step();
  // A database without our table is somebody else's.
  if (!row) return fail(row.error().code == Errc::store_unavailable ? Errc::store_corrupt : row.error().code);
  if (!*row || select.number(0) != kSchema) return fail(Errc::store_corrupt);
  auto salt = PassphraseSalt::from(select.bytes(1));
  if (!salt) return fail(Errc::store_corrupt);
  ADIT_TRY(Key lock, passphrase_key(passphrase.expose(), *salt));
  auto opened = open_cell(lock, select.bytes(2));
  if (!opened) return fail(Errc::passphrase_wrong);
  SecretBuffer keys = taken(std::move(*opened));
  if (keys.size() != 2 * kKeyBytes) return fail(Errc::store_corrupt);
  return std::unique_ptr<Vault>(new Vault(std::move(database), Key::copy_of(keys.expose().first<kKeyBytes>()),
                                          Key::copy_of(keys.expose().last<kKeyBytes>()), rng));
}

// A keyed hash cut in half: the id says nothing about the name, and yet finds it.
ByteVector Vault::row_id(Kind kind, ByteSpan name) const {
  const auto k = static_cast<std::uint8_t>(kind);
  Digest digest = sha256({ids_.expose(), ByteSpan(&k, 1), name});
  return {digest.data(), digest.data() + kIdBytes};
}

ByteVector Vault::sealed(Kind kind, ByteSpan name, ByteSpan value) {
  SecretBuffer plain(size_class(kHeadBytes + name.size() + value.size()));
  ByteVector head{static_cast<std::uint8_t>(kind)};
  append_le16(head, static_cast<std::uint16_t>(name.size()));
  append_le32(head, static_cast<std::uint32_t>(value.size()));
  auto at = std::ranges::copy(head, plain.expose_mutable().begin()).out;
  at = std::ranges::copy(name, at).out;
  std::ranges::copy(value, at);
  return seal_cell(seal_, plain.expose(), rng_);
}

// Kind and name are under the seal, so no row can be put in another's place.
Result<Record> Vault::opened(Kind kind, ByteSpan id, ByteSpan cell) const {
  auto open = open_cell(seal_, cell);
  if (!open) return fail(Errc::store_corrupt);
  SecretBuffer plain = taken(std::move(*open));
  ByteSpan bytes = plain.expose();
  if (bytes.size() < kHeadBytes || bytes[0] != static_cast<std::uint8_t>(kind))
    return fail(Errc::store_corrupt);
  std::size_t name_bytes = load_le(bytes.subspan(1, 2));
  std::size_t value_bytes = load_le(bytes.subspan(3, 4));
  if (bytes.size() < kHeadBytes + name_bytes + value_bytes) return fail(Errc::store_corrupt);
  ByteSpan name = bytes.subspan(kHeadBytes, name_bytes);
  if (!std::ranges::equal(row_id(kind, name), id)) return fail(Errc::store_corrupt);
  return Record{ByteVector(name.begin(), name.end()),
                SecretBuffer(bytes.subspan(kHeadBytes + name_bytes, value_bytes))};
}

Result<std::optional<SecretBuffer>> Vault::get(Kind kind, ByteSpan name) {
  ByteVector id = row_id(kind, name);
  Statement select(database_->db, "SELECT sealed FROM records WHERE id = ?1");
  select.bind(1, ByteSpan(id));
  ADIT_TRY(bool found, select.step());
  if (!found) return std::optional<SecretBuffer>();
  ADIT_TRY(Record record, opened(kind, id, select.bytes(0)));
  return std::optional<SecretBuffer>(std::move(record.value));
}

Result<std::vector<Record>> Vault::list(Kind kind) {
  std::vector<Record> out;
  Statement select(database_->db, "SELECT id, sealed FROM records WHERE kind = ?1");
  select.bind(1, static_cast<std::int64_t>(kind));
  for (;;) {
    ADIT_TRY(bool found, select.step());
    if (!found) return out;
    ADIT_TRY(Record record, opened(kind, select.bytes(0), select.bytes(1)));
    out.push_back(std::move(record));
  }
}

Status Vault::put(Kind kind, ByteSpan name, ByteSpan value) {
  ADIT_ASSERT(name.size() <= UINT16_MAX);
  if (value.size() > kMaxValueBytes) return fail(Errc::store_unavailable);
  ByteVector id = row_id(kind, name);
  ByteVector cell = sealed(kind, name, value);
  Statement insert(database_->db, "INSERT OR REPLACE INTO records VALUES (?1, ?2, ?3)");
  insert.bind(1, ByteSpan(id));
  insert.bind(2, static_cast<std::int64_t>(kind));
  insert.bind(3, ByteSpan(cell));
  return insert.run();
}

Status Vault::erase(Kind kind, ByteSpan name) {
  ByteVector id = row_id(kind, name);
  Statement remove(database_->db, "DELETE FROM records WHERE id = ?1");
  remove.bind(1, ByteSpan(id));
  ADIT_CHECK(remove.run());
  erased_ = erased_ || sqlite3_changes(database_->db) > 0;
  return {};
}

Status Vault::begin() { return database_->run("BEGIN"); }

Status Vault::commit() {
  ADIT_CHECK(database_->run("COMMIT"));
  if (erased_) {
    // What was erased must not live on in the journal: its pages go into the file, overwritten with
    // zeros there, and the journal is cut off.
    ADIT_CHECK(database_->run("PRAGMA wal_checkpoint(TRUNCATE)"));
    erased_ = false;
  }
  return {};
}

void Vault::roll_back() {
  (void)database_->run("ROLLBACK");
  erased_ = false;
}

}  // namespace adit::client
