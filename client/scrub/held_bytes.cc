// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/held_bytes.h"

#include <adit/secret.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "crypto/sha256.h"

namespace adit::client {
namespace {

constexpr std::size_t kStep = 65536;

// A piece of a file in hand, wiped afterwards.
struct Step {
  std::array<std::uint8_t, kStep> bytes;
  ~Step() { sodium_memzero(bytes.data(), bytes.size()); }
};

bool write_all(int fd, ByteSpan bytes) {
  while (!bytes.empty()) {
    auto n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

Result<std::shared_ptr<const Descriptor>> open_readable(const std::filesystem::path& path,
                                                        struct stat& info) {
  auto fd = std::make_shared<const Descriptor>(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!*fd || ::fstat(fd->get(), &info) != 0 || S_ISDIR(info.st_mode)) return fail(Errc::file_unreadable);
  return fd;
}

}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

Descriptor make_memory_file() {
  Descriptor fd(memfd_create("", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd || fd.get() > 2) return fd;
  return Descriptor(fcntl(fd.get(), F_DUPFD_CLOEXEC, 3));
}

Result<HeldBytes> HeldBytes::seal(Descriptor memory_file) {
  auto file = std::make_shared<const Descriptor>(std::move(memory_file));
  struct stat info{};
  if (!*file ||
      fcntl(file->get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0 ||
      ::fstat(file->get(), &info) != 0 || ::lseek(file->get(), 0, SEEK_SET) != 0) {
    return fail(Errc::out_of_memory);
  }
  return HeldBytes(std::move(file), 0, static_cast<std::uint64_t>(info.st_size));
}

Result<HeldBytes> HeldBytes::of(ByteSpan bytes) {
  Descriptor fd = make_memory_file();
  if (!fd || !write_all(fd.get(), bytes)) return fail(Errc::out_of_memory);
  return seal(std::move(fd));
}

Result<HeldBytes> HeldBytes::copy_of(const std::filesystem::path& path, std::uint64_t max_bytes) {
  struct stat info{};
  ADIT_TRY(auto from, open_readable(path, info));
  if (S_ISREG(info.st_mode) && static_cast<std::uint64_t>(info.st_size) > max_bytes)
    return fail(Errc::file_too_large);
  Descriptor to = make_memory_file();
  if (!to) return fail(Errc::out_of_memory);
  Step step;
  for (std::uint64_t have = 0;;) {
    auto n = ::read(from->get(), step.bytes.data(), step.bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(Errc::file_unreadable);
    if (n == 0) return seal(std::move(to));
    have += static_cast<std::uint64_t>(n);
    if (have > max_bytes) return fail(Errc::file_too_large);
    if (!write_all(to.get(), ByteSpan(step.bytes).first(static_cast<std::size_t>(n))))
      return fail(Errc::out_of_memory);
  }
}

Result<HeldBytes> HeldBytes::open(const std::filesystem::path& path, std::uint64_t max_bytes) {
  struct stat info{};
  ADIT_TRY(auto file, open_readable(path, info));
  if (!S_ISREG(info.st_mode)) return fail(Errc::file_unreadable);
  auto size = static_cast<std::uint64_t>(info.st_size);
  if (size > max_bytes) return fail(Errc::file_too_large);
  return HeldBytes(std::move(file), 0, size);
}

HeldBytes HeldBytes::part(std::uint64_t at, std::uint64_t bytes) const {
  ADIT_ASSERT(at <= size_ && bytes <= size_ - at);
  return {file_, at_ + at, bytes};
}

Status HeldBytes::read(std::uint64_t at, MutableByteSpan out) const {
  if (at > size_ || out.size() > size_ - at) return fail(Errc::file_unreadable);
  while (!out.empty()) {
    auto n = ::pread(file_->get(), out.data(), out.size(), static_cast<off_t>(at_ + at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return fail(Errc::file_unreadable);
    at += static_cast<std::uint64_t>(n);
    out = out.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

Result<ByteVector> HeldBytes::read_all() const {
  ByteVector out(static_cast<std::size_t>(size_));
  ADIT_CHECK(read(0, out));
  return out;
}

Result<ByteVector> HeldBytes::ends() const {
  if (size_ <= 2 * kStep) return read_all();
  ByteVector out(2 * kStep);
  ADIT_CHECK(read(0, MutableByteSpan(out).first(kStep)));
  ADIT_CHECK(read(size_ - kStep, MutableByteSpan(out).last(kStep)));
  return out;
}

Result<Digest> HeldBytes::sha256() const {
  Sha256 hash;
  Step step;
  for (std::uint64_t at = 0; at < size_;) {
    auto piece = MutableByteSpan(step.bytes)
                     .first(static_cast<std::size_t>(std::min<std::uint64_t>(kStep, size_ - at)));
    ADIT_CHECK(read(at, piece));
    hash.update(piece);
    at += piece.size();
  }
  return hash.finish();
}

}  // namespace adit::client
