// SPDX-License-Identifier: Apache-2.0
#include "client/desk/pauses.h"

#include <cerrno>
#include <ctime>

namespace adit::client {

void SignalPauses::catch_signals() {
  sigemptyset(&caught_);
  sigaddset(&caught_, SIGINT);
  sigaddset(&caught_, SIGTERM);
  // Blocked and asked for: a signal between two waits is not lost.
  pthread_sigmask(SIG_BLOCK, &caught_, nullptr);
  catches_ = true;
}

bool SignalPauses::is_pending() const {
  if (!catches_) return false;
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1;
}

bool SignalPauses::wait(unsigned seconds) {
  timespec left{static_cast<time_t>(seconds), 0};
  if (!catches_) {
    while (::nanosleep(&left, &left) != 0) {
    }
    return true;
  }
  if (interrupted()) return false;
  timespec end{};
  clock_gettime(CLOCK_BOOTTIME, &end);
  end.tv_sec += left.tv_sec;
  for (;;) {
    int signal = sigtimedwait(&caught_, nullptr, &left);
    if (signal > 0) {
      interrupted_ = true;
      return false;
    }
    if (errno != EINTR) return true;
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    if (now.tv_sec >= end.tv_sec) return true;
    left = {end.tv_sec - now.tv_sec, 0};
  }
}

}  // namespace adit::client
