// SPDX-License-Identifier: Apache-2.0
// Reads the one form of movie that cleaning writes, byte by byte from the first to the last.
#include <algorithm>
#include <map>

#include "client/scrub/media/verify.h"

namespace adit::client::media {
namespace {

// Walks exact bytes; the first surprise ends it.
class Strict {
 public:
  explicit Strict(ByteSpan bytes) : bytes_(bytes) {}

  bool sound() const { return sound_; }
  bool done() const { return sound_ && at_ == bytes_.size(); }
  std::size_t at() const { return at_; }
  void refuse() { sound_ = false; }

  std::uint64_t number(unsigned n) {
    if (!sound_ || n > bytes_.size() - at_) return sound_ = false, 0;
    std::uint64_t v = 0;
    for (unsigned i = 0; i < n; ++i) v = v << 8 | bytes_[at_++];
    return v;
  }
  void exactly(std::uint64_t value, unsigned n) {
    if (number(n) != value) sound_ = false;
  }
  void zeros(std::size_t n) {
    for (std::size_t i = 0; i < n && sound_; ++i) exactly(0, 1);
  }
  bool next_is(std::string_view type) const {
    return sound_ && bytes_.size() - at_ >= 8 && as_text(bytes_.subspan(at_ + 4, 4)) == type;
  }
  // The body of a box of this type, which must come now.
  Strict box(std::string_view type) {
    std::size_t left = bytes_.size() - at_;
    auto n = number(4);
    if (!sound_ || n < 8 || n > left || as_text(bytes_.subspan(at_, 4)) != type) {
      sound_ = false;
      return Strict({});
    }
    auto body = bytes_.subspan(at_ + 4, n - 8);
    at_ += n - 4;
    return Strict(body);
  }
  ByteSpan rest() const { return bytes_.subspan(at_); }
  ByteSpan take(std::size_t n) {
    if (!sound_ || n > bytes_.size() - at_) return sound_ = false, ByteSpan();
    auto out = bytes_.subspan(at_, n);
    at_ += n;
    return out;
  }

 private:
  ByteSpan bytes_;
  std::size_t at_ = 0;
  bool sound_ = true;
};

int see_unit(Strict& in) {
  auto v = static_cast<std::uint32_t>(in.number(4));
  if (v != 0 && v != 0x10000 && v != 0xffff0000) in.refuse();
  return v == 0 ? 0 : v == 0x10000 ? 1 : -1;
}
std::array<int, 4> see_matrix(Strict& in) {
  std::array<int, 4> t{};
  t[0] = see_unit(in), t[1] = see_unit(in), in.zeros(4);
  t[2] = see_unit(in), t[3] = see_unit(in), in.zeros(12);
  in.exactly(0x40000000, 4);
  return t;
}

// Version 0, or 1 with wide numbers; then two times of zero.
unsigned see_times(Strict& in, std::uint64_t flags) {
  auto head = in.number(4);
  if ((head & 0xffffff) != flags || head >> 24 > 1) in.refuse();
  unsigned width = head >> 24 == 1 ? 8 : 4;
  in.zeros(2 * width);
  return width;
}

// What may stand inside a sample description, and how long it may be.
bool allowed_child(std::string_view type, std::size_t n, bool video) {
  static const std::map<std::string_view, std::pair<std::size_t, bool>> kChildren = {
      {"avcC", {4096, true}}, {"hvcC", {4096, true}}, {"av1C", {512, true}}, {"vpcC", {12, true}},
      {"d263", {7, true}},    {"pasp", {8, true}},    {"clap", {32, true}},  {"fiel", {2, true}},
      {"mdcv", {24, true}},   {"clli", {4, true}},    {"colr", {11, true}},  {"damr", {9, false}},
      {"dOps", {300, false}}, {"dfLa", {42, false}},  {"alac", {28, false}}, {"dac3", {3, false}},
      {"dec3", {16, false}}};
  if (type == "esds") return n <= 4096;
  auto row = kChildren.find(type);
  return row != kChildren.end() && row->second.second == video && n <= row->second.first;
}

bool see_entry(ByteSpan body, bool video, bool lpcm) {
  Strict in(body);
  in.zeros(6);
  in.exactly(1, 2);
  if (video) {
    in.zeros(16);
    in.take(4);
    in.exactly(0x480000, 4);
    in.exactly(0x480000, 4);
    in.zeros(4);
    in.exactly(1, 2);
    in.zeros(32);  // no encoder's name
    in.take(2);
    in.exactly(0xffff, 2);
  } else if (lpcm) {
    in.exactly(2, 2);
    in.zeros(6);
    in.take(48);
    return in.done();
  } else {
    in.zeros(8);
    in.take(4);
    in.zeros(4);
    in.take(4);
  }
  Boxes children(in.rest());
  while (auto child = children.next()) {
    if (!allowed_child(child->type, child->body.size(), video)) return false;
    if (child->type == "colr" && !starts_with(child->body, "nclx")) return false;
  }
  return in.sound() && children.at_end();
}

struct ChunkRun {
  std::uint64_t first, per, entry;
};

bool see_samples(Strict& stbl, ByteSpan file, SeenTrack& track,
                 std::vector<std::pair<std::uint64_t, std::uint64_t>>& used) {
  auto stsd = stbl.box("stsd");
  stsd.zeros(4);
  auto count = stsd.number(4);
  track.entries.assign(stsd.rest().begin(), stsd.rest().end());
  bool lpcm = false, packed = false;
  Boxes entries(stsd.rest());
  for (std::uint64_t i = 0; i < count; ++i) {
    auto e = entries.next();
    if (!e) return false;
    lpcm = e->type == "lpcm";
    packed = lpcm || e->type == "ulaw" || e->type == "alaw";
    if (!see_entry(e->body, track.video, lpcm)) return false;
  }
  if (!entries.at_end()) return false;

  struct Run {
    std::uint64_t n, value;
  };
  auto runs = [&](std::string_view type, bool wide_allowed) {
    std::vector<Run> out;
    auto box = stbl.box(type);
    auto version = box.number(4);
    if (version != 0 && !(wide_allowed && version == 0x01000000)) box.refuse();
    auto n = box.number(4);
    for (std::uint64_t i = 0; i < n && box.sound(); ++i) {
      auto run = box.number(4);
      out.push_back({run, box.number(4)});
    }
    if (!box.done()) stbl.refuse();
    return out;
  };
  auto times = runs("stts", false);
  auto shifts = stbl.next_is("ctts") ? runs("ctts", true) : std::vector<Run>();
  bool all_keys = !stbl.next_is("stss");
  std::vector<std::uint64_t> keys;
  if (!all_keys) {
    auto stss = stbl.box("stss");
    stss.zeros(4);
    auto n = stss.number(4);
    for (std::uint64_t i = 0; i < n && stss.sound(); ++i) keys.push_back(stss.number(4));
    if (!stss.done()) return false;
  }
  auto stsz = stbl.box("stsz");
  stsz.zeros(4);
  auto unit = stsz.number(4), total = stsz.number(4);
  if ((unit != 0) != packed) return false;
  auto sizes = stsz.rest();
  if (unit == 0 ? sizes.size() != total * 4 : !sizes.empty()) return false;
  auto stsc = stbl.box("stsc");
  stsc.zeros(4);
  std::vector<ChunkRun> chunk_runs(std::min<std::uint64_t>(stsc.number(4), stsc.rest().size() / 12));
  for (auto& r : chunk_runs) r = {stsc.number(4), stsc.number(4), stsc.number(4)};
  auto stco = stbl.box("stco");
  stco.zeros(4);
  auto chunks = stco.number(4);
  if (!stsc.done() || !stco.sound() || stco.rest().size() != chunks * 4 || !stbl.done()) return false;

  std::size_t time_run = 0, shift_run = 0, key = 0, chunk_run = 0;
  std::uint64_t sample = 0, time_used = 0, shift_used = 0;
  auto take = [](const std::vector<Run>& list, std::size_t& i, std::uint64_t& used_up, std::uint64_t n) {
    while (i < list.size() && used_up == list[i].n) ++i, used_up = 0;
    if (i == list.size() || list[i].n - used_up < n) return std::optional<std::uint64_t>();
    used_up += n;
    return std::optional(list[i].value);
  };
  for (std::uint64_t c = 1; c <= chunks; ++c) {
    if (chunk_run < chunk_runs.size() && chunk_runs[chunk_run].first == c) ++chunk_run;
    if (chunk_run == 0) return false;
    const auto& run = chunk_runs[chunk_run - 1];
    auto at = stco.number(4);
    const auto from = at;
    for (std::uint64_t i = 0; i < run.per;) {
      SeenTrack::Piece p;
      p.count = packed ? static_cast<std::uint32_t>(run.per) : 1;
      if (sample + p.count > total || run.entry == 0) return false;
      std::uint64_t n = packed ? unit * run.per : load_le(sizes.subspan(4 * sample, 4));
      if (!packed) n = __builtin_bswap32(static_cast<std::uint32_t>(n));
      if (at > file.size() || n > file.size() - at) return false;
      p.bytes = file.subspan(at, n);
      auto duration = take(times, time_run, time_used, p.count);
      if (!duration) return false;
      p.duration = static_cast<std::uint32_t>(*duration);
      if (!shifts.empty()) {
        auto shift = take(shifts, shift_run, shift_used, p.count);
        if (!shift) return false;
        p.shift = static_cast<std::int32_t>(static_cast<std::uint32_t>(*shift));
      }
      sample += p.count;
      if (!all_keys) {
        p.key = key < keys.size() && keys[key] == sample;
        if (p.key) ++key;
      }
      p.entry = static_cast<std::uint32_t>(run.entry - 1);
      track.pieces.push_back(p);
      at += n;
      i += p.count;
    }
    used.emplace_back(from, at);
  }
  return sample == total && key == keys.size();
}

bool see_track(Strict& moov, ByteSpan file, std::uint64_t number, SeenTrack& track,
               std::vector<std::pair<std::uint64_t, std::uint64_t>>& used) {
  auto trak = moov.box("trak");
  auto tkhd = trak.box("tkhd");
  auto width = see_times(tkhd, 7);
  tkhd.exactly(number, 4);
  tkhd.zeros(4);
  tkhd.number(width);
  tkhd.zeros(12);
  auto volume = tkhd.number(2);
  tkhd.zeros(2);
  track.turn = see_matrix(tkhd);
  for (int i = 0; i < 2; ++i) {
    tkhd.take(2);
    tkhd.zeros(2);
  }
  if (!tkhd.done()) return false;
  if (trak.next_is("edts")) {
    auto edts = trak.box("edts");
    auto elst = edts.box("elst");
    auto version = elst.number(4);
    if (version != 0 && version != 0x01000000) return false;
    auto n = elst.number(4);
    for (std::uint64_t i = 0; i < n && elst.sound(); ++i) {
      Edit e;
      e.duration = elst.number(version == 0 ? 4 : 8);
      e.media_time = version == 0 ? static_cast<std::int32_t>(elst.number(4))
                                  : static_cast<std::int64_t>(elst.number(8));
      elst.exactly(0x10000, 4);
      track.edits.push_back(e);
    }
    if (!elst.done() || !edts.done()) return false;
  }
  auto mdia = trak.box("mdia");
  auto mdhd = mdia.box("mdhd");
  width = see_times(mdhd, 0);
  track.timescale = static_cast<std::uint32_t>(mdhd.number(4));
  mdhd.number(width);
  mdhd.exactly(0x55c40000, 4);
  auto hdlr = mdia.box("hdlr");
  hdlr.zeros(8);
  auto handler = as_text(hdlr.take(4));
  hdlr.zeros(13);
  if (!mdhd.done() || !hdlr.done() || (handler != "vide" && handler != "soun")) return false;
  track.video = handler == "vide";
  if (volume != (track.video ? 0u : 0x100u)) return false;
  auto minf = mdia.box("minf");
  auto header = minf.box(track.video ? "vmhd" : "smhd");
  header.exactly(track.video ? 1 : 0, 4);
  header.zeros(track.video ? 8 : 4);
  auto dinf = minf.box("dinf");
  auto dref = dinf.box("dref");
  dref.exactly(1, 8);
  auto url = dref.box("url ");
  url.exactly(1, 4);
  if (!header.done() || !url.done() || !dref.done() || !dinf.done()) return false;
  auto stbl = minf.box("stbl");
  return minf.done() && mdia.done() && trak.done() && see_samples(stbl, file, track, used);
}

}  // namespace

std::optional<std::vector<SeenTrack>> see_bmff(ByteSpan cleaned) {
  using namespace std::string_view_literals;
  Strict file(cleaned);
  auto ftyp = as_text(file.box("ftyp").rest());
  if (ftyp != "mp42\0\0\0\0mp42isom"sv && ftyp != "M4A \0\0\0\0M4A mp42isom"sv &&
      ftyp != "3gp4\0\0\0\0isom3gp4"sv && ftyp != "qt  \0\0\0\0qt  "sv)
    return std::nullopt;
  auto moov = file.box("moov");
  auto mvhd = moov.box("mvhd");
  auto width = see_times(mvhd, 0);
  mvhd.exactly(kMovieTicks, 4);
  mvhd.number(width);
  mvhd.exactly(0x10000, 4);
  mvhd.exactly(0x100, 2);
  mvhd.zeros(10);
  if (see_matrix(mvhd) != std::array<int, 4>{1, 0, 0, 1}) return std::nullopt;
  mvhd.zeros(24);
  auto next = mvhd.number(4);
  if (!mvhd.done()) return std::nullopt;
  std::vector<SeenTrack> tracks;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> used;
  while (moov.next_is("trak")) {
    auto& track = tracks.emplace_back();
    if (!see_track(moov, cleaned, tracks.size(), track, used)) return std::nullopt;
  }
  if (!moov.done() || next != tracks.size() + 1) return std::nullopt;
  std::uint64_t at = file.at() + 8;
  file.box("mdat");
  if (!file.done()) return std::nullopt;
  // Chunks lie one behind the other, and nothing lies between them.
  std::ranges::sort(used);
  for (auto [from, to] : used) {
    if (from != at) return std::nullopt;
    at = to;
  }
  if (at != cleaned.size()) return std::nullopt;
  return tracks;
}

}  // namespace adit::client::media
