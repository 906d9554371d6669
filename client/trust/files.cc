// SPDX-License-Identifier: Apache-2.0
#include "client/trust/files.h"

#include <adit/secret.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

namespace adit::client {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

Errc write_errc(int error) {
  switch (error) {
    case EEXIST:
      return Errc::file_exists;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return Errc::disk_full;
    case EROFS:
    case EACCES:
    case EPERM:
    case ENOENT:
    case ENOTDIR:
      return Errc::disk_read_only;
    default:
      return Errc::store_unavailable;
  }
}

bool write_all(int fd, ByteSpan bytes) {
  while (!bytes.empty()) {
    ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

bool flush_folder_of(const std::filesystem::path& path) {
  auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Some file systems of removable media cannot flush a folder, and say so with EINVAL.
  return fd.get() >= 0 && (::fsync(fd.get()) == 0 || errno == EINVAL);
}

}  // namespace

Result<ByteVector> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  struct stat info{};
  if (fd.get() < 0 || ::fstat(fd.get(), &info) != 0 || S_ISDIR(info.st_mode))
    return fail(Errc::file_unreadable);
  if (S_ISREG(info.st_mode) && static_cast<std::uint64_t>(info.st_size) > max_bytes) {
    return fail(Errc::file_too_large);
  }
  ByteVector out;
  for (;;) {
    constexpr std::size_t kStep = 65536;
    std::size_t before = out.size();
    out.resize(before + kStep);
    ssize_t n = ::read(fd.get(), out.data() + before, kStep);
    int error = errno;
    out.resize(before + static_cast<std::size_t>(n > 0 ? n : 0));
    if (n < 0 && error == EINTR) continue;
    if (n < 0) return fail(Errc::file_unreadable);
    if (n == 0) return out;
    if (out.size() > max_bytes) return fail(Errc::file_too_large);
  }
}

Status write_new_file(const std::filesystem::path& path, std::uint64_t bytes, const ReadPiece& read,
                      Rights rights) {
  constexpr std::size_t kStep = 65536;
  mode_t mode = rights == Rights::owner_only ? 0600 : 0666;
  Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (fd.get() < 0) return fail(write_errc(errno));
  SecretBuffer piece(static_cast<std::size_t>(std::min<std::uint64_t>(kStep, bytes)));
  std::optional<Error> error;
  for (std::uint64_t at = 0; at < bytes && !error;) {
    auto part =
        piece.expose_mutable().first(static_cast<std::size_t>(std::min<std::uint64_t>(kStep, bytes - at)));
    if (Status got = read(at, part); !got) {
      error = got.error();
    } else if (!write_all(fd.get(), part)) {
      error = Error(write_errc(errno));
    }
    at += part.size();
  }
  if (!error && (::fsync(fd.get()) != 0 || !fd.close() || !flush_folder_of(path)))
    error = Error(write_errc(errno));
  if (!error) return {};
  ::unlink(path.c_str());
  return fail(*error);
}

Status write_new_file(const std::filesystem::path& path, ByteSpan bytes, Rights rights) {
  auto read = [bytes](std::uint64_t at, MutableByteSpan out) -> Status {
    std::ranges::copy(bytes.subspan(static_cast<std::size_t>(at), out.size()), out.begin());
    return {};
  };
  return write_new_file(path, bytes.size(), read, rights);
}

Status make_folder(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0) return {};
  int error = errno;
  struct stat s{};
  if (error == EEXIST && ::lstat(folder.c_str(), &s) == 0 && S_ISDIR(s.st_mode)) return {};
  if (error == EEXIST) return fail(Errc::file_exists);
  return fail(error == ENOSPC || error == EDQUOT ? Errc::disk_full : Errc::disk_read_only);
}

}  // namespace adit::client
