// SPDX-License-Identifier: Apache-2.0
// adit-council itself, with files and descriptors as people use it.
#include <sys/wait.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "council_fixture.h"
#include "tests/support/temp_folder.h"

using namespace adit;
using namespace adit::test;

namespace {

struct Ran {
  int exit_code;
  std::string out, err;
};

// A folder with a passphrase file, gone at the end.
class Desk {
 public:
  Desk() {
    write("pass", "correct horse battery staple\n");
    write("wrong", "incorrect horse\n");
  }

  void write(const std::string& name, std::string_view text) const {
    std::ofstream(folder_.path() / name, std::ios::binary) << text;
  }
  std::string read(const std::string& name) const {
    std::ostringstream out;
    out << std::ifstream(folder_.path() / name, std::ios::binary).rdbuf();
    return out.str();
  }
  // The arguments as a shell reads them; nobody is at the terminal.
  Ran run(const std::string& arguments, const std::string& passphrase = "pass") const {
    std::string command = "cd '" + folder_.path().string() +
                          "' && '" ADIT_BIN_DIR "/adit-council' --no-input " + arguments + " 3<" +
                          passphrase + " </dev/null >out 2>err";
    int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read("out"), read("err")};
  }
  void make_council(const std::string& delay_days) const {
    for (const char* who : {"ana", "bo", "cy"}) {
      REQUIRE(run("member-key --passphrase-fd 3 --out " + std::string(who) + ".key").exit_code == 0);
    }
    REQUIRE(
        run("new --k 2 --member Ana=ana.key.pub --member Bo=bo.key.pub --member Cy=cy.key.pub --delay-days " +
            delay_days + " --out council.prop")
            .exit_code == 0);
    for (const char* who : {"ana", "cy"}) {
      std::string w = who;
      REQUIRE(
          run("sign council.prop --yes --passphrase-fd 3 --key " + w + ".key --out council." + w).exit_code ==
          0);
    }
    REQUIRE(run("merge council.prop council.ana council.cy --out council.doc").exit_code == 0);
  }

 private:
  test::TempFolder folder_;
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
bool is_one_sentence(const Ran& ran) {
  return ran.err.starts_with("adit-council: error: ") && has(ran.err, "\n") &&
         ran.err.find("error: ", 25) == std::string::npos;
}

}  // namespace

TEST_CASE("a council and its directory are made, signed by two of three and merged, by the program") {
  Desk desk;
  desk.make_council("7");
  Ran invitation =
      desk.run("invitation --council council.doc --address http://127.0.0.1:8080 --out invitation.txt");
  REQUIRE(invitation.exit_code == 0);
  CHECK(invitation.out.starts_with("adit1:"));
  CHECK(desk.read("invitation.txt") == invitation.out);

  std::string genesis = desk.read("council.doc");
  auto envelope = UnverifiedEnvelope::parse(as_bytes(genesis));
  REQUIRE(envelope);
  DeploymentId dep = deployment_of(envelope->body);
  REQUIRE(Council::genesis(*envelope, dep));
  SeededRng rng(21);
  SigningKey identity = key_of(rng);
  client::Application application = application_of(21, dep, "Workers' Desk");
  desk.write("desk.app", *application.sign(identity));
  std::string directory = "directory --council council.doc --address http://127.0.0.1:8080 --gateway-key '" +
                          gateway_key().encode() + "' --add desk.app --set floor=4 ";
  Ran proposed = desk.run(directory + "--out directory.prop");
  REQUIRE(proposed.exit_code == 0);
  CHECK(has(proposed.out, "Workers' Desk"));
  CHECK_FALSE(has(proposed.out, "test deployment"));
  CHECK(desk.run("diff directory.prop").exit_code == 0);

  REQUIRE(desk.run("sign directory.prop --yes --passphrase-fd 3 --key bo.key --out d.bo").exit_code == 0);
  Ran alone = desk.run("merge directory.prop d.bo --council council.doc --out directory.doc");
  CHECK(alone.exit_code == client::kTrustExit);
  CHECK(has(alone.err, "missing: Ana, Cy"));
  REQUIRE(desk.run("sign directory.prop --yes --passphrase-fd 3 --key cy.key --out d.cy").exit_code == 0);
  Ran merged = desk.run("merge directory.prop d.cy d.bo --council council.doc --out directory.doc");
  CHECK(merged.exit_code == 0);
  CHECK(has(merged.out, "directory 0, signed by 2"));

  // The one after it, against it; and nothing is ever overwritten.
  desk.write("before", desk.read("directory.doc"));
  std::string rid = to_hex(application.rid().span());
  Ran next =
      desk.run("directory --council council.doc --previous directory.doc --witness '" +
               application_of(22, dep, "x").witness.encode() + "' --suspend " + rid + " --out second.prop");
  REQUIRE(next.exit_code == 0);
  CHECK(has(next.out, "suspended: recipient " + rid));
  CHECK(has(desk.run("diff second.prop --against directory.doc").out, "status: active -> suspended"));
  Ran over = desk.run("merge directory.prop d.cy d.bo --council council.doc --out directory.doc");
  CHECK(over.exit_code == exit_code(Errc::file_exists));
  CHECK(desk.read("directory.doc") == desk.read("before"));
}

TEST_CASE("a test deployment is announced by everything that the program prints of it") {
  Desk desk;
  desk.make_council("0");
  for (const std::string& command :
       {std::string("diff council.prop"),
        std::string("merge council.prop council.ana council.cy --out again.doc"),
        std::string("invitation --council council.doc --address http://127.0.0.1:1")}) {
    Ran ran = desk.run(command);
    REQUIRE(ran.exit_code == 0);
    CHECK(has(ran.out + ran.err, "test deployment"));
  }
}

TEST_CASE("a member's key opens with its passphrase only, and its file shows nothing") {
  Desk desk;
  REQUIRE(desk.run("member-key --passphrase-fd 3 --out ana.key").exit_code == 0);

  REQUIRE(desk.run("new --k 1 --member Ana=ana.key.pub --out c.prop").exit_code == 0);
  Ran wrong = desk.run("sign c.prop --yes --passphrase-fd 3 --key ana.key --out c.sig", "wrong");
  CHECK(wrong.exit_code == 6);
  CHECK(is_one_sentence(wrong));
  CHECK(desk.read("c.sig").empty());
  std::string key = desk.read("ana.key");
  CHECK_FALSE(has(key, "correct horse"));
  CHECK_FALSE(has(key, "adit/v1/member"));
}

TEST_CASE("wrong input ends with one sentence and the exit code of its kind") {
  Desk desk;
  desk.make_council("7");
  desk.write("junk", std::string("\0\1\2junk", 7));
  desk.write("empty", "");
  struct Row {
    std::string arguments;
    int exit_code;
  };
  const Row rows[] = {
      {"", 2},
      {"nonsense", 2},
      {"new --k 1 --out x", 2},
      {"new --k 1 --member Ana --out x", 2},
      {"new --k 1 --member Ana=absent.pub --out x", 7},
      {"new --k 1 --member Ana=junk --out x", 7},
      {"new --k 3 --member Ana=ana.key.pub --out x", 2},
      {"new --k 1 --member Ana=ana.key.pub --out council.doc", 2},
      {"new --k 1 --member Ana=ana.key.pub --out absent/x", 1},
      {"member-key --passphrase-fd 9 --out x.key", 7},
      {"member-key --out x.key", 2},
      {"diff absent", 7},
      {"diff junk", 7},
      {"diff empty", 7},
      {"diff .", 7},
      {"diff council.prop --against junk", 7},
      {"sign council.prop --key ana.key --passphrase-fd 3 --out x", 2},
      {"sign council.prop --yes --key junk --passphrase-fd 3 --out x", 1},
      {"sign council.prop --yes --key absent --passphrase-fd 3 --out x", 7},
      {"merge council.prop junk --out x", 7},
      {"merge council.prop council.ana --out x", 5},
      {"directory --council junk --out x", 7},
      {"directory --council council.prop --out x", 7},
      {"directory --council council.doc --gateway-key junk --address http://127.0.0.1:1 --out x", 2},
      {"directory --council council.doc --add junk --out x", 5},
      {"directory --council council.doc --suspend 12 --out x", 2},
      {"invitation --council council.doc --address nowhere", 2},
      {"publish council.doc --gateway nowhere --direct", 2},
      {"publish junk --gateway http://127.0.0.1:1 --direct", 7},
      {"publish council.doc --gateway http://127.0.0.1:1 --direct", 3},
  };
  for (const Row& row : rows) {
    Ran ran = desk.run(row.arguments);
    INFO("adit-council " << row.arguments << "\n" << ran.err);
    CHECK(ran.exit_code == row.exit_code);
    CHECK(is_one_sentence(ran));
    if (!row.arguments.starts_with("sign")) CHECK(ran.out.empty());  // sign shows first
    CHECK(desk.read("x").empty());
  }
}

TEST_CASE("help is on stdout, with an example, and the version has a number") {
  Desk desk;
  Ran help = desk.run("--help");
  CHECK(help.exit_code == 0);
  CHECK(has(help.out, "adit-council merge council.prop"));
  CHECK(help.err.empty());
}
