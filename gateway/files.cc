// SPDX-License-Identifier: Apache-2.0
#include "gateway/files.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace adit::gateway {
namespace {

constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;

// Part by part, following nothing: for kernels before 5.6 and filters that do not know openat2.
Fd walk_beneath(int folder, std::string_view path) {
  Fd at(fcntl(folder, F_DUPFD_CLOEXEC, 0));
  while (at) {
    auto slash = path.find('/');
    const std::string part(path.substr(0, slash));
    if (part.empty() || part == "." || part == "..") {
      errno = ENOENT;
      return Fd();
    }
    if (slash == std::string_view::npos) return Fd(openat(at.get(), part.c_str(), kFlags));
    at = Fd(openat(at.get(), part.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    path.remove_prefix(slash + 1);
  }
  return Fd();
}

Fd open_beneath(int folder, std::string_view path) {
  const std::string name(path);
  open_how how{};
  how.flags = kFlags;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  Fd fd(static_cast<int>(syscall(SYS_openat2, folder, name.c_str(), &how, sizeof how)));
  if (!fd && (errno == ENOSYS || errno == EPERM)) return walk_beneath(folder, path);
  return fd;
}

bool out_of_descriptors() { return errno == EMFILE || errno == ENFILE || errno == ENOMEM; }

}  // namespace

bool OpenFile::read(std::size_t offset, MutableByteSpan out) const {
  while (!out.empty()) {
    ssize_t n = pread(fd_.get(), out.data(), out.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    out = out.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::size_t>(n);
  }
  return true;
}

Result<OpenFile> PublicFolder::open(std::string_view target) const {
  Fd folder(::open(folder_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (folder && target.starts_with('/')) {
    Fd fd = open_beneath(folder.get(), target.substr(1));
    struct stat status{};
    if (fd && fstat(fd.get(), &status) == 0 && S_ISREG(status.st_mode)) {
      return OpenFile(std::move(fd), static_cast<std::size_t>(status.st_size));
    }
    if (fd) return fail(Errc::not_found);
  }
  return fail(out_of_descriptors() ? Errc::file_unreadable : Errc::not_found);
}

}  // namespace adit::gateway
