// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/converter_lock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "client/scrub/sandbox.h"
#include "client/scrub/scrub.h"

namespace adit::client {
namespace {

bool is_inside(const std::filesystem::path& what, const std::filesystem::path& folder) {
  auto relative = what.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

// A network, a mount table and a process table of its own; empty folders where people keep things.
// Not every machine allows it.
void leave_the_world(const ConverterCall& call) {
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS) != 0) return;
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return;
  std::filesystem::path program = call.arguments.front();
  for (auto folder : {"/home", "/root", "/tmp", "/var/tmp", "/run", "/media", "/mnt", "/srv", "/dev/shm"}) {
    if (is_inside(program, folder) || (call.folder && is_inside(*call.folder, folder))) continue;
    (void)mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, "size=4k");
  }
}

class Ruleset {
 public:
  Ruleset() {
    long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) return;
    landlock_ruleset_attr attributes{};
    handled_ = (std::uint64_t{1} << (version >= 3 ? 15 : version == 2 ? 14 : 13)) - 1;
    attributes.handled_access_fs = handled_;
    fd_ = static_cast<int>(
        syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0));
  }
  ~Ruleset() {
    if (fd_ >= 0) close(fd_);
  }
  Ruleset(const Ruleset&) = delete;
  Ruleset& operator=(const Ruleset&) = delete;

  bool there() const { return fd_ >= 0; }
  void allow(const std::filesystem::path& path, bool write) {
    int at = open(path.c_str(), O_PATH | O_CLOEXEC);
    if (at < 0) return;  // not on this machine
    landlock_path_beneath_attr rule{};
    rule.allowed_access =
        LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
    if (write) rule.allowed_access = handled_;
    rule.parent_fd = at;
    (void)syscall(SYS_landlock_add_rule, fd_, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(at);
  }
  bool enforce() { return syscall(SYS_landlock_restrict_self, fd_, 0) == 0; }

 private:
  int fd_ = -1;
  std::uint64_t handled_ = 0;
};

// Only what programs, libraries and fonts live in can be read.
bool hide_files(const ConverterCall& call) {
  Ruleset rules;
  if (!rules.there()) return true;
  for (auto path : {"/usr", "/lib", "/lib32", "/lib64", "/bin", "/etc", "/opt", "/var/cache/fontconfig"})
    rules.allow(path, false);
  std::error_code error;
  auto real = std::filesystem::canonical(call.arguments.front(), error);
  if (!error) rules.allow(real.parent_path(), false);
  rules.allow(std::filesystem::path(call.arguments.front()).parent_path(), false);
  for (auto path : {"/dev/null", "/dev/zero", "/dev/urandom"}) rules.allow(path, false);
  if (call.folder) rules.allow(*call.folder, true);
  return rules.enforce();
}

bool limit(__rlimit_resource what, rlim_t most) {
  rlimit now{};
  if (getrlimit(what, &now) != 0) return false;
  rlim_t value = std::min(most, now.rlim_max);
  rlimit wanted{value, value};
  return setrlimit(what, &wanted) == 0;
}

bool set_limits(bool office) {
  constexpr rlim_t kGiB = rlim_t{1} << 30;
  bool ok = limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, kMaxScrubBytes) && limit(RLIMIT_CPU, 300) &&
            limit(RLIMIT_NOFILE, 512) && limit(RLIMIT_MSGQUEUE, 0);
  if constexpr (kSandboxIsWhole) ok = ok && limit(RLIMIT_AS, (office ? 4 : 2) * kGiB);
  return ok;
}

bool filter_calls(bool local_sockets) {
  std::unique_ptr<void, decltype(&seccomp_release)> filter(seccomp_init(SCMP_ACT_ALLOW), seccomp_release);
  if (!filter) return false;
  bool ok = true;
  auto forbid = [&](int call, std::initializer_list<scmp_arg_cmp> when = {}) {
    ok = ok && seccomp_rule_add_array(filter.get(), SCMP_ACT_ERRNO(EACCES), call,
                                      static_cast<unsigned>(when.size()), when.begin()) == 0;
  };
  // Office programs talk to themselves through sockets without a network.
  if (local_sockets) {
    forbid(SCMP_SYS(socket), {scmp_arg_cmp{0, SCMP_CMP_NE, AF_UNIX, 0}});
    forbid(SCMP_SYS(socketpair), {scmp_arg_cmp{0, SCMP_CMP_NE, AF_UNIX, 0}});
  } else {
    forbid(SCMP_SYS(socket));
    forbid(SCMP_SYS(socketpair));
  }
  for (int call :
       {SCMP_SYS(io_uring_setup), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
        SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(unshare),
        SCMP_SYS(setns), SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(add_key),
        SCMP_SYS(request_key), SCMP_SYS(keyctl), SCMP_SYS(open_by_handle_at), SCMP_SYS(pidfd_getfd)}) {
    forbid(call);
  }
  return ok && seccomp_load(filter.get()) == 0;
}

}  // namespace

std::optional<ConverterCall> parse_converter_call(std::span<char* const> arguments) {
  ConverterCall call;
  if (arguments.size() > 2 && std::string_view(arguments[0]) == "--folder") {
    call.folder = arguments[1];
    arguments = arguments.subspan(2);
  }
  for (const char* argument : arguments) call.arguments.emplace_back(argument);
  if (call.arguments.empty() || !call.arguments.front().starts_with('/')) return std::nullopt;
  if (call.folder && !call.folder->is_absolute()) return std::nullopt;
  return call;
}

Status run_converter(const ConverterCall& call) {
  const auto failed = fail(Errc::sandbox_unavailable);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return failed;
  // Nothing that it says is shown.
  if (close_range(2, ~0u, 0) != 0 && errno != ENOSYS) return failed;
  if (open("/dev/null", O_WRONLY) != 2) return failed;
  leave_the_world(call);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !hide_files(call) ||
      !set_limits(call.folder.has_value()) || !filter_calls(call.folder.has_value()))
    return failed;
  std::vector<std::string> words = call.arguments, names;
  if (call.folder)
    names = {"HOME=" + call.folder->string(), "TMPDIR=" + call.folder->string(), "PATH=/usr/bin:/bin"};
  std::vector<char*> argv, environment;
  for (auto& word : words) argv.push_back(word.data());
  for (auto& name : names) environment.push_back(name.data());
  argv.push_back(nullptr);
  environment.push_back(nullptr);
  execve(argv[0], argv.data(), environment.data());
  return failed;
}

}  // namespace adit::client
