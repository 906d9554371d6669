// SPDX-License-Identifier: Apache-2.0
// A track of Matroska: an allow-list of numbers, and a codec whose setup is understood.
#include <algorithm>

#include "client/scrub/media/mkv.h"
#include "client/scrub/media/reader.h"

namespace adit::client::media {
namespace {

enum class Kind : std::uint8_t { number, real, group };
struct Rule {
  std::uint32_t id;
  Kind kind = Kind::number;
  std::span<const Rule> inside = {};
};
constexpr Rule kMastering[] = {{0x55d1, Kind::real}, {0x55d2, Kind::real}, {0x55d3, Kind::real},
                               {0x55d4, Kind::real}, {0x55d5, Kind::real}, {0x55d6, Kind::real},
                               {0x55d7, Kind::real}, {0x55d8, Kind::real}, {0x55d9, Kind::real},
                               {0x55da, Kind::real}};
constexpr Rule kColour[] = {
    {0x55b1}, {0x55b2}, {0x55b3}, {0x55b4}, {0x55b5}, {0x55b6}, {0x55b7},
    {0x55b8}, {0x55b9}, {0x55ba}, {0x55bb}, {0x55bc}, {0x55bd}, {0x55d0, Kind::group, kMastering}};
constexpr Rule kProjection[] = {{0x7671}, {0x7673, Kind::real}, {0x7674, Kind::real}, {0x7675, Kind::real}};
// Size, crop, how fields and eyes are stored, colours, rotation.
constexpr Rule kVideo[] = {{0xb0},
                           {0xba},
                           {0x54b0},
                           {0x54ba},
                           {0x54b2},
                           {0x54aa},
                           {0x54bb},
                           {0x54cc},
                           {0x54dd},
                           {0x9a},
                           {0x9d},
                           {0x53b8},
                           {0x55b0, Kind::group, kColour},
                           {0x7670, Kind::group, kProjection}};
constexpr Rule kAudio[] = {{0xb5, Kind::real}, {0x78b5, Kind::real}, {0x9f}, {0x6264}};
constexpr Rule kSettings[] = {{0xe0, Kind::group, kVideo}, {0xe1, Kind::group, kAudio}};

// The first element of each rule, in the order of the rules. False if one is malformed.
bool copy_numbers(ByteSpan from, std::span<const Rule> rules, ByteVector& out) {
  for (const auto& rule : rules) {
    auto body = find_element(from, rule.id);
    if (!body) continue;
    if (rule.kind == Kind::group) {
      ByteVector inside;
      if (!copy_numbers(*body, rule.inside, inside)) return false;
      put_element(out, rule.id, inside);
    } else if (rule.kind == Kind::real) {
      auto v = read_float(*body);
      if (!v) return false;
      put_float(out, rule.id, *v);
    } else {
      auto v = read_uint(*body);
      if (!v || *v > 0xffffffff) return false;
      put_uint(out, rule.id, *v);
    }
  }
  return true;
}

// Three packets with the sizes of the first two before them.
std::optional<ByteVector> clean_vorbis(ByteSpan setup, Harvest& harvest) {
  Reader in(setup);
  if (in.u8() != 2) return std::nullopt;
  std::size_t sizes[2] = {};
  for (auto& n : sizes) {
    std::uint8_t b = 255;
    while (b == 255 && in.ok()) n += b = in.u8();
  }
  auto id = in.take(sizes[0]), comments = in.take(sizes[1]);
  if (!in.ok() || !is_vorbis_id(id) || comments.size() < 7 || !is_vorbis_setup(in.rest()))
    return std::nullopt;
  harvest_vorbis_comments(comments.subspan(7), harvest);
  auto empty = empty_vorbis_comment();
  ByteVector out = {2, static_cast<std::uint8_t>(id.size()), static_cast<std::uint8_t>(empty.size())};
  append(out, id);
  append(out, empty);
  append(out, in.rest());
  return out;
}

// The setup record of a codec, clean; nothing if it is not understood.
std::optional<ByteVector> clean_setup(std::string_view codec, ByteSpan setup, Essence& essence,
                                      Harvest& harvest) {
  if (codec == "V_MPEG4/ISO/AVC") return clean_avcc(setup, essence.length_bytes);
  if (codec == "V_MPEGH/ISO/HEVC") return clean_hvcc(setup, essence.length_bytes);
  if (codec == "V_AV1") return clean_av1c(setup);
  if (codec == "V_MPEG4/ISO/ASP") {
    ByteVector out;
    Sink sink(out);
    copy_mpeg4(setup, sink, &harvest);
    return out;
  }
  if (codec == "A_OPUS") return clean_opus_head(setup);
  if (codec == "A_VORBIS") return clean_vorbis(setup, harvest);
  if (codec == "A_AAC") return clean_asc(setup);
  if (codec == "A_FLAC") {
    if (setup.size() < 42 || !starts_with(setup, "fLaC") || (setup[4] & 0x7f) != 0) return std::nullopt;
    auto info = clean_streaminfo(setup.subspan(8, 34));
    if (!info) return std::nullopt;
    ByteVector out;
    put_text(out, "fLaC");
    put_be32(out, 0x80000022);
    append(out, *info);
    return out;
  }
  return ByteVector();
}

struct Codec {
  std::string_view id;
  Coding coding = Coding::plain;
};
constexpr Codec kCodecs[] = {
    {"V_MPEG4/ISO/AVC", Coding::h264},
    {"V_MPEGH/ISO/HEVC", Coding::hevc},
    {"V_AV1", Coding::av1},
    {"V_VP8"},
    {"V_VP9"},
    {"V_MPEG4/ISO/ASP", Coding::mpeg4},
    {"V_MJPEG", Coding::mjpeg},
    {"A_OPUS", Coding::opus},
    {"A_VORBIS"},
    {"A_AAC", Coding::aac},
    {"A_MPEG/L3", Coding::mp3},
    {"A_FLAC"},
    {"A_AC3"},
    {"A_EAC3"},
    {"A_PCM/INT/LIT"},
    {"A_PCM/FLOAT/IEEE"},
};

// A prefix that was taken off each frame is put back; other packing and encryption are refused.
Status read_encodings(ByteSpan entry, MkvTrack& track) {
  auto encodings = find_element(entry, 0x6d80);
  if (!encodings) return {};
  Elements list(*encodings);
  unsigned count = 0;
  while (auto e = list.next()) {
    if (e->id != 0x6240) continue;
    auto type = find_element(e->body, 0x5033);
    auto packing = find_element(e->body, 0x5034);
    if (++count > 1 || !packing || (type && read_uint(*type) != 0u)) return fail(Errc::file_type_refused);
    auto method = find_element(*packing, 0x4254);
    if (!method || read_uint(*method) != 3u) return fail(Errc::file_type_refused);
    auto prefix = find_element(*packing, 0x4255);
    if (prefix && prefix->size() > 64) return fail(Errc::file_type_refused);
    if (prefix) track.prefix.assign(prefix->begin(), prefix->end());
  }
  return {};
}

}  // namespace

Result<std::optional<MkvTrack>> read_mkv_track(ByteSpan entry, Harvest& harvest) {
  MkvTrack track;
  auto number = [&](std::uint32_t id) {
    auto body = find_element(entry, id);
    return body ? read_uint(*body).value_or(0) : 0;
  };
  auto type = number(0x83);
  if (auto name = find_element(entry, 0x536e); name && !name->empty()) {
    harvest.keep_value(as_bytes(trimmed(*name)));
    harvest.found(FindingClass::who, "the name of a track: " + quote_text(trimmed(*name)));
  }
  if (auto uid = find_element(entry, 0x73c5); uid && uid->size() == 8) harvest.keep_value(*uid);
  if (type != 1 && type != 2) {
    harvest.found(FindingClass::hidden, type == 0x11 ? "a track of text: subtitles" : "a further track");
    harvest.keep_strings(entry);
    return std::optional<MkvTrack>();
  }
  track.number = number(0xd7);
  track.video = type == 1;
  auto codec = find_element(entry, 0x86);
  if (!codec || track.number == 0) return fail(Errc::file_damaged);
  auto name = trimmed(*codec);
  if (name.starts_with("A_AAC/")) return fail(Errc::file_type_refused);
  auto row = std::ranges::find(kCodecs, name, &Codec::id);
  if (row == std::end(kCodecs) || (name[0] == 'V') != track.video) return fail(Errc::file_type_refused);
  track.codec = std::string(name);
  track.essence.coding = row->coding;
  ADIT_CHECK(read_encodings(entry, track));
  auto setup = clean_setup(name, find_element(entry, 0x63a2).value_or(ByteSpan()), track.essence, harvest);
  if (!setup) return fail(Errc::file_type_refused);
  track.setup = std::move(*setup);
  // Several streams in one packet are not looked into.
  if (name == "A_OPUS" && track.setup[18] != 0) track.essence.coding = Coding::plain;
  if (!copy_numbers(entry, kSettings, track.settings)) return fail(Errc::file_damaged);
  track.default_duration = number(0x23e383);
  track.delay = number(0x56aa);
  track.preroll = number(0x56bb);
  return std::optional(track);
}

}  // namespace adit::client::media
