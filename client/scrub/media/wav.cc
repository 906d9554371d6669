// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "client/scrub/media/audio.h"
#include "client/scrub/media/reader.h"

namespace adit::client::media {
namespace {

using enum FindingClass;
using namespace std::string_view_literals;

void put_le(ByteVector& out, std::uint64_t v, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
}

// How much follows the eighteen common bytes, for each kind of sound that is known.
std::optional<std::size_t> extra_bytes(unsigned kind, bool more) {
  switch (kind) {
    case 1:
    case 3:
    case 6:
    case 7:  // plain, float, telephone
      return 0;
    case 0x11:
    case 0x31:
      return 2;
    case 2:
      return 32;
    case 0x55:
      return more ? std::optional<std::size_t>(12) : std::nullopt;
    case 0x2000:
      return more ? std::optional<std::size_t>(0) : std::nullopt;
    default:
      return std::nullopt;
  }
}

constexpr std::uint8_t kGuidTail[] = {0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71};

void read_bext(ByteSpan body, Harvest& out) {
  Reader in(body);
  const std::tuple<std::size_t, FindingClass, std::string_view> fields[] = {
      {256, who, "a description"},
      {32, who, "the originator"},
      {32, device, "the originator's number"},
      {10, when, "the day"},
      {8, when, "the time of day"}};
  for (auto [n, what, words] : fields) {
    auto text = trimmed(in.take(n));
    if (!text.empty()) out.found(what, fmt::format("{}: {}", words, quote_text(text)));
    out.keep_value(as_bytes(text));
  }
  out.keep_strings(body);
}

void harvest_chunk(std::string_view type, ByteSpan body, Harvest& out) {
  if (type == "LIST" && body.size() >= 4) return harvest_riff_info(body, out);
  if (type == "bext") return read_bext(body, out);
  if (type == "id3 " || type == "ID3 ") return harvest_id3v2(body, out);
  if (all_zero(body)) return;
  out.keep_strings(body.first(std::min<std::size_t>(body.size(), 1 << 20)));
  if (type == "_PMX") return harvest_xmp(body, out);
  if (type == "iXML")
    return out.found(device, fmt::format("the recorder's own record ({})", size_words(body.size())));
  out.found(type == "JUNK" || type == "junk" || type == "PAD " || type == "FLLR" ? hidden : other,
            fmt::format("a part {} ({})", quote_text(type), size_words(body.size())));
}

}  // namespace

void harvest_riff_info(ByteSpan list, Harvest& out) {
  Reader in(list);
  auto form = in.tag();
  out.keep_strings(list.first(std::min<std::size_t>(list.size(), 1 << 16)));
  if (form != "INFO")
    return out.found(other, fmt::format("a list {} ({})", quote_text(form), size_words(list.size())));
  while (in.left() >= 8) {
    auto type = in.tag();
    std::size_t n = in.le32();
    auto text = trimmed(in.take(std::min(n, in.left())));
    if (n % 2 != 0 && in.left() > 0) in.skip(1);
    if (text.empty()) continue;
    out.keep_value(as_bytes(text));
    auto what = type == "ICRD" || type == "IDIT" || type == "IDPI" ? when
                : type == "ISFT" || type == "ITCH"                 ? device
                                                                   : who;
    out.found(what, fmt::format("a note {}: {}", quote_text(type), quote_text(text)));
  }
}

std::optional<ByteVector> clean_wave_format(ByteSpan format, bool more) {
  Reader in(format);
  unsigned kind = in.le16();
  unsigned channels = in.le16();
  std::uint32_t rate = in.le32(), per_second = in.le32();
  unsigned block = in.le16(), bits = in.le16();
  if (!in.ok() || channels == 0 || channels > 64 || rate == 0 || block == 0) return std::nullopt;
  bool extended = kind == 0xfffe;
  std::uint64_t valid = 0, mask = 0;
  if (extended) {
    in.skip(2);
    valid = in.le16();
    mask = in.le32();
    kind = in.le16();
    if (!std::ranges::equal(in.take(14), kGuidTail) || kind > 7) return std::nullopt;
  }
  auto extra = extra_bytes(kind, more);
  if (!extra || (extended && *extra != 0)) return std::nullopt;
  ByteVector tail;
  if (*extra > 0) {
    in.skip(2);
    auto body = in.take(*extra);
    if (!in.ok()) return std::nullopt;
    // The seven pairs of numbers of Microsoft's ADPCM never differ.
    constexpr std::uint8_t kPairs[] = {7, 0,  0, 1,   0, 0, 0, 2,   0, 255, 0,   0,   0, 0,  192,
                                       0, 64, 0, 240, 0, 0, 0, 204, 1, 48,  255, 136, 1, 24, 255};
    if (kind == 2 && !std::ranges::equal(body.subspan(2), kPairs)) return std::nullopt;
    tail.assign(body.begin(), body.end());
  }
  if ((kind == 1 || kind == 3) && (block != channels * ((bits + 7) / 8) || bits == 0 || bits > 64))
    return std::nullopt;
  if (kind == 1 || kind == 3 || kind == 6 || kind == 7) {
    if (rate > 0xffffffffu / block) return std::nullopt;
    per_second = rate * block;
  }
  ByteVector out;
  put_le(out, extended ? 0xfffe : kind, 2);
  put_le(out, channels, 2);
  put_le(out, rate, 4);
  put_le(out, per_second, 4);
  put_le(out, block, 2);
  put_le(out, bits, 2);
  if (extended) {
    put_le(out, 22, 2);
    put_le(out, valid, 2);
    put_le(out, mask, 4);
    put_le(out, kind, 2);
    append(out, kGuidTail);
  } else if (kind != 1) {
    put_le(out, tail.size(), 2);
    append(out, tail);
  }
  return out;
}

Result<Wav> read_wav(ByteSpan file, Harvest& harvest) {
  Wav out;
  Reader in(file);
  in.skip(12);
  bool data = false;
  while (in.left() >= 8) {
    std::size_t from = in.at();
    auto type = in.tag();
    std::size_t n = in.le32();
    // Recorders that were stopped hard leave a size that was never filled in.
    bool open = type == "data" && !data && (n == 0 || n == 0xffffffff || n > in.left());
    if (open) n = in.left();
    if (n > in.left()) {
      harvest_junk(file.subspan(from), harvest);
      in.skip(in.left());
      break;
    }
    auto at = in.at();
    auto body = in.take(n);
    if (n % 2 != 0 && in.left() > 0) in.skip(1);
    if (type == "fmt " && out.format.empty()) {
      auto format = clean_wave_format(body, false);
      if (!format) return fail(Errc::file_type_refused);
      out.format = *format;
    } else if (type == "data" && !data) {
      data = true;
      out.data = {at, n};
    } else if (type == "fact" && body.size() >= 4) {
      out.samples = static_cast<std::uint32_t>(load_le(body.first(4)));
    } else {
      harvest_chunk(type, body, harvest);
    }
  }
  harvest_junk(in.rest(), harvest);
  if (out.format.empty() || !data || out.data.size == 0) return fail(Errc::file_damaged);
  unsigned kind = static_cast<unsigned>(load_le(ByteSpan(out.format).first(2)));
  unsigned block = static_cast<unsigned>(load_le(ByteSpan(out.format).subspan(12, 2)));
  auto rest = out.data.size % block;
  if (kind == 1 || kind == 3 || kind == 0xfffe || kind == 6 || kind == 7) {
    out.samples.reset();
    if (rest > 0) harvest.keep_strings(file.subspan(out.data.at + out.data.size - rest, rest));
    out.data.size -= rest;
    if (out.data.size == 0) return fail(Errc::file_damaged);
  }
  return out;
}

ByteVector write_wav(ByteSpan file, const Wav& wav) {
  ByteVector out;
  std::size_t odd = wav.data.size % 2;
  std::size_t total = 4 + 8 + wav.format.size() + (wav.samples ? 12u : 0u) + 8 + wav.data.size + odd;
  out.reserve(total + 8);
  put_text(out, "RIFF");
  put_le(out, total, 4);
  put_text(out, "WAVEfmt ");
  put_le(out, wav.format.size(), 4);
  append(out, wav.format);
  if (wav.samples) {
    put_text(out, "fact");
    put_le(out, 4, 4);
    put_le(out, *wav.samples, 4);
  }
  put_text(out, "data");
  put_le(out, wav.data.size, 4);
  append(out, file.subspan(wav.data.at, wav.data.size));
  put_zeros(out, odd);
  return out;
}

}  // namespace adit::client::media
