// SPDX-License-Identifier: Apache-2.0
// The operator's socket of the real program, with everything locked in.
#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <sstream>

#include "tests/gateway/process.h"
#include "tests/gateway/wire.h"

using namespace adit::test;

#ifdef ADIT_GATEWAY
namespace {

struct Setting {
  TempFolder folder;
  std::filesystem::path socket = folder.path() / "admin.sock";
  std::filesystem::path config;

  explicit Setting(const std::string& admin = "admin = \"admin.sock\"\n")
      : config(folder.put("gateway.toml", "deployment = \"" + std::string(64, 'a') +
                                              "\"\ndata = \"data\"\npool_letters = 4\npool_parcels = 4\n" +
                                              admin +
                                              "[[listen]]\ntype = \"unix\"\npath = \"gateway.sock\"\n")) {}
  std::vector<std::string> words(const std::string& command) const {
    return {ADIT_GATEWAY, command, "--config", config.string()};
  }
};

// The text between each pair of quotation marks that a colon follows.
std::vector<std::string> keys_of(const std::string& json) {
  std::vector<std::string> out;
  for (std::size_t end = json.find("\":"); end != std::string::npos; end = json.find("\":", end + 1)) {
    const std::size_t begin = json.rfind('"', end - 1) + 1;
    out.push_back(json.substr(begin, end - begin));
  }
  return out;
}

}  // namespace

TEST_CASE("the operator's socket is for the gateway's user and says exactly what is allowed", "[admin]") {
  Setting setting;
  Process process(setting.words("run"), Process::Ready::awaited);
  REQUIRE(process.ready());
  struct stat status{};
  REQUIRE(stat(setting.socket.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);

  auto words = setting.words("status");
  words.emplace_back("--json");
  Process json(words);
  CHECK(json.wait() == 1);  // it waits for a directory
  CHECK(json.out().starts_with("{\"state\":\"waiting\","));
  CHECK(keys_of(json.out()) == std::vector<std::string>{"state", "epoch", "published", "is_confirmed",
                                                        "confirmed", "directory_days", "free_percent",
                                                        "queue"});
  // Asking the file system is left to a process that is locked in.
  CHECK(json.out().find("\"free_percent\":null") == std::string::npos);
  const bool limited = process.err().find("system calls limited, no way out") != std::string::npos;
  CHECK(limited != (process.err().find("not limited (sanitizer build)") != std::string::npos));
  Process text(setting.words("status"));
  CHECK(text.wait() == 1);
  CHECK(text.out().starts_with("state: waiting for the council and the directory\nepoch now: none\n"));
  CHECK(text.err().empty());

  process.signal(SIGTERM);
  CHECK(process.wait() == 0);
  CHECK_FALSE(std::filesystem::exists(setting.socket));
}

TEST_CASE("whatever is sent to the operator's socket, it says the same and goes on", "[admin]") {
  Setting setting;
  Process process(setting.words("run"), Process::Ready::awaited);
  REQUIRE(process.ready());
  for (int i = 0; i < 50; ++i) {
    Wire gone = Wire::local(setting.socket);  // leaves without reading
  }
  auto is_whole = [](const std::string& message) {
    return message.starts_with("{\"state\":") && message.ends_with("queue: healthy\n");
  };
  CHECK(is_whole(Wire::local(setting.socket).rest()));
  {
    Wire silent = Wire::local(setting.socket);  // does not read and does not leave
    CHECK(is_whole(Wire::local(setting.socket).rest()));
  }
  process.signal(SIGTERM);
  CHECK(process.wait() == 0);
}

TEST_CASE("without the key there is no socket, and status says what to do", "[admin]") {
  Setting setting("");
  Process process(setting.words("run"), Process::Ready::awaited);
  REQUIRE(process.ready());
  CHECK_FALSE(std::filesystem::exists(setting.socket));
  Process status(setting.words("status"));
  CHECK(status.wait() == 2);
  CHECK(status.err().find("hint: add admin = ") != std::string::npos);
  process.signal(SIGTERM);
  CHECK(process.wait() == 0);
  Setting idle;
  Process nobody(idle.words("status"));
  CHECK(nobody.wait() == 1);
  CHECK(nobody.err().find("error: no gateway answers at ") != std::string::npos);
}
#endif
