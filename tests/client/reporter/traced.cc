// SPDX-License-Identifier: Apache-2.0
#include "tests/client/reporter/traced.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>

namespace adit::test {
namespace {

long trace(int request, pid_t pid, std::uintptr_t address, std::uintptr_t data) {
  return ::syscall(SYS_ptrace, request, pid, address, data);
}

// Bytes of the traced process; fewer if they cannot be read.
std::vector<std::uint8_t> memory_of(pid_t pid, std::uint64_t at, std::size_t bytes) {
  std::vector<std::uint8_t> out;
  while (out.size() < bytes) {
    long word = 0;
    // The bare call stores the word; what it returns is only whether it could.
    if (trace(PTRACE_PEEKDATA, pid, at + out.size(), reinterpret_cast<std::uintptr_t>(&word)) != 0) break;
    std::array<std::uint8_t, sizeof word> part{};
    std::memcpy(part.data(), &word, sizeof word);
    out.insert(out.end(), part.begin(), part.end());
  }
  if (out.size() > bytes) out.resize(bytes);
  return out;
}

std::string address_at(pid_t pid, std::uint64_t at, std::uint64_t bytes) {
  std::vector<std::uint8_t> raw = memory_of(pid, at, std::min<std::uint64_t>(bytes, sizeof(sockaddr_un)));
  if (raw.size() < sizeof(sa_family_t)) return "unreadable";
  sa_family_t family = 0;
  std::memcpy(&family, raw.data(), sizeof family);
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (family == AF_INET && raw.size() >= sizeof(sockaddr_in)) {
    sockaddr_in a{};
    std::memcpy(&a, raw.data(), sizeof a);
    ::inet_ntop(AF_INET, &a.sin_addr, text.data(), text.size());
    return std::string(text.data()) + ":" + std::to_string(ntohs(a.sin_port));
  }
  if (family == AF_INET6 && raw.size() >= sizeof(sockaddr_in6)) {
    sockaddr_in6 a{};
    std::memcpy(&a, raw.data(), sizeof a);
    ::inet_ntop(AF_INET6, &a.sin6_addr, text.data(), text.size());
    return "[" + std::string(text.data()) + "]:" + std::to_string(ntohs(a.sin6_port));
  }
  if (family == AF_UNIX) {
    std::string path(raw.begin() + offsetof(sockaddr_un, sun_path), raw.end());
    return "unix:" + path.substr(0, path.find('\0'));
  }
  return "family " + std::to_string(family);
}

// One word of a structure of the traced process.
std::uint64_t word_at(pid_t pid, std::uint64_t at) {
  std::uint64_t word = 0;
  auto raw = memory_of(pid, at, sizeof word);
  if (raw.size() == sizeof word) std::memcpy(&word, raw.data(), sizeof word);
  return word;
}

void note_message(pid_t pid, std::uint64_t header, Trace& out) {
  std::uint64_t name = word_at(pid, header);
  if (name != 0) out.reached.insert(address_at(pid, name, word_at(pid, header + 8) & 0xffffffff));
}

void note(pid_t pid, const __ptrace_syscall_info& info, Trace& out) {
  const auto& a = info.entry.args;
  ++out.calls;
  switch (info.entry.nr) {
    case SYS_connect:
      out.reached.insert(address_at(pid, a[1], a[2]));
      break;
    case SYS_sendto:
      if (a[4] != 0) out.reached.insert(address_at(pid, a[4], a[5]));
      break;
    case SYS_sendmsg:
    case SYS_sendmmsg:
      note_message(pid, a[1], out);
      break;
    case SYS_socket:
      out.sockets.insert(std::to_string(a[0]) + "/" + std::to_string(a[1] & 0xf));
      break;
    case SYS_listen:
    case SYS_accept4:
      out.other.insert("listen");
      break;
    case SYS_io_uring_setup:
      out.other.insert("io_uring");
      break;
    default:
      break;
  }
}

int become(const std::string& path, const std::vector<std::string>& arguments, const std::string& folder) {
  std::vector<std::string> words = {path};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::string home = "HOME=" + folder;
  std::string leaks = "ASAN_OPTIONS=detect_leaks=0";  // a sanitizer cannot look for leaks of what is traced
  std::array<char*, 3> environment = {home.data(), leaks.data(), nullptr};
  int nowhere = ::open((folder + "/said").c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
  for (int fd : {0, 1, 2}) ::dup2(nowhere, fd);
  ::setsid();
  if (::chdir(folder.c_str()) != 0) return 98;
  if (trace(PTRACE_TRACEME, 0, 0, 0) != 0) return 96;
  ::raise(SIGSTOP);
  ::execve(path.c_str(), argv.data(), environment.data());
  return 97;
}

}  // namespace

std::optional<Trace> run_traced(const std::string& path, const std::vector<std::string>& arguments,
                                const std::string& folder) {
  std::fflush(nullptr);
  pid_t child = ::fork();
  if (child == 0) ::_exit(become(path, arguments, folder));
  int status = 0;
  if (::waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return std::nullopt;
  constexpr std::uintptr_t kOptions = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                                      PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
  if (trace(PTRACE_SETOPTIONS, child, 0, kOptions) != 0) {
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    return std::nullopt;
  }
  Trace out;
  std::set<pid_t> alive = {child};
  trace(PTRACE_SYSCALL, child, 0, 0);
  while (!alive.empty()) {
    pid_t pid = ::waitpid(-1, &status, __WALL);
    if (pid < 0 && errno == EINTR) continue;
    if (pid < 0) break;
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      if (pid == child) out.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      alive.erase(pid);
      continue;
    }
    // A new thread or child is traced from its first stop on, which is no signal of its own.
    const bool is_new = alive.insert(pid).second;
    const int signal = WSTOPSIG(status);
    std::uintptr_t pass_on = 0;
    if (signal == (SIGTRAP | 0x80)) {
      __ptrace_syscall_info info{};
      if (trace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, reinterpret_cast<std::uintptr_t>(&info)) > 0 &&
          info.op == PTRACE_SYSCALL_INFO_ENTRY)
        note(pid, info, out);
    } else if (signal != SIGTRAP && !(is_new && signal == SIGSTOP)) {
      pass_on = static_cast<std::uintptr_t>(signal);
    }
    trace(PTRACE_SYSCALL, pid, 0, pass_on);
  }
  return out;
}

}  // namespace adit::test
