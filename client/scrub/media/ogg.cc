// SPDX-License-Identifier: Apache-2.0
// Ogg with Opus or Vorbis: the pages of sound as they were cut, with neutral numbers; new pages for the
// headers, of which the one for comments is empty.
#include <fmt/format.h>

#include "client/scrub/media/audio.h"
#include "client/scrub/media/essence.h"
#include "client/scrub/media/reader.h"

namespace adit::client::media {
namespace {

constexpr std::uint8_t kContinued = 1, kFirst = 2, kLast = 4;
constexpr std::uint64_t kNoGranule = ~std::uint64_t{0};

constexpr auto kCrc = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t v = i << 24;
    for (int k = 0; k < 8; ++k) v = v << 1 ^ ((v & 0x80000000u) != 0 ? 0x04c11db7u : 0u);
    table[i] = v;
  }
  return table;
}();
std::uint32_t page_sum(ByteSpan page) {
  std::uint32_t crc = 0;
  for (std::size_t i = 0; i < page.size(); ++i) {
    std::uint8_t b = i >= 22 && i < 26 ? 0 : page[i];
    crc = crc << 8 ^ kCrc[crc >> 24 ^ b];
  }
  return crc;
}

struct RawPage {
  OggPage page;
  std::uint32_t serial = 0, number = 0;
  std::size_t end = 0;
};

std::optional<RawPage> read_page(ByteSpan file, std::size_t at) {
  Reader in(file.subspan(at));
  RawPage raw;
  if (in.tag() != "OggS" || in.u8() != 0) return std::nullopt;
  raw.page.flags = in.u8();
  raw.page.granule = in.le64();
  raw.serial = in.le32();
  raw.number = in.le32();
  auto sum = in.le32();
  std::size_t n = in.u8();
  raw.page.lacing = {at + in.at(), n};
  std::size_t body = 0;
  for (auto b : in.take(n)) body += b;
  raw.page.body = {at + in.at(), body};
  in.skip(body);
  if (!in.ok()) return std::nullopt;
  raw.end = at + in.at();
  if (page_sum(file.subspan(at, raw.end - at)) != sum) return std::nullopt;
  return raw;
}

class Writer {
 public:
  explicit Writer(ByteVector& out) : out_(out) {}

  void page(ByteSpan lacing, ByteSpan body, std::uint64_t granule, unsigned flags) {
    auto at = out_.size();
    put_text(out_, "OggS");
    out_.push_back(0);
    out_.push_back(static_cast<std::uint8_t>(flags));
    append_le64(out_, granule);
    append_le32(out_, 0);
    append_le32(out_, number_++);
    append_le32(out_, 0);
    out_.push_back(static_cast<std::uint8_t>(lacing.size()));
    append(out_, lacing);
    append(out_, body);
    auto sum = page_sum(ByteSpan(out_).subspan(at));
    for (unsigned i = 0; i < 4; ++i) out_[at + 22 + i] = static_cast<std::uint8_t>(sum >> (8 * i));
  }

  // Header packets, on as many pages as they need.
  void packets(const std::vector<ByteSpan>& packets, unsigned first_flags) {
    ByteVector lacing, body;
    for (auto packet : packets) {
      lacing.insert(lacing.end(), packet.size() / 255, 255);
      lacing.push_back(static_cast<std::uint8_t>(packet.size() % 255));
      append(body, packet);
    }
    std::size_t at = 0, from = 0;
    bool goes_on = false, first = true;
    while (at < lacing.size()) {
      auto n = std::min<std::size_t>(255, lacing.size() - at);
      auto part = ByteSpan(lacing).subspan(at, n);
      std::size_t bytes = 0;
      bool ends = false;
      for (auto b : part) {
        bytes += b;
        ends = ends || b < 255;
      }
      page(part, ByteSpan(body).subspan(from, bytes), ends ? 0 : kNoGranule,
           (goes_on ? kContinued : 0u) | (first ? first_flags : 0u));
      goes_on = part.back() == 255;
      first = false;
      at += n;
      from += bytes;
    }
  }

 private:
  ByteVector& out_;
  std::uint32_t number_ = 0;
};

// Takes header packets together from the pages of one stream.
struct Headers {
  std::vector<ByteVector> done;
  ByteVector open;
  bool in_packet = false;
  // False if sound begins on the same page as a header ends.
  bool add(ByteSpan file, const OggPage& page, std::size_t wanted) {
    std::size_t at = page.body.at;
    for (auto n : file.subspan(page.lacing.at, page.lacing.size)) {
      if (done.size() == wanted) return false;
      append(open, file.subspan(at, n));
      at += n;
      in_packet = n == 255;
      if (in_packet) continue;
      done.push_back(std::move(open));
      open.clear();
    }
    return true;
  }
};

// How many samples the packets that end on a page hold, of Opus.
std::uint64_t samples_on(ByteSpan file, const OggPage& page) {
  std::uint64_t total = 0;
  std::size_t at = page.body.at, from = at;
  bool whole = (page.flags & kContinued) == 0;
  for (auto n : file.subspan(page.lacing.at, page.lacing.size)) {
    at += n;
    if (n == 255) continue;
    if (whole) total += opus_samples(file.subspan(from, at - from));
    whole = true;
    from = at;
  }
  return total;
}

}  // namespace

Result<Ogg> read_ogg(ByteSpan file, Harvest& harvest) {
  Ogg out;
  Headers headers;
  std::optional<std::uint32_t> serial;
  std::size_t at = 0, wanted = 0;
  bool ended = false;
  std::uint32_t number = 0;
  while (at < file.size()) {
    auto raw = read_page(file, at);
    if (!raw) {
      if (starts_with(file.subspan(at), "OggS") || !ended) return fail(Errc::file_damaged);
      break;  // something behind the last page
    }
    at = raw->end;
    auto& page = raw->page;
    auto body = file.subspan(page.body.at, page.body.size);
    if ((page.flags & kFirst) != 0) {
      bool opus = starts_with(body, "OpusHead"), vorbis = starts_with(body, "\x01vorbis");
      if (ended && (opus || vorbis)) return fail(Errc::file_type_refused);  // several recordings in a row
      if (serial || (!opus && !vorbis)) {
        // Moving pictures or a second sound would be lost.
        if (!starts_with(body, "fishead")) return fail(Errc::file_type_refused);
        harvest.found(FindingClass::other, "a list of the streams");
        harvest.keep_strings(body);
        continue;
      }
      serial = raw->serial;
      out.opus = opus;
      wanted = opus ? 2 : 3;
      number = raw->number;
    }
    if (raw->serial != serial) {
      harvest.keep_strings(body);
      continue;
    }
    if (ended || raw->number != number++) return fail(Errc::file_damaged);
    ended = (page.flags & kLast) != 0;
    if (headers.done.size() < wanted) {
      if (!headers.add(file, page, wanted)) return fail(Errc::file_damaged);
      continue;
    }
    out.pages.push_back(page);
  }
  harvest_junk(file.subspan(at), harvest);
  if (headers.done.size() != wanted || wanted == 0 || out.pages.empty()) return fail(Errc::file_damaged);
  const auto& comments = headers.done[1];
  if (out.opus) {
    auto head = clean_opus_head(headers.done[0]);
    if (!head || !starts_with(comments, "OpusTags")) return fail(Errc::file_damaged);
    out.head = *head;
    harvest_vorbis_comments(ByteSpan(comments).subspan(8), harvest);
  } else {
    if (!is_vorbis_id(headers.done[0]) || !starts_with(comments, "\x03vorbis") ||
        !is_vorbis_setup(headers.done[2]))
      return fail(Errc::file_damaged);
    out.head = headers.done[0];
    out.setup = headers.done[2];
    harvest_vorbis_comments(ByteSpan(comments).subspan(7), harvest);
  }
  return out;
}

Result<ByteVector> write_ogg(ByteSpan file, const Ogg& ogg, Harvest* harvest) {
  ByteVector out;
  out.reserve(file.size() + 65536);
  Writer writer(out);
  auto comments = ogg.opus ? empty_opus_tags() : empty_vorbis_comment();
  writer.packets({ogg.head}, kFirst);
  if (ogg.opus) {
    writer.packets({comments}, 0);
  } else {
    writer.packets({comments, ogg.setup}, 0);
  }
  // A part of a longer broadcast says how long that had been running.
  std::uint64_t begins = 0;
  if (ogg.opus && ogg.pages.front().granule != kNoGranule) {
    auto n = samples_on(file, ogg.pages.front());
    auto granule = ogg.pages.front().granule;
    if (granule < std::uint64_t{1} << 62 && granule > n && ogg.pages.size() > 1) begins = granule - n;
  }
  // Packets may lie across pages; their padding is blanked where they are whole.
  for (std::size_t i = 0; i < ogg.pages.size(); ++i) {
    const auto& page = ogg.pages[i];
    auto lacing = file.subspan(page.lacing.at, page.lacing.size);
    ByteVector body;
    body.reserve(page.body.size);
    std::size_t at = page.body.at, from = at;
    bool whole = (page.flags & kContinued) == 0;
    for (auto n : lacing) {
      at += n;
      if (n == 255) continue;
      auto packet = file.subspan(from, at - from);
      if (whole && ogg.opus && ogg.head[18] == 0) {
        Sink sink(body);
        copy_opus(packet, sink, harvest);
      } else {
        append(body, packet);
      }
      whole = true;
      from = at;
    }
    append(body, file.subspan(from, at - from));
    auto granule = page.granule == kNoGranule || page.granule < begins ? page.granule : page.granule - begins;
    bool last = i + 1 == ogg.pages.size();
    writer.page(lacing, body, granule, (page.flags & kContinued) | (last ? kLast : 0u));
  }
  return out;
}

}  // namespace adit::client::media
