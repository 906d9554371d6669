// SPDX-License-Identifier: Apache-2.0
#include "gateway/syscalls.h"

#include <asm/termbits.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <memory>

#include "gateway/sanitized.h"

namespace adit::gateway {
namespace {

// Whatever its arguments.
constexpr int kAllowed[] = {
    // descriptors that are open
    SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(pread64), SCMP_SYS(pwrite64),
    SCMP_SYS(preadv), SCMP_SYS(pwritev), SCMP_SYS(preadv2), SCMP_SYS(pwritev2), SCMP_SYS(lseek),
    SCMP_SYS(close), SCMP_SYS(dup), SCMP_SYS(fcntl), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(statx),
    SCMP_SYS(fstatfs), SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(sync_file_range), SCMP_SYS(syncfs),
    SCMP_SYS(ftruncate), SCMP_SYS(fallocate), SCMP_SYS(fadvise64), SCMP_SYS(flock), SCMP_SYS(fchmod),
    SCMP_SYS(futimesat), SCMP_SYS(utimensat), SCMP_SYS(sendfile), SCMP_SYS(copy_file_range),
    // files, where Landlock lets them be
    SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64),
    SCMP_SYS(statfs), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(unlink),
    SCMP_SYS(unlinkat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rmdir), SCMP_SYS(chmod),
    SCMP_SYS(fchmodat), SCMP_SYS(truncate), SCMP_SYS(umask), SCMP_SYS(getcwd),
    // connections that others make
    SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(sendmsg),
    SCMP_SYS(shutdown), SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(getsockname),
    SCMP_SYS(getpeername),
    // waiting
    SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_pwait2), SCMP_SYS(epoll_ctl), SCMP_SYS(poll),
    SCMP_SYS(ppoll), SCMP_SYS(timerfd_settime), SCMP_SYS(timerfd_gettime), SCMP_SYS(futex),
    SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep), SCMP_SYS(restart_syscall), SCMP_SYS(sched_yield),
    // clocks and chance
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), __SNR_gettimeofday, SCMP_SYS(time), SCMP_SYS(getrandom),
    // memory; never executable, see below
    SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(mlock), SCMP_SYS(mlock2),
    SCMP_SYS(munlock),
    // threads and the end
    SCMP_SYS(rseq), SCMP_SYS(set_robust_list), SCMP_SYS(get_robust_list), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(getppid), SCMP_SYS(getuid), SCMP_SYS(geteuid),
    SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getrusage), SCMP_SYS(sysinfo), SCMP_SYS(uname),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
    SCMP_SYS(exit), SCMP_SYS(exit_group)};

// A new namespace of any kind.
constexpr std::uint64_t kNamespaces =
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

scmp_arg_cmp equals(unsigned argument, scmp_datum_t value) { return {argument, SCMP_CMP_EQ, value, 0}; }
scmp_arg_cmp masked(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

bool fill(scmp_filter_ctx filter) {
  bool good = true;
  auto allow = [&](int call, auto... conditions) {
    good = good && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, sizeof...(conditions), conditions...) == 0;
  };
  auto answer = [&](int call, int error, auto... conditions) {
    good = good && seccomp_rule_add(filter, SCMP_ACT_ERRNO(static_cast<std::uint32_t>(error)), call,
                                    sizeof...(conditions), conditions...) == 0;
  };
  for (int call : kAllowed) allow(call);
  allow(SCMP_SYS(mmap), masked(2, PROT_EXEC, 0));
  allow(SCMP_SYS(mprotect), masked(2, PROT_EXEC, 0));
  // To whom a socket is connected, and to nobody else.
  allow(SCMP_SYS(sendto), equals(4, 0));
  // A thread of this process, never a process. What clone3 asks for cannot be seen here, so that glibc
  // is told that there is none and takes clone.
  allow(SCMP_SYS(clone), masked(0, kNamespaces | CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM));
  answer(SCMP_SYS(clone3), ENOSYS);
  allow(SCMP_SYS(tgkill), equals(0, static_cast<scmp_datum_t>(getpid())));
  for (unsigned long request : {static_cast<unsigned long>(FIONBIO), static_cast<unsigned long>(FIONREAD)}) {
    allow(SCMP_SYS(ioctl), equals(1, request));
  }
  // glibc asks a stream whether it is a terminal.
  answer(SCMP_SYS(ioctl), ENOTTY, equals(1, TCGETS));
  allow(SCMP_SYS(prctl), equals(0, PR_SET_NAME));
  // Of this process, and only to be read.
  allow(SCMP_SYS(prlimit64), equals(0, 0), equals(2, 0));
  return good;
}

}  // namespace

OrProblem<std::string> allow_only_needed_system_calls() {
  if (kSanitized) return "system calls not limited (sanitizer build)";
  std::unique_ptr<void, void (*)(scmp_filter_ctx)> filter(seccomp_init(SCMP_ACT_KILL_PROCESS),
                                                          seccomp_release);
  // Threads that run already, too; what is no call of this processor ends the process as well.
  const bool done = filter && seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1) == 0 &&
                    seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0 &&
                    fill(filter.get()) && seccomp_load(filter.get()) == 0;
  if (!done)
    return tl::unexpected(ConfigProblem{"the kernel does not let system calls be limited (seccomp)"});
  return "system calls limited, no way out";
}

}  // namespace adit::gateway
