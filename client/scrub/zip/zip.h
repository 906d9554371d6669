// SPDX-License-Identifier: Apache-2.0
// ZIP, read strictly and written in one form. The central directory says what there is, and each local
// header must agree with it; members never overlap; sizes, counts and ratios are bounded before the
// first byte is unpacked. Documents and archives both stand on this.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <string>
#include <string_view>
#include <vector>

namespace adit::client {

struct ZipLimits {
  std::size_t members = 10'000;
  std::size_t member_bytes = std::size_t{96} << 20;  // unpacked, of one member
  std::size_t total_bytes = std::size_t{192} << 20;  // unpacked, of all
  std::size_t ratio = 250;                           // unpacked to packed, beyond the first free_bytes
  std::size_t free_bytes = std::size_t{1} << 20;
};

// Of documents: tables of empty cells pack as well as bombs do, so only the sizes count.
inline constexpr ZipLimits kDocumentLimits{.ratio = 1100};

struct ZipMember {
  std::string name;  // UTF-8, '/' between folders; never absolute, never with ".." in it
  bool folder = false;
  bool deflated = false;
  std::uint32_t crc = 0;
  std::size_t size = 0;  // unpacked
  ByteSpan packed;
  // What a packer may say besides; never written again.
  std::uint16_t dos_time = 0, dos_date = 0, made_by = 0;
  std::uint32_t attributes = 0;
  ByteSpan extra, local_extra, comment;
};

// Borrows the file's bytes.
class ZipReader {
 public:
  // Errors: file_damaged (also if two readers could see two different archives), file_too_large
  // (a limit), file_type_refused (passwords, ways to pack other than deflate).
  static Result<ZipReader> open(ByteSpan file, const ZipLimits& limits = {});

  // In the order of the central directory. No name occurs twice.
  const std::vector<ZipMember>& members() const { return members_; }
  const ZipMember* find(std::string_view name) const;
  // Errors: file_damaged, if it is not exactly what the directory says it is.
  Result<ByteVector> unpack(const ZipMember& member) const;

  ByteSpan comment() const { return comment_; }
  // Bytes before the first member, between members and behind the end: no part of the archive.
  std::size_t stray_bytes() const { return stray_bytes_; }
  const std::vector<ByteSpan>& strays() const { return strays_; }  // those bytes, at most 64 places

 private:
  std::vector<ZipMember> members_;
  std::vector<std::size_t> by_name_;
  ByteSpan comment_;
  std::size_t stray_bytes_ = 0;
  std::vector<ByteSpan> strays_;
};

struct ZipEntry {
  std::string name;  // as ZipMember::name; unique
  ByteVector bytes;
  bool stored = false;  // as it is, without packing
};

// In the order given. Times 1980-01-01, no extra fields, no comments, one level of deflate; a member
// that does not become smaller is stored.
// Errors: file_too_large, out_of_memory.
Result<ByteVector> write_zip(const std::vector<ZipEntry>& entries);
// By name, as bytes.
void sort_by_name(std::vector<ZipEntry>& entries);

// The members of an archive that write_zip wrote, read from the front by other code; nothing if any
// byte of it is not as write_zip leaves it (the packed bytes are unpacked, not compared).
std::optional<std::vector<ZipEntry>> read_own_zip(ByteSpan file, const ZipLimits& limits = {});

}  // namespace adit::client
