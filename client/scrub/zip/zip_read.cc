// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include <numeric>

#include "client/scrub/endian_view.h"
#include "client/scrub/utf8.h"
#include "client/scrub/zip/zip.h"

namespace adit::client {
namespace {

constexpr std::uint32_t kLocal = 0x04034b50, kCentral = 0x02014b50, kEnd = 0x06054b50, kEnd64 = 0x06064b50,
                        kLocator64 = 0x07064b50, kDescriptor = 0x08074b50;
constexpr std::size_t kEndBytes = 22, kCentralBytes = 46, kLocalBytes = 30;
constexpr std::uint32_t kIn64 = 0xffffffff;
constexpr std::uint16_t kEncrypted = 1, kDescribed = 8, kStrong = 1 << 6, kMasked = 1 << 13;

struct End {
  std::size_t at;            // of the end record
  std::size_t directory_at;  // absolute
  std::size_t directory_bytes;
  std::size_t directory_end;  // where the records behind the directory begin
  std::uint64_t count;
  std::size_t base;  // bytes before the archive that its offsets do not count
  ByteSpan comment;
  std::size_t tail;  // bytes behind it
};

std::optional<std::uint64_t> u64(const EndianView& view, std::size_t at) {
  auto b = view.part(at, 8);
  if (!b) return std::nullopt;
  return load_le(*b);
}

// The last end record that fits. A record before it that takes it for its comment would be another
// reader's choice: then nothing.
std::optional<std::size_t> find_end(const EndianView& view) {
  if (view.size() < kEndBytes) return std::nullopt;
  std::size_t last = view.size() - kEndBytes, first = last > 65535 ? last - 65535 : 0;
  std::optional<std::size_t> chosen;
  for (std::size_t at = last + 1; at-- > first;) {
    if (*view.u32(at) != kEnd) continue;
    std::size_t stop = at + kEndBytes + *view.u16(at + 20);
    if (stop > view.size()) continue;
    if (!chosen) {
      chosen = at;
    } else if (stop == view.size()) {
      return std::nullopt;
    }
  }
  return chosen;
}

std::optional<End> read_end(const EndianView& view) {
  auto at = find_end(view);
  if (!at) return std::nullopt;
  End end{};
  end.at = *at;
  end.comment = *view.part(*at + kEndBytes, *view.u16(*at + 20));
  end.tail = view.size() - *at - kEndBytes - end.comment.size();
  std::uint64_t here = *view.u16(*at + 8), count = *view.u16(*at + 10), bytes = *view.u32(*at + 12),
                offset = *view.u32(*at + 16);
  if (*view.u16(*at + 4) != 0 || *view.u16(*at + 6) != 0) return std::nullopt;  // several disks
  std::size_t directory_end = *at;
  if (*at >= 20 && *view.u32(*at - 20) == kLocator64) {
    // The record of large archives stands right before its locator. Where both say something they agree.
    if (*at < 76) return std::nullopt;
    directory_end = *at - 76;
    if (*view.u32(directory_end) != kEnd64 || *u64(view, directory_end + 4) != 44) return std::nullopt;
    auto agree = [&](std::uint64_t& small, std::uint64_t max, std::size_t where) {
      auto large = *u64(view, directory_end + where);
      bool ok = small == max || small == large;
      small = large;
      return ok;
    };
    if (!agree(here, 0xffff, 24) || !agree(count, 0xffff, 32) || !agree(bytes, kIn64, 40) ||
        !agree(offset, kIn64, 48))
      return std::nullopt;
  }
  if (here != count || bytes > directory_end || offset > directory_end - bytes) return std::nullopt;
  end.count = count;
  end.directory_end = directory_end;
  end.directory_bytes = bytes;
  end.directory_at = directory_end - bytes;
  end.base = end.directory_at - offset;
  return end;
}

// Values that do not fit in 32 bits stand in an extra field, in this order.
struct Sizes {
  std::uint64_t size, packed, offset;
};
bool widen(ByteSpan extra, Sizes& sizes, bool with_offset) {
  bool wanted = sizes.size == kIn64 || sizes.packed == kIn64 || (with_offset && sizes.offset == kIn64);
  EndianView view(extra, EndianView::Order::little);
  std::size_t at = 0;
  while (at + 4 <= extra.size()) {
    auto body = view.part(at + 4, *view.u16(at + 2));
    if (!body) return !wanted;  // a field that is cut, as some packers leave them
    if (*view.u16(at) == 1) {
      std::size_t i = 0;
      auto take = [&](std::uint64_t& value) {
        if (value != kIn64) return true;
        if (body->size() - i < 8) return false;
        value = load_le(body->subspan(i, 8));
        i += 8;
        return true;
      };
      return take(sizes.size) && take(sizes.packed) && (!with_offset || take(sizes.offset));
    }
    at += 4 + body->size();
  }
  return !wanted;
}

// As UTF-8 with '/'; a name in another encoding keeps its bytes apart from each other, no more.
std::optional<std::string> tidy_name(ByteSpan raw) {
  if (raw.empty() || raw.size() > 1024) return std::nullopt;
  bool utf8 = true;
  for (std::size_t i = 0; utf8 && i < raw.size();) utf8 = next_utf8(raw, i).has_value();
  std::string name;
  for (auto b : raw) {
    if (b < 0x20 || b == 0x7f) return std::nullopt;
    if (b == '\\') {
      name += '/';
    } else if (utf8) {
      name += static_cast<char>(b);
    } else {
      append_utf8(name, b);
    }
  }
  if (name[0] == '/' || (name.size() > 1 && name[1] == ':')) return std::nullopt;
  for (std::size_t start = 0; start < name.size();) {
    auto stop = std::min(name.find('/', start), name.size());
    auto part = std::string_view(name).substr(start, stop - start);
    if (part.empty() || part == "." || part == "..") return std::nullopt;
    start = stop + 1;
  }
  return name;
}

struct Range {
  std::size_t from, to;
};

// A local header, its data and what may follow them, held against the central directory's words.
std::optional<Range> read_local(const EndianView& view, std::size_t at, ByteSpan raw_name,
                                std::uint16_t flags, std::uint16_t method, const Sizes& sizes,
                                std::size_t limit, ZipMember& member) {
  if (at > limit || limit - at < kLocalBytes || *view.u32(at) != kLocal) return std::nullopt;
  std::uint16_t own_flags = *view.u16(at + 6), name_bytes = *view.u16(at + 26),
                extra_bytes = *view.u16(at + 28);
  constexpr std::uint16_t kMatter = kEncrypted | kDescribed | kStrong | kMasked;
  if ((own_flags & kMatter) != (flags & kMatter) || *view.u16(at + 8) != method) return std::nullopt;
  auto name = view.part(at + kLocalBytes, name_bytes);
  auto extra = view.part(at + kLocalBytes + name_bytes, extra_bytes);
  if (!name || !extra || !std::ranges::equal(*name, raw_name)) return std::nullopt;
  member.local_extra = *extra;
  std::uint32_t crc = *view.u32(at + 14);
  Sizes own{*view.u32(at + 22), *view.u32(at + 18), 0};
  bool described = (flags & kDescribed) != 0, wide = own.size == kIn64 || own.packed == kIn64;
  if (wide && !widen(*extra, own, false)) return std::nullopt;
  bool nothing_yet = described && crc == 0 && own.size == 0 && own.packed == 0;
  if (!nothing_yet && (crc != member.crc || own.size != sizes.size || own.packed != sizes.packed))
    return std::nullopt;
  std::size_t data = at + kLocalBytes + name_bytes + extra_bytes;
  if (data > limit || sizes.packed > limit - data) return std::nullopt;
  member.packed = *view.part(data, sizes.packed);
  std::size_t stop = data + sizes.packed;
  if (!described) return Range{at, stop};
  // Sum and sizes once more, with or without a magic, in 32 or 64 bits; some writers leave it out.
  for (bool magic : {true, false}) {
    for (std::size_t width : {std::size_t{4}, std::size_t{8}}) {
      std::size_t from = stop + (magic ? 4 : 0), n = 4 + 2 * width;
      if (from > limit || limit - from < n || (magic && *view.u32(stop) != kDescriptor)) continue;
      auto packed = load_le(*view.part(from + 4, width)), size = load_le(*view.part(from + 4 + width, width));
      if (*view.u32(from) == member.crc && packed == sizes.packed && size == sizes.size)
        return Range{at, from + n};
    }
  }
  return nothing_yet ? std::nullopt : std::optional(Range{at, stop});
}

}  // namespace

Result<ZipReader> ZipReader::open(ByteSpan file, const ZipLimits& limits) {
  const auto damaged = fail(Errc::file_damaged);
  EndianView view(file, EndianView::Order::little);
  auto end = read_end(view);
  if (!end) return damaged;
  if (end->count > limits.members) return fail(Errc::file_too_large);
  ZipReader reader;
  reader.comment_ = end->comment;
  std::vector<Range> ranges;
  std::uint64_t total = 0;
  std::size_t at = end->directory_at;
  for (std::uint64_t i = 0; i < end->count; ++i) {
    if (end->directory_end - at < kCentralBytes || *view.u32(at) != kCentral) return damaged;
    std::uint16_t flags = *view.u16(at + 8), method = *view.u16(at + 10);
    std::size_t name_bytes = *view.u16(at + 28), extra_bytes = *view.u16(at + 30),
                comment_bytes = *view.u16(at + 32);
    if (end->directory_end - at - kCentralBytes < name_bytes + extra_bytes + comment_bytes) return damaged;
    auto raw_name = *view.part(at + kCentralBytes, name_bytes);
    ZipMember member;
    member.made_by = *view.u16(at + 4);
    member.dos_time = *view.u16(at + 12);
    member.dos_date = *view.u16(at + 14);
    member.crc = *view.u32(at + 16);
    member.attributes = *view.u32(at + 38);
    member.extra = *view.part(at + kCentralBytes + name_bytes, extra_bytes);
    member.comment = *view.part(at + kCentralBytes + name_bytes + extra_bytes, comment_bytes);
    Sizes sizes{*view.u32(at + 24), *view.u32(at + 20), *view.u32(at + 42)};
    if (*view.u16(at + 34) != 0 || !widen(member.extra, sizes, true)) return damaged;
    if ((flags & (kEncrypted | kStrong | kMasked)) != 0) return fail(Errc::file_type_refused);
    if (method != 0 && method != 8) return fail(Errc::file_type_refused);
    auto name = tidy_name(raw_name);
    if (!name) return damaged;
    member.name = std::move(*name);
    member.folder = member.name.back() == '/';
    member.deflated = method == 8;
    if (sizes.offset > end->directory_at - end->base) return damaged;
    auto range =
        read_local(view, end->base + sizes.offset, raw_name, flags, method, sizes, end->directory_at, member);
    if (!range || (!member.deflated && sizes.packed != sizes.size) || (member.folder && sizes.size != 0))
      return damaged;
    total += std::min<std::uint64_t>(sizes.size, std::uint64_t{1} << 40);
    if (sizes.size > limits.member_bytes || total > limits.total_bytes ||
        (sizes.size > limits.free_bytes && sizes.size / limits.ratio > sizes.packed))
      return fail(Errc::file_too_large);
    member.size = sizes.size;
    ranges.push_back(*range);
    reader.members_.push_back(std::move(member));
    at += kCentralBytes + name_bytes + extra_bytes + comment_bytes;
  }

  auto stray = [&](std::size_t from, std::size_t to) {
    if (to <= from) return;
    reader.stray_bytes_ += to - from;
    if (reader.strays_.size() < 64) reader.strays_.push_back(file.subspan(from, to - from));
  };
  std::ranges::sort(ranges, {}, &Range::from);
  std::size_t reached = 0;
  for (const auto& range : ranges) {
    if (range.from < reached) return damaged;
    stray(reached, range.from);
    reached = range.to;
  }
  stray(reached, end->directory_at);
  stray(at, end->directory_end);
  stray(file.size() - end->tail, file.size());

  reader.by_name_.resize(reader.members_.size());
  std::iota(reader.by_name_.begin(), reader.by_name_.end(), std::size_t{0});
  auto name_of = [&](std::size_t i) -> std::string_view { return reader.members_[i].name; };
  std::ranges::sort(reader.by_name_, {}, name_of);
  if (std::ranges::adjacent_find(reader.by_name_, {}, name_of) != reader.by_name_.end()) return damaged;
  return reader;
}

const ZipMember* ZipReader::find(std::string_view name) const {
  auto name_of = [&](std::size_t i) -> std::string_view { return members_[i].name; };
  auto at = std::ranges::lower_bound(by_name_, name, {}, name_of);
  return at != by_name_.end() && name_of(*at) == name ? &members_[*at] : nullptr;
}

Result<ByteVector> ZipReader::unpack(const ZipMember& member) const {
  ByteVector out(member.size);
  if (!member.deflated) {
    std::ranges::copy(member.packed, out.begin());
  } else {
    z_stream stream{};
    if (inflateInit2(&stream, -15) != Z_OK) return fail(Errc::out_of_memory);
    std::uint8_t none = 0;
    stream.next_in = const_cast<Bytef*>(member.packed.data());
    stream.avail_in = static_cast<uInt>(member.packed.size());
    stream.next_out = out.empty() ? &none : out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    int code = inflate(&stream, Z_FINISH);
    // All of the packed bytes, and exactly as many as promised.
    bool whole = code == Z_STREAM_END && stream.avail_in == 0 && stream.total_out == out.size();
    inflateEnd(&stream);
    if (!whole) return fail(Errc::file_damaged);
  }
  if (crc32_z(0, out.data(), out.size()) != member.crc) return fail(Errc::file_damaged);
  return out;
}

}  // namespace adit::client
