// SPDX-License-Identifier: Apache-2.0
// AAC in ADTS and AMR: rows of frames that say their own size.
#include <algorithm>

#include "client/scrub/media/audio.h"
#include "client/scrub/media/essence.h"
#include "client/scrub/media/reader.h"

namespace adit::client::media {
namespace {

struct Adts {
  std::uint32_t fixed = 0;  // what is the same in all frames
  std::size_t head = 0, size = 0;
  unsigned blocks = 0;
};

std::optional<Adts> read_adts_header(ByteSpan at) {
  if (at.size() < 7 || at[0] != 0xff || (at[1] & 0xf6) != 0xf0) return std::nullopt;
  Adts a;
  a.head = (at[1] & 1) != 0 ? 7 : 9;
  a.size = std::size_t{at[3] & 3u} << 11 | std::size_t{at[4]} << 3 | at[5] >> 5;
  a.blocks = (at[6] & 3u) + 1;
  // Version, profile, rate and channels.
  a.fixed = std::uint32_t{at[1] & 0xf8u} << 16 | std::uint32_t{at[2] & 0xfdu} << 8 | (at[3] & 0xc0u);
  bool rate_known = (at[2] >> 2 & 0xf) < 13;
  if (a.size <= a.head || !rate_known) return std::nullopt;
  return a;
}

}  // namespace

Result<std::vector<Place>> read_adts(ByteSpan file, Harvest& harvest) {
  std::vector<Place> out;
  std::size_t at = leading_tags(file), junk = at;
  harvest_id3v2(file.first(at), harvest);
  std::optional<Adts> known;
  bool in_step = false;
  while (at + 7 <= file.size()) {
    auto a = read_adts_header(file.subspan(at));
    bool fits = a && (!known || a->fixed == known->fixed) && a->size <= file.size() - at;
    if (fits && !in_step) {
      auto follower = read_adts_header(file.subspan(at + a->size));
      fits = (follower && follower->fixed == a->fixed) || (known && a->size == file.size() - at);
    }
    if (!fits) {
      in_step = false;
      ++at;
      continue;
    }
    // Several packets under one header, with sums over parts of them: nobody writes it.
    if (a->blocks > 1 && a->head == 9) return fail(Errc::file_type_refused);
    if (at > junk) harvest_junk(file.subspan(junk, at - junk), harvest);
    known = a;
    in_step = true;
    out.push_back({at, a->size});
    at += a->size;
    junk = at;
  }
  harvest_junk(file.subspan(junk), harvest);
  if (out.size() < 2) return fail(Errc::file_damaged);  // one alone could be anything
  return out;
}

Result<ByteVector> write_adts(ByteSpan file, const std::vector<Place>& frames, Harvest* harvest) {
  ByteVector out;
  std::size_t total = 0;
  for (const auto& f : frames) total += f.size;
  out.reserve(total);
  for (const auto& f : frames) {
    auto frame = file.subspan(f.at, f.size);
    auto a = read_adts_header(frame);
    if (!a) return fail(Errc::internal);
    auto size = a->size - a->head + 7;
    // No private, original, home or copyright bits; no sum; no fullness of a buffer.
    const std::uint8_t head[7] = {0xff,
                                  static_cast<std::uint8_t>(frame[1] | 1),
                                  static_cast<std::uint8_t>(frame[2] & 0xfd),
                                  static_cast<std::uint8_t>((frame[3] & 0xc0) | size >> 11),
                                  static_cast<std::uint8_t>(size >> 3),
                                  static_cast<std::uint8_t>((size & 7) << 5 | 0x1f),
                                  static_cast<std::uint8_t>(0xfc | (a->blocks - 1))};
    append(out, head);
    Sink sink(out);
    if (!copy_aac(frame.subspan(a->head), sink, harvest)) return fail(Errc::file_damaged);
  }
  return out;
}

std::optional<unsigned> amr_bits(bool wide, unsigned kind) {
  constexpr unsigned kNarrow[] = {95, 103, 118, 134, 148, 159, 204, 244, 39};
  constexpr unsigned kWide[] = {132, 177, 253, 285, 317, 365, 397, 461, 477, 40};
  if (kind == 15 || (wide && kind == 14)) return 0;
  if (wide) return kind < std::size(kWide) ? std::optional(kWide[kind]) : std::nullopt;
  return kind < std::size(kNarrow) ? std::optional(kNarrow[kind]) : std::nullopt;
}

Result<Amr> read_amr(ByteSpan file, Harvest& harvest) {
  Amr out;
  std::size_t at = 0;
  if (starts_with(file, "#!AMR-WB\n")) {
    out.wide = true;
    at = 9;
  } else if (starts_with(file, "#!AMR\n")) {
    at = 6;
  } else {
    return fail(Errc::file_type_refused);  // several channels
  }
  while (at < file.size()) {
    auto bits = amr_bits(out.wide, file[at] >> 3 & 15);
    // The bits beside the kind are zero, but for the one that says that the frame is good.
    if (!bits || (file[at] & 0x83) != 0) break;
    std::size_t n = 1 + (*bits + 7) / 8;
    if (n > file.size() - at) break;
    out.frames.push_back({at, n});
    at += n;
  }
  auto rest = file.subspan(at);
  harvest_junk(rest, harvest);
  // A frame that was being written, or a tag; more than that would be sound that is lost.
  if (out.frames.empty() || rest.size() > 65536) return fail(Errc::file_damaged);
  return out;
}

ByteVector write_amr(ByteSpan file, const Amr& amr) {
  ByteVector out;
  put_text(out, amr.wide ? "#!AMR-WB\n" : "#!AMR\n");
  out.reserve(file.size());
  for (const auto& f : amr.frames) {
    append(out, file.subspan(f.at, f.size));
    auto bits = amr_bits(amr.wide, file[f.at] >> 3 & 15).value_or(0);
    if (bits % 8 != 0) out.back() &= static_cast<std::uint8_t>(0xff << (8 - bits % 8));
  }
  return out;
}

}  // namespace adit::client::media
