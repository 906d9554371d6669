// SPDX-License-Identifier: Apache-2.0
#include "client/case/vault.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/fakes.h"
#include "tests/support/temp_folder.h"

using namespace adit;
using namespace adit::client;
using test::TempFolder;

namespace {

SecretBuffer passphrase(std::string_view text) { return SecretBuffer(as_bytes(text)); }

std::string text_of(const std::optional<SecretBuffer>& value) {
  return value ? std::string(as_text(value->expose())) : "(nothing)";
}

// Everything that lies in the folder: the vault and whatever SQLite keeps beside it.
std::string bytes_of(const std::filesystem::path& folder) {
  std::string out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    out.append(std::istreambuf_iterator<char>(in), {});
  }
  return out;
}

// As another program would: straight at the file.
void sql(const std::filesystem::path& folder, const std::string& statement) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open((folder / kVaultFile).c_str(), &db) == SQLITE_OK);
  CHECK(sqlite3_exec(db, statement.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(db);
}

std::vector<std::string> sealed_rows(const std::filesystem::path& folder) {
  std::vector<std::string> out;
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open((folder / kVaultFile).c_str(), &db) == SQLITE_OK);
  sqlite3_stmt* select = nullptr;
  REQUIRE(sqlite3_prepare_v2(db, "SELECT sealed FROM records", -1, &select, nullptr) == SQLITE_OK);
  while (sqlite3_step(select) == SQLITE_ROW) {
    out.emplace_back(static_cast<const char*>(sqlite3_column_blob(select, 0)),
                     static_cast<std::size_t>(sqlite3_column_bytes(select, 0)));
  }
  sqlite3_finalize(select);
  sqlite3_close(db);
  return out;
}

struct Made {
  TempFolder temp;
  test::SeededRng rng{7};
  std::filesystem::path folder = temp.path() / "desk";
};

}  // namespace

TEST_CASE("what is put into a vault is there when it is opened again", "[vault]") {
  Made m;
  {
    auto vault = Vault::create(m.folder, passphrase("open sesame"), m.rng);
    REQUIRE(vault);
    REQUIRE((*vault)->put(Kind::letter, name_of(1), as_bytes("one")));
    REQUIRE((*vault)->put(Kind::letter, name_of(2), as_bytes("two")));
    REQUIRE((*vault)->put(Kind::letter, name_of(2), as_bytes("two again")));
    REQUIRE((*vault)->put(Kind::thread, name_of(1), as_bytes("")));
    REQUIRE((*vault)->erase(Kind::letter, name_of(1)));
  }
  auto vault = Vault::open(m.folder, passphrase("open sesame"), m.rng);
  REQUIRE(vault);
  CHECK(text_of(*(*vault)->get(Kind::letter, name_of(1))) == "(nothing)");
  CHECK(text_of(*(*vault)->get(Kind::letter, name_of(2))) == "two again");
  CHECK(text_of(*(*vault)->get(Kind::thread, name_of(1))).empty());
  auto letters = (*vault)->list(Kind::letter);
  REQUIRE(letters);
  REQUIRE(letters->size() == 1);
  CHECK(number_of(letters->front()) == 2);
}

TEST_CASE("a transaction that does not reach its end changes nothing", "[vault]") {
  Made m;
  auto vault = Vault::create(m.folder, passphrase("p"), m.rng);
  REQUIRE(vault);
  REQUIRE((*vault)->put(Kind::letter, name_of(1), as_bytes("before")));
  {
    auto transaction = Transaction::begin(**vault);
    REQUIRE(transaction);
    REQUIRE((*vault)->put(Kind::letter, name_of(1), as_bytes("after")));
    REQUIRE((*vault)->put(Kind::letter, name_of(2), as_bytes("new")));
  }
  CHECK(text_of(*(*vault)->get(Kind::letter, name_of(1))) == "before");
  CHECK(text_of(*(*vault)->get(Kind::letter, name_of(2))) == "(nothing)");
  {
    auto transaction = Transaction::begin(**vault);
    REQUIRE(transaction);
    REQUIRE((*vault)->put(Kind::letter, name_of(1), as_bytes("after")));
    REQUIRE(transaction->commit());
  }
  CHECK(text_of(*(*vault)->get(Kind::letter, name_of(1))) == "after");
}

TEST_CASE("a wrong passphrase opens nothing", "[vault]") {
  Made m;
  REQUIRE(Vault::create(m.folder, passphrase("right"), m.rng));
  auto wrong = Vault::open(m.folder, passphrase("right "), m.rng);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().code == Errc::passphrase_wrong);
}

TEST_CASE("a vault is never made over another one", "[vault]") {
  Made m;
  REQUIRE(Vault::create(m.folder, passphrase("p"), m.rng));
  auto again = Vault::create(m.folder, passphrase("p"), m.rng);
  REQUIRE_FALSE(again);
  CHECK(again.error().code == Errc::file_exists);
}

TEST_CASE("only its owner can read a vault", "[vault]") {
  Made m;
  auto vault = Vault::create(m.folder, passphrase("p"), m.rng);
  REQUIRE(vault);
  REQUIRE((*vault)->put(Kind::letter, name_of(1), as_bytes("x")));
  struct stat s{};
  REQUIRE(stat(m.folder.c_str(), &s) == 0);
  CHECK((s.st_mode & 0777) == 0700);
  for (const auto& entry : std::filesystem::directory_iterator(m.folder)) {
    REQUIRE(stat(entry.path().c_str(), &s) == 0);
    CAPTURE(entry.path());
    CHECK((s.st_mode & 0077) == 0);
  }
}

TEST_CASE("a second process finds the vault locked", "[vault]") {
  Made m;
  auto vault = Vault::create(m.folder, passphrase("p"), m.rng);
  REQUIRE(vault);
  pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    auto second = Vault::open(m.folder, passphrase("p"), m.rng);
    _exit(!second && second.error().code == Errc::store_locked ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  // The lock is of the process, not of the file: when the first is gone the second may come.
  vault->reset();
  CHECK(Vault::open(m.folder, passphrase("p"), m.rng));
}

TEST_CASE("the files of a vault contain nothing that was put into it", "[vault]") {
  Made m;
  const std::string plain = "the foreman keeps the list in his drawer";
  const Rid rid = *Rid::from(as_bytes("RIDRIDRI"));
  {
    auto vault = Vault::create(m.folder, passphrase("p"), m.rng);
    REQUIRE(vault);
    REQUIRE((*vault)->put(Kind::letter, rid.span(), as_bytes(plain)));
    auto transaction = Transaction::begin(**vault);
    REQUIRE(transaction);
    REQUIRE((*vault)->put(Kind::letter, name_of(3), as_bytes(plain)));
    // While the journal is there too.
    CHECK(bytes_of(m.folder).find("foreman") == std::string::npos);
    REQUIRE(transaction->commit());
    CHECK(bytes_of(m.folder).find("foreman") == std::string::npos);
  }
  CHECK(bytes_of(m.folder).find("foreman") == std::string::npos);
  CHECK(bytes_of(m.folder).find("RIDRIDRI") == std::string::npos);
  // A planted row in the clear is found: the search works.
  sql(m.folder, "INSERT INTO records VALUES (randomblob(16), 12, CAST('" + plain + " RIDRIDRI' AS BLOB))");
  CHECK(bytes_of(m.folder).find("foreman") != std::string::npos);
  CHECK(bytes_of(m.folder).find("RIDRIDRI") != std::string::npos);
}

TEST_CASE("sizes of records show only their class", "[vault]") {
  Made m;
  {
    auto vault = Vault::create(m.folder, passphrase("p"), m.rng);
    REQUIRE(vault);
    for (std::size_t n : {1u, 77u, 400u}) REQUIRE((*vault)->put(Kind::letter, name_of(n), ByteVector(n)));
  }
  auto rows = sealed_rows(m.folder);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].size() == rows[1].size());
  CHECK(rows[1].size() == rows[2].size());
}

TEST_CASE("an erased record is nowhere in the files", "[vault]") {
  Made m;
  {
    auto vault = Vault::create(m.folder, passphrase("p"), m.rng);
    REQUIRE(vault);
    REQUIRE((*vault)->put(Kind::week_secret, name_of(2950), ByteVector(32, 0x5a)));
    for (std::size_t n = 0; n < 40; ++n) REQUIRE((*vault)->put(Kind::letter, name_of(n), ByteVector(300)));
  }
  auto before = sealed_rows(m.folder);
  // The same search finds it while it is there.
  for (const std::string& row : before)
    CHECK(bytes_of(m.folder).find(row.substr(100, 40)) != std::string::npos);
  {
    auto vault = Vault::open(m.folder, passphrase("p"), m.rng);
    REQUIRE(vault);
    auto transaction = Transaction::begin(**vault);
    REQUIRE(transaction);
    REQUIRE((*vault)->erase(Kind::week_secret, name_of(2950)));
    REQUIRE(transaction->commit());
    // At once, and not only when the vault is closed.
    auto left = bytes_of(m.folder);
    std::size_t found = 0;
    for (const std::string& row : before) found += left.find(row.substr(100, 40)) != std::string::npos;
    CHECK(found == before.size() - 1);
  }
  CHECK(sealed_rows(m.folder).size() == before.size() - 1);
}

TEST_CASE("a record that was changed or put in another's place is noticed", "[vault]") {
  Made m;
  {
    auto vault = Vault::create(m.folder, passphrase("p"), m.rng);
    REQUIRE(vault);
    REQUIRE((*vault)->put(Kind::letter, name_of(1), as_bytes("one")));
    REQUIRE((*vault)->put(Kind::letter, name_of(2), as_bytes("two")));
  }
  SECTION("changed") { sql(m.folder, "UPDATE records SET sealed = zeroblob(length(sealed))"); }
  SECTION("swapped") {
    sql(m.folder,
        "CREATE TEMP TABLE t AS SELECT * FROM records; UPDATE records SET sealed = (SELECT sealed FROM t "
        "WHERE t.id != "
        "records.id)");
  }
  SECTION("of another kind") { sql(m.folder, "UPDATE records SET kind = 13"); }
  auto vault = Vault::open(m.folder, passphrase("p"), m.rng);
  REQUIRE(vault);
  auto as_letters = (*vault)->list(Kind::letter);
  auto as_seen = (*vault)->list(Kind::seen);
  CHECK(((!as_letters && as_letters.error().code == Errc::store_corrupt) ||
         (!as_seen && as_seen.error().code == Errc::store_corrupt)));
}

TEST_CASE("files that are no vault are refused and left as they are", "[vault]") {
  Made m;
  std::filesystem::create_directory(m.folder);
  auto missing = Vault::open(m.folder, passphrase("p"), m.rng);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == Errc::file_unreadable);
  SECTION("text") {
    std::string text(8192, 'x');
    std::ofstream(m.folder / kVaultFile) << text;
    auto open = Vault::open(m.folder, passphrase("p"), m.rng);
    REQUIRE_FALSE(open);
    CHECK(open.error().code == Errc::store_corrupt);
    CHECK(bytes_of(m.folder) == text);
  }
  SECTION("another database") {
    sql(m.folder, "CREATE TABLE notes (text)");
    auto open = Vault::open(m.folder, passphrase("p"), m.rng);
    REQUIRE_FALSE(open);
    CHECK(open.error().code == Errc::store_corrupt);
  }
  SECTION("a link to somewhere else") {
    std::filesystem::create_symlink("/etc/passwd", m.folder / kVaultFile);
    auto open = Vault::open(m.folder, passphrase("p"), m.rng);
    REQUIRE_FALSE(open);
    CHECK(open.error().code == Errc::file_unreadable);
  }
}
