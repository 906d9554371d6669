// SPDX-License-Identifier: Apache-2.0
// One member of gzip (RFC 1952), unpacked within bounds.
#include <zlib.h>

#include "client/scrub/archive/tar.h"

namespace adit::client {
namespace {

constexpr std::size_t kRatio = 250, kFreeBytes = std::size_t{1} << 20, kStep = std::size_t{1} << 18;

}  // namespace

Result<GzipIn> read_gzip(ByteSpan file, std::size_t max_bytes) {
  const auto damaged = fail(Errc::file_damaged);
  if (!is_gzip(file) || file[2] != 8 || (file[3] & 0xe0) != 0) return damaged;
  GzipIn out;
  const unsigned flags = file[3];
  out.time = static_cast<std::uint32_t>(load_le(file.subspan(4, 4)));
  std::size_t at = 10;
  auto skip = [&](std::size_t n) {
    bool ok = n <= file.size() - at;
    if (ok) at += n;
    return ok;
  };
  auto text = [&](std::string& into) {
    auto left = as_text(file.subspan(at));
    auto stop = left.find('\0');
    if (stop == left.npos) return false;
    into = left.substr(0, stop);
    return skip(stop + 1);
  };
  if ((flags & 4) != 0) {
    if (file.size() - at < 2 || !skip(2 + load_le(file.subspan(at, 2)))) return damaged;
  }
  if ((flags & 8) != 0 && !text(out.name)) return damaged;
  if ((flags & 16) != 0 && !text(out.comment)) return damaged;
  if ((flags & 2) != 0 && !skip(2)) return damaged;

  z_stream stream{};
  if (inflateInit2(&stream, -15) != Z_OK) return fail(Errc::out_of_memory);
  stream.next_in = const_cast<Bytef*>(file.data() + at);
  stream.avail_in = static_cast<uInt>(file.size() - at);
  int code = Z_OK;
  ByteVector step(kStep);
  bool too_large = false;
  while (code == Z_OK && !too_large) {
    stream.next_out = step.data();
    stream.avail_out = static_cast<uInt>(step.size());
    code = inflate(&stream, Z_NO_FLUSH);
    append(out.bytes, ByteSpan(step).first(step.size() - stream.avail_out));
    too_large = out.bytes.size() > max_bytes ||
                (out.bytes.size() > kFreeBytes && out.bytes.size() / kRatio > stream.total_in);
  }
  std::size_t left = stream.avail_in;
  inflateEnd(&stream);
  if (too_large) return fail(Errc::file_too_large);
  if (code != Z_STREAM_END || left < 8) return damaged;
  auto ending = file.last(left);
  if (load_le(ending.first(4)) != crc32_z(0, out.bytes.data(), out.bytes.size()) ||
      load_le(ending.subspan(4, 4)) != (out.bytes.size() & 0xffffffff))
    return damaged;
  out.behind = left - 8;
  return out;
}

}  // namespace adit::client
