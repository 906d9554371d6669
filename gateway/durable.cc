// SPDX-License-Identifier: Apache-2.0
#include "gateway/durable.h"

#include <adit/secret.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>

#include "crypto/sha256.h"

namespace adit::gateway {
namespace {

std::atomic<DiskHook> hook{nullptr};

Errc code_of(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return Errc::disk_full;
    case EROFS:
      return Errc::disk_read_only;
    default:
      return Errc::store_unavailable;
  }
}

// True: go on. False: errno says why not.
bool step(const char* name, const std::filesystem::path& path) {
  DiskHook now = hook.load();
  if (now == nullptr) return true;
  errno = now(name, path.c_str());
  return errno == 0;
}

[[noreturn]] void flush_failed() {
  std::fputs(
      "adit-gateway: error: the disk did not keep what was written\n"
      "adit-gateway: hint: examine the disk, then start again: nothing that was accepted is given up\n",
      stderr);
  _exit(1);
}

Status write_all(int fd, ByteSpan bytes, std::uint64_t offset, bool at) {
  while (!bytes.empty()) {
    ssize_t n = at ? ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset))
                   : ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return fail(n == 0 ? Errc::disk_full : code_of(errno));
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
  return {};
}

std::string name_of(const File& file) { return "fd " + std::to_string(file.fd()); }

}  // namespace

void set_disk_hook(DiskHook now) { hook.store(now); }

File::~File() {
  if (fd_ >= 0) ::close(fd_);
}

Result<File> make_file(const std::filesystem::path& path, mode_t mode) {
  if (!step("make_file", path)) return fail(code_of(errno));
  int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
  if (fd < 0) return fail(code_of(errno));
  File file(fd);
  if (::fchmod(fd, mode) != 0) return fail(code_of(errno));
  return file;
}

Status append_to(const File& file, ByteSpan bytes) {
  if (!step("append", name_of(file))) return fail(code_of(errno));
  return write_all(file.fd(), bytes, 0, false);
}

Status write_at(const File& file, ByteSpan bytes, std::uint64_t offset) {
  if (!step("write", name_of(file))) return fail(code_of(errno));
  return write_all(file.fd(), bytes, offset, true);
}

Status flush(const File& file) {
  if (!step("flush", name_of(file)) || ::fdatasync(file.fd()) != 0) flush_failed();
  return {};
}

Status flush_folder(const std::filesystem::path& folder) {
  File file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.fd() < 0) return fail(Errc::store_unavailable);
  if (!step("flush_folder", folder) || ::fsync(file.fd()) != 0) flush_failed();
  return {};
}

Status move_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (!step("move", to) || ::rename(from.c_str(), to.c_str()) != 0) return fail(code_of(errno));
  return {};
}

Status remove_file(const std::filesystem::path& path) {
  if (!step("remove", path)) return fail(code_of(errno));
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return fail(code_of(errno));
  return {};
}

Status make_folder(const std::filesystem::path& path, mode_t mode) {
  if (!step("make_folder", path)) return fail(code_of(errno));
  if (::mkdir(path.c_str(), mode) != 0) {
    if (errno != EEXIST) return fail(code_of(errno));
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) return fail(Errc::store_unavailable);
    return {};
  }
  if (::chmod(path.c_str(), mode) != 0) return fail(code_of(errno));
  return flush_folder(path.has_parent_path() ? path.parent_path() : std::filesystem::path("."));
}

void stamp(const File& file, UnixTime time) {
  timespec t[2] = {{seconds(time), 0}, {seconds(time), 0}};
  // A time that cannot be set is no reason to lose a file.
  (void)::futimens(file.fd(), t);
}

void stamp(const std::filesystem::path& path, UnixTime time) {
  timespec t[2] = {{seconds(time), 0}, {seconds(time), 0}};
  (void)::utimensat(AT_FDCWD, path.c_str(), t, AT_SYMLINK_NOFOLLOW);
}

Status write_file(const std::filesystem::path& path, ByteSpan bytes, Look look) {
  std::filesystem::path fresh = path;
  fresh += ".new";
  {
    ADIT_TRY(File file, make_file(fresh, look.mode));
    ADIT_CHECK(append_to(file, bytes));
    stamp(file, look.time);
    ADIT_CHECK(flush(file));
  }
  ADIT_CHECK(move_file(fresh, path));
  return flush_folder(path.parent_path());
}

Status remove_tree(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::directory_iterator it(folder, error);
  if (error) return error == std::errc::no_such_file_or_directory ? Status() : fail(Errc::store_unavailable);
  for (const auto& entry : it) {
    if (entry.is_directory(error) && !entry.is_symlink(error)) {
      ADIT_CHECK(remove_tree(entry.path()));
    } else {
      ADIT_CHECK(remove_file(entry.path()));
    }
  }
  if (!step("remove_folder", folder)) return fail(code_of(errno));
  if (::rmdir(folder.c_str()) != 0 && errno != ENOENT) return fail(code_of(errno));
  return {};
}

Result<File> open_file(const std::filesystem::path& path, int flags) {
  int fd = ::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return fail(errno == ENOENT ? Errc::not_found : code_of(errno));
  return File(fd);
}

Result<ByteVector> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  ADIT_TRY(File file, open_file(path, O_RDONLY));
  struct stat found{};
  if (::fstat(file.fd(), &found) != 0) return fail(Errc::store_unavailable);
  if (!S_ISREG(found.st_mode) || static_cast<std::uint64_t>(found.st_size) > max_bytes) {
    return fail(Errc::store_corrupt);
  }
  ByteVector out(static_cast<std::size_t>(found.st_size));
  ADIT_CHECK(read_at(file, out, 0));
  return out;
}

Status read_at(const File& file, MutableByteSpan out, std::uint64_t offset) {
  while (!out.empty()) {
    ssize_t n = ::pread(file.fd(), out.data(), out.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(Errc::store_unavailable);
    if (n == 0) return fail(Errc::store_corrupt);
    out = out.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
  return {};
}

Status write_sealed(const std::filesystem::path& path, ByteSpan bytes, UnixTime time) {
  // Some of these files are keys: the copy is wiped.
  SecretBuffer out(bytes.size() + Digest::kSize);
  std::ranges::copy(bytes, out.expose_mutable().begin());
  std::ranges::copy(sha256(bytes).span(), out.expose_mutable().last(Digest::kSize).begin());
  return write_file(path, out.expose(), {kPrivateFile, time});
}

Result<ByteVector> read_sealed(const std::filesystem::path& path, std::size_t max_bytes) {
  ADIT_TRY(ByteVector bytes, read_file(path, max_bytes + Digest::kSize));
  if (bytes.size() < Digest::kSize) return fail(Errc::store_corrupt);
  ByteSpan content = ByteSpan(bytes).first(bytes.size() - Digest::kSize);
  if (!std::ranges::equal(sha256(content).span(), ByteSpan(bytes).last(Digest::kSize))) {
    return fail(Errc::store_corrupt);
  }
  bytes.resize(content.size());
  return bytes;
}

}  // namespace adit::gateway
