// SPDX-License-Identifier: Apache-2.0
// Sample descriptions, written anew from the fields that decoding needs. A codec that is not in the
// tables is refused: what its data can carry is not known.
#include <algorithm>
#include <bit>

#include "client/scrub/media/bmff.h"

namespace adit::client::media {
namespace {

const auto kRefused = fail(Errc::file_type_refused);
const auto kDamaged = fail(Errc::file_damaged);

void put_box(ByteVector& out, std::string_view type, ByteSpan body) {
  put_be32(out, body.size() + 8);
  put_text(out, type);
  append(out, body);
}

// --- MPEG-4 descriptors: tag, size in groups of seven bits, body ---

struct Descriptor {
  unsigned tag = 0;
  ByteSpan body;
};
std::optional<Descriptor> read_descriptor(Reader& in) {
  Descriptor out;
  out.tag = in.u8();
  std::size_t n = 0;
  for (int i = 0; i < 4; ++i) {
    auto b = in.u8();
    n = n << 7 | (b & 0x7fu);
    if ((b & 0x80) == 0) break;
  }
  out.body = in.take(n);
  return in.ok() ? std::optional(out) : std::nullopt;
}
void put_descriptor(ByteVector& out, unsigned tag, ByteSpan body) {
  out.push_back(static_cast<std::uint8_t>(tag));
  for (int shift = 21; shift > 0; shift -= 7)
    out.push_back(static_cast<std::uint8_t>(0x80 | (body.size() >> shift & 0x7f)));
  out.push_back(static_cast<std::uint8_t>(body.size() & 0x7f));
  append(out, body);
}

Status add_esds(ByteSpan esds, Entry& entry, ByteVector& out, Harvest& harvest) {
  Reader in(esds);
  in.skip(4);
  auto es = read_descriptor(in);
  if (!es || es->tag != 3) return kDamaged;
  Reader fields(es->body);
  fields.skip(2);
  auto flags = fields.u8();
  if ((flags & 0x80) != 0) fields.skip(2);
  if ((flags & 0x40) != 0) fields.skip(fields.u8());
  if ((flags & 0x20) != 0) fields.skip(2);
  auto config = read_descriptor(fields);
  if (!config || config->tag != 4 || config->body.size() < 13) return kDamaged;
  auto object = config->body[0];
  Reader inner(config->body.subspan(13));
  ByteVector setup;
  if (inner.left() > 0) {
    auto specific = read_descriptor(inner);
    if (specific && specific->tag == 5) setup.assign(specific->body.begin(), specific->body.end());
  }
  bool video = entry.codec == "mp4v";
  if (video && object == 0x20) {
    entry.essence.coding = Coding::mpeg4;
    ByteVector clean;
    Sink sink(clean);
    copy_mpeg4(setup, sink, &harvest);
    setup = clean;
  } else if (!video && (object == 0x40 || (object >= 0x66 && object <= 0x68))) {
    auto clean = clean_asc(setup);
    if (!clean) return kRefused;
    setup = *clean;
    entry.essence.coding = Coding::aac;
  } else if (!video && (object == 0x69 || object == 0x6b)) {
    setup.clear();
    entry.essence.coding = Coding::mp3;
  } else {
    return kRefused;
  }
  ByteVector decoder = {object, static_cast<std::uint8_t>(video ? 0x11 : 0x15)};
  put_zeros(decoder, 11);
  if (!setup.empty()) put_descriptor(decoder, 5, setup);
  ByteVector stream = {0, 0, 0};
  put_descriptor(stream, 4, decoder);
  put_descriptor(stream, 6, ByteVector{2});
  ByteVector body(4);
  put_descriptor(body, 3, stream);
  put_box(out, "esds", body);
  return {};
}

// --- Pictures ---

// Numbers on how to show the pictures. Two sizes where a box has two forms.
struct Known {
  std::string_view type;
  std::size_t bytes;
};
constexpr Known kShown[] = {{"pasp", 8}, {"clap", 32}, {"fiel", 2}, {"mdcv", 24}, {"clli", 4}};

bool add_colours(ByteSpan body, ByteVector& out) {
  bool nclx = starts_with(body, "nclx") && body.size() >= 11,
       nclc = starts_with(body, "nclc") && body.size() >= 10;
  if (!nclx && !nclc) return false;  // a profile, which names the screen
  ByteVector colours;
  put_text(colours, "nclx");
  append(colours, body.subspan(4, 6));
  colours.push_back(nclx ? body[10] & 0x80 : 0);
  put_box(out, "colr", colours);
  return true;
}

Status add_video_boxes(ByteSpan children, Entry& entry, ByteVector& out, Harvest& harvest) {
  std::string_view codec = entry.codec;
  std::string_view wanted = codec == "avc1" || codec == "avc3"   ? "avcC"
                            : codec == "hvc1" || codec == "hev1" ? "hvcC"
                            : codec == "av01"                    ? "av1C"
                            : codec == "vp08" || codec == "vp09" ? "vpcC"
                            : codec == "mp4v"                    ? "esds"
                            : codec == "s263"                    ? "d263"
                                                                 : "";
  if (!wanted.empty()) {
    auto box = find_box(children, wanted);
    if (!box) return kDamaged;
    if (wanted == "esds") {
      ADIT_CHECK(add_esds(box->body, entry, out, harvest));
    } else {
      std::optional<ByteVector> body;
      auto& n = entry.essence.length_bytes;
      if (wanted == "avcC") body = clean_avcc(box->body, n);
      if (wanted == "hvcC") body = clean_hvcc(box->body, n);
      if (wanted == "av1C") body = clean_av1c(box->body);
      if (wanted == "vpcC") body = clean_vpcc(box->body);
      if (wanted == "d263" && box->body.size() >= 7)
        body = ByteVector{0, 0, 0, 0, 0, box->body[5], box->body[6]};
      if (!body) return kDamaged;
      put_box(out, wanted, *body);
    }
  }
  for (const auto& known : kShown) {
    auto box = find_box(children, known.type);
    if (box && box->body.size() == known.bytes) put_box(out, known.type, box->body);
  }
  if (auto box = find_box(children, "colr"); box && !add_colours(box->body, out))
    harvest.found(FindingClass::device, "a colour profile");
  return {};
}

Result<Entry> read_video(const Box& box, Harvest& harvest) {
  constexpr std::pair<std::string_view, Coding> kCodecs[] = {
      {"avc1", Coding::h264},  {"avc3", Coding::h264},  {"hvc1", Coding::hevc}, {"hev1", Coding::hevc},
      {"mp4v", Coding::mpeg4}, {"s263", Coding::plain}, {"av01", Coding::av1},  {"vp08", Coding::plain},
      {"vp09", Coding::plain}, {"jpeg", Coding::mjpeg}};
  auto type = box.type == "h263" ? "s263" : box.type;
  auto row = std::ranges::find(kCodecs, type, [](const auto& c) { return c.first; });
  if (row == std::end(kCodecs)) return kRefused;
  Entry entry;
  entry.codec = std::string(type);
  entry.essence.coding = row->second;
  Reader in(box.body);
  in.skip(24);
  entry.width = in.be16();
  entry.height = in.be16();
  in.skip(14);
  auto name = in.take(32);
  auto depth = in.be16();
  in.skip(2);
  if (!in.ok() || entry.width == 0 || entry.height == 0) return kDamaged;
  if (!all_zero(name)) {
    auto shown = name.subspan(1, std::min<std::size_t>(name[0], 31));
    harvest.keep_value(as_bytes(trimmed(shown)));
    harvest.found(FindingClass::device, "the encoder's name: " + quote_text(trimmed(shown)));
  }
  ByteVector body(6);
  put_be16(body, 1);
  put_zeros(body, 16);
  put_be16(body, entry.width);
  put_be16(body, entry.height);
  put_be32(body, 0x480000);
  put_be32(body, 0x480000);
  put_zeros(body, 4);
  put_be16(body, 1);
  put_zeros(body, 32);
  put_be16(body, depth == 32 ? 32 : 24);
  put_be16(body, 0xffff);
  ADIT_CHECK(add_video_boxes(in.rest(), entry, body, harvest));
  put_box(entry.box, entry.codec, body);
  return entry;
}

// --- Sound ---

struct Sound {
  unsigned channels = 0, bits = 0;
  std::uint32_t rate = 0;
  unsigned lpcm_flags = 0;  // of QuickTime's version 2
  ByteSpan children;
};

Result<Sound> read_sound(ByteSpan body) {
  Reader in(body);
  in.skip(8);
  auto version = in.be16();
  in.skip(6);
  Sound s;
  s.channels = in.be16();
  s.bits = in.be16();
  in.skip(4);
  s.rate = in.be32() >> 16;
  if (version == 1) {
    // QuickTime has four numbers more here; ISO's own version 1 has none.
    Reader without = in, with = in;
    with.skip(16);
    bool quicktime = with.ok() && (with.left() < 8 || Boxes(with.rest()).next());
    in = quicktime ? with : without;
  } else if (version == 2) {
    in.skip(4);
    auto rate = std::bit_cast<double>(in.be64());
    s.rate = rate >= 1 && rate <= 1e6 ? static_cast<std::uint32_t>(rate) : 0;
    s.channels = in.be32();
    in.skip(4);
    s.bits = in.be32();
    s.lpcm_flags = in.be32();
    in.skip(8);
  } else if (version != 0) {
    return kRefused;
  }
  if (!in.ok() || s.channels > 64 || s.bits > 64) return kDamaged;
  s.children = in.rest();
  return s;
}

// Uncompressed sound of every kind becomes one: QuickTime's version 2 of "lpcm".
Result<Entry> write_lpcm(unsigned channels, unsigned bits, unsigned flags, std::uint32_t rate) {
  if (channels == 0 || channels > 8 || rate == 0 || bits == 0 || bits % 8 != 0 || bits > 64) return kRefused;
  Entry entry;
  entry.codec = "lpcm";
  entry.unit_bytes = channels * bits / 8;
  ByteVector body(6);
  put_be16(body, 1);
  put_be16(body, 2);
  put_zeros(body, 6);
  put_be16(body, 3);
  put_be16(body, 16);
  put_be16(body, 0xfffe);
  put_be16(body, 0);
  put_be32(body, 0x10000);
  put_be32(body, 72);
  put_be64(body, std::bit_cast<std::uint64_t>(static_cast<double>(rate)));
  put_be32(body, channels);
  put_be32(body, 0x7f000000);
  put_be32(body, bits);
  put_be32(body, flags);
  put_be32(body, entry.unit_bytes);
  put_be32(body, 1);
  put_box(entry.box, entry.codec, body);
  return entry;
}

std::optional<Result<Entry>> read_uncompressed(std::string_view type, const Sound& s, ByteSpan wave) {
  constexpr unsigned kFloat = 1, kBigEndian = 2, kSigned = 4, kPacked = 8;
  bool little = false;
  if (auto enda = find_box(wave, "enda")) little = enda->body.size() >= 2 && enda->body[1] == 1;
  auto lpcm = [&](unsigned bits, unsigned flags) {
    return write_lpcm(s.channels, bits, flags | kPacked, s.rate);
  };
  unsigned order = little ? 0 : kBigEndian;
  if (type == "sowt") return lpcm(s.bits == 8 ? 8 : 16, kSigned);
  if (type == "twos") return lpcm(s.bits == 8 ? 8 : 16, kSigned | kBigEndian);
  if (type == "raw ") return lpcm(8, 0);
  if (type == "in24") return lpcm(24, kSigned | order);
  if (type == "in32") return lpcm(32, kSigned | order);
  if (type == "fl32") return lpcm(32, kFloat | order);
  if (type == "fl64") return lpcm(64, kFloat | order);
  if (type == "lpcm") return lpcm(s.bits, s.lpcm_flags & (kFloat | kBigEndian | kSigned));
  return std::nullopt;
}

Status add_sound_boxes(std::string_view type, const Sound& s, ByteSpan wave, Entry& entry, ByteVector& out,
                       Harvest& harvest) {
  auto child = [&](std::string_view name) {
    auto box = find_box(s.children, name);
    if (!box) box = find_box(wave, name);
    return box ? box->body : ByteSpan();
  };
  if (type == "mp4a") return add_esds(child("esds"), entry, out, harvest);
  if (type == "samr" || type == "sawb") {
    auto damr = child("damr");
    if (damr.size() < 9) return kDamaged;
    put_box(out, "damr", ByteVector{0, 0, 0, 0, 0, damr[5], damr[6], damr[7], damr[8]});
  } else if (type == "Opus") {
    auto dops = child("dOps");
    if (dops.size() < 11 || dops[0] != 0) return kDamaged;
    std::size_t n = dops[10] == 0 ? 11 : 13 + std::size_t{dops[1]};
    if (dops.size() < n) return kDamaged;
    ByteVector body(dops.begin(), dops.begin() + static_cast<std::ptrdiff_t>(n));
    for (std::size_t i = 0; i < 4; ++i) body[4 + i] = static_cast<std::uint8_t>(48000u >> (24 - 8 * i));
    put_box(out, "dOps", body);
    if (dops[10] == 0) entry.essence.coding = Coding::opus;
  } else if (type == "fLaC") {
    auto dfla = child("dfLa");
    auto info =
        dfla.size() >= 42 && (dfla[4] & 0x7f) == 0 ? clean_streaminfo(dfla.subspan(8, 34)) : std::nullopt;
    if (!info) return kDamaged;
    ByteVector body = {0, 0, 0, 0, 0x80, 0, 0, 34};
    append(body, *info);
    put_box(out, "dfLa", body);
  } else if (type == "alac") {
    auto alac = child("alac");
    if (alac.size() < 28) return kDamaged;
    ByteVector body(4);
    append(body, alac.subspan(4, 24));
    put_box(out, "alac", body);
  } else if (type == "ac-3") {
    auto dac3 = child("dac3");
    if (dac3.size() < 3) return kDamaged;
    put_box(out, "dac3", dac3.first(3));
  } else if (type == "ec-3") {
    auto dec3 = child("dec3");
    if (dec3.size() < 5 || dec3.size() > 16) return kDamaged;
    put_box(out, "dec3", dec3);
  }
  return {};
}

Result<Entry> read_audio(const Box& box, Harvest& harvest) {
  ADIT_TRY(auto s, read_sound(box.body));
  auto outer = find_box(s.children, "wave");
  auto wave = outer ? outer->body : ByteSpan();
  if (auto lpcm = read_uncompressed(box.type, s, wave)) return *lpcm;
  constexpr std::string_view kCodecs[] = {"mp4a", "samr", "sawb", "Opus", "fLaC",
                                          "alac", "ac-3", "ec-3", "ulaw", "alaw"};
  if (std::ranges::find(kCodecs, box.type) == std::end(kCodecs)) return kRefused;
  Entry entry;
  entry.codec = std::string(box.type);
  if (box.type == "ulaw" || box.type == "alaw") entry.unit_bytes = s.channels;
  ByteVector body(6);
  put_be16(body, 1);
  put_zeros(body, 8);
  put_be16(body, s.channels);
  put_be16(body, s.bits == 24 || s.bits == 8 ? s.bits : 16);
  put_zeros(body, 4);
  put_be32(body, s.rate > 0xffff ? 0 : s.rate << 16);
  ADIT_CHECK(add_sound_boxes(box.type, s, wave, entry, body, harvest));
  put_box(entry.box, entry.codec, body);
  return entry;
}

}  // namespace

Result<Entry> read_entry(const Box& box, bool video, Harvest& harvest) {
  return video ? read_video(box, harvest) : read_audio(box, harvest);
}

}  // namespace adit::client::media
