// SPDX-License-Identifier: Apache-2.0
// Stands in for an adit-scrub that a hostile file has taken over. The first word of its input says
// what it tries; "free" before it leaves the doors open, so that the test sees that the attempt
// itself would have worked. If it survives, it answers with a well-formed frame.
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <string_view>

#include "client/scrub/frame.h"
#include "client/scrub/sandbox.h"

using namespace adit;
using namespace adit::client;

namespace {

volatile std::uint64_t sink = 0;

bool attempt(std::string_view what) {
  if (what == "nothing") return true;
  if (what == "open") return open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0;
  if (what == "create") return open("/tmp", O_TMPFILE | O_RDWR, 0600) >= 0;
  if (what == "socket") return socket(AF_INET, SOCK_STREAM, 0) >= 0;
  if (what == "fork") {
    auto child = fork();
    if (child == 0) _exit(0);
    return child > 0;
  }
  if (what == "exec") {
    auto child = vfork();
    if (child == 0) {
      execl("/bin/true", "true", nullptr);
      _exit(1);
    }
    return child > 0;
  }
  if (what == "parent") return kill(getppid(), 0) == 0;
  if (what == "code")
    return mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
           MAP_FAILED;
  if (what == "descriptor") {
    char byte = 0;
    return write(3, &byte, 1) == 1 || fcntl(2, F_GETFD) >= 0 || dup(0) >= 0;
  }
  if (what == "memory") {
    // Two gigabytes, touched.
    std::size_t n = std::size_t{2} << 30;
    void* p = mmap(nullptr, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p != MAP_FAILED;
  }
  if (what == "spin") {
    while (true) sink = sink + 1;
  }
  return false;
}

}  // namespace

int main() {
  std::string input(256, '\0');
  bool locked = false;
  auto n = read(0, input.data(), input.size());
  if (n <= 0) return 1;
  input.resize(static_cast<std::size_t>(n));
  std::string_view what = input;
  if (what.starts_with("free ")) {
    what.remove_prefix(5);
  } else {
    if (!lock_in()) return 1;
    locked = true;
  }
  if (what == "garbage") {
    (void)!write(1, "ADITSCR1\0\7", 10);
    _exit(0);
  }
  if (what == "flood") {
    std::string block(1 << 20, 'x');
    for (int i = 0; i < 80; ++i) (void)!write(1, block.data(), block.size());
    _exit(0);
  }
  if (what == "die") _exit(3);
  if (what == "crash") __builtin_trap();
  if (!attempt(what)) _exit(1);
  auto frame =
      encode_answer(CleanedFile{FileKind::text, {}, {{FindingClass::other, locked ? "locked" : "free"}}, {}});
  (void)!write(1, frame.data(), frame.size());
  _exit(0);
}
