// SPDX-License-Identifier: Apache-2.0
// Tags that players put around recordings.
#include <fmt/format.h>

#include "client/scrub/formats.h"
#include "client/scrub/media/audio.h"
#include "client/scrub/media/reader.h"

namespace adit::client::media {
namespace {

using enum FindingClass;
using namespace std::string_view_literals;

std::size_t syncsafe(ByteSpan b) {
  return std::size_t{b[0] & 0x7fu} << 21 | std::size_t{b[1] & 0x7fu} << 14 | std::size_t{b[2] & 0x7fu} << 7 |
         (b[3] & 0x7fu);
}

// The whole tag at the start; 0 if there is none.
std::size_t one_tag(ByteSpan file) {
  if (file.size() < 10 || !starts_with(file, "ID3") || file[3] == 0xff ||
      (file[6] | file[7] | file[8] | file[9]) >= 0x80)
    return 0;
  std::size_t n = 10 + syncsafe(file.subspan(6)) + ((file[5] & 0x10) != 0 ? 10 : 0);
  return std::min(n, file.size());
}

void keep_both(ByteSpan body, Harvest& out) {
  out.keep_strings(body);
  // UTF-16 of either order is told as its letters.
  for (bool big : {false, true}) {
    for (std::size_t shift : {0u, 1u, 3u}) {
      if (body.size() < shift + 12) continue;
      auto text = from_utf16(body.subspan(shift), big);
      out.keep_strings(as_bytes(text));
    }
  }
}

std::string text_of(ByteSpan body) {
  if (body.empty()) return {};
  auto coding = body[0];
  auto text = body.subspan(1);
  if (coding == 1 && text.size() >= 2) return from_utf16(text.subspan(2), text[0] == 0xfe);
  if (coding == 2) return from_utf16(text, true);
  return std::string(trimmed(text));
}

void read_frame(std::string_view id, ByteSpan body, Harvest& out) {
  keep_both(body.first(std::min<std::size_t>(body.size(), 1 << 16)), out);
  if (id.starts_with("APIC") || id.starts_with("PIC")) {
    out.found(hidden, "a cover picture");
    auto jpeg = as_text(body).find("\xff\xd8\xff");
    auto png = as_text(body).find("\x89PNG");
    if (jpeg != std::string_view::npos) harvest_jpeg(body.subspan(jpeg), out);
    if (png != std::string_view::npos) harvest_png(body.subspan(png), out);
  } else if (id.starts_with("PRIV") || id.starts_with("UFID") || id.starts_with("UFI")) {
    auto owner = as_text(body).substr(0, as_text(body).find('\0'));
    out.keep_value(body.subspan(std::min(owner.size() + 1, body.size())));
    out.found(who, fmt::format("a number or record of {}", quote_text(owner)));
  } else if (id.starts_with("GEO")) {
    out.found(hidden, fmt::format("a file inside the recording ({})", size_words(body.size())));
  } else if (id.starts_with("T")) {
    auto text = text_of(body);
    out.keep_value(as_bytes(text));
    bool time =
        id.starts_with("TD") || id.starts_with("TYE") || id.starts_with("TIM") || id.starts_with("TRD");
    bool tool = id.starts_with("TSS") || id.starts_with("TSE") || id.starts_with("TEN");
    out.found(time   ? when
              : tool ? device
                     : who,
              fmt::format("a note {}: {}", quote_text(id), quote_text(text)));
  } else {
    out.found(other, fmt::format("a record {} ({})", quote_text(id), size_words(body.size())));
  }
}

void read_ape(ByteSpan bytes, Harvest& out) {
  out.found(who, fmt::format("an APE tag ({})", size_words(bytes.size())));
}

}  // namespace

std::size_t leading_tags(ByteSpan file) {
  std::size_t at = 0;
  while (auto n = one_tag(file.subspan(at))) at += n;
  return at;
}

void harvest_id3v2(ByteSpan tags, Harvest& out) {
  while (auto n = one_tag(tags)) {
    auto tag = tags.first(n);
    tags = tags.subspan(n);
    unsigned version = tag[3], head = version == 2 ? 6 : 10;
    auto frames = tag.subspan(10);
    if ((tag[5] & 0x40) != 0 && version == 4 && frames.size() >= 4)
      frames = frames.subspan(std::min(syncsafe(frames), frames.size()));
    unsigned count = 0;
    while (frames.size() > head && frames[0] != 0 && ++count < 1000) {
      auto id = as_text(frames.first(version == 2 ? 3 : 4));
      Reader in(frames.subspan(id.size()));
      std::size_t size = version == 2 ? in.be24() : version == 4 ? syncsafe(in.take(4)) : in.be32();
      if (size > frames.size() - head) break;
      read_frame(id, frames.subspan(head, size), out);
      frames = frames.subspan(head + size);
    }
    keep_both(frames.first(std::min<std::size_t>(frames.size(), 1 << 16)), out);
  }
}

void harvest_junk(ByteSpan bytes, Harvest& out) {
  if (bytes.empty() || all_zero(bytes)) return;
  auto text = as_text(bytes);
  keep_both(bytes.first(std::min<std::size_t>(bytes.size(), 1 << 20)), out);
  bool named = false;
  if (auto at = text.find("ID3"); at != text.npos && one_tag(bytes.subspan(at)) != 0) {
    harvest_id3v2(bytes.subspan(at), out);
    named = true;
  }
  if (auto at = text.rfind("TAG"); at != text.npos && text.size() - at == 128) {
    const std::pair<std::size_t, std::size_t> fields[] = {{3, 30}, {33, 30}, {63, 30}, {93, 4}, {97, 30}};
    for (auto [from, n] : fields) {
      auto value = trimmed(bytes.subspan(at + from, n));
      if (value.empty()) continue;
      out.keep_value(as_bytes(value));
      out.found(n == 4 ? when : who, "a note at the end (ID3v1): " + quote_text(value));
    }
    named = true;
  }
  if (text.find("APETAGEX") != text.npos) {
    read_ape(bytes, out);
    named = true;
  }
  if (text.find("LYRICSBEGIN") != text.npos) {
    out.found(who, fmt::format("a Lyrics3 tag ({})", size_words(bytes.size())));
    named = true;
  }
  if (!named) out.found(hidden, fmt::format("{} that are no sound", size_words(bytes.size())));
}

}  // namespace adit::client::media
