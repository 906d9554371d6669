// SPDX-License-Identifier: Apache-2.0
// What systemd and the gateway say to one another: readiness, the watchdog, sockets that are passed on.
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <fstream>

#include "gateway/listen.h"
#include "tests/gateway/front_world.h"
#include "tests/gateway/process.h"

using namespace adit;
using namespace adit::test;

namespace {

std::filesystem::path write_config(const TempFolder& folder) {
  return folder.put("gateway.toml",
                    "deployment = \"" + std::string(64, 'a') +
                        "\"\ndata = \"data\"\n[[listen]]\ntype = \"unix\"\npath = \"gateway.sock\"\n");
}

// Where systemd would listen.
int notify_socket(const std::filesystem::path& path) {
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.string().copy(address.sun_path, sizeof address.sun_path - 1);
  REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  return fd;
}

std::string hear(int fd) {
  pollfd wait{fd, POLLIN, 0};
  if (poll(&wait, 1, 30'000) != 1) return "";
  char text[256];
  const ssize_t n = recv(fd, text, sizeof text, 0);
  return n > 0 ? std::string(text, static_cast<std::size_t>(n)) : "";
}

// A copy that lives on in other programs, with a number of one digit, as a simple shell needs it.
int pass_on(const gateway::Fd& fd) {
  REQUIRE(fcntl(9, F_GETFD) == -1);
  REQUIRE(dup2(fd.get(), 9) == 9);
  return 9;
}

}  // namespace

TEST_CASE("the gateway tells systemd that it is ready, that it lives, and that it stops",
          "[program][systemd]") {
  TempFolder folder;
  const auto config = write_config(folder);
  const auto path = folder.path() / "notify.sock";
  const int fd = notify_socket(path);
  Process process({"/usr/bin/env", "NOTIFY_SOCKET=" + path.string(), "WATCHDOG_USEC=20000", ADIT_STUB_GATEWAY,
                   "run", "--config", config.string()});
  CHECK(hear(fd) == "READY=1");
  CHECK(hear(fd) == "WATCHDOG=1");
  CHECK(hear(fd) == "WATCHDOG=1");
  process.signal(SIGTERM);
  std::string last;
  while (last != "STOPPING=1") {
    last = hear(fd);
    REQUIRE((last == "WATCHDOG=1" || last == "STOPPING=1"));
  }
  CHECK(process.wait() == 0);
  close(fd);
}

TEST_CASE("a socket that systemd opened is served and left where it is", "[program][systemd]") {
  TempFolder folder;
  const auto config = write_config(folder);
  const auto path = folder.path() / "gateway.sock";
  auto listener = gateway::listen_unix(path);
  REQUIRE(listener);
  const int passed = pass_on(*listener);
  // As systemd does: descriptor 3, and the process to be is named.
  Process process({"/bin/sh", "-c",
                   "exec 3<&" + std::to_string(passed) +
                       " && LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" run --config \"$1\" --ready-fd \"$3\"",
                   ADIT_STUB_GATEWAY, config.string()},
                  Process::Ready::awaited);
  REQUIRE(process.ready());
  Wire wire = Wire::local(path);
  wire.send(get("/v1/feed/7"));
  CHECK(wire.rest().starts_with("HTTP/1.1 404 "));
  process.signal(SIGTERM);
  CHECK(process.wait() == 0);
  CHECK(std::filesystem::exists(path));
  close(passed);
}

TEST_CASE("a socket that nobody asked for is no socket to be silent about", "[program][systemd]") {
  TempFolder folder;
  const auto config = write_config(folder);
  auto listener = gateway::listen_unix(folder.path() / "other.sock");
  REQUIRE(listener);
  const int passed = pass_on(*listener);
  Process process(
      {"/bin/sh", "-c",
       "exec 3<&" + std::to_string(passed) + " && LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" run --config \"$1\"",
       ADIT_STUB_GATEWAY, config.string()});
  CHECK(process.wait() == 2);
  CHECK(process.err().find("that no [[listen]] of the configuration has") != std::string::npos);
  close(passed);
}

TEST_CASE("the unit leaves the gateway little that it could do", "[systemd]") {
  if (!std::filesystem::exists("/usr/bin/systemd-analyze")) SKIP("systemd-analyze is not on this machine");
  const std::filesystem::path units = std::filesystem::path(ADIT_SOURCE_DIR) / "deploy/systemd";
  // Exit code 1 if the exposure is more than 0.5 of 10.
  auto exposed = [](const std::filesystem::path& unit) {
    Process process({"/usr/bin/systemd-analyze", "security", "--offline=true", "--threshold=5", "--no-pager",
                     unit.string()});
    const int code = process.wait();
    INFO(process.out() << process.err());
    CHECK(process.out().find("Overall exposure level") != std::string::npos);
    return code != 0;
  };
  CHECK_FALSE(exposed(units / "adit-gateway.service"));
  // The control: a unit without two of its lines is not good enough.
  std::ifstream in(units / "adit-gateway.service");
  std::string weaker;
  for (std::string line; std::getline(in, line);) {
    if (line != "PrivateNetwork=yes" && line != "PrivateUsers=yes") weaker += line + "\n";
  }
  TempFolder folder;
  CHECK(exposed(folder.put("adit-gateway.service", weaker)));
}
