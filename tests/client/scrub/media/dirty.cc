// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/media/dirty.h"

#include <functional>

namespace adit::test {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kCanary = "ADIT-CANARY";

void put_be(ByteVector& out, std::uint64_t v, unsigned bytes) {
  for (unsigned i = bytes; i-- > 0;) out.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
}
void put(ByteVector& out, std::string_view text) { append(out, as_bytes(text)); }
std::uint32_t be32(ByteSpan b) {
  return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | b[3];
}
ByteVector joined(std::initializer_list<ByteVector> parts) {
  ByteVector out;
  for (const auto& p : parts) append(out, p);
  return out;
}
ByteVector text(std::string_view s) { return ByteVector(as_bytes(s).begin(), as_bytes(s).end()); }
ByteVector zeros(std::size_t n) { return ByteVector(n); }
ByteVector be(std::uint64_t v, unsigned bytes) {
  ByteVector out;
  put_be(out, v, bytes);
  return out;
}
ByteVector wide(std::string_view s, bool big) {
  ByteVector out;
  for (char c : s) {
    if (big) out.push_back(0);
    out.push_back(static_cast<std::uint8_t>(c));
    if (!big) out.push_back(0);
  }
  return out;
}

// QuickTime's note: size, language, text.
ByteVector note(std::string_view type, std::string_view what) {
  auto value = canary(what);
  return box(type, joined({be(value.size(), 2), be(0x15c7, 2), value}));
}
ByteVector full_text(std::string_view type, std::string_view what) {
  return box(type, joined({zeros(4), be(0x15c7, 2), canary(what), zeros(1)}));
}

ByteVector user_data(std::string_view where) {
  auto name = [&](std::string_view what) { return std::string(where) + "-" + std::string(what); };
  ByteVector place = joined({zeros(6), canary(name("loci")), zeros(2), be(0x1c1eb8, 4), be(0x4519a, 4),
                             zeros(4), canary(name("body")), zeros(1), canary(name("notes")), zeros(1)});
  ByteVector keys = joined({zeros(4), be(2, 4)});
  for (auto key : {"com.apple.quicktime.location.ISO6709"sv, "com.apple.quicktime.content.identifier"sv})
    append(keys, joined({be(key.size() + 8, 4), text("mdta"), text(key)}));
  auto item = [&](std::uint32_t index, std::string_view what) {
    auto data = box("data", joined({be(1, 4), zeros(4), canary(name(what))}));
    return joined({be(data.size() + 8, 4), be(index, 4), data});
  };
  auto hdlr = box("hdlr", joined({zeros(8), text("mdta"), zeros(12), canary(name("metahdlr")), zeros(1)}));
  auto meta =
      box("meta", joined({hdlr, box("keys", keys), box("ilst", joined({item(1, "key1"), item(2, "key2")}))}));
  auto own = box("----", joined({box("mean", joined({zeros(4), canary(name("mean"))})),
                                 box("name", joined({zeros(4), canary(name("name"))})),
                                 box("data", joined({be(1, 4), zeros(4), canary(name("free"))}))}));
  auto cover = box(
      "covr", box("data", joined({be(13, 4), zeros(4), text("\xff\xd8\xff\xe1"), canary(name("cover"))})));
  auto itunes = box("meta", joined({zeros(4), box("hdlr", joined({zeros(8), text("mdirappl"), zeros(9)})),
                                    box("ilst", joined({own, cover}))}));
  return box("udta",
             joined({note("\xa9xyz", name("xyz")), note("\xa9mak", name("mak")), note("\xa9mod", name("mod")),
                     note("\xa9swr", name("swr")),
                     note("\xa9"
                          "day",
                          name("day")),
                     full_text("titl", name("titl")), full_text("auth", name("auth")), box("loci", place),
                     box("Xtra", canary(name("Xtra"))), box("thmb", canary(name("thmb"))), meta, itunes}));
}

ByteVector uuid_box(std::string_view what) {
  return box("uuid", joined({text("\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac"),
                             text("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF><dc:creator>"), canary(what),
                             text("</dc:creator></rdf:RDF></x:xmpmeta>")}));
}

// A track of notes whose one sample lies at `at`.
ByteVector notes_track(std::size_t at, std::size_t n) {
  auto entry = box("mebx", joined({zeros(6), be(1, 2), box("keys", canary("mebx-keys"))}));
  auto stbl = box("stbl", joined({box("stsd", joined({zeros(4), be(1, 4), entry})),
                                  box("stts", joined({zeros(4), be(1, 4), be(1, 4), be(600, 4)})),
                                  box("stsc", joined({zeros(4), be(1, 4), be(1, 4), be(1, 4), be(1, 4)})),
                                  box("stsz", joined({zeros(4), be(n, 4), be(1, 4)})),
                                  box("stco", joined({zeros(4), be(1, 4), be(at, 4)}))}));
  auto mdhd =
      box("mdhd", joined({zeros(4), be(0xe0000000, 4), be(0xe0000000, 4), be(600, 4), be(600, 4), be(0, 4)}));
  auto hdlr =
      box("hdlr", joined({zeros(4), text("mhlr"), text("meta"), zeros(12), canary("meta-hdlr"), zeros(1)}));
  auto minf = box("minf", joined({box("gmhd", canary("gmhd")), stbl}));
  auto tkhd = box("tkhd", joined({be(15, 4), be(0xe0000000, 4), be(0xe0000000, 4), be(9, 4), zeros(68)}));
  return box("trak", joined({tkhd, box("mdia", joined({mdhd, hdlr, minf}))}));
}

// Rewrites boxes from the inside out.
using Change = std::function<ByteVector(std::string_view type, ByteVector body)>;
ByteVector rewrite(ByteSpan boxes, const Change& change) {
  ByteVector out;
  while (boxes.size() >= 8) {
    std::size_t n = be32(boxes);
    auto type = as_text(boxes.subspan(4, 4));
    auto body = boxes.subspan(8, n - 8);
    bool inner = type == "moov" || type == "trak" || type == "mdia" || type == "minf" || type == "stbl";
    append(out,
           box(type, change(type, inner ? rewrite(body, change) : ByteVector(body.begin(), body.end()))));
    boxes = boxes.subspan(n);
  }
  return out;
}

ByteVector riff_chunk(std::string_view type, ByteSpan body) {
  ByteVector out;
  put(out, type);
  append_le32(out, static_cast<std::uint32_t>(body.size()));
  append(out, body);
  if (body.size() % 2 != 0) out.push_back(0);
  return out;
}
void set_riff_size(ByteVector& file) {
  for (unsigned i = 0; i < 4; ++i) file[4 + i] = static_cast<std::uint8_t>((file.size() - 8) >> (8 * i));
}
ByteVector padded(ByteVector value, std::size_t n) {
  value.resize(n);
  return value;
}

ByteVector id3v2() {
  auto frame = [](std::string_view id, ByteVector body) {
    return joined({text(id), be(body.size(), 4), zeros(2), std::move(body)});
  };
  ByteVector frames;
  append(frames, frame("TIT2", joined({zeros(1), canary("TIT2")})));
  append(frames, frame("TPE1", joined({text("\x01\xff\xfe"), wide("ADIT-CANARY-TPE1", false)})));
  append(frames, frame("TALB", joined({text("\x02"), wide("ADIT-CANARY-TALB", true)})));
  append(frames, frame("PRIV", joined({text("www.example.com\0"sv), canary("PRIV")})));
  append(frames, frame("UFID", joined({text("http://example.com\0"sv), canary("UFID")})));
  append(frames, frame("GEOB", joined({text("\0text/plain\0name\0description\0"sv), canary("GEOB")})));
  append(frames,
         frame("APIC", joined({text("\0image/jpeg\0\x03\0\xff\xd8\xff\xfe\0\x13"sv), canary("APIC")})));
  append(frames, frame("COMM", joined({text("\0eng\0"sv), canary("COMM")})));
  append(frames, frame("WXXX", joined({text("\0\0"sv), canary("WXXX")})));
  append(frames, zeros(20));
  append(frames, canary("ID3-padding"));
  auto n = frames.size();
  ByteVector size = {static_cast<std::uint8_t>(n >> 21 & 127), static_cast<std::uint8_t>(n >> 14 & 127),
                     static_cast<std::uint8_t>(n >> 7 & 127), static_cast<std::uint8_t>(n & 127)};
  return joined({text("ID3\x03\0\0"sv), size, frames});
}

ByteVector ape() {
  ByteVector item, out;
  append_le32(item, 15);
  append_le32(item, 0);
  append(item, joined({text("Artist\0"sv), canary("APE")}));
  ByteVector foot;
  put(foot, "APETAGEX");
  for (std::uint32_t v : {2000u, static_cast<std::uint32_t>(item.size() + 32), 1u, 0u}) append_le32(foot, v);
  append(foot, zeros(8));
  return joined({item, foot});
}

ByteVector lyrics() {
  auto body = joined({text("LYRICSBEGININD0000200LYR00019"), canary("LYRICS3")});
  return joined({body, text("000049LYRICS200")});
}

ByteVector id3v1() {
  return joined({text("TAG"), padded(canary("v1-title"), 30), padded(canary("v1-artist"), 30),
                 padded(canary("v1-album"), 30), text("2024"), padded(canary("v1-note"), 30), zeros(1)});
}

}  // namespace

ByteVector canary(std::string_view what) { return text(std::string(kCanary) + "-" + std::string(what)); }

ByteVector box(std::string_view type, ByteSpan body) {
  ByteVector out;
  put_be(out, body.size() + 8, 4);
  put(out, type);
  append(out, body);
  return out;
}

std::string canary_left(ByteSpan file) {
  for (const auto& word : {text(kCanary), wide(kCanary, false), wide(kCanary, true)}) {
    auto at = as_text(file).find(as_text(word));
    if (at != std::string_view::npos) return std::string(as_text(file).substr(at, 60));
  }
  return {};
}

unsigned count_canaries(ByteSpan file) {
  unsigned n = 0;
  for (const auto& word : {text(kCanary), wide(kCanary, false), wide(kCanary, true)}) {
    for (auto at = as_text(file).find(as_text(word)); at != std::string_view::npos;
         at = as_text(file).find(as_text(word), at + 1))
      ++n;
  }
  return n;
}

ByteVector dirty_boxes(ByteSpan movie) {
  ByteVector out;
  std::size_t track = 0;
  while (movie.size() >= 8) {
    std::size_t n = be32(movie);
    auto type = as_text(movie.subspan(4, 4));
    auto body = movie.subspan(8, n - 8);
    movie = movie.subspan(n);
    if (type == "mdat") {
      auto sample = canary("timed-notes-of-the-place");
      append(out, box("mdat",
                      joined({ByteVector(body.begin(), body.end()), canary("mdat-gap"), zeros(3), sample})));
      track = out.size() - sample.size();
    } else if (type == "moov") {
      auto dirty = rewrite(body, [&](std::string_view inside, ByteVector content) {
        if (inside == "trak") append(content, joined({user_data("track"), uuid_box("track-uuid")}));
        if (inside == "mdia") append(content, box("udta", note("\xa9nam", "mdia-udta")));
        if (inside == "minf" || inside == "stbl") append(content, box("free", canary("inner-free")));
        return content;
      });
      append(out, box("moov", joined({dirty, notes_track(track, 36), user_data("movie"),
                                      uuid_box("movie-uuid"), box("free", canary("moov-free")),
                                      box("meta", joined({zeros(4), canary("moov-meta")}))})));
    } else {
      append(out, box(type, body));
    }
  }
  append(out, joined({uuid_box("file-uuid"), box("free", canary("free")), box("skip", canary("skip")),
                      box("meta", joined({zeros(4), canary("file-meta")})),
                      box("udta", note("\xa9nam", "file-udta")), box("ADIT", canary("unknown-box")),
                      canary("after-the-end")}));
  return out;
}

ByteVector dirty_mkv(ByteSpan mkv) {
  ByteVector out(mkv.begin(), mkv.end());
  auto element = [](std::uint64_t id, unsigned id_bytes, ByteVector body) {
    return joined({be(id, id_bytes), be(0x4000 | body.size(), 2), body});
  };
  // Anything at the end of the segment, whose size has eight bytes.
  auto at = as_text(out).find("\x18\x53\x80\x67\x01");
  if (at != std::string_view::npos) {
    auto simple = element(
        0x67c8, 2, joined({element(0x45a3, 2, canary("tag-name")), element(0x4487, 2, canary("tag"))}));
    auto file = element(
        0x61a7, 2,
        joined({element(0x466e, 2, canary("attached-name")), element(0x467e, 2, canary("attached-words")),
                element(0x465c, 2, canary("attached-file"))}));
    append(out, element(0x1254c367, 4, element(0x7373, 2, simple)));
    append(out, element(0x1941a469, 4, file));
    append(out, element(0x1043a770, 4, element(0x45b9, 2, canary("chapter"))));
    append(out, element(0xec, 1, canary("void")));
    append(out, element(0x1abcdef1, 4, canary("unknown-element")));
    auto n = out.size() - at - 12;
    for (unsigned i = 0; i < 7; ++i) out[at + 5 + i] = static_cast<std::uint8_t>(n >> (48 - 8 * i));
  }
  return out;
}

ByteVector dirty_wav(ByteSpan wav) {
  ByteVector out(wav.begin(), wav.end());
  auto bext = joined({padded(canary("bext-words"), 256), padded(canary("bext-who"), 32),
                      padded(canary("bext-number"), 32), text("2024-05-1710:11:12"), zeros(10),
                      padded(canary("bext-umid"), 64), zeros(190), canary("bext-history")});
  append(out, riff_chunk("LIST", joined({text("INFO"), riff_chunk("IART", canary("IART")),
                                         riff_chunk("ICRD", canary("ICRD"))})));
  append(out,
         riff_chunk("LIST", joined({text("adtl"), riff_chunk("labl", joined({zeros(4), canary("labl")}))})));
  append(out, riff_chunk("bext", bext));
  append(out, riff_chunk("iXML",
                         joined({text("<BWFXML><PROJECT>"), canary("iXML"), text("</PROJECT></BWFXML>")})));
  append(out, riff_chunk("_PMX", joined({text("<x:xmpmeta><dc:creator>"), canary("PMX"),
                                         text("</dc:creator></x:xmpmeta>")})));
  append(out, riff_chunk("id3 ", id3v2()));
  append(out, riff_chunk("JUNK", canary("JUNK")));
  append(out, riff_chunk("cue ", joined({zeros(28), canary("cue")})));
  append(out, riff_chunk("ADIT", canary("unknown-chunk")));
  set_riff_size(out);
  append(out, canary("after-the-end"));
  return out;
}

ByteVector dirty_avi(ByteSpan avi) {
  ByteVector out(avi.begin(), avi.end());
  append(out, riff_chunk("LIST", joined({text("INFO"), riff_chunk("ISFT", canary("ISFT")),
                                         riff_chunk("IART", canary("IART"))})));
  append(out, riff_chunk("IDIT", canary("IDIT")));
  append(out, riff_chunk("JUNK", canary("JUNK")));
  append(out, riff_chunk("_PMX", canary("PMX")));
  append(out, riff_chunk("ADIT", canary("unknown-chunk")));
  set_riff_size(out);
  append(out, canary("after-the-end"));
  return out;
}

ByteVector dirty_flac(ByteSpan flac) {
  auto block = [](unsigned type, ByteVector body) { return joined({be(type, 1), be(body.size(), 3), body}); };
  ByteVector info(flac.begin(), flac.begin() + 42);
  info[4] &= 0x7f;
  for (std::size_t i = 0; i < 16; ++i) info[26 + i] = canary("md5-digest")[i];
  // From the first block of ffmpeg's that is not STREAMINFO on, as it stands.
  return joined({id3v2(), info, block(2, joined({text("ADIT"), canary("APPLICATION")})),
                 block(6, joined({be(3, 4), be(9, 4), text("image/png"), zeros(24), canary("PICTURE")})),
                 block(5, joined({canary("CUESHEET"), zeros(200)})),
                 block(1, joined({zeros(9), canary("PADDING")})), block(100, canary("unknown-block")),
                 ByteVector(flac.begin() + 42, flac.end()), id3v1()});
}

ByteVector dirty_frames(ByteSpan frames, std::size_t middle) {
  return joined({id3v2(), ByteVector(frames.begin(), frames.begin() + static_cast<std::ptrdiff_t>(middle)),
                 canary("between-frames"),
                 ByteVector(frames.begin() + static_cast<std::ptrdiff_t>(middle), frames.end()), ape(),
                 lyrics(), ape(), id3v1()});
}

ByteVector amr(bool is_wide, unsigned n) {
  constexpr unsigned kNarrow[] = {12, 13, 15, 17, 19, 20, 26, 31, 5};
  constexpr unsigned kWide[] = {17, 23, 32, 36, 40, 46, 50, 58, 60, 5};
  auto out = text(is_wide ? "#!AMR-WB\n" : "#!AMR\n");
  std::uint32_t state = 7;
  for (unsigned i = 0; i < n; ++i) {
    unsigned kind = i % (is_wide ? 11 : 10);
    unsigned bytes = is_wide ? (kind == 10 ? 0 : kWide[kind]) : (kind == 9 ? 0 : kNarrow[kind]);
    unsigned shown = (is_wide && kind == 10) || (!is_wide && kind == 9) ? 15 : kind;
    out.push_back(static_cast<std::uint8_t>(shown << 3 | 4));
    for (unsigned k = 0; k < bytes; ++k) {
      state = state * 1664525 + 1013904223;
      out.push_back(static_cast<std::uint8_t>(state >> 24));
    }
  }
  return out;
}

}  // namespace adit::test
