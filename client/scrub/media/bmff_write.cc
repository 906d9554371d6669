// SPDX-License-Identifier: Apache-2.0
// A movie from scratch: ftyp, moov, mdat. Times are zero, names empty, languages "und"; the order of
// boxes and of samples is always the same.
#include <algorithm>
#include <tuple>

#include "client/scrub/media/audio.h"
#include "client/scrub/media/bmff.h"

namespace adit::client::media {
namespace {

// A box under construction; its size is known when it ends.
class Open {
 public:
  Open(ByteVector& out, std::string_view type) : out_(out), at_(out.size()) {
    put_zeros(out, 4);
    put_text(out, type);
  }
  ~Open() {
    auto n = out_.size() - at_;
    for (unsigned i = 0; i < 4; ++i) out_[at_ + i] = static_cast<std::uint8_t>(n >> (24 - 8 * i));
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;

 private:
  ByteVector& out_;
  std::size_t at_;
};

// Samples of one track that lie together, about half a second of them.
struct Chunk {
  std::size_t track = 0, first = 0, count = 0;
  std::uint32_t samples = 0;
  std::uint64_t bytes = 0, begins = 0;  // in movie ticks
  std::uint8_t entry = 0;
};

std::uint64_t movie_ticks(std::uint64_t n, std::uint32_t scale) {
  return n / scale * kMovieTicks + (n % scale * kMovieTicks + scale - 1) / scale;
}

void put_matrix(ByteVector& out, const std::array<int, 4>& turn) {
  auto fixed = [&](int v) { put_be32(out, static_cast<std::uint32_t>(v * 0x10000)); };
  fixed(turn[0]), fixed(turn[1]), fixed(0);
  fixed(turn[2]), fixed(turn[3]), fixed(0);
  fixed(0), fixed(0), put_be32(out, 0x40000000);
}

void put_times(ByteVector& out, bool wide) { put_zeros(out, wide ? 16 : 8); }

class Writer {
 public:
  Writer(ByteSpan file, const Movie& movie) : file_(file), movie_(movie) {}

  Result<ByteVector> write() {
    ADIT_CHECK(measure());
    plan();
    ByteVector out;
    put_kind(out);
    put_moov(out);
    std::uint64_t total = out.size() + 8;
    for (const auto& chunk : chunks_) total += chunk.bytes;
    if (total > 0xffffffffu) return fail(Errc::file_too_large);
    // Offsets are known only now: the tables have been written with zeros in their places.
    std::uint64_t at = out.size() + 8;
    std::vector<std::size_t> next = offsets_at_;
    for (const auto& chunk : chunks_) {
      auto& place = next[chunk.track];
      for (unsigned i = 0; i < 4; ++i) out[place + i] = static_cast<std::uint8_t>(at >> (24 - 8 * i));
      place += 4;
      at += chunk.bytes;
    }
    auto data_bytes = total - out.size();
    out.reserve(total);
    put_be32(out, data_bytes);
    put_text(out, "mdat");
    std::vector<std::vector<Place>> mp3(movie_.tracks.size());
    for (const auto& chunk : chunks_) {
      const auto& track = movie_.tracks[chunk.track];
      for (std::size_t i = chunk.first; i < chunk.first + chunk.count; ++i) {
        const auto& s = track.samples[i];
        auto begins = out.size();
        Sink sink(out);
        const auto& essence = track.entries[s.entry].essence;
        copy_essence(essence, file_.subspan(s.at, s.size), sink, nullptr);
        if (essence.coding == Coding::mp3) mp3[chunk.track].push_back({begins, sink.size()});
      }
    }
    for (const auto& frames : mp3) blank_mp3(out, frames);
    if (out.size() != total) return fail(Errc::internal);
    return out;
  }

 private:
  Status measure() {
    for (const auto& track : movie_.tracks) {
      auto& sizes = sizes_.emplace_back();
      sizes.reserve(track.samples.size());
      for (const auto& s : track.samples) {
        Sink sink;
        if (!copy_essence(track.entries[s.entry].essence, file_.subspan(s.at, s.size), sink, nullptr))
          return fail(Errc::file_damaged);
        sizes.push_back(static_cast<std::uint32_t>(sink.size()));
      }
    }
    return {};
  }

  Chunk next_chunk(std::size_t t, std::size_t& sample, std::uint64_t& time) const {
    const auto& track = movie_.tracks[t];
    Chunk chunk{t, sample, 0, 0, 0, movie_ticks(time, track.timescale), track.samples[sample].entry};
    std::uint64_t ticks = 0;
    while (sample < track.samples.size()) {
      const auto& s = track.samples[sample];
      bool full = ticks >= track.timescale / 2 || chunk.bytes >= std::size_t{1} << 20;
      bool piece = track.entries[s.entry].unit_bytes != 0;  // of uncompressed sound: a chunk of its own
      if (chunk.count > 0 && (full || piece || s.entry != chunk.entry)) break;
      ++chunk.count;
      chunk.samples += s.count;
      chunk.bytes += sizes_[t][sample];
      ticks += std::uint64_t{s.duration} * s.count;
      ++sample;
      if (piece) break;
    }
    time += ticks;
    return chunk;
  }

  // All chunks in the order in which they are needed.
  void plan() {
    for (std::size_t t = 0; t < movie_.tracks.size(); ++t) {
      std::size_t sample = 0;
      std::uint64_t time = 0;
      while (sample < movie_.tracks[t].samples.size()) chunks_.push_back(next_chunk(t, sample, time));
    }
    std::ranges::sort(chunks_, {}, [](const Chunk& c) { return std::tuple(c.begins, c.track, c.first); });
  }

  void put_kind(ByteVector& out) const {
    Open box(out, "ftyp");
    switch (bmff_kind(movie_)) {
      case FileKind::mov:
        put_text(out, "qt  ");
        put_be32(out, 0);
        put_text(out, "qt  ");
        break;
      case FileKind::threegp:
        put_text(out, "3gp4");
        put_be32(out, 0);
        put_text(out, "isom3gp4");
        break;
      case FileKind::m4a:
        put_text(out, "M4A ");
        put_be32(out, 0);
        put_text(out, "M4A mp42isom");
        break;
      default:
        put_text(out, "mp42");
        put_be32(out, 0);
        put_text(out, "mp42isom");
    }
  }

  // How long the track is shown, in movie ticks.
  static std::uint64_t shown(const Track& track) {
    if (track.edits.empty()) return movie_ticks(track.media_ticks(), track.timescale);
    std::uint64_t n = 0;
    for (const auto& e : track.edits) n += e.duration;
    return n;
  }

  void put_moov(ByteVector& out) {
    Open moov(out, "moov");
    std::uint64_t longest = 0;
    for (const auto& track : movie_.tracks) longest = std::max(longest, shown(track));
    {
      Open mvhd(out, "mvhd");
      bool wide = longest > 0xffffffffu;
      put_be32(out, wide ? 0x01000000 : 0);
      put_times(out, wide);
      put_be32(out, kMovieTicks);
      put_be(out, longest, wide ? 8 : 4);
      put_be32(out, 0x10000);
      put_be16(out, 0x100);
      put_zeros(out, 10);
      put_matrix(out, {1, 0, 0, 1});
      put_zeros(out, 24);
      put_be32(out, movie_.tracks.size() + 1);
    }
    for (std::size_t t = 0; t < movie_.tracks.size(); ++t) put_track(out, t);
  }

  void put_track(ByteVector& out, std::size_t t) {
    const auto& track = movie_.tracks[t];
    Open trak(out, "trak");
    {
      Open tkhd(out, "tkhd");
      bool wide = shown(track) > 0xffffffffu;
      put_be32(out, wide ? 0x01000007 : 7);
      put_times(out, wide);
      put_be32(out, t + 1);
      put_zeros(out, 4);
      put_be(out, shown(track), wide ? 8 : 4);
      put_zeros(out, 12);
      put_be16(out, track.video ? 0 : 0x100);
      put_zeros(out, 2);
      put_matrix(out, track.turn);
      put_be32(out, std::uint64_t{track.width} << 16);
      put_be32(out, std::uint64_t{track.height} << 16);
    }
    if (!track.edits.empty()) {
      Open edts(out, "edts");
      Open elst(out, "elst");
      bool wide = std::ranges::any_of(
          track.edits, [](const Edit& e) { return e.duration > 0xffffffffu || e.media_time > 0x7fffffff; });
      put_be32(out, wide ? 0x01000000 : 0);
      put_be32(out, track.edits.size());
      for (const auto& e : track.edits) {
        put_be(out, e.duration, wide ? 8 : 4);
        put_be(out, static_cast<std::uint64_t>(e.media_time), wide ? 8 : 4);
        put_be32(out, 0x10000);
      }
    }
    Open mdia(out, "mdia");
    {
      Open mdhd(out, "mdhd");
      auto ticks = track.media_ticks();
      bool wide = ticks > 0xffffffffu;
      put_be32(out, wide ? 0x01000000 : 0);
      put_times(out, wide);
      put_be32(out, track.timescale);
      put_be(out, ticks, wide ? 8 : 4);
      put_be16(out, 0x55c4);
      put_zeros(out, 2);
    }
    {
      Open hdlr(out, "hdlr");
      put_zeros(out, 8);
      put_text(out, track.video ? "vide" : "soun");
      put_zeros(out, 13);
    }
    Open minf(out, "minf");
    if (track.video) {
      Open vmhd(out, "vmhd");
      put_be32(out, 1);
      put_zeros(out, 8);
    } else {
      Open smhd(out, "smhd");
      put_zeros(out, 8);
    }
    {
      Open dinf(out, "dinf");
      Open dref(out, "dref");
      put_be32(out, 0);
      put_be32(out, 1);
      Open url(out, "url ");
      put_be32(out, 1);
    }
    Open stbl(out, "stbl");
    {
      Open stsd(out, "stsd");
      put_be32(out, 0);
      put_be32(out, track.entries.size());
      for (const auto& e : track.entries) append(out, e.box);
    }
    put_runs(out, "stts", 0, track, [](const Sample& s) { return s.duration; });
    bool shifted = std::ranges::any_of(track.samples, [](const Sample& s) { return s.shift != 0; });
    bool backwards = std::ranges::any_of(track.samples, [](const Sample& s) { return s.shift < 0; });
    if (shifted) {
      put_runs(out, "ctts", backwards ? 0x01000000 : 0, track,
               [](const Sample& s) { return static_cast<std::uint32_t>(s.shift); });
    }
    if (!std::ranges::all_of(track.samples, &Sample::key)) put_keys(out, track);
    put_sizes(out, t);
    put_chunks(out, t);
  }

  template <class Value>
  static void put_runs(ByteVector& out, std::string_view type, std::uint32_t version, const Track& track,
                       Value value) {
    Open box(out, type);
    put_be32(out, version);
    std::size_t count_at = out.size();
    put_zeros(out, 4);
    std::uint32_t runs = 0;
    const auto& samples = track.samples;
    for (std::size_t i = 0; i < samples.size();) {
      std::uint32_t n = 0;
      std::size_t k = i;
      for (; k < samples.size() && value(samples[k]) == value(samples[i]); ++k) n += samples[k].count;
      put_be32(out, n);
      put_be32(out, value(samples[i]));
      ++runs;
      i = k;
    }
    for (unsigned i = 0; i < 4; ++i) out[count_at + i] = static_cast<std::uint8_t>(runs >> (24 - 8 * i));
  }

  static void put_keys(ByteVector& out, const Track& track) {
    Open stss(out, "stss");
    put_be32(out, 0);
    put_be32(out, static_cast<std::size_t>(std::ranges::count_if(track.samples, &Sample::key)));
    for (std::size_t i = 0; i < track.samples.size(); ++i) {
      if (track.samples[i].key) put_be32(out, i + 1);
    }
  }

  void put_sizes(ByteVector& out, std::size_t t) const {
    const auto& track = movie_.tracks[t];
    Open stsz(out, "stsz");
    put_be32(out, 0);
    if (auto unit = track.entries.front().unit_bytes; unit != 0) {
      std::uint64_t n = 0;
      for (const auto& s : track.samples) n += s.count;
      put_be32(out, unit);
      put_be32(out, n);
      return;
    }
    put_be32(out, 0);
    put_be32(out, sizes_[t].size());
    for (auto n : sizes_[t]) put_be32(out, n);
  }

  void put_chunks(ByteVector& out, std::size_t t) {
    std::vector<const Chunk*> own;
    for (const auto& chunk : chunks_) {
      if (chunk.track == t) own.push_back(&chunk);
    }
    {
      Open stsc(out, "stsc");
      put_be32(out, 0);
      auto changes = [&](std::size_t i) {
        return i == 0 || own[i]->samples != own[i - 1]->samples || own[i]->entry != own[i - 1]->entry;
      };
      std::uint32_t runs = 0;
      for (std::size_t i = 0; i < own.size(); ++i) runs += changes(i) ? 1 : 0;
      put_be32(out, runs);
      for (std::size_t i = 0; i < own.size(); ++i) {
        if (!changes(i)) continue;
        put_be32(out, i + 1);
        put_be32(out, own[i]->samples);
        put_be32(out, own[i]->entry + 1u);
      }
    }
    Open stco(out, "stco");
    put_be32(out, 0);
    put_be32(out, own.size());
    offsets_at_.push_back(out.size());
    put_zeros(out, 4 * own.size());
  }

  ByteSpan file_;
  const Movie& movie_;
  std::vector<std::vector<std::uint32_t>> sizes_;
  std::vector<Chunk> chunks_;
  std::vector<std::size_t> offsets_at_;
};

}  // namespace

FileKind bmff_kind(const Movie& movie) {
  bool video = false, quicktime = false, mobile = false;
  for (const auto& track : movie.tracks) {
    video = video || track.video;
    for (const auto& e : track.entries) {
      quicktime = quicktime || e.unit_bytes != 0 || e.codec == "jpeg";
      mobile = mobile || e.codec == "samr" || e.codec == "sawb" || e.codec == "s263";
    }
  }
  if (quicktime) return FileKind::mov;
  if (mobile) return FileKind::threegp;
  return video ? FileKind::mp4 : FileKind::m4a;
}

Result<ByteVector> write_bmff(ByteSpan file, const Movie& movie) { return Writer(file, movie).write(); }

}  // namespace adit::client::media
