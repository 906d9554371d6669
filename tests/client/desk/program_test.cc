// SPDX-License-Identifier: Apache-2.0
// The program itself, as a process: what only a command line and a real lock can show.
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "client/case/vault.h"
#include "client/trust/invitation.h"
#include "tests/support/fakes.h"
#include "tests/support/temp_folder.h"

using namespace adit;
using namespace adit::client;
using test::TempFolder;

namespace {

struct Ran {
  int code;
  std::string output;  // both streams
};

// Runs adit-desk with the passphrase on descriptor 5. Arguments have no quotes in them.
Ran desk(const std::string& arguments, const std::string& passphrase = "a long enough passphrase") {
  std::string command = "printf '%s\\n' '" + passphrase +
                        "' | { exec 5<&0 </dev/null; " ADIT_BIN_DIR "/adit-desk " + arguments + "; } 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  Ran out{0, ""};
  char buffer[4096];
  for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.output.append(buffer, n);
  int status = pclose(pipe);
  out.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return out;
}

std::string invitation() {
  return Invitation{*DeploymentId::from(ByteVector(32, 3)), "http://127.0.0.1:9"}.encode();
}

struct Folder {
  TempFolder temp;
  std::string vault = (temp.path() / "vault").string();
  std::string base = "--no-input --passphrase-fd 5 --vault " + vault + " ";
  std::string init = base + "init --invitation " + invitation() + " --name Desk --lang en,fr --application " +
                     (temp.path() / "desk.app").string();
};

}  // namespace

TEST_CASE("the program keeps its exit codes", "[program]") {
  Folder f;
  CHECK(desk("--help").code == 0);
  CHECK(desk("").code == 2);
  CHECK(desk("--vault x nonsense").code == 2);
  CHECK(desk(f.base + "status").code == 7);  // there is no vault
  CHECK(desk(f.init).code == 0);
  CHECK(desk(f.init).code == 2);  // the application is there already
  CHECK(desk(f.base + "status").code == 0);
  CHECK(desk(f.base + "status", "wrong").code == 6);
  CHECK(desk(f.base + "list").code == 9);
  CHECK(desk(f.base + "show 1").code == 9);
  CHECK(desk(f.base + "--direct sync").code == 3);                     // nobody listens there
  CHECK(desk("--no-input --vault " + f.vault + " status").code == 2);  // nobody to ask for the passphrase
}

TEST_CASE("errors begin with the program's name and end with what to do", "[program]") {
  Folder f;
  REQUIRE(desk(f.init).code == 0);
  Ran wrong = desk(f.base + "status", "wrong");
  CHECK(wrong.output.starts_with("adit-desk: error: "));
  CHECK(wrong.output.find("adit-desk: hint: ") != std::string::npos);
}

TEST_CASE("a vault that a process has open is locked for others", "[program]") {
  Folder f;
  REQUIRE(desk(f.init).code == 0);
  test::SeededRng rng(1);
  auto held = Vault::open(f.vault, SecretBuffer(as_bytes("a long enough passphrase")), rng);
  REQUIRE(held);
  Ran second = desk(f.base + "--vault-wait 0 status");
  CHECK(second.code == 1);
  CHECK(second.output.find("another program uses this data folder") != std::string::npos);
  held->reset();
  CHECK(desk(f.base + "status").code == 0);
}

TEST_CASE("the passphrase is neither an argument nor in the environment", "[program]") {
  std::string help = desk("--help").output;
  CHECK(help.find("--passphrase-fd") != std::string::npos);
  CHECK(help.find("--passphrase ") == std::string::npos);
  CHECK(help.find("(Env:") == std::string::npos);
}

TEST_CASE("a witness that is not written as it must be stops watch before it begins", "[program]") {
  Folder f;
  // There is not even a vault yet: nothing was asked and nothing opened.
  for (const char* place : {"https://witness.example/adit", "https://witness.example/adit=nonsense"}) {
    const Ran ran = desk(f.base + "watch --witness " + place);
    CHECK(ran.code == 2);
    CHECK(ran.output.find("--witness") != std::string::npos);
  }
}
