// SPDX-License-Identifier: Apache-2.0
// Preloaded into the real gateway: stands before every call that changes a file below one folder.
#include "tests/fault/shim.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace {

using adit::fault::Control;
using adit::fault::Mode;

Control* control = nullptr;
char folder[PATH_MAX];
constexpr int kMaxFd = 4096;
std::atomic<bool> ours[kMaxFd];  // descriptors of files below the folder

template <class F>
F next(const char* name) {
  return reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
}

bool below(const char* path) {
  return control != nullptr && std::strncmp(path, folder, std::strlen(folder)) == 0;
}
bool below(int fd) { return fd >= 0 && fd < kMaxFd && ours[fd]; }

enum class Verdict { go, fail, half, pretend };

// Whether the call happens. Errors of `fail_on` hit only what a full or read-only disk would refuse.
Verdict step(bool needs_room) {
  const std::uint64_t number = ++control->calls;
  const Mode mode = control->mode;
  if (mode == Mode::none || number < control->at) return Verdict::go;
  if (mode == Mode::lie_about_it) return Verdict::pretend;
  if (mode == Mode::fail_on) {
    if (!needs_room) return Verdict::go;
    ++control->hits;
    errno = control->error;
    return Verdict::fail;
  }
  control->mode = Mode::none;
  ++control->hits;
  if (mode == Mode::kill) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  if (mode == Mode::short_write) return Verdict::half;
  errno = control->error;
  return Verdict::fail;
}

__attribute__((constructor)) void begin() {
  const char* where = std::getenv(adit::fault::kFolderVariable);
  const char* file = std::getenv(adit::fault::kControlVariable);
  if (where == nullptr || file == nullptr) return;
  std::strncpy(folder, where, sizeof folder - 1);
  const int fd = static_cast<int>(
      next<long (*)(long, ...)>("syscall")(257 /* openat */, AT_FDCWD, file, O_RDWR | O_CLOEXEC, 0));
  if (fd < 0) return;
  void* page = mmap(nullptr, sizeof(Control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (page != MAP_FAILED) control = static_cast<Control*>(page);
}

int remember(int fd, const char* path) {
  if (fd >= 0 && fd < kMaxFd) ours[fd] = below(path);
  return fd;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, mode_t) : 0;
  va_end(list);
  static const auto real = next<int (*)(const char*, int, ...)>("open");
  const bool writes = (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) != 0;
  if (writes && below(path) && step(true) == Verdict::fail) return -1;
  return remember(real(path, flags, mode), path);
}
int open64(const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, mode_t) : 0;
  va_end(list);
  return open(path, flags, mode);
}
int close(int fd) {
  static const auto real = next<int (*)(int)>("close");
  if (fd >= 0 && fd < kMaxFd) ours[fd] = false;
  return real(fd);
}

ssize_t write(int fd, const void* bytes, size_t n) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
  if (!below(fd)) return real(fd, bytes, n);
  switch (step(true)) {
    case Verdict::fail:
      return -1;
    case Verdict::half:
      return real(fd, bytes, n > 1 ? n / 2 : n);
    default:
      return real(fd, bytes, n);
  }
}
ssize_t pwrite(int fd, const void* bytes, size_t n, off_t at) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
  if (!below(fd)) return real(fd, bytes, n, at);
  switch (step(true)) {
    case Verdict::fail:
      return -1;
    case Verdict::half:
      return real(fd, bytes, n > 1 ? n / 2 : n, at);
    case Verdict::pretend:
      return static_cast<ssize_t>(n);
    default:
      return real(fd, bytes, n, at);
  }
}
ssize_t pwrite64(int fd, const void* bytes, size_t n, off64_t at) { return pwrite(fd, bytes, n, at); }

int fsync(int fd) {
  static const auto real = next<int (*)(int)>("fsync");
  if (below(fd) && step(false) == Verdict::fail) return -1;
  return real(fd);
}
int fdatasync(int fd) {
  static const auto real = next<int (*)(int)>("fdatasync");
  if (below(fd) && step(false) == Verdict::fail) return -1;
  return real(fd);
}
int rename(const char* from, const char* to) {
  static const auto real = next<int (*)(const char*, const char*)>("rename");
  if (below(to) && step(true) == Verdict::fail) return -1;
  return real(from, to);
}
int unlink(const char* path) {
  static const auto real = next<int (*)(const char*)>("unlink");
  if (below(path) && step(false) == Verdict::fail) return -1;
  return real(path);
}
int mkdir(const char* path, mode_t mode) {
  static const auto real = next<int (*)(const char*, mode_t)>("mkdir");
  if (below(path) && step(true) == Verdict::fail) return -1;
  return real(path, mode);
}
int rmdir(const char* path) {
  static const auto real = next<int (*)(const char*)>("rmdir");
  if (below(path) && step(false) == Verdict::fail) return -1;
  return real(path);
}
int fchmod(int fd, mode_t mode) {
  static const auto real = next<int (*)(int, mode_t)>("fchmod");
  if (below(fd) && step(false) == Verdict::fail) return -1;
  return real(fd, mode);
}
int futimens(int fd, const timespec times[2]) {
  static const auto real = next<int (*)(int, const timespec*)>("futimens");
  if (below(fd) && step(false) == Verdict::fail) return -1;
  return real(fd, times);
}
int utimensat(int at, const char* path, const timespec times[2], int flags) {
  static const auto real = next<int (*)(int, const char*, const timespec*, int)>("utimensat");
  if (below(path) && step(false) == Verdict::fail) return -1;
  return real(at, path, times, flags);
}

int clock_gettime(clockid_t which, timespec* out) {
  static const auto real = next<int (*)(clockid_t, timespec*)>("clock_gettime");
  const int code = real(which, out);
  if (code == 0 && control != nullptr && which == CLOCK_REALTIME) out->tv_sec += control->clock.load();
  return code;
}

}  // extern "C"
