// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/sandbox.h"

#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace adit::client {
namespace {

bool limit(__rlimit_resource what, rlim_t most) {
  rlimit now{};
  if (getrlimit(what, &now) != 0) return false;
  // A limit that is stricter already stays.
  rlim_t value = std::min(most, now.rlim_max);
  rlimit wanted{value, value};
  return setrlimit(what, &wanted) == 0;
}

bool set_limits(const RoomLimits& most) {
  if (!limit(RLIMIT_CORE, 0) || !limit(RLIMIT_FSIZE, most.answer_bytes)) return false;
  if constexpr (!kSandboxIsWhole) return limit(RLIMIT_CPU, rlim_t{most.cpu_seconds} * 10);
  return limit(RLIMIT_CPU, most.cpu_seconds) && limit(RLIMIT_NOFILE, 0) && limit(RLIMIT_NPROC, 0) &&
         limit(RLIMIT_AS, most.address_bytes) && limit(RLIMIT_MEMLOCK, 0) && limit(RLIMIT_MSGQUEUE, 0);
}

// Where the kernel has Landlock: no file system at all. Where it has not, seccomp alone forbids it.
bool forbid_files() {
  long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1) return true;
  landlock_ruleset_attr attributes{};
  // 13 rights in the first version, then one more each in the second and the third.
  attributes.handled_access_fs = (std::uint64_t{1} << (version >= 3 ? 15 : version == 2 ? 14 : 13)) - 1;
  long rules = syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
  if (rules < 0) return false;
  bool done = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
  close(static_cast<int>(rules));
  return done;
}

[[maybe_unused]] bool filter_calls() {
  std::unique_ptr<void, decltype(&seccomp_release)> filter(seccomp_init(SCMP_ACT_KILL_PROCESS),
                                                           seccomp_release);
  if (!filter) return false;
  bool ok = true;
  auto allow = [&](int call, std::initializer_list<scmp_arg_cmp> when) {
    ok = ok && seccomp_rule_add_array(filter.get(), SCMP_ACT_ALLOW, call, static_cast<unsigned>(when.size()),
                                      when.begin()) == 0;
  };
  auto masked = [](unsigned argument, std::uint64_t mask, std::uint64_t value) {
    return scmp_arg_cmp{argument, SCMP_CMP_MASKED_EQ, mask, value};
  };
  auto equals = [](unsigned argument, std::uint64_t value) {
    return scmp_arg_cmp{argument, SCMP_CMP_EQ, value, 0};
  };
  allow(SCMP_SYS(read), {equals(0, 0)});
  allow(SCMP_SYS(write), {equals(0, 1)});
  // Memory without a file behind it, and never executable.
  allow(SCMP_SYS(mmap), {masked(2, PROT_EXEC, 0), masked(3, MAP_ANONYMOUS, MAP_ANONYMOUS)});
  allow(SCMP_SYS(mprotect), {masked(2, PROT_EXEC, 0)});
  for (int call : {SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex),
                   SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn)}) {
    allow(call, {});
  }
  return ok && seccomp_load(filter.get()) == 0;
}

}  // namespace

Status lock_in(Room room) {
  const auto failed = fail(Errc::sandbox_unavailable);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0) return failed;
  if (close_range(2, ~0u, 0) != 0 && errno != ENOSYS) return failed;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !forbid_files() || !set_limits(limits_of(room)))
    return failed;
  if constexpr (kSandboxIsWhole) {
    if (!filter_calls()) return failed;
  }
  return {};
}

}  // namespace adit::client
