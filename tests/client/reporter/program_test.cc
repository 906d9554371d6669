// SPDX-License-Identifier: Apache-2.0
// The real adit, in an empty home, without a terminal.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/trust/invitation.h"
#include "tests/client/reporter/children.h"
#include "tests/client/reporter/command_bench.h"

namespace adit::client {
namespace {

using namespace adit::test;

const std::string kAdit = std::string(ADIT_BIN_DIR) + "/adit";

// Port 9 of this machine: nobody listens there.
std::string some_invitation() {
  return Invitation{make_world(cheap_options()).dep, "http://127.0.0.1:9"}.encode();
}
std::string onion_invitation() {
  return Invitation{make_world(cheap_options()).dep,
                    "http://pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion"}
      .encode();
}

// Runs adit in a folder of its own and finds what it left there.
struct Run {
  TempFolder home;
  std::vector<std::string> before;
  Ran go(const std::vector<std::string>& arguments, std::string_view input = {}) {
    before = listing(home.path());
    return run_program(kAdit, arguments, home.path(), input);
  }
  bool left_something() const { return listing(home.path()) != before; }
};

TEST_CASE("help goes to stdout with an example, exit 0") {
  auto command =
      GENERATE("", "report", "read", "answer", "recipients", "invite", "seal", "carry", "prove-original");
  std::vector<std::string> arguments;
  if (*command != '\0') arguments.emplace_back(command);
  arguments.emplace_back("--help");
  Run run;
  Ran ran = run.go(arguments);
  CAPTURE(command);
  CHECK(ran.code == 0);
  CHECK(ran.err.empty());
  CHECK(ran.out.find("Example") != std::string::npos);
  CHECK(ran.out.find(std::string("adit -i invitation.txt ") + command) != std::string::npos);
  CHECK_FALSE(run.left_something());
}

TEST_CASE("a wrong command line is exit 2, with our prefix, on stderr only") {
  std::string invitation = some_invitation();
  auto arguments = GENERATE_COPY(
      std::vector<std::string>{}, std::vector<std::string>{"frobnicate"},
      std::vector<std::string>{"read", "--days", "7"}, std::vector<std::string>{"seal"},
      std::vector<std::string>{"carry"}, std::vector<std::string>{"report", "--words", "klingon"},
      std::vector<std::string>{"answer", "--yes", "--no"},
      std::vector<std::string>{"report", "--form", "gossip", "-i", invitation},
      std::vector<std::string>{"report", "-i", invitation}, std::vector<std::string>{"recipients"},
      std::vector<std::string>{"recipients", "-i", "adit1:not-an-invitation"});
  Run run;
  Ran ran = run.go(arguments);
  CAPTURE(arguments, ran.err);
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  CHECK(ran.err.find("adit: error: ") != std::string::npos);
  CHECK_FALSE(run.left_something());
}

TEST_CASE("no Tor is exit 3 with what to do, and nothing is left on the disk") {
  Run run;
  write(run.home.file("r.toml"), "form = \"open\"\n[answers]\ns2 = \"what I saw\"\n");
  Ran ran = run.go({"-i", onion_invitation(), "--socks", "127.0.0.1:9", "--no-pauses", "report", "--from",
                    "r.toml", "--to", "Legal Aid"});
  CAPTURE(ran.err);
  CHECK(ran.code == 3);
  CHECK(ran.out.empty());
  CHECK(ran.err.find("Tor") != std::string::npos);
  CHECK(ran.err.find("nothing was sent") != std::string::npos);
  CHECK_FALSE(run.left_something());
}

TEST_CASE("a gateway that is not there is exit 3") {
  Run run;
  Ran ran = run.go({"-i", some_invitation(), "--direct", "--no-pauses", "recipients"});
  CHECK(ran.code == 3);
  CHECK(ran.err.find("--direct: Tor is not used") != std::string::npos);
  CHECK_FALSE(run.left_something());
}

TEST_CASE("an onion address is never asked for without Tor") {
  Run run;
  Ran ran = run.go({"-i", onion_invitation(), "--direct", "recipients"});
  CHECK(ran.code == 2);
}

TEST_CASE("files that cannot be used are exit 7, and name the file") {
  Run run;
  write(run.home.file("r.toml"), "form = \"open\"\n[answers]\ns2 = \"what I saw\"\n");
  write(run.home.file("tape.mov"), std::string(1000, '\x01'));
  write(run.home.file("short.adit"), "short");
  std::string invitation = some_invitation();
  auto c = GENERATE_COPY(
      std::vector<std::string>{"missing.jpg", "report", "--from", "r.toml", "--to", "x", "--attach",
                               "missing.jpg"},
      std::vector<std::string>{"tape.mov", "report", "--from", "r.toml", "--to", "x", "--attach", "tape.mov"},
      std::vector<std::string>{"missing.toml", "report", "--from", "missing.toml", "--to", "x"},
      std::vector<std::string>{"short.adit", "carry", "short.adit"},
      std::vector<std::string>{"missing.adit", "carry", "missing.adit"});
  std::vector<std::string> arguments = {"-i", invitation, "--direct"};
  arguments.insert(arguments.end(), c.begin() + 1, c.end());
  Ran ran = run.go(arguments);
  CAPTURE(c, ran.err);
  CHECK(ran.code == 7);
  CHECK(ran.out.empty());
  CHECK(ran.err.find(c.front()) != std::string::npos);
  CHECK(ran.err.find("nothing was sent") != std::string::npos);
  CHECK_FALSE(run.left_something());
}

TEST_CASE("a mistyped secret is exit 6") {
  Run run;
  std::string words = words_of(1);
  Ran ran = run.go({"-i", some_invitation(), "--direct", "read", "--secret-fd", "0"}, words + " zebra\n");
  CHECK(ran.code == 6);
  CHECK_FALSE(run.left_something());
}

TEST_CASE("what is left on the disk would be found") {
  Run run;
  Ran ran = run.go({"-i", some_invitation(), "--direct", "--no-pauses", "invite", "--save", "planted.txt"});
  CHECK(ran.code == 0);
  CHECK(run.left_something());
}

TEST_CASE("the questions of a report file are listed without an invitation") {
  Run run;
  Ran ran = run.go({"report", "--show-form", "--form", "blacklisting"});
  CHECK(ran.code == 0);
  CHECK(ran.out.find("a17: What would repair it?") != std::string::npos);
}

}  // namespace
}  // namespace adit::client
