// SPDX-License-Identifier: Apache-2.0
// The bytes of a file, held outside of the process's own memory: in a nameless file in memory that
// nobody can change any more, or in the file on the disk itself. They are read piece by piece, so 200 MB
// of attachments cost a program no more than the piece in its hand.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <filesystem>
#include <memory>

namespace adit::client {

// Owns a descriptor.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

// An empty nameless file above the three standard descriptors; false if there is no room.
Descriptor make_memory_file();

class HeldBytes {
 public:
  // Errors: out_of_memory.
  static Result<HeldBytes> of(ByteSpan bytes);
  // A copy of a regular file or pipe, as it is now. Errors: file_unreadable, file_too_large,
  // out_of_memory.
  static Result<HeldBytes> copy_of(const std::filesystem::path& path, std::uint64_t max_bytes);
  // The regular file itself; who reads it must notice if it changes. Errors: file_unreadable,
  // file_too_large.
  static Result<HeldBytes> open(const std::filesystem::path& path, std::uint64_t max_bytes);
  // What was written to a memory file, sealed. Errors: out_of_memory.
  static Result<HeldBytes> seal(Descriptor memory_file);

  std::uint64_t size() const { return size_; }
  // Of the whole file, of which this may be a part.
  int descriptor() const { return file_->get(); }
  // A part of it, which shares it; must lie inside.
  HeldBytes part(std::uint64_t at, std::uint64_t bytes) const;
  // Fills out with the bytes from `at` on. Errors: file_unreadable (also if they are not there).
  Status read(std::uint64_t at, MutableByteSpan out) const;
  // All of it. Errors: file_unreadable.
  Result<ByteVector> read_all() const;
  // Its beginning and its end, as far as formats are told apart by them; all of a small file.
  Result<ByteVector> ends() const;
  // Errors: file_unreadable.
  Result<Digest> sha256() const;

 private:
  HeldBytes(std::shared_ptr<const Descriptor> file, std::uint64_t at, std::uint64_t size)
      : file_(std::move(file)), at_(at), size_(size) {}
  std::shared_ptr<const Descriptor> file_;
  std::uint64_t at_;
  std::uint64_t size_;
};

}  // namespace adit::client
