// SPDX-License-Identifier: Apache-2.0
// What a gateway that was taken over could still do. Each attempt is made twice by a child: with the
// filter, where it must be the end of the process, and without, where it must succeed, or the test
// would prove nothing.
#include "gateway/sandbox.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <functional>
#include <thread>

#include "gateway/listen.h"
#include "gateway/syscalls.h"
#include "tests/gateway/wire.h"

using namespace adit;
using namespace adit::test;

namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ADIT_NO_FILTER 1
#endif
#endif
#ifdef ADIT_NO_FILTER
constexpr bool kFiltered = false;
#else
constexpr bool kFiltered = true;
#endif

constexpr int kDone = 0;
constexpr int kFailed = 3;

// 0 if the attempt succeeded, 3 if it failed, 128 + signal if it was the end of the process.
int child(const std::function<bool()>& prepare, const std::function<bool()>& attempt) {
  const pid_t pid = fork();
  if (pid == 0) {
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    alarm(60);
    if (!prepare()) _exit(4);
    _exit(attempt() ? kDone : kFailed);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool nothing() { return true; }
bool lock() { return gateway::allow_only_needed_system_calls().has_value(); }

struct Attempt {
  const char* name;
  std::function<bool()> run;
};

sockaddr_in place(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

TEST_CASE("what a running gateway has no use for is its end", "[sandbox]") {
  if (!kFiltered) SKIP("the filter is not used with a sanitizer");
  auto listener = gateway::listen_tcp({"127.0.0.1", 0});
  REQUIRE(listener);
  const sockaddr_in at = place(gateway::local_port(*listener));
  const auto* address = reinterpret_cast<const sockaddr*>(&at);
  const int tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  REQUIRE(tcp >= 0);
  const int fresh = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(udp >= 0);
  REQUIRE(fresh >= 0);
  for (const Attempt& attempt : std::vector<Attempt>{
           {"connect", [&] { return connect(tcp, address, sizeof at) == 0; }},
           {"a new TCP socket", [] { return socket(AF_INET, SOCK_STREAM, 0) >= 0; }},
           {"a new Unix socket", [] { return socket(AF_UNIX, SOCK_STREAM, 0) >= 0; }},
           {"a pair of sockets",
            [] {
              int two[2];
              return socketpair(AF_UNIX, SOCK_STREAM, 0, two) == 0;
            }},
           {"a datagram to somebody", [&] { return sendto(udp, "x", 1, 0, address, sizeof at) == 1; }},
           {"listen", [&] { return listen(fresh, 1) == 0; }},
           {"another program",
            [] {
              execl("/bin/true", "true", nullptr);
              return false;
            }},
           {"a new process", [] { return fork() >= 0; }},
           {"memory that can be executed",
            [] {
              return mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                          0) != MAP_FAILED;
            }},
           {"executing what was written",
            [] {
              void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              return mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
            }},
           {"looking into a process", [] { return ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0; }},
           {"a new namespace", [] { return unshare(0) == 0; }},
           {"a signal to another process", [] { return kill(getppid(), 0) == 0; }},
       }) {
    INFO(attempt.name);
    CHECK(child(lock, attempt.run) == 128 + SIGSYS);
    CHECK(child(nothing, attempt.run) == kDone);
  }
  close(tcp);
  close(udp);
  close(fresh);
}

TEST_CASE("what a running gateway needs is left to it", "[sandbox]") {
  TempFolder folder;
  const std::string file = (folder.path() / "file").string();
  CHECK(child(lock, [&] {
          int fd = open(file.c_str(), O_CREAT | O_RDWR, 0600);
          bool good = fd >= 0 && write(fd, "x", 1) == 1 && fsync(fd) == 0 &&
                      rename(file.c_str(), (file + "2").c_str()) == 0 && unlink((file + "2").c_str()) == 0;
          std::thread worker([&] { good = good && std::make_unique<char[]>(64 << 20) != nullptr; });
          worker.join();
          return good;
        }) == kDone);
}

TEST_CASE("after the lock-down there are no rights, no core dumps and no files elsewhere", "[sandbox]") {
  if (!kFiltered) SKIP("the sandbox is not whole with a sanitizer");
  TempFolder folder;
  auto outside = folder.put("outside", "secret");
  gateway::Config config;
  config.data = folder.path() / "data";
  config.max_connections = 10;
  bool limited = false;
  auto down = [&] {
    const std::string said = gateway::lock_down(config);
    limited = said.find("files limited to the data folder") != std::string::npos;
    return said.find("no core dumps, no new rights, no capabilities") != std::string::npos;
  };
  auto reads = [](const std::filesystem::path& path) { return open(path.c_str(), O_RDONLY) >= 0; };
  CHECK(child(nothing, [&] { return reads(outside); }) == kDone);
  // Where the kernel has no Landlock the line says so, and the file can be read.
  CHECK(child(down, [&] { return reads(outside) != limited; }) == kDone);
  CHECK(child(down, [&] { return reads(config.data); }) == kDone);
  auto capabilities = [] {
    std::FILE* status = std::fopen("/proc/self/status", "r");
    if (status == nullptr) return std::string("?");
    std::string out;
    char line[256];
    while (std::fgets(line, sizeof line, status) != nullptr) {
      if (std::string_view(line).starts_with("CapEff") || std::string_view(line).starts_with("CapPrm"))
        out += line;
    }
    std::fclose(status);
    return out;
  };
  CHECK(child(
            [&] {
              config.data = "/proc";  // where a limited process may still look at itself
              return down();
            },
            [&] { return capabilities() == "CapPrm:\t0000000000000000\nCapEff:\t0000000000000000\n"; }) ==
        kDone);
  CHECK(child(down, [] {
          rlimit core{};
          rlimit files{};
          return getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0 &&
                 getrlimit(RLIMIT_FSIZE, &files) == 0 && files.rlim_max <= rlim_t{8} << 30;
        }) == kDone);
}
