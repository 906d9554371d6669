// SPDX-License-Identifier: Apache-2.0
#include "tests/client/terminal/pty.h"

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <thread>

namespace adit::test {
namespace {

constexpr int kLongMilliseconds = 20'000;

std::string read_all(int fd) {
  std::string out;
  std::array<char, 4096> buffer;
  for (;;) {
    ssize_t n = read(fd, buffer.data(), buffer.size());
    if (n <= 0) return out;
    out.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

void write_all(int fd, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    ssize_t n = write(fd, text.data() + written, text.size() - written);
    if (n <= 0) return;
    written += static_cast<std::size_t>(n);
  }
}

}  // namespace

PtyChild::PtyChild(const std::function<std::string()>& body) {
  std::array<int, 2> pipe_fds{};
  if (pipe(pipe_fds.data()) != 0) throw std::runtime_error("no pipe");
  pid_ = forkpty(&master_, nullptr, nullptr, nullptr);
  if (pid_ < 0) throw std::runtime_error("no pseudo-terminal");
  if (pid_ == 0) {
    // Questions must find the terminal by themselves: none of the three is it. One descriptor stays
    // open, as the terminal would hang up without any.
    if (dup(0) < 0) _exit(1);
    std::array<int, 2> nowhere{};
    if (pipe(nowhere.data()) != 0) _exit(1);
    for (int fd : {0, 1, 2}) dup2(nowhere[fd == 0 ? 0 : 1], fd);
    close(pipe_fds[0]);
    write_all(pipe_fds[1], body());
    _exit(0);
  }
  close(pipe_fds[1]);
  result_ = pipe_fds[0];
}

PtyChild::~PtyChild() {
  close(result_);
  close(master_);
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

bool PtyChild::read_more() {
  pollfd waiting{master_, POLLIN, 0};
  if (poll(&waiting, 1, kLongMilliseconds) != 1) return false;
  std::array<char, 4096> buffer;
  ssize_t n = read(master_, buffer.data(), buffer.size());
  if (n <= 0) return false;
  shown_.append(buffer.data(), static_cast<std::size_t>(n));
  return true;
}

bool PtyChild::sees(const std::string& text) {
  for (;;) {
    std::size_t at = shown_.find(text, seen_);
    if (at != std::string::npos) {
      seen_ = at + text.size();
      return true;
    }
    if (!read_more()) return false;
  }
}

void PtyChild::types(const std::string& text) { write_all(master_, text); }

void PtyChild::kills(int signal) { kill(pid_, signal); }

bool PtyChild::echoes() const {
  termios now{};
  return tcgetattr(master_, &now) == 0 && (now.c_lflag & ECHO) != 0;
}

std::string PtyChild::result() {
  std::string out = read_all(result_);
  while (read_more()) {
  }
  return out;
}

std::string through_terminal(const std::string& text) {
  int master = -1;
  int slave = -1;
  if (openpty(&master, &slave, nullptr, nullptr, nullptr) != 0)
    throw std::runtime_error("no pseudo-terminal");
  termios plain{};
  tcgetattr(slave, &plain);
  cfmakeraw(&plain);
  tcsetattr(slave, TCSANOW, &plain);
  std::thread writer([&] {
    write_all(slave, text);
    close(slave);
  });
  std::string out = read_all(master);
  writer.join();
  close(master);
  return out;
}

std::string written_to(int fd, const std::function<void()>& fn) {
  std::FILE* file = std::tmpfile();
  std::fflush(nullptr);
  int before = dup(fd);
  dup2(fileno(file), fd);
  fn();
  std::fflush(nullptr);
  dup2(before, fd);
  close(before);
  lseek(fileno(file), 0, SEEK_SET);
  std::string out = read_all(fileno(file));
  std::fclose(file);
  return out;
}

}  // namespace adit::test
