// SPDX-License-Identifier: Apache-2.0
#include "tests/gateway/process.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

namespace adit::test {
namespace {

// Output goes to memory files, so that nobody has to read along.
std::string content(int fd) {
  std::string out;
  std::array<char, 4096> piece;
  for (off_t at = 0;; at = static_cast<off_t>(out.size())) {
    ssize_t n = pread(fd, piece.data(), piece.size(), at);
    if (n <= 0) return out;
    out.append(piece.data(), static_cast<std::size_t>(n));
  }
}

}  // namespace

Process::Process(std::vector<std::string> command, Ready ready) {
  std::array<int, 2> pipe_fds{-1, -1};
  if (pipe(pipe_fds.data()) != 0) throw std::runtime_error("no pipe");
  if (ready == Ready::awaited) {
    command.push_back("--ready-fd");
    command.push_back(std::to_string(pipe_fds[1]));
  }
  out_fd_ = memfd_create("out", MFD_CLOEXEC);
  err_fd_ = memfd_create("err", MFD_CLOEXEC);
  fcntl(pipe_fds[0], F_SETFD, FD_CLOEXEC);
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_ = fork();
  if (pid_ == 0) {
    dup2(out_fd_, STDOUT_FILENO);
    dup2(err_fd_, STDERR_FILENO);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  close(pipe_fds[1]);
  char byte = 0;
  if (ready == Ready::awaited) ready_ = read(pipe_fds[0], &byte, 1) == 1;
  close(pipe_fds[0]);
}

Process::~Process() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    wait();
  }
  close(out_fd_);
  close(err_fd_);
}

void Process::signal(int number) const { kill(pid_, number); }

std::string Process::out() const { return content(out_fd_); }
std::string Process::err() const { return content(err_fd_); }

int Process::wait() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace adit::test
