// SPDX-License-Identifier: Apache-2.0
#include "gateway/config.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "tests/gateway/wire.h"

using namespace adit;
using namespace adit::gateway;
using adit::test::TempFolder;

namespace {

const std::string kDeployment = "deployment = \"" + std::string(64, 'a') + "\"\n";
const std::string kBasics = kDeployment + "data = \"data\"\n";
const std::string kListen = "[[listen]]\ntype = \"unix\"\npath = \"gateway.sock\"\n";

std::string loopback(const std::string& rest) { return kBasics + "[[listen]]\ntype = \"loopback\"\n" + rest; }
std::string tls(const std::string& rest) {
  return kBasics + "[[listen]]\ntype = \"tls\"\naddress = \"0.0.0.0\"\nport = 443\n" + rest;
}

}  // namespace

TEST_CASE("a configuration is read with its defaults, and paths stand beside the file", "[config]") {
  TempFolder folder;
  auto outcome = load_config(folder.put("gateway.toml", kBasics + kListen));
  REQUIRE(outcome.config);
  const Config& config = *outcome.config;
  CHECK(to_hex(config.deployment.span()) == std::string(64, 'a'));
  CHECK(config.data == folder.path() / "data");
  CHECK(config.pool == PoolMode::disk);
  CHECK(config.pool_letters == 4096);
  CHECK(config.max_connections == 512);
  REQUIRE(config.unix_listeners.size() == 1);
  CHECK(config.unix_listeners[0].path == folder.path() / "gateway.sock");
}

TEST_CASE("what is in force can be read again and is the same", "[config]") {
  TempFolder folder;
  folder.put("c.pem", "c");
  folder.put("k.pem", "k");
  auto text =
      kBasics +
      "pool = \"ram\"\npool_letters = 7\npool_parcels = 8\nmax_connections = 9\npuzzle_threads = 2\n" +
      kListen +
      "[[listen]]\ntype = \"loopback\"\naddress = \"::1\"\nport = 8080\n"
      "[[listen]]\ntype = \"tls\"\naddress = \"0.0.0.0\"\nport = 443\ncertificate = \"c.pem\"\nkey = "
      "\"k.pem\"\n";
  auto first = load_config(folder.put("one.toml", text));
  REQUIRE(first.config);
  CHECK(first.config->pool == PoolMode::ram);
  CHECK(first.config->puzzle_threads == 2);
  CHECK(first.config->loopback_listeners.at(0).address == "::1");
  CHECK(first.config->tls_listeners.at(0).key == folder.path() / "k.pem");
  TempFolder elsewhere;
  auto second = load_config(elsewhere.put("two.toml", describe(*first.config)));
  REQUIRE(second.config);
  CHECK(describe(*second.config) == describe(*first.config));
}

TEST_CASE("each problem of a configuration is one sentence that names the file and the key", "[config]") {
  struct Bad {
    std::string text;
    std::string sentence;
  };
  const std::string digits = "the key \"deployment\" must have 64 hexadecimal digits, in lower case";
  const std::vector<Bad> table = {
      {"", "the key \"deployment\" is missing"},
      {"data = \"data\"\n" + kListen, "the key \"deployment\" is missing"},
      {kDeployment + kListen, "the key \"data\" is missing"},
      {kBasics, "there is no [[listen]], so nobody could reach the gateway"},
      {kBasics + "listen = 5\n", "\"listen\" must be written as [[listen]]"},
      {kBasics + "listen = [5]\n", "\"listen\" must be written as [[listen]]"},
      {kBasics + "pool_leters = 5\n" + kListen, "unknown key \"pool_leters\" (line 3)"},
      {kBasics + kListen + "mode = 5\n", "unknown key \"mode\" in [[listen]] number 1 (line 6)"},
      {kBasics + kListen + "port = 80\n", "unknown key \"port\" in [[listen]] number 1 (line 6)"},
      {"deployment = \"abc\"\ndata = \"d\"\n" + kListen, digits},
      {"deployment = \"" + std::string(64, 'A') + "\"\ndata = \"d\"\n" + kListen, digits},
      {"deployment = \"" + std::string(62, 'a') + "\"\ndata = \"d\"\n" + kListen, digits},
      {"deployment = 5\ndata = \"d\"\n" + kListen,
       "the key \"deployment\" must be a text in quotation marks"},
      {kDeployment + "data = \"\"\n" + kListen, "the key \"data\" must be a text in quotation marks"},
      {kDeployment + "data = \"a\\u0000b\"\n" + kListen,
       "the key \"data\" holds a character that it cannot hold"},
      {kBasics + "pool = \"tape\"\n" + kListen, "the key \"pool\" must be \"disk\" or \"ram\""},
      {kBasics + "pool = true\n" + kListen, "the key \"pool\" must be a text in quotation marks"},
      {kBasics + "pool_letters = 0\n" + kListen,
       "the key \"pool_letters\" must be a number from 1 to 1048576"},
      {kBasics + "pool_letters = \"9\"\n" + kListen,
       "the key \"pool_letters\" must be a number from 1 to 1048576"},
      {kBasics + "pool_letters = 9.5\n" + kListen,
       "the key \"pool_letters\" must be a number from 1 to 1048576"},
      {kBasics + "pool_parcels = -1\n" + kListen,
       "the key \"pool_parcels\" must be a number from 1 to 262144"},
      {kBasics + "max_connections = 99999999999\n" + kListen,
       "the key \"max_connections\" must be a number from 1 to 65536"},
      {kBasics + "puzzle_threads = 0\n" + kListen,
       "the key \"puzzle_threads\" must be a number from 1 to 256"},
      {kBasics + "[[listen]]\npath = \"x\"\n", "the key \"type\" in [[listen]] number 1 is missing"},
      {kBasics + "[[listen]]\ntype = \"http\"\n",
       "the key \"type\" in [[listen]] number 1 must be \"unix\", \"loopback\" or \"tls\""},
      {kBasics + kListen + "[[listen]]\ntype = \"unix\"\n",
       "the key \"path\" in [[listen]] number 2 is missing"},
      {loopback("address = \"127.0.0.1\"\n"), "the key \"port\" in [[listen]] number 1 is missing"},
      {loopback("address = \"127.0.0.1\"\nport = 0\n"),
       "the key \"port\" in [[listen]] number 1 must be a number from 1 to 65535"},
      {loopback("address = \"127.0.0.1\"\nport = 65536\n"),
       "the key \"port\" in [[listen]] number 1 must be a number from 1 to 65535"},
      {loopback("address = \"localhost\"\nport = 80\n"),
       "the key \"address\" in [[listen]] number 1 must be an IP address such as \"127.0.0.1\", not a name"},
      {loopback("address = \"0.0.0.0\"\nport = 80\n"),
       "the key \"address\" in [[listen]] number 1 must be 127.0.0.1 or ::1: plain HTTP would show "
       "everything on the way"},
      {loopback("address = \"::\"\nport = 80\n"),
       "the key \"address\" in [[listen]] number 1 must be 127.0.0.1 or ::1: plain HTTP would show "
       "everything on the way"},
      {loopback("address = \"::ffff:192.0.2.1\"\nport = 80\n"),
       "the key \"address\" in [[listen]] number 1 must be 127.0.0.1 or ::1: plain HTTP would show "
       "everything on the way"},
      {tls(""), "the key \"certificate\" in [[listen]] number 1 is missing"},
      {tls("certificate = \"/missing/c.pem\"\nkey = \"k.pem\"\n"),
       "the key \"certificate\" in [[listen]] number 1 names the file /missing/c.pem, which cannot be read"},
  };
  for (const Bad& bad : table) {
    INFO(bad.text);
    TempFolder folder;
    auto file = folder.put("gateway.toml", bad.text);
    auto outcome = load_config(file);
    CHECK_FALSE(outcome.config);
    CHECK(outcome.problem.sentence == file.string() + ": " + bad.sentence);
  }
}

TEST_CASE("a key that TOML does not allow is a sentence, whatever the parser believes of it", "[config]") {
  TempFolder folder;
  for (const char* text : {"[!a]\n", "[[;]]\n", "a = { ?b = 1 }\n", "[a.!]\n", "a.! = 1\n", "a\u0218 = 1\n",
                           "a = 1 \u0218\n", "\u0218\n", "a = \"\"\"\n\u0218\"\"\"\n"}) {
    auto outcome = load_config(folder.put("gateway.toml", text));
    REQUIRE_FALSE(outcome.config);
    CHECK(outcome.problem.sentence.find("not TOML") != std::string::npos);
  }
  auto outcome = load_config(
      folder.put("gateway.toml", "  # \u0218\n" + kDeployment + "data = \"d\\u0218\"\n" + kListen));
  REQUIRE(outcome.config);
  CHECK(outcome.config->data == folder.path() / "d\u0218");
}

TEST_CASE("a configuration that is not TOML, or not there, is said to be so", "[config]") {
  TempFolder folder;
  auto sentence = [](const std::filesystem::path& file) {
    auto outcome = load_config(file);
    return outcome.config ? "" : outcome.problem.sentence.substr(file.string().size());
  };
  CHECK(sentence(folder.put("a.toml", "data = \"x\"\nwhat is this\n")).starts_with(": line 2 is not TOML: "));
  CHECK(sentence(folder.put("b.toml", "data = \"x\"\ndata = \"y\"\n")).starts_with(": line 2 is not TOML: "));
  CHECK(sentence(folder.put("c.toml", "\xff\xfe")).starts_with(": line 1 is not TOML: "));
  CHECK(sentence(folder.path() / "missing.toml") == ": cannot be read");
  CHECK(sentence(folder.path()) == ": cannot be read");
}

TEST_CASE("memory that is allowed must be enough for the connections that are", "[config]") {
  TempFolder folder;
  auto sentence = [&](const std::string& keys) {
    return load_config(folder.put("memory.toml", kBasics + keys)).problem.sentence;
  };
  const std::string unix_listener = "[[listen]]\ntype = \"unix\"\npath = \"s\"\n";
  CHECK(sentence("max_connections = 4096\nmax_memory_mb = 128\n" + unix_listener).empty());
  CHECK(sentence("max_connections = 4096\nmax_memory_mb = 128\n" + unix_listener + "reserved = 64\n")
            .ends_with("the key \"max_memory_mb\" must be 130 or more for so many connections, or "
                       "\"max_connections\" less"));
  CHECK(sentence("max_memory_mb = 63\n" + unix_listener).find("must be a number from 64") !=
        std::string::npos);
  CHECK(sentence(unix_listener + "circuits = 1\n").find("must be true or false") != std::string::npos);
}
