// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace adit::client {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

// A nameless file above the three standard descriptors, so that the child's own numbers stay free.
Descriptor memory_file() {
  Descriptor fd(memfd_create("", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd || fd.get() > 2) return fd;
  return Descriptor(fcntl(fd.get(), F_DUPFD_CLOEXEC, 3));
}

bool write_all(int fd, ByteSpan bytes) {
  while (!bytes.empty()) {
    auto n = write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

// The question, in a file that nobody can change any more.
std::optional<Descriptor> sealed_input(const std::vector<ByteSpan>& input) {
  auto fd = memory_file();
  if (!fd) return std::nullopt;
  for (auto part : input) {
    if (!write_all(fd.get(), part)) return std::nullopt;
  }
  if (lseek(fd.get(), 0, SEEK_SET) != 0) return std::nullopt;
  if (fcntl(fd.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
    return std::nullopt;
  return fd;
}

class Actions {
 public:
  Actions() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
  }
  ~Actions() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;

  // 0 on success, else errno.
  int spawn(pid_t& pid, const std::string& program, std::vector<std::string> arguments, int in, int out) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_adddup2(&actions_, in, 0);
    posix_spawn_file_actions_adddup2(&actions_, out, 1);
    posix_spawn_file_actions_addclosefrom_np(&actions_, 2);
    arguments.insert(arguments.begin(), program);
    std::vector<char*> argv;
    for (auto& a : arguments) argv.push_back(a.data());
    argv.push_back(nullptr);
    char* no_environment[] = {nullptr};
    return posix_spawn(&pid, program.c_str(), &actions_, &attributes_, argv.data(), no_environment);
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

// The child's status, or nothing if it had to be killed for being late.
std::optional<int> wait_for(pid_t pid, std::chrono::milliseconds deadline) {
  Descriptor watch(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  const auto until = std::chrono::steady_clock::now() + deadline;
  bool late = false;
  int status = 0;
  while (true) {
    auto got = waitpid(pid, &status, late ? 0 : WNOHANG);
    if (got == pid) break;
    if (got < 0 && errno != EINTR) return std::nullopt;
    auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now())
            .count();
    if (left <= 0) {
      kill(pid, SIGKILL);
      late = true;
      continue;
    }
    // Kernels without pidfd are asked again every 10 ms.
    pollfd p{watch.get(), POLLIN, 0};
    poll(&p, watch ? 1 : 0, watch ? static_cast<int>(left) : 10);
  }
  if (late) return std::nullopt;
  return status;
}

}  // namespace

Result<ByteVector> run_child(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                             const std::vector<ByteSpan>& input, std::size_t max_answer_bytes,
                             std::chrono::milliseconds deadline) {
  auto in = sealed_input(input);
  auto out = memory_file();
  if (!in || !out) return fail(Errc::out_of_memory);
  pid_t pid = -1;
  if (Actions().spawn(pid, program.string(), arguments, in->get(), out.get()) != 0)
    return fail(Errc::sandbox_unavailable);
  auto status = wait_for(pid, deadline);
  if (!status || !WIFEXITED(*status) || WEXITSTATUS(*status) != 0) return fail(Errc::file_damaged);

  struct stat about{};
  if (fstat(out.get(), &about) != 0 || about.st_size < 0) return fail(Errc::file_damaged);
  if (static_cast<std::uint64_t>(about.st_size) > max_answer_bytes) return fail(Errc::file_too_large);
  ByteVector answer(static_cast<std::size_t>(about.st_size));
  std::size_t have = 0;
  while (have < answer.size()) {
    auto n = pread(out.get(), answer.data() + have, answer.size() - have, static_cast<off_t>(have));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return fail(Errc::file_damaged);
    have += static_cast<std::size_t>(n);
  }
  return answer;
}

}  // namespace adit::client
