// SPDX-License-Identifier: Apache-2.0
// The real adit with all its children reaches its SOCKS proxy and nothing else: every system call of a
// whole report with a file is looked at.
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <mutex>

#include "client/trust/invitation.h"
#include "tests/client/net/servers.h"
#include "tests/client/reporter/children.h"
#include "tests/client/reporter/command_bench.h"
#include "tests/client/reporter/traced.h"

namespace adit::client {
namespace {

using namespace adit::test;

const std::string kAdit = std::string(ADIT_BIN_DIR) + "/adit";
const std::string kOnion = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion";

WorldOptions of_today() {
  WorldOptions options = cheap_options();
  std::int64_t now = seconds(SystemClock().now());
  options.now = UnixTime{now - now % options.params.epoch_seconds};
  return options;
}

// A gateway on a port of this machine, with the one in memory behind it.
struct Gateway {
  World world = make_world(of_today());
  LoopTransport loop{world};
  std::mutex mutex;
  TcpServer server{[this](int fd) { send_all(fd, answer(receive_request(fd))); }};

  std::string answer(const std::string& request) {
    std::lock_guard lock(mutex);
    std::size_t target = request.find(' ') + 1;
    std::string path = request.substr(target, request.find(' ', target) - target);
    if (request.starts_with("GET ")) {
      auto body = loop.get(path, std::size_t{1} << 24);
      return body ? http_answer(200, std::string(as_text(*body))) : http_answer(404);
    }
    std::string body = request.substr(request.find("\r\n\r\n") + 4);
    return http_answer(loop.post(path, as_bytes(body)) ? 202 : 403);
  }
};

std::string said_in(const TempFolder& folder) { return content(folder.file("said")); }

std::string local(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

TEST_CASE("adit reaches its SOCKS proxy and nothing else, in every system call of a report with a file") {
  Gateway gateway;
  SocksServer proxy({{kOnion, gateway.server.port()}});
  TempFolder folder;
  std::ofstream(folder.file("r.toml"))
      << "form = \"open\"\n[answers]\ns2 = \"see http://example.com/tracker\"\n";
  std::ofstream(folder.file("note.txt")) << "what I saw, see https://example.com";
  std::string invitation = Invitation{gateway.world.dep, "http://" + kOnion}.encode();
  auto trace = run_traced(kAdit,
                          {"-i", invitation, "--socks", local(proxy.port()), "--no-pauses", "--no-input",
                           "report", "--from", "r.toml", "--attach", "note.txt", "--to", "Recipient 1"},
                          folder.path());
  if (!trace) SKIP("this machine does not let a process trace its child");
  // A process that hides its memory can be looked into by root only.
  if (::geteuid() != 0 && trace->reached.contains("unreadable")) SKIP("the trace needs root here");
  CAPTURE(said_in(folder));
  REQUIRE(trace->code == 0);
  CHECK(trace->calls > 1000);
  CHECK(trace->reached == std::set<std::string>{local(proxy.port())});
  CHECK(trace->sockets == std::set<std::string>{"2/1"});  // TCP over IPv4, and no other
  CHECK(trace->other.empty());
  // What it was for did happen: state, letter, three days of answers, one piece, each with a name of its own.
  CHECK(gateway.loop.accepted.size() == 2);
  std::set<std::string> names;
  for (const SocksRequest& request : proxy.requests()) {
    CHECK(request.host == kOnion);
    names.insert(request.user + ":" + request.password);
  }
  CHECK(names.size() == 6);
}

TEST_CASE("the planted fault: a connection that goes past the proxy is seen") {
  Gateway gateway;
  TempFolder folder;
  std::string invitation =
      Invitation{gateway.world.dep, "http://127.0.0.1:" + std::to_string(gateway.server.port())}.encode();
  auto trace = run_traced(kAdit, {"-i", invitation, "--direct", "--no-pauses", "--no-input", "recipients"},
                          folder.path());
  if (!trace) SKIP("this machine does not let a process trace its child");
  // A process that hides its memory can be looked into by root only.
  if (::geteuid() != 0 && trace->reached.contains("unreadable")) SKIP("the trace needs root here");
  CAPTURE(said_in(folder));
  REQUIRE(trace->code == 0);
  CHECK(trace->reached == std::set<std::string>{local(gateway.server.port())});

  // A name of this machine's resolver, in a child of a child.
  auto asks = run_traced("/bin/sh",
                         {"-c",
                          "/usr/bin/python3 -c 'import socket; socket.socket(socket.AF_INET, "
                          "socket.SOCK_DGRAM).sendto(b\"x\", (\"127.0.0.1\", 9))'"},
                         folder.path());
  REQUIRE(asks);
  CHECK(asks->reached.contains("127.0.0.1:9"));
  CHECK(asks->sockets.contains("2/2"));
}

}  // namespace
}  // namespace adit::client
