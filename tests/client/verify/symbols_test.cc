// SPDX-License-Identifier: Apache-2.0
// adit-verify cannot reach a network: it neither asks the system for a socket nor links a library of ours or
// of others that would. A program that does is noticed.
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <memory>
#include <set>
#include <sstream>
#include <string>

namespace {

std::string output_of(const std::string& command) {
  std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen((command + " 2>&1").c_str(), "r"), pclose);
  REQUIRE(pipe);
  std::string text;
  char piece[4096];
  while (std::size_t n = fread(piece, 1, sizeof piece, pipe.get())) text.append(piece, n);
  return text;
}

// Every symbol, defined or not, without versions.
std::set<std::string> symbols_of(const std::string& program) {
  std::set<std::string> out;
  for (const char* how : {"", " -D"}) {
    std::istringstream lines(output_of(std::string(ADIT_NM) + how + " '" + program + "'"));
    for (std::string line; std::getline(lines, line);) {
      std::string name = line.substr(line.rfind(' ') + 1);
      out.insert(name.substr(0, name.find('@')));
    }
  }
  REQUIRE(out.contains("main"));  // a stripped program proves nothing
  return out;
}

std::set<std::string> network_symbols_in(const std::string& program) {
  std::set<std::string> out;
  for (const std::string& name : symbols_of(program)) {
    for (const char* call : {"socket", "connect", "accept", "bind", "listen", "getaddrinfo", "gethostbyname",
                             "sendto", "sendmsg", "recvfrom", "recvmsg", "socketpair", "fork", "execve",
                             "execv", "posix_spawn", "system", "popen", "dlopen"}) {
      if (name == call) out.insert(name);
    }
    // Mangled names of Boost and of our own transport.
    for (const char* part : {"5boost4asio", "5boost5beast", "4adit6client9Transport", "SSL_"}) {
      if (name.find(part) != std::string::npos) out.insert(name);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("adit-verify has no code that reaches a network or starts a program", "[symbols]") {
  CHECK(network_symbols_in(ADIT_BIN_DIR "/adit-verify") == std::set<std::string>());
}

TEST_CASE("adit-verify links no TLS", "[symbols]") {
  std::string needed = output_of(ADIT_READELF " -d '" ADIT_BIN_DIR "/adit-verify'");
  CHECK(needed.find("NEEDED") != std::string::npos);
  CHECK(needed.find("libssl") == std::string::npos);
}

TEST_CASE("a program that calls somebody would be noticed", "[symbols]") {
  CHECK(network_symbols_in(ADIT_PLANTED_PROGRAM).size() == 2);
}
