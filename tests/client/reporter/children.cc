// SPDX-License-Identifier: Apache-2.0
#include "tests/client/reporter/children.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace adit::test {
namespace {

constexpr int kPatienceMilliseconds = 60000;

struct Pipe {
  int read_end;
  int write_end;
};
Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw std::runtime_error("pipe");
  return {ends[0], ends[1]};
}

int exit_code_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Both streams at once, so that neither fills up.
void read_both(int out_fd, int err_fd, std::string& out, std::string& err) {
  std::array<pollfd, 2> waiting = {{{out_fd, POLLIN, 0}, {err_fd, POLLIN, 0}}};
  int open = 2;
  while (open > 0 && ::poll(waiting.data(), waiting.size(), kPatienceMilliseconds) > 0) {
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waiting[i].fd < 0 || waiting[i].revents == 0) continue;
      std::array<char, 4096> buffer;
      ssize_t n = ::read(waiting[i].fd, buffer.data(), buffer.size());
      if (n > 0) {
        (i == 0 ? out : err).append(buffer.data(), static_cast<std::size_t>(n));
      } else {
        ::close(waiting[i].fd);
        waiting[i].fd = -1;
        --open;
      }
    }
  }
}

}  // namespace

Ran run_forked(const std::function<int()>& body, std::string_view input) {
  Pipe in = make_pipe();
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  std::fflush(nullptr);
  pid_t child = ::fork();
  if (child == 0) {
    ::setsid();  // no terminal
    ::dup2(in.read_end, 0);
    ::dup2(out.write_end, 1);
    ::dup2(err.write_end, 2);
    for (int fd : {in.read_end, in.write_end, out.read_end, out.write_end, err.read_end, err.write_end})
      ::close(fd);
    int code = 99;
    try {
      code = body();
    } catch (...) {
    }
    std::fflush(nullptr);
    ::_exit(code);
  }
  ::close(in.read_end);
  ::close(out.write_end);
  ::close(err.write_end);
  [[maybe_unused]] ssize_t n = ::write(in.write_end, input.data(), input.size());
  ::close(in.write_end);
  Ran ran{};
  read_both(out.read_end, err.read_end, ran.out, ran.err);
  ran.code = exit_code_of(child);
  return ran;
}

Ran run_program(const std::string& path, const std::vector<std::string>& arguments, const std::string& folder,
                std::string_view input) {
  return run_forked(
      [&] {
        std::vector<std::string> words = {path};
        words.insert(words.end(), arguments.begin(), arguments.end());
        std::vector<char*> argv;
        for (std::string& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        std::string home = "HOME=" + folder;
        std::string temp = "TMPDIR=" + folder;
        std::string term = "TERM=dumb";
        std::array<char*, 4> environment = {home.data(), temp.data(), term.data(), nullptr};
        if (::chdir(folder.c_str()) != 0) return 98;
        ::execve(path.c_str(), argv.data(), environment.data());
        return 97;
      },
      input);
}

OnTerminal::OnTerminal(const std::function<int()>& body) {
  std::fflush(nullptr);
  child_ = ::forkpty(&fd_, nullptr, nullptr, nullptr);
  if (child_ < 0) throw std::runtime_error("forkpty");
  if (child_ == 0) {
    ::setenv("TERM", "dumb", 1);
    int code = 99;
    try {
      code = body();
    } catch (...) {
    }
    std::fflush(nullptr);
    ::_exit(code);
  }
}

OnTerminal::~OnTerminal() {
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    exit_code_of(child_);
  }
  ::close(fd_);
}

bool OnTerminal::read_more() {
  pollfd waiting{fd_, POLLIN, 0};
  if (::poll(&waiting, 1, kPatienceMilliseconds) <= 0) return false;
  std::array<char, 4096> buffer;
  ssize_t n = ::read(fd_, buffer.data(), buffer.size());
  if (n <= 0) return false;
  screen_.append(buffer.data(), static_cast<std::size_t>(n));
  return true;
}

std::string OnTerminal::next_prompt(const std::vector<std::string_view>& prompts) {
  for (;;) {
    std::string_view fresh = std::string_view(screen_).substr(seen_);
    for (std::string_view prompt : prompts) {
      if (!fresh.ends_with(prompt)) continue;
      std::string out(fresh);
      seen_ = screen_.size();
      return out;
    }
    if (!read_more()) return {};
  }
}

void OnTerminal::type(std::string_view line) {
  std::string bytes = std::string(line) + "\n";
  [[maybe_unused]] ssize_t n = ::write(fd_, bytes.data(), bytes.size());
}

int OnTerminal::end() {
  while (read_more()) {
  }
  int code = exit_code_of(child_);
  child_ = -1;
  return code;
}

void write(const std::string& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool has(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }

std::vector<std::string> listing(const std::string& folder) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    std::string line = std::filesystem::relative(entry.path(), folder).string();
    if (entry.is_regular_file()) line += " " + std::to_string(entry.file_size());
    out.push_back(std::move(line));
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace adit::test
