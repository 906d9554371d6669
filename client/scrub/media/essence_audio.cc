// SPDX-License-Identifier: Apache-2.0
// Packets of AAC, Opus, Vorbis and FLAC.
#include <fmt/format.h>

#include "client/scrub/media/essence.h"
#include "client/scrub/media/reader.h"

namespace adit::client::media {
namespace {

using namespace std::string_view_literals;

void clear_bits(MutableByteSpan bytes, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to && i < bytes.size() * 8; ++i)
    bytes[i / 8] &= static_cast<std::uint8_t>(~(0x80u >> (i % 8)));
}

}  // namespace

// Encoders put their names before the first sound of a packet, into elements that are there to fill
// or to carry other data. These are blanked where they stand.
bool copy_aac(ByteSpan sample, Sink& to, Harvest* harvest) {
  BitReader in(sample);
  ByteVector blanked;
  while (in.left() >= 8) {
    auto element = in.get(3);
    std::size_t from = 0, until = 0;
    if (element == 6) {  // fill
      std::size_t n = in.get(4);
      if (n == 15) n += in.get(8) - 1;
      from = in.at() + 4;
      until = in.at() + n * 8;
      if (n > 0 && in.get(4) > 2) break;  // dynamic range or the upper half of the sound
    } else if (element == 4) {            // data
      in.skip(4);
      bool aligned = in.get(1) == 1;
      std::size_t n = in.get(8);
      if (n == 255) n += in.get(8);
      if (aligned) in.skip((8 - in.at() % 8) % 8);
      from = in.at();
      until = from + n * 8;
    } else {
      break;
    }
    if (!in.ok() || until > sample.size() * 8 || until < in.at()) break;
    if (blanked.empty()) blanked.assign(sample.begin(), sample.end());
    clear_bits(blanked, from, until);
    in.skip(until - in.at());
  }
  if (blanked.empty() || std::ranges::equal(blanked, sample)) {
    to.put(sample);
    return true;
  }
  to.put(blanked);
  if (harvest == nullptr) return true;
  // The name may begin inside a byte.
  for (unsigned shift = 0; shift < 8; ++shift) {
    BitReader bits(sample);
    bits.skip(shift);
    ByteVector moved;
    while (bits.left() >= 8 && bits.at() < in.at()) moved.push_back(static_cast<std::uint8_t>(bits.get(8)));
    if (shift == 0) harvest->keep_strings(moved);
    auto at = as_text(moved).find("Lavc");
    if (at != std::string_view::npos)
      harvest->found(FindingClass::device,
                     "the encoder's name inside the sound: " + quote_text(as_text(moved).substr(at, 13)));
  }
  harvest->found(FindingClass::hidden, "data inside the sound that no player needs");
  return true;
}

unsigned opus_samples(ByteSpan packet) {
  if (packet.empty()) return 0;
  unsigned config = packet[0] >> 3;
  unsigned each = config < 12   ? (config % 4 == 3 ? 2880u : 480u << config % 4)
                  : config < 16 ? 480u << config % 2
                                : 120u << config % 4;
  switch (packet[0] & 3) {
    case 0:
      return each;
    case 1:
    case 2:
      return 2 * each;
    default:
      return packet.size() < 2 ? 0 : each * (packet[1] & 0x3fu);
  }
}

// Padding at the end of a packet may hold anything.
bool copy_opus(ByteSpan sample, Sink& to, Harvest* harvest) {
  std::size_t padding = 0, at = 2;
  if (sample.size() > 2 && (sample[0] & 3) == 3 && (sample[1] & 0x40) != 0) {
    std::uint8_t b = 255;
    while (b == 255 && at < sample.size()) {
      b = sample[at++];
      padding += b == 255 ? 254 : b;
    }
  }
  if (padding > sample.size() - std::min(at, sample.size())) padding = 0;  // no sound in it anyway
  to.put(sample.first(sample.size() - padding));
  if (padding == 0) return true;
  to.put(ByteVector(padding));
  if (harvest != nullptr && !all_zero(sample.last(padding))) {
    harvest->keep_strings(sample.last(padding));
    harvest->found(FindingClass::hidden, "data inside the sound that no player needs");
  }
  return true;
}

std::optional<ByteVector> clean_asc(ByteSpan record) {
  BitReader in(record);
  auto kind = [&] {
    auto v = in.get(5);
    return v == 31 ? 32 + in.get(6) : v;
  };
  auto rate = [&] {
    if (in.get(4) == 15) in.skip(24);
  };
  auto object = kind();
  rate();
  auto channels = in.get(4);
  bool extended = object == 5 || object == 29;
  if (extended) {
    rate();
    object = kind();
  }
  // The usual kinds, and a layout that is a number: a layout in words may carry a comment.
  if (object < 1 || object > 4 || channels == 0) return std::nullopt;
  in.skip(1);
  if (in.get(1) == 1) in.skip(14);
  in.skip(1);
  if (!in.ok()) return std::nullopt;
  std::size_t end = in.at();
  if (!extended && in.left() >= 16 && in.get(11) == 0x2b7) {
    if (kind() == 5) {
      bool upper = in.get(1) == 1;
      if (upper) rate();
      if (in.ok()) end = in.at();
      if (upper && in.left() >= 12 && in.get(11) == 0x548) {
        in.skip(1);
        end = in.at();
      }
    }
  }
  ByteVector out(record.begin(), record.begin() + static_cast<std::ptrdiff_t>((end + 7) / 8));
  clear_bits(out, end, out.size() * 8);
  return out;
}

std::optional<ByteVector> clean_streaminfo(ByteSpan block) {
  if (block.size() != 34) return std::nullopt;
  ByteVector out(block.begin(), block.end());
  std::fill(out.end() - 16, out.end(), std::uint8_t{0});
  return out;
}

std::optional<ByteVector> clean_opus_head(ByteSpan packet) {
  if (packet.size() < 19 || !starts_with(packet, "OpusHead") || packet[8] > 15 || packet[9] == 0)
    return std::nullopt;
  std::size_t n = packet[18] == 0 ? 19 : 21 + std::size_t{packet[9]};
  if (packet.size() < n) return std::nullopt;
  ByteVector out(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(n));
  out[8] = 1;
  for (std::size_t i = 0; i < 4; ++i) out[12 + i] = static_cast<std::uint8_t>(48000u >> (8 * i));
  return out;
}

bool is_vorbis_id(ByteSpan packet) { return packet.size() == 30 && starts_with(packet, "\x01vorbis"); }
bool is_vorbis_setup(ByteSpan packet) { return packet.size() > 16 && starts_with(packet, "\x05vorbis"); }

ByteVector empty_vorbis_comment() {
  ByteVector out;
  put_text(out, "\x03vorbis");
  put_zeros(out, 8);
  out.push_back(1);
  return out;
}
ByteVector empty_opus_tags() {
  ByteVector out;
  put_text(out, "OpusTags");
  put_zeros(out, 8);
  return out;
}

void harvest_vorbis_comments(ByteSpan comments, Harvest& out) {
  Reader in(comments);
  auto vendor = in.take(in.le32());
  if (!vendor.empty()) {
    out.keep_value(vendor);
    out.found(FindingClass::device, "the encoder: " + quote_text(vendor));
  }
  auto count = in.le32();
  for (std::uint32_t i = 0; i < count && in.ok() && in.left() >= 4; ++i) {
    auto comment = in.take(in.le32());
    if (!in.ok()) break;
    auto text = as_text(comment);
    auto name = text.substr(0, text.find('='));
    auto value = text.substr(std::min(name.size() + 1, text.size()));
    out.keep_value(as_bytes(value));
    out.keep_strings(comment);
    bool picture = name == "METADATA_BLOCK_PICTURE" || name == "COVERART";
    auto what = name.find("DATE") != name.npos                                ? FindingClass::when
                : name.find("LOCATION") != name.npos || name.find("GEO") == 0 ? FindingClass::where
                : name.find("ENCODE") == 0                                    ? FindingClass::device
                                                                              : FindingClass::who;
    if (picture) {
      out.found(FindingClass::hidden, "a picture that belongs to the sound");
    } else {
      out.found(what, fmt::format("a note {}: {}", quote_text(name), quote_text(value)));
    }
  }
  if (!all_zero(in.rest())) out.keep_strings(in.rest());
}

}  // namespace adit::client::media
