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
  int spawn(pid_t& pid, const std::string& program, std::vector<std::string> arguments, int in, int out,
            std::optional<int> third) {
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
    if (third) posix_spawn_file_actions_adddup2(&actions_, *third, 2);
    posix_spawn_file_actions_addclosefrom_np(&actions_, third ? 3 : 2);
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

Result<HeldBytes> run_child(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                            const ChildInput& input, std::uint64_t max_answer_bytes,
                            std::chrono::milliseconds deadline) {
  auto out = make_memory_file();
  if (!out) return fail(Errc::out_of_memory);
  std::optional<int> third;
  if (input.answer) third = input.answer->descriptor();
  // All who read the input share its place in the file; only those that read, and not map it, care.
  (void)lseek(input.file.descriptor(), 0, SEEK_SET);
  pid_t pid = -1;
  if (Actions().spawn(pid, program.string(), arguments, input.file.descriptor(), out.get(), third) != 0)
    return fail(Errc::sandbox_unavailable);
  auto status = wait_for(pid, deadline);
  if (!status || !WIFEXITED(*status) || WEXITSTATUS(*status) != 0) return fail(Errc::file_damaged);
  ADIT_TRY(auto answer, HeldBytes::seal(std::move(out)));
  if (answer.size() > max_answer_bytes) return fail(Errc::file_too_large);
  return answer;
}

Result<ByteVector> run_child(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                             ByteSpan input, std::uint64_t max_answer_bytes,
                             std::chrono::milliseconds deadline) {
  ADIT_TRY(auto file, HeldBytes::of(input));
  ADIT_TRY(auto answer,
           run_child(program, arguments, ChildInput{file, std::nullopt}, max_answer_bytes, deadline));
  return answer.read_all();
}

}  // namespace adit::client
