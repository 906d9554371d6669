// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/media/nal.h"

#include <fmt/format.h>

#include "client/scrub/media/essence.h"

namespace adit::client::media {
namespace {

enum class Fate { keep, drop, notes };

Fate fate_of_h264(ByteSpan nal) {
  switch (nal[0] & 0x1f) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:  // slices
    case 7:
    case 8:
    case 9:
    case 10:
    case 11:
    case 13:  // what they need
    case 14:
    case 15:
    case 20:  // further layers
      return Fate::keep;
    case 6:
      return Fate::notes;
    default:
      return Fate::drop;
  }
}

Fate fate_of_hevc(ByteSpan nal) {
  if (nal.size() < 2) return Fate::drop;
  unsigned type = nal[0] >> 1 & 0x3f, layer = (nal[0] & 1u) << 5 | nal[1] >> 3;
  if (layer != 0) return Fate::drop;
  if (type <= 9 || (type >= 16 && type <= 21) || (type >= 32 && type <= 37)) return Fate::keep;
  return type == 39 || type == 40 ? Fate::notes : Fate::drop;
}

// What a player needs of the notes: where decoding may begin, and how bright the screen was.
bool needed(unsigned type, std::size_t size) {
  return (type == 6 && size <= 4) || (type == 137 && size == 24) || (type == 144 && size == 4) ||
         (type == 147 && size == 1);
}

void tell(unsigned type, ByteSpan payload, Harvest& out) {
  if (type == 5) {
    auto text = payload.size() > 16 ? payload.subspan(16) : ByteSpan();
    out.keep_value(payload);
    out.keep_strings(payload);
    out.found(FindingClass::device,
              "a note inside the pictures, of the encoder or the camera: " + quote_text(trimmed(text)));
  } else if (type == 4) {
    out.keep_strings(payload);
    out.found(FindingClass::hidden, "notes inside the pictures: captions or the maker's own");
  } else if (type == 1 || type == 136) {
    out.found(FindingClass::when, "time codes inside the pictures");
  }
}

// The unit with the needed notes only; empty if there are none.
ByteVector filtered_notes(ByteSpan nal, std::size_t head_bytes, Harvest* harvest) {
  if (nal.size() <= head_bytes) return {};
  auto plain = unescaped(nal.subspan(head_bytes));
  ByteVector kept(nal.begin(), nal.begin() + static_cast<std::ptrdiff_t>(head_bytes));
  std::size_t empty = kept.size();
  Reader in(plain);
  // The last byte is the stop bit.
  while (in.left() > 1) {
    unsigned type = 0, size = 0;
    std::size_t from = in.at();
    for (auto* v : {&type, &size}) {
      std::uint8_t b = 0;
      do {
        b = in.u8();
        *v += b;
      } while (b == 0xff && in.ok());
    }
    auto payload = in.take(size);
    if (!in.ok()) {
      if (harvest != nullptr) harvest->keep_strings(ByteSpan(plain).subspan(from));
      break;
    }
    if (needed(type, size)) {
      append(kept, ByteSpan(plain).subspan(from, in.at() - from));
    } else if (harvest != nullptr) {
      tell(type, payload, *harvest);
    }
  }
  if (kept.size() == empty) return {};
  kept.push_back(0x80);
  return escaped(kept);
}

}  // namespace

bool copy_nals(const Essence& essence, ByteSpan sample, Sink& to, Harvest* harvest) {
  bool hevc = essence.coding == Coding::hevc, fits = true;
  auto put = [&](ByteSpan nal) {
    ByteVector head;
    if (essence.length_bytes > 0) {
      fits = fits && (essence.length_bytes == 4 || nal.size() >> (8 * essence.length_bytes) == 0);
      put_be(head, nal.size(), essence.length_bytes);
    } else {
      head = {0, 0, 0, 1};
    }
    to.put(head);
    to.put(nal);
  };
  bool sound = each_nal(sample, essence.length_bytes, [&](ByteSpan nal) {
    auto fate = hevc ? fate_of_hevc(nal) : fate_of_h264(nal);
    if (fate == Fate::keep) return put(nal);
    if (fate == Fate::notes) {
      auto notes = filtered_notes(nal, hevc ? 2 : 1, harvest);
      if (!notes.empty()) put(notes);
      return;
    }
    if (harvest == nullptr) return;
    harvest->keep_strings(nal.first(std::min<std::size_t>(nal.size(), 4096)));
    harvest->found(FindingClass::hidden, "parts between the pictures that no player needs");
  });
  return sound && fits;
}

std::optional<ByteVector> clean_avcc(ByteSpan record, unsigned& length_bytes) {
  Reader in(record);
  if (in.u8() != 1) return std::nullopt;
  auto profile = in.take(3);
  length_bytes = (in.u8() & 3u) + 1;
  if (!in.ok() || length_bytes == 3) return std::nullopt;
  ByteVector out = {1, profile[0], profile[1], profile[2],
                    static_cast<std::uint8_t>(0xfc | (length_bytes - 1))};
  auto sets = [&](unsigned count, unsigned type, unsigned mask) {
    if (count > 32) return false;
    out.push_back(static_cast<std::uint8_t>(mask | count));
    for (unsigned i = 0; i < count; ++i) {
      auto nal = in.take(in.be16());
      if (!in.ok() || nal.empty() || (nal[0] & 0x1fu) != type) return false;
      put_be16(out, nal.size());
      append(out, nal);
    }
    return in.ok();
  };
  if (!sets(in.u8() & 0x1f, 7, 0xe0) || !sets(in.u8(), 8, 0)) return std::nullopt;
  bool high =
      profile[0] == 100 || profile[0] == 110 || profile[0] == 122 || profile[0] == 144 || profile[0] == 244;
  if (high && in.left() >= 4) {
    out.push_back(in.u8() | 0xfc);
    out.push_back(in.u8() | 0xf8);
    out.push_back(in.u8() | 0xf8);
    if (!sets(in.u8(), 13, 0)) return std::nullopt;
  }
  return out;
}

std::optional<ByteVector> clean_hvcc(ByteSpan record, unsigned& length_bytes) {
  Reader in(record);
  auto head = in.take(22);
  unsigned arrays = in.u8();
  if (!in.ok() || head[0] != 1) return std::nullopt;
  length_bytes = (head[21] & 3u) + 1;
  if (length_bytes == 3) return std::nullopt;
  ByteVector out(head.begin(), head.end());
  std::size_t count_at = out.size();
  out.push_back(0);
  for (unsigned i = 0; i < arrays; ++i) {
    unsigned type = in.u8() & 0x3f, count = in.be16();
    bool keep = type >= 32 && type <= 34;
    if (count > 64) return std::nullopt;
    if (keep) {
      ++out[count_at];
      out.push_back(static_cast<std::uint8_t>(0x80 | type));
      put_be16(out, count);
    }
    for (unsigned k = 0; k < count; ++k) {
      auto nal = in.take(in.be16());
      if (!in.ok()) return std::nullopt;
      if (!keep) continue;
      if (nal.size() < 2 || (nal[0] >> 1 & 0x3fu) != type) return std::nullopt;
      put_be16(out, nal.size());
      append(out, nal);
    }
  }
  return in.ok() ? std::optional(out) : std::nullopt;
}

}  // namespace adit::client::media
