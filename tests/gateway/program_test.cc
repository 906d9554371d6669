// SPDX-License-Identifier: Apache-2.0
// adit-gateway as a process: command line, readiness, signals, what it says, what it may touch. Run
// with a stub in place of the core, and again with the core where it is built.
#include <adit/api.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "gateway/listen.h"
#include "tests/gateway/front_world.h"
#include "tests/gateway/process.h"

using namespace adit;
using namespace adit::test;

namespace {

const std::string kStub = ADIT_STUB_GATEWAY;

std::vector<std::string> programs() {
  std::vector<std::string> out{kStub};
#ifdef ADIT_GATEWAY
  out.emplace_back(ADIT_GATEWAY);
#endif
  return out;
}

struct Setting {
  TempFolder folder;
  std::filesystem::path config;
  std::filesystem::path socket = folder.path() / "gateway.sock";
  std::filesystem::path data = folder.path() / "data";

  explicit Setting(const std::string& more = "")
      : config(folder.put("gateway.toml", "deployment = \"" + std::string(64, 'a') + "\"\ndata = \"data\"\n" +
                                              more +
                                              "[[listen]]\ntype = \"unix\"\npath = \"gateway.sock\"\n")) {}
  std::vector<std::string> run(const std::string& program) const {
    return {program, "run", "--config", config.string()};
  }
};

void wait_for(const std::filesystem::path& file) {
  for (int i = 0; i < 10'000 && !std::filesystem::exists(file); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
  }
  REQUIRE(std::filesystem::exists(file));
}

// Without the line about what the kernel allowed, which differs from machine to machine.
std::string without_first_line(const std::string& text) {
  auto end = text.find('\n');
  return end == std::string::npos ? text : text.substr(end + 1);
}

}  // namespace

TEST_CASE("the gateway says when it is ready, serves, and ends with 0 on a signal", "[program]") {
  for (const auto& program : programs()) {
    for (int number : {SIGTERM, SIGINT}) {
      INFO(program);
      Setting setting;
      Process process(setting.run(program), Process::Ready::awaited);
      REQUIRE(process.ready());
      {
        Wire wire = Wire::local(setting.socket);
        wire.send(get("/v1/feed/7"));
        CHECK(wire.rest().starts_with("HTTP/1.1 404 "));
      }
      process.signal(number);
      CHECK(process.wait() == 0);
      CHECK_FALSE(std::filesystem::exists(setting.socket));
      CHECK(process.out().empty());
      // Nothing about the request.
      CHECK(without_first_line(process.err()) ==
            "adit-gateway: ready\nadit-gateway: stopping: what was accepted is still answered\nadit-gateway: "
            "stopped\n");
    }
  }
}

TEST_CASE("a signal does not take the answer from an upload that is under way", "[program][stop]") {
  Setting setting;
  Process process(setting.run(kStub), Process::Ready::awaited);
  REQUIRE(process.ready());
  Wire wire = Wire::local(setting.socket);
  wire.send(post(api::kDocumentsPath, api::kDocumentBytes));
  wait_for(setting.data / "held");
  process.signal(SIGTERM);
  // Once new connections are refused the signal has been seen.
  auto refused = [&] {
    try {
      Wire again = Wire::local(setting.socket);
      return false;
    } catch (const std::exception&) {
      return true;
    }
  };
  for (int i = 0; i < 10'000 && !refused(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  CHECK(refused());
  setting.folder.put("data/release", "x");
  CHECK(wire.rest().starts_with("HTTP/1.1 202 "));
  CHECK(process.wait() == 0);
}

TEST_CASE("a gateway that was killed starts again at the same socket", "[program]") {
  for (const auto& program : programs()) {
    Setting setting;
    {
      Process first(setting.run(program), Process::Ready::awaited);
      REQUIRE(first.ready());
      first.signal(SIGKILL);
      CHECK(first.wait() == 128 + SIGKILL);
    }
    CHECK(std::filesystem::exists(setting.socket));
    Process second(setting.run(program), Process::Ready::awaited);
    CHECK(second.ready());
    Process third(setting.run(program), Process::Ready::awaited);
    CHECK_FALSE(third.ready());
    CHECK(third.wait() == 2);
    CHECK(third.err() == "adit-gateway: error: cannot listen on " + setting.socket.string() +
                             ": another process listens there\n");
    Wire wire = Wire::local(setting.socket);
    wire.send(get("/v1/feed/7"));
    CHECK(wire.rest().starts_with("HTTP/1.1 404 "));
  }
}

#if defined(__has_feature)
#if __has_feature(undefined_behavior_sanitizer)
#define ADIT_SANITIZER_NEEDS_DESCRIPTORS 1  // to find out whether memory can be read
#endif
#endif

TEST_CASE("a gateway without descriptors waits and works again once it has some", "[program]") {
#ifdef ADIT_SANITIZER_NEEDS_DESCRIPTORS
  SKIP("the sanitizer itself needs descriptors");
#endif
  Setting setting;
  Process process({"/bin/sh", "-c", "ulimit -n 24 && exec \"$0\" run --config \"$1\" --ready-fd \"$3\"",
                   kStub, setting.config.string()},
                  Process::Ready::awaited);
  REQUIRE(process.ready());
  auto waits = [&] {
    return process.err().find("could not be accepted; waiting a moment\n") != std::string::npos;
  };
  {
    std::vector<Wire> many;
    for (int i = 0; i < 40; ++i) many.push_back(Wire::local(setting.socket));
    for (int i = 0; i < 10'000 && !waits(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(waits());
  }
  Wire wire = Wire::local(setting.socket);
  wire.send(get("/v1/feed/7"));
  CHECK(wire.rest().starts_with("HTTP/1.1 404 "));
  process.signal(SIGTERM);
  CHECK(process.wait() == 0);
}

TEST_CASE("the gateway reads and writes its data folder and nothing else", "[program][sandbox]") {
  Setting setting;
  Process process(setting.run(kStub), Process::Ready::awaited);
  REQUIRE(process.ready());
  Wire wire = Wire::local(setting.socket);
  wire.send(post(api::kCardsPath, api::card_set_bytes(1)));
  std::string answer = wire.reply();
  process.signal(SIGTERM);
  wire.rest();
  process.wait();
  // The control: where the kernel has no Landlock the same attempt succeeds, and the line says so.
  const bool limited = process.err().find("files limited to the data folder") != std::string::npos;
  CHECK(limited != (process.err().find("files not limited") != std::string::npos));
  CHECK(answer.starts_with(limited ? "HTTP/1.1 202 " : "HTTP/1.1 403 "));
}

TEST_CASE("a pool in memory states its price", "[program]") {
  for (const auto& program : programs()) {
    Setting setting("pool = \"ram\"\n");
    Process process(setting.run(program), Process::Ready::awaited);
    REQUIRE(process.ready());
    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
    CHECK(process.err().find("loses all that was accepted since the last epoch") != std::string::npos);
  }
}

TEST_CASE("each bad start gives one clear sentence and its exit code", "[program]") {
  for (const auto& program : programs()) {
    Setting setting;
    TempFolder folder;
    auto pem = make_certificate(folder, "one");
    auto other = make_certificate(folder, "other");
    auto in_use = gateway::listen_tcp({"127.0.0.1", 0});
    REQUIRE(in_use);
    const std::string port = std::to_string(gateway::local_port(*in_use));
    const std::string basics = "deployment = \"" + std::string(64, 'a') + "\"\ndata = \"data\"\n";
    auto unknown = folder.put("unknown.toml", basics + "colour = \"red\"\n");
    auto taken = folder.put(
        "taken.toml",
        basics + "[[listen]]\ntype = \"loopback\"\naddress = \"127.0.0.1\"\nport = " + port + "\n");
    auto mismatch = folder.put(
        "tls.toml", basics + "[[listen]]\ntype = \"tls\"\naddress = \"127.0.0.1\"\nport = " + port +
                        "\ncertificate = \"" + pem.certificate.string() + "\"\nkey = \"" +
                        other.key.string() + "\"\n");
    struct Bad {
      std::vector<std::string> words;
      int exit;
      std::string sentence;
    };
    for (const Bad& bad : std::vector<Bad>{
             {{"run", "--config", unknown}, 2, unknown.string() + ": unknown key \"colour\" (line 3)\n"},
             {{"check-config", "--config", unknown},
              2,
              unknown.string() + ": unknown key \"colour\" (line 3)\n"},
             {{"log-key", "--config", unknown}, 2, unknown.string() + ": unknown key \"colour\" (line 3)\n"},
             {{"run", "--config", taken},
              2,
              "cannot listen on 127.0.0.1:" + port + ": Address already in use\n"},
             {{"run", "--config", mismatch}, 2, "key = \"" + other.key.string() + "\" does not belong"},
             {{"check-config", "--config", mismatch},
              2,
              "key = \"" + other.key.string() + "\" does not belong"},
             {{"run", "--config", "/missing.toml"}, 2, "/missing.toml: cannot be read\n"},
             {{"run"}, 2, "--config is required\n"},
             {{}, 2, "A subcommand is required\n"},
             {{"dance"}, 2, ""},
             {{"run", "--config", setting.config, "--ready-fd", "x"}, 2, ""},
         }) {
      std::vector<std::string> command{program};
      command.insert(command.end(), bad.words.begin(), bad.words.end());
      Process process(command);
      CHECK(process.wait() == bad.exit);
      CHECK(process.err().starts_with("adit-gateway: error: " + bad.sentence));
      CHECK(process.out().empty());
    }
  }
}

TEST_CASE("help is for standard output and shows an example", "[program]") {
  Process process({kStub, "--help"});
  CHECK(process.wait() == 0);
  CHECK(process.out().find("$ adit-gateway run --config gateway.toml") != std::string::npos);
  CHECK(process.err().empty());
}

TEST_CASE("check-config prints what is in force", "[program]") {
  Setting setting;
  Process process({kStub, "check-config", "--config", setting.config});
  CHECK(process.wait() == 0);
  CHECK(process.out().find("pool = \"disk\"\npool_letters = 4096\n") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(setting.data));
}

TEST_CASE("log-key prints the key, or why there is none", "[program]") {
  Setting setting;
  Process process({kStub, "log-key", "--config", setting.config});
  CHECK(process.wait() == 0);
  CHECK(process.out() == "a+verifier+key\n");
  auto broken = setting.folder.put("broken.toml",
                                   "deployment = \"" + std::string(64, 'a') +
                                       "\"\ndata = \"broken\"\n[[listen]]\ntype = \"unix\"\npath = \"s\"\n");
  Process failing({kStub, "log-key", "--config", broken});
  CHECK(failing.wait() == exit_code(Errc::store_corrupt));
  CHECK(failing.err().starts_with("adit-gateway: error: "));
}
