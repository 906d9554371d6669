// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/jpeg_parts.h"

#include <array>
#include <string_view>

#include "client/scrub/endian_view.h"

namespace adit::client {
namespace {

constexpr std::uint8_t kSoi = 0xd8, kEoi = 0xd9, kSos = 0xda, kDht = 0xc4, kJpg = 0xc8, kDac = 0xcc,
                       kTem = 0x01;

bool is_frame(std::uint8_t marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != kDht && marker != kJpg && marker != kDac;
}
bool is_restart(std::uint8_t marker) { return marker >= 0xd0 && marker <= 0xd7; }

// Where the next marker that is not part of the coded dots stands, from at on.
std::size_t skip_coded(ByteSpan file, std::size_t at) {
  for (; at + 1 < file.size(); ++at) {
    if (file[at] == 0xff && file[at + 1] != 0 && file[at + 1] != 0xff && !is_restart(file[at + 1])) return at;
  }
  return file.size();
}

}  // namespace

std::optional<JpegParts> split_jpeg(ByteSpan file) {
  EndianView view(file, EndianView::Order::big);
  if (file.size() < 4 || file[0] != 0xff || file[1] != kSoi) return std::nullopt;
  JpegParts parts;
  std::size_t at = 2;
  while (at + 1 < file.size()) {
    if (file[at] != 0xff || file[at + 1] == 0xff || file[at + 1] == 0) {
      ++at;  // fill bytes, or a stray byte that decoders skip too
      continue;
    }
    std::uint8_t marker = file[at + 1];
    at += 2;
    if (marker == kEoi) {
      parts.complete = true;
      break;
    }
    if (marker == kTem || marker == kSoi || is_restart(marker)) continue;
    auto n = view.u16(at);
    if (!n || *n < 2) return std::nullopt;
    auto body = view.part(at + 2, *n - 2u);
    if (!body) return std::nullopt;
    at += *n;
    if (parts.segments.size() > 20'000) return std::nullopt;
    parts.segments.push_back({marker, *body});
    if (is_frame(marker) && body->size() >= 6 && parts.width == 0) {
      parts.height = unsigned{(*body)[1]} << 8 | (*body)[2];
      parts.width = unsigned{(*body)[3]} << 8 | (*body)[4];
      parts.components = (*body)[5];
    }
    if (marker == kSos) {
      ++parts.scans;
      at = skip_coded(file, at);
    }
  }
  parts.end = std::min(at, file.size());
  return parts;
}

ByteVector icc_of(const JpegParts& parts) {
  using namespace std::string_view_literals;
  std::array<ByteSpan, 256> pieces{};
  unsigned count = 0, found = 0;
  for (const auto& s : parts.segments) {
    if (s.marker != 0xe2 || s.body.size() < 14 || as_text(s.body.first(12)) != "ICC_PROFILE\0"sv) continue;
    unsigned number = s.body[12];
    if (number == 0 || (count != 0 && s.body[13] != count) || !pieces[number].empty()) return {};
    count = s.body[13];
    pieces[number] = s.body.subspan(14);
    ++found;
  }
  if (found == 0 || found != count) return {};
  ByteVector profile;
  for (unsigned i = 1; i <= count; ++i) append(profile, pieces[i]);
  return profile;
}

}  // namespace adit::client
