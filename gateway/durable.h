// SPDX-License-Identifier: Apache-2.0
// Exact durable writing: write, flush, rename, flush the folder. What a function here reports as
// done survives a power cut, if the disk obeys flushes. A failed flush ends the process: after it
// nobody knows what the disk holds, so it is never tried again (the restart reads it again).
//
// Errors of all functions: disk_full, disk_read_only, store_unavailable.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>
#include <adit/units.h>
#include <sys/types.h>

#include <filesystem>
#include <string>

namespace adit::gateway {

// How a file looks from outside. The time is never that of the writing.
struct Look {
  mode_t mode = 0600;
  UnixTime time{};
};
inline constexpr mode_t kPrivateFile = 0600;
inline constexpr mode_t kPrivateFolder = 0700;
inline constexpr mode_t kPublicFile = 0644;
inline constexpr mode_t kPublicFolder = 0755;

// An open file; closes itself.
class File {
 public:
  explicit File(int fd = -1) : fd_(fd) {}
  File(File&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  File& operator=(File&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~File();
  int fd() const { return fd_; }

 private:
  int fd_;
};

// Each of these is one step at which a process can die.
Result<File> make_file(const std::filesystem::path& path, mode_t mode);  // new, or emptied
Status append_to(const File& file, ByteSpan bytes);
Status write_at(const File& file, ByteSpan bytes, std::uint64_t offset);
Status flush(const File& file);  // data and size
Status flush_folder(const std::filesystem::path& folder);
Status move_file(const std::filesystem::path& from, const std::filesystem::path& to);
Status remove_file(const std::filesystem::path& path);               // ok if there is none
Status make_folder(const std::filesystem::path& path, mode_t mode);  // ok if it is there
void stamp(const File& file, UnixTime time);
void stamp(const std::filesystem::path& path, UnixTime time);

// Made of the steps above.
Status write_file(const std::filesystem::path& path, ByteSpan bytes, Look look);  // all or nothing, by rename
Status remove_tree(const std::filesystem::path& folder);

// Reading. Errors: not_found, store_corrupt (greater than max_bytes), store_unavailable.
Result<File> open_file(const std::filesystem::path& path, int flags);
Result<ByteVector> read_file(const std::filesystem::path& path, std::size_t max_bytes);
Status read_at(const File& file, MutableByteSpan out, std::uint64_t offset);

// Private files of a form of our own: the bytes, then their SHA-256. Errors of read_sealed() also:
// store_corrupt.
Status write_sealed(const std::filesystem::path& path, ByteSpan bytes, UnixTime time);
Result<ByteVector> read_sealed(const std::filesystem::path& path, std::size_t max_bytes);

// For tests: called before each step that changes the disk, with its name and path; returns an
// errno to fail with, or 0, or does not return at all.
using DiskHook = int (*)(const char* step, const char* path);
void set_disk_hook(DiskHook hook);

}  // namespace adit::gateway
