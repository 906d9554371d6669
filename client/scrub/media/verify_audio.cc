// SPDX-License-Identifier: Apache-2.0
// Recordings without pictures: walks the cleaned file alone by its one form, then holds its frames
// against the original's.
#include <algorithm>

#include "client/scrub/media/reader.h"
#include "client/scrub/media/verify.h"

namespace adit::client::media {
namespace {

using namespace std::string_view_literals;

bool equal(ByteSpan a, ByteSpan b) { return std::ranges::equal(a, b); }

}  // namespace

bool Mp3Pairs::add(ByteSpan old, ByteSpan now) {
  auto h = read_mp3_header(old);
  if (old.size() != now.size()) return false;
  if (!h || h->size != old.size()) return equal(old, now);  // no frame by itself
  // The head is the same, but for bits that mean nothing; the check sum was counted anew.
  if (now[0] != old[0] || now[1] != old[1] || now[2] != (old[2] & 0xfe) || now[3] != (old[3] & 0xf3))
    return false;
  std::size_t side = h->summed ? 6 : 4, data = side + h->side_bytes;
  bool one = h->version == 3;
  unsigned meaning = one ? (h->channels == 1 ? 0x83 : 0x8f) : (h->channels == 1 ? 0x7f : 0x3f);
  for (std::size_t i = side; i < data; ++i) {
    if (now[i] != (i == side + 1 ? old[i] & meaning : old[i])) return false;
  }
  // Where its coded sound lies in the stream.
  BitReader bits(now.subspan(side, h->side_bytes));
  std::uint64_t back = bits.get(one ? 9 : 8), sound = 0;
  bits.skip(one ? (h->channels == 1 ? 9u : 11u) : h->channels);
  for (unsigned i = 0; i < (one ? 2u : 1u) * h->channels; ++i) {
    sound += bits.get(12);
    bits.skip(one ? 47 : 51);
  }
  auto begins = base_ - std::min(back, base_);
  claimed_.emplace_back(begins, begins + (sound + 7) / 8);
  for (std::size_t i = data; i < now.size(); ++i) {
    if (now[i] == old[i]) continue;
    if (now[i] != 0) return false;
    auto where = base_ + i - data;
    if (!blanked_.empty() && blanked_.back().second == where) {
      ++blanked_.back().second;
    } else {
      blanked_.emplace_back(where, where + 1);
    }
  }
  base_ += now.size() - data;
  return true;
}

bool Mp3Pairs::finish() const {
  for (auto [from, to] : claimed_) {
    if (from == to) continue;  // silence has no coded sound, and may lie between what was blanked
    auto next = std::ranges::upper_bound(blanked_, from, {}, &Range::second);
    if (next != blanked_.end() && next->first < to) return false;
  }
  return true;
}

bool verify_mp3(ByteSpan original, ByteSpan cleaned, Harvest& harvest) {
  auto before = read_mp3(original, harvest);
  if (!before) return false;
  // The counting frame: all zero but for its count and its edges.
  auto first = read_mp3_header(cleaned);
  if (!first || first->summed || first->size > cleaned.size()) return false;
  Reader in(cleaned.first(first->size));
  in.skip(4);
  if (!all_zero(in.take(first->side_bytes)) || in.tag() != "Info" || in.be32() != 3) return false;
  if (in.be32() != before->frames.size() || in.be32() != cleaned.size()) return false;
  if (in.tag() != (before->edges != 0 ? "LAME"sv : "\0\0\0\0"sv) || !all_zero(in.take(17)) ||
      in.be24() != before->edges || !all_zero(in.rest()) || !in.ok())
    return false;
  std::size_t at = first->size;
  Mp3Pairs pairs;
  for (const auto& place : before->frames) {
    if (at > cleaned.size() || place.size > cleaned.size() - at) return false;
    auto now = cleaned.subspan(at, place.size);
    auto h = read_mp3_header(now);
    if (!h || h->size != place.size || !pairs.add(original.subspan(place.at, place.size), now)) return false;
    at += place.size;
  }
  return at == cleaned.size() && pairs.finish();
}

bool verify_adts(ByteSpan original, ByteSpan cleaned, Harvest& harvest) {
  auto before = read_adts(original, harvest);
  if (!before || !write_adts(original, *before, &harvest)) return false;
  Essence aac{Coding::aac, 0};
  std::size_t at = 0;
  for (const auto& place : *before) {
    if (cleaned.size() - at < 7) return false;
    auto h = cleaned.subspan(at, 7);
    // Sync and no sum; no private, original, home or copyright bits; fullness unknown.
    bool plain = h[0] == 0xff && (h[1] & 0xf7) == 0xf1 && (h[2] & 2) == 0 && (h[3] & 0x3c) == 0 &&
                 (h[5] & 0x1f) == 0x1f && (h[6] & 0xfc) == 0xfc;
    std::size_t n = std::size_t{h[3] & 3u} << 11 | std::size_t{h[4]} << 3 | h[5] >> 5;
    if (!plain || n < 7 || n > cleaned.size() - at) return false;
    auto old = original.subspan(place.at, place.size);
    old = old.subspan((old[1] & 1) != 0 ? 7 : 9);
    if (!same_essence(aac, old, cleaned.subspan(at + 7, n - 7))) return false;
    at += n;
  }
  return at == cleaned.size();
}

bool verify_amr(ByteSpan original, ByteSpan cleaned, Harvest& harvest) {
  auto before = read_amr(original, harvest);
  if (!before) return false;
  auto magic = before->wide ? "#!AMR-WB\n"sv : "#!AMR\n"sv;
  if (!starts_with(cleaned, magic)) return false;
  std::size_t at = magic.size();
  for (const auto& place : before->frames) {
    if (at >= cleaned.size()) return false;
    auto bits = amr_bits(before->wide, cleaned[at] >> 3 & 15);
    if (!bits || (cleaned[at] & 0x83) != 0) return false;
    std::size_t n = 1 + (*bits + 7) / 8;
    if (n != place.size || n > cleaned.size() - at) return false;
    auto now = cleaned.subspan(at, n), old = original.subspan(place.at, n);
    if (!equal(now.first(n - 1), old.first(n - 1))) return false;
    unsigned spare = *bits % 8 == 0 ? 0 : 8 - *bits % 8;
    if (now.back() != (old.back() >> spare << spare & 0xff)) return false;
    at += n;
  }
  return at == cleaned.size();
}

bool verify_wav(ByteSpan original, ByteSpan cleaned, Harvest& harvest) {
  auto before = read_wav(original, harvest);
  if (!before) return false;
  Reader in(cleaned);
  if (in.tag() != "RIFF" || in.le32() != cleaned.size() - 8 || in.tag() != "WAVE" || in.tag() != "fmt ")
    return false;
  auto n = in.le32();
  if (n != 16 && n != 18 && n != 20 && n != 40 && n != 50) return false;
  if (!equal(in.take(n), before->format)) return false;
  if (before->samples && (in.tag() != "fact" || in.le32() != 4 || in.le32() != *before->samples))
    return false;
  if (in.tag() != "data" || in.le32() != before->data.size) return false;
  if (!equal(in.take(before->data.size), original.subspan(before->data.at, before->data.size))) return false;
  return in.ok() && in.left() == before->data.size % 2 && all_zero(in.rest());
}

bool verify_flac(ByteSpan original, ByteSpan cleaned, Harvest& harvest) {
  auto before = read_flac(original, harvest);
  if (!before) return false;
  Reader in(cleaned);
  if (in.tag() != "fLaC" || in.be32() != 34 || !equal(in.take(34), before->info)) return false;
  if (!all_zero(ByteSpan(before->info).last(16))) return false;
  auto seek = in.be32();
  if (seek >> 24 != 0x83 || (seek & 0xffffff) % 18 != 0) return false;
  // Every place to seek to is the beginning of a frame.
  Reader points(in.take(seek & 0xffffff));
  std::size_t frame = 0;
  std::uint64_t offset = 0;
  while (points.left() > 0) {
    auto sample = points.be64(), at = points.be64();
    points.skip(2);
    while (frame < before->frames.size() && before->starts[frame] < sample)
      offset += before->frames[frame++].size;
    if (frame == before->frames.size() || before->starts[frame] != sample || at != offset) return false;
  }
  for (const auto& f : before->frames) {
    if (!equal(in.take(f.size), original.subspan(f.at, f.size))) return false;
  }
  return in.ok() && in.left() == 0;
}

bool verify_ogg(ByteSpan original, ByteSpan cleaned, Harvest& harvest) {
  auto before = read_ogg(original, harvest);
  if (!before || !write_ogg(original, *before, &harvest)) return false;
  // All pages of one stream with the number zero, counted from zero; packets put together again.
  std::vector<ByteVector> headers;
  ByteVector open;
  std::size_t wanted = before->opus ? 2 : 3, page_index = 0;
  std::uint32_t number = 0;
  Reader in(cleaned);
  while (in.left() > 0) {
    if (in.tag() != "OggS" || in.u8() != 0) return false;
    auto flags = in.u8();
    in.skip(8);
    if (in.le32() != 0 || in.le32() != number) return false;
    in.skip(4);
    auto lacing = in.take(in.u8());
    std::size_t n = 0;
    for (auto b : lacing) n += b;
    auto body = in.take(n);
    bool last = in.left() == 0;
    if (!in.ok() || (flags & 0xf8) != 0 || ((flags & 2) != 0) != (number == 0) || ((flags & 4) != 0) != last)
      return false;
    ++number;
    if (headers.size() < wanted) {
      std::size_t at = 0;
      for (auto b : lacing) {
        append(open, body.subspan(at, b));
        at += b;
        if (b == 255) continue;
        headers.push_back(std::move(open));
        open.clear();
      }
      continue;
    }
    if (page_index == before->pages.size()) return false;
    const auto& page = before->pages[page_index++];
    auto old = original.subspan(page.body.at, page.body.size);
    if (!equal(lacing, original.subspan(page.lacing.at, page.lacing.size)) || old.size() != body.size())
      return false;
    if (((flags ^ page.flags) & 1) != 0) return false;
    std::size_t at = 0, from = 0;
    bool whole = (flags & 1) == 0;
    for (auto b : lacing) {
      at += b;
      if (b == 255) continue;
      auto x = old.subspan(from, at - from), y = body.subspan(from, at - from);
      bool same = before->opus && whole ? same_essence({Coding::opus, 0}, x, y) : equal(x, y);
      if (!same) return false;
      whole = true;
      from = at;
    }
    if (!equal(old.subspan(from), body.subspan(from))) return false;
  }
  if (headers.size() != wanted || page_index != before->pages.size() || headers[0] != before->head)
    return false;
  if (before->opus) return as_text(headers[1]) == "OpusTags\0\0\0\0\0\0\0\0"sv;
  return as_text(headers[1]) == "\x03vorbis\0\0\0\0\0\0\0\0\x01"sv && headers[2] == before->setup;
}

}  // namespace adit::client::media
