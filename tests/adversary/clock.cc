// SPDX-License-Identifier: Apache-2.0
// A clock that stands still until the test moves it, put under a real program by LD_PRELOAD: epochs
// pass when the test says so and not when the machine is fast enough. Only the wall clock is
// replaced; time-outs go by the machine's own.
#include <fcntl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>

namespace {

// Opened before main(): later the program may not open files any more.
const int clock_file = [] {
  const char* path = std::getenv("ADIT_TEST_CLOCK");
  return path == nullptr ? -1 : open(path, O_RDONLY | O_CLOEXEC);
}();

}  // namespace

extern "C" int clock_gettime(clockid_t which, timespec* out) noexcept {
  const auto machine = static_cast<int>(syscall(SYS_clock_gettime, which, out));
  if (which != CLOCK_REALTIME || clock_file < 0) return machine;
  char digits[24] = {};
  if (pread(clock_file, digits, sizeof digits - 1, 0) <= 0) std::abort();
  out->tv_sec = std::atol(digits);
  out->tv_nsec = 0;
  return 0;
}
