// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/media/essence.h"

#include "client/scrub/media/nal.h"

namespace adit::client::media {
namespace {

using namespace std::string_view_literals;

std::optional<std::uint64_t> leb128(Reader& in) {
  std::uint64_t v = 0;
  for (unsigned i = 0; i < 8; ++i) {
    auto b = in.u8();
    v |= std::uint64_t{b & 0x7fu} << (7 * i);
    if ((b & 0x80) == 0) return in.ok() ? std::optional(v) : std::nullopt;
  }
  return std::nullopt;
}

// Brightness of the screen it was made on: players use it.
bool needed_metadata(ByteSpan body) {
  Reader in(body);
  auto type = leb128(in);
  return type && ((*type == 1 && in.left() <= 5) || (*type == 2 && in.left() <= 25));
}

// Calls each(type, whole unit, body); false if the sizes do not add up.
template <class Each>
bool each_obu(ByteSpan sample, Each each) {
  Reader in(sample);
  while (in.left() > 0) {
    std::size_t from = in.at();
    auto head = in.u8();
    if ((head & 0x81) != 0) return false;
    if ((head & 4) != 0) in.skip(1);
    std::uint64_t n = in.left();
    if ((head & 2) != 0) {
      auto size = leb128(in);
      if (!size) return false;
      n = *size;
    }
    auto body = in.take(n);
    if (!in.ok()) return false;
    each(head >> 3 & 0xfu, sample.subspan(from, in.at() - from), body);
  }
  return true;
}

// The offset of the next 00 00 01, or the end.
std::size_t next_code(ByteSpan sample, std::size_t from) {
  return std::min(as_text(sample).find("\0\0\1"sv, from), sample.size());
}

}  // namespace

bool copy_essence(const Essence& essence, ByteSpan sample, Sink& to, Harvest* harvest) {
  switch (essence.coding) {
    case Coding::h264:
    case Coding::hevc:
      return copy_nals(essence, sample, to, harvest);
    case Coding::mpeg4:
      return copy_mpeg4(sample, to, harvest);
    case Coding::mjpeg:
      return copy_mjpeg(sample, to, harvest);
    case Coding::av1:
      return copy_av1(sample, to, harvest);
    case Coding::aac:
      return copy_aac(sample, to, harvest);
    case Coding::opus:
      return copy_opus(sample, to, harvest);
    case Coding::plain:
    case Coding::mp3:
      break;
  }
  to.put(sample);
  return true;
}

bool copy_av1(ByteSpan sample, Sink& to, Harvest* harvest) {
  return each_obu(sample, [&](unsigned type, ByteSpan unit, ByteSpan body) {
    bool picture = type == 1 || type == 3 || type == 4 || type == 6 || type == 7;
    if (picture || (type == 5 && needed_metadata(body))) return to.put(unit);
    if (harvest == nullptr || type == 2) return;
    harvest->keep_strings(body);
    harvest->found(FindingClass::hidden, "notes inside the pictures: captions or the maker's own");
  });
}

std::optional<ByteVector> clean_av1c(ByteSpan record) {
  if (record.size() < 4 || record[0] != 0x81) return std::nullopt;
  ByteVector out(record.begin(), record.begin() + 4);
  bool sound = each_obu(record.subspan(4), [&](unsigned type, ByteSpan unit, ByteSpan) {
    if (type == 1) append(out, unit);
  });
  return sound ? std::optional(out) : std::nullopt;
}

std::optional<ByteVector> clean_vpcc(ByteSpan record) {
  if (record.size() < 12) return std::nullopt;
  ByteVector out(record.begin(), record.begin() + 12);
  out[1] = out[2] = out[3] = out[10] = out[11] = 0;
  return out;
}

bool copy_mpeg4(ByteSpan sample, Sink& to, Harvest* harvest) {
  std::size_t at = next_code(sample, 0);
  to.put(sample.first(at));
  while (at < sample.size()) {
    std::size_t end = next_code(sample, at + 3);
    auto section = sample.subspan(at, end - at);
    at = end;
    if (section.size() < 4 || section[3] != 0xb2) {
      to.put(section);
      continue;
    }
    auto note = section.subspan(4);
    // Two pictures may stand in one sample: a player learns it from here only.
    bool packed = starts_with(note, "DivX") && trimmed(note).ends_with('p');
    if (packed)
      to.put(
          as_bytes("\0\0\1\xb2"
                   "DivX503b1393p"sv));
    if (harvest == nullptr || (packed && trimmed(note) == "DivX503b1393p")) continue;
    harvest->keep_value(as_bytes(trimmed(note)));
    harvest->found(FindingClass::device,
                   "a note of the encoder inside the pictures: " + quote_text(trimmed(note)));
  }
  return true;
}

bool copy_mjpeg(ByteSpan sample, Sink& to, Harvest* harvest) {
  if (sample.empty()) return true;
  Reader in(sample);
  if (in.be16() != 0xffd8) return false;
  to.put(sample.first(2));
  while (true) {
    std::size_t from = in.at();
    unsigned lead = in.u8(), marker = in.u8();
    while (marker == 0xff && in.ok()) {
      ++from;
      marker = in.u8();
    }
    if (!in.ok() || lead != 0xff) return false;
    if (marker == 0xd9) {
      to.put(sample.subspan(from, 2));
      break;
    }
    unsigned n = in.be16();
    auto body = n >= 2 ? in.take(n - 2u) : ByteSpan();
    if (!in.ok() || n < 2) return false;
    bool application = (marker >= 0xe0 && marker <= 0xef) || marker == 0xfe;
    // How two half pictures make one, and how colours are stored.
    bool field = marker == 0xe0 && starts_with(body, "AVI1") && body.size() >= 8;
    bool colours = marker == 0xee && starts_with(body, "Adobe") && body.size() == 12;
    if (field) {
      const std::uint8_t segment[] = {
          0xff, 0xe0, 0, 16, 'A', 'V', 'I', '1', static_cast<std::uint8_t>(body[4] & 3)};
      to.put(segment);
      to.put(ByteVector(9));
    } else if (colours) {
      const std::uint8_t segment[] = {0xff, 0xee, 0,   14, 'A', 'd', 'o', 'b',
                                      'e',  0,    100, 0,  0,   0,   0,   body[11]};
      to.put(segment);
    } else if (!application) {
      to.put(sample.subspan(from, in.at() - from));
    } else if (harvest != nullptr && !(marker == 0xe0 && starts_with(body, "JFIF"))) {
      harvest->keep_strings(body);
      harvest->found(FindingClass::device, "notes of the camera in each picture");
    }
    if (marker != 0xda) continue;
    // Coded dots: up to a marker that is neither a restart nor a stuffed byte.
    std::size_t dots = in.at(), end = dots;
    while (end + 1 < sample.size() && (sample[end] != 0xff || sample[end + 1] == 0 ||
                                       sample[end + 1] == 0xff || (sample[end + 1] & 0xf8) == 0xd0))
      ++end;
    if (end + 1 >= sample.size()) {  // a picture without its end
      to.put(sample.subspan(dots));
      return true;
    }
    to.put(sample.subspan(dots, end - dots));
    in.skip(end - dots);
  }
  if (harvest != nullptr && !all_zero(in.rest())) {
    harvest->keep_strings(in.rest());
    harvest->found(FindingClass::hidden, "bytes between the pictures");
  }
  return true;
}

bool is_key(const Essence& essence, ByteSpan sample) {
  bool key = false;
  switch (essence.coding) {
    case Coding::h264:
      each_nal(sample, essence.length_bytes, [&](ByteSpan nal) { key = key || (nal[0] & 0x1f) == 5; });
      return key;
    case Coding::hevc:
      each_nal(sample, essence.length_bytes, [&](ByteSpan nal) {
        unsigned type = nal[0] >> 1 & 0x3f;
        key = key || (type >= 16 && type <= 21);
      });
      return key;
    case Coding::mpeg4: {
      auto at = as_text(sample).find("\0\0\1\xb6"sv);
      return at != std::string_view::npos && at + 4 < sample.size() && (sample[at + 4] & 0xc0) == 0;
    }
    default:
      return true;
  }
}

}  // namespace adit::client::media
