// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include <limits>

#include "client/scrub/zip/zip.h"

namespace adit::client {
namespace {

constexpr std::uint16_t kUtf8 = 1 << 11, kFirstDay = 0x0021, kUnix20 = 3 << 8 | 20;
constexpr std::uint32_t kPlainFile = 0100644u << 16;

Result<ByteVector> deflated(ByteSpan bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return fail(Errc::out_of_memory);
  ByteVector out(deflateBound(&stream, bytes.size()));
  stream.next_in = const_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  int code = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (code != Z_STREAM_END) return fail(Errc::internal);
  return out;
}

// What local header and directory say alike, from the version on.
void put_common(ByteVector& out, const ZipEntry& entry, bool packed, std::uint32_t crc, std::size_t bytes) {
  bool ascii = std::ranges::all_of(entry.name, [](char c) { return (c & 0x80) == 0; });
  append_le16(out, 20);
  append_le16(out, ascii ? 0 : kUtf8);
  append_le16(out, packed ? 8 : 0);
  append_le16(out, 0);
  append_le16(out, kFirstDay);
  append_le32(out, crc);
  append_le32(out, static_cast<std::uint32_t>(bytes));
  append_le32(out, static_cast<std::uint32_t>(entry.bytes.size()));
  append_le16(out, static_cast<std::uint16_t>(entry.name.size()));
  append_le16(out, 0);
}

}  // namespace

Result<ByteVector> write_zip(const std::vector<ZipEntry>& entries) {
  if (entries.size() >= 0xffff) return fail(Errc::file_too_large);
  ByteVector out, directory;
  for (const auto& entry : entries) {
    ADIT_ASSERT(!entry.name.empty() && entry.name.size() <= 1024);
    if (entry.bytes.size() > 0x7fffffff || out.size() > 0x7fffffff) return fail(Errc::file_too_large);
    auto crc = static_cast<std::uint32_t>(crc32_z(0, entry.bytes.data(), entry.bytes.size()));
    ByteVector smaller;
    if (!entry.stored) {
      ADIT_TRY(smaller, deflated(entry.bytes));
    }
    bool packed = !entry.stored && smaller.size() < entry.bytes.size();
    ByteSpan body = packed ? ByteSpan(smaller) : ByteSpan(entry.bytes);
    auto offset = static_cast<std::uint32_t>(out.size());
    append_le32(out, 0x04034b50);
    put_common(out, entry, packed, crc, body.size());
    append(out, as_bytes(entry.name));
    append(out, body);

    append_le32(directory, 0x02014b50);
    append_le16(directory, kUnix20);
    put_common(directory, entry, packed, crc, body.size());
    append_le16(directory, 0);  // comment
    append_le16(directory, 0);  // disk
    append_le16(directory, 0);  // text or not
    append_le32(directory, kPlainFile);
    append_le32(directory, offset);
    append(directory, as_bytes(entry.name));
  }
  auto at = out.size();
  if (at + directory.size() > 0x7fffffff) return fail(Errc::file_too_large);
  append(out, directory);
  append_le32(out, 0x06054b50);
  append_le32(out, 0);
  append_le16(out, static_cast<std::uint16_t>(entries.size()));
  append_le16(out, static_cast<std::uint16_t>(entries.size()));
  append_le32(out, static_cast<std::uint32_t>(directory.size()));
  append_le32(out, static_cast<std::uint32_t>(at));
  append_le16(out, 0);
  return out;
}

void sort_by_name(std::vector<ZipEntry>& entries) { std::ranges::sort(entries, {}, &ZipEntry::name); }

}  // namespace adit::client
