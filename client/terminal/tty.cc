// SPDX-License-Identifier: Apache-2.0
#include "client/terminal/tty.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

namespace adit::client {
namespace {

constexpr int kPasteMilliseconds = 50;

volatile std::sig_atomic_t g_caught = 0;
void note_signal(int signal) { g_caught = signal; }

// While it lives, signals end the wait instead of the process, so that the terminal is put right
// and secrets are wiped before anything else happens. They are let in during wait() only: one that
// comes just before it is not lost.
class CaughtSignals {
 public:
  CaughtSignals() {
    sigset_t blocked;
    sigemptyset(&blocked);
    for (int signal : kSignals) sigaddset(&blocked, signal);
    pthread_sigmask(SIG_BLOCK, &blocked, &mask_before_);
    g_caught = 0;
    struct sigaction action{};
    action.sa_handler = note_signal;
    sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      sigaction(kSignals[i], nullptr, &before_[i]);
      if (before_[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &action, nullptr);
    }
  }
  ~CaughtSignals() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
    pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
  }
  CaughtSignals(const CaughtSignals&) = delete;
  CaughtSignals& operator=(const CaughtSignals&) = delete;

  // Until fd can be read, or a signal came: its number, else 0.
  int wait(int fd) {
    pollfd waiting{fd, POLLIN, 0};
    while (g_caught == 0) {
      int n = ::ppoll(&waiting, 1, nullptr, &mask_before_);
      if (n > 0 || (n < 0 && errno != EINTR)) break;
    }
    return g_caught;
  }

 private:
  static constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
  std::array<struct sigaction, kSignals.size()> before_{};
  sigset_t mask_before_{};
};

class EchoOff {
 public:
  EchoOff(int fd, Echo echo) : fd_(fd) {
    if (echo == Echo::on || tcgetattr(fd, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHOE | ECHOK | ECHONL);
    quiet.c_lflag |= ICANON | ISIG;
    active_ = tcsetattr(fd, TCSAFLUSH, &quiet) == 0;
  }
  ~EchoOff() {
    if (active_) tcsetattr(fd_, TCSANOW, &before_);
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;

 private:
  int fd_;
  termios before_{};
  bool active_ = false;
};

bool is_stop(int signal) { return signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU; }

}  // namespace

Result<Tty> Tty::open() {
  int fd = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return fail(Errc::input_needed);
  return Tty(fd);
}

Tty::Tty(Tty&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Tty::~Tty() {
  if (fd_ >= 0) ::close(fd_);
}

void Tty::print(std::string_view text) {
  while (!text.empty()) {
    ssize_t n = ::write(fd_, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

Result<SecretBuffer> Tty::read_line(Echo echo, std::string_view prompt) {
  for (;;) {
    SecretBuffer line(kMaxLineBytes);
    ssize_t n = 0;
    int signal = 0;
    {
      CaughtSignals signals;
      EchoOff quiet(fd_, echo);
      print(prompt);
      signal = signals.wait(fd_);
      if (signal == 0) n = ::read(fd_, line.expose_mutable().data(), line.size());
    }
    // Its own end of line was not echoed.
    if (echo == Echo::off || signal != 0) print("\n");
    if (signal != 0 && is_stop(signal)) {
      // Stopped with the terminal as it was before; on the way back the question comes again.
      ::kill(::getpid(), signal);
      continue;
    }
    if (signal != 0 || n <= 0) return fail(Errc::interrupted);
    auto bytes = static_cast<std::size_t>(n);
    if (line.expose()[bytes - 1] == '\n') --bytes;
    line.resize(bytes);
    return line;
  }
}

bool Tty::has_more() {
  pollfd waiting{fd_, POLLIN, 0};
  return ::poll(&waiting, 1, kPasteMilliseconds) == 1 && (waiting.revents & POLLIN) != 0;
}

void Tty::forget_typed() { tcflush(fd_, TCIFLUSH); }

Result<SecretBuffer> read_secret_line(int fd, std::size_t max_bytes) {
  SecretBuffer line(max_bytes);
  std::size_t bytes = 0;
  for (;;) {
    std::uint8_t byte = 0;
    ssize_t n = ::read(fd, &byte, 1);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 || (n == 0 && bytes == 0)) return fail(Errc::file_unreadable);
    if (n == 0 || byte == '\n') break;
    if (bytes == max_bytes) return fail(Errc::file_too_large);
    line.expose_mutable()[bytes++] = byte;
    sodium_memzero(&byte, 1);
  }
  if (bytes > 0 && line.expose()[bytes - 1] == '\r') --bytes;
  line.resize(bytes);
  return line;
}

}  // namespace adit::client
