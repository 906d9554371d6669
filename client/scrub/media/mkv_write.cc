// SPDX-License-Identifier: Apache-2.0
// Matroska from scratch: head, places to seek, info, tracks, clusters, cues. Numbers that are drawn at
// random elsewhere are the tracks' own here; names are empty.
#include <algorithm>

#include "client/scrub/media/mkv.h"
#include "client/scrub/media/reader.h"

namespace adit::client::media {
namespace {

constexpr unsigned kSizeBytes = 8;

// An element whose size is written when it ends.
class Open {
 public:
  Open(ByteVector& out, std::uint32_t id) : out_(out) {
    put_id(out, id);
    at_ = out.size();
    put_zeros(out, kSizeBytes);
  }
  ~Open() {
    std::uint64_t n = (out_.size() - at_ - kSizeBytes) | std::uint64_t{1} << 56;
    for (unsigned i = 0; i < kSizeBytes; ++i) out_[at_ + i] = static_cast<std::uint8_t>(n >> (56 - 8 * i));
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;

 private:
  ByteVector& out_;
  std::size_t at_;
};

struct Cue {
  std::int64_t time = 0;
  std::size_t track = 0, at = 0;
};

void put_int(ByteVector& out, std::uint32_t id, std::int64_t value) {
  ByteVector body;
  put_be64(body, static_cast<std::uint64_t>(value));
  put_element(out, id, body);
}

class Writer {
 public:
  Writer(ByteSpan file, const Mkv& mkv) : file_(file), mkv_(mkv), mp3_(mkv.tracks.size()) {
    for (const auto& t : mkv.tracks) has_video_ = has_video_ || t.video;
  }

  Result<ByteVector> write() {
    out_.reserve(file_.size() + 65536);
    put_head();
    {
      Open segment(out_, 0x18538067);
      start_ = out_.size();
      put_seek_head();
      mark(0);
      put_info();
      mark(1);
      put_tracks();
      ADIT_CHECK(put_clusters());
      mark(2);
      put_cues();
    }
    for (const auto& frames : mp3_) blank_mp3(out_, frames);
    return std::move(out_);
  }

 private:
  void put_head() {
    ByteVector head;
    put_uint(head, 0x4286, 1);
    put_uint(head, 0x42f7, 1);
    put_uint(head, 0x42f2, 4);
    put_uint(head, 0x42f3, 8);
    put_element(head, 0x4282, as_bytes(mkv_kind(mkv_) == FileKind::webm ? "webm" : "matroska"));
    put_uint(head, 0x4287, 4);
    put_uint(head, 0x4285, 2);
    put_element(out_, 0x1a45dfa3, head);
  }

  void put_seek_head() {
    Open seek_head(out_, 0x114d9b74);
    const std::uint32_t ids[] = {0x1549a966, 0x1654ae6b, 0x1c53bb6b};
    for (unsigned i = 0; i < 3; ++i) {
      Open seek(out_, 0x4dbb);
      ByteVector id;
      put_id(id, ids[i]);
      put_element(out_, 0x53ab, id);
      put_element(out_, 0x53ac, ByteVector(8));
      seek_at_[i] = out_.size() - 8;
    }
  }
  void mark(unsigned i) {
    auto v = out_.size() - start_;
    for (unsigned k = 0; k < 8; ++k)
      out_[seek_at_[i] + k] = static_cast<std::uint8_t>(std::uint64_t{v} >> (56 - 8 * k));
  }

  void put_info() {
    ByteVector info;
    put_uint(info, 0x2ad7b1, mkv_.scale);
    put_element(info, 0x4d80, {});
    put_element(info, 0x5741, {});
    if (mkv_.duration) put_float(info, 0x4489, *mkv_.duration);
    put_element(out_, 0x1549a966, info);
  }

  void put_tracks() {
    ByteVector tracks;
    for (std::size_t i = 0; i < mkv_.tracks.size(); ++i) {
      const auto& t = mkv_.tracks[i];
      ByteVector entry;
      put_uint(entry, 0xd7, i + 1);
      put_uint(entry, 0x73c5, i + 1);
      put_uint(entry, 0x83, t.video ? 1 : 2);
      put_element(entry, 0x22b59c, as_bytes("und"));
      put_element(entry, 0x86, as_bytes(t.codec));
      if (!t.setup.empty()) put_element(entry, 0x63a2, t.setup);
      if (t.default_duration != 0) put_uint(entry, 0x23e383, t.default_duration);
      if (t.delay != 0) put_uint(entry, 0x56aa, t.delay);
      if (t.preroll != 0) put_uint(entry, 0x56bb, t.preroll);
      append(entry, t.settings);
      put_element(tracks, 0xae, entry);
    }
    put_element(out_, 0x1654ae6b, tracks);
  }

  // The block's body: number, time, flags, sizes, frames.
  Result<ByteVector> block_body(const MkvBlock& block, std::int64_t begins, bool simple,
                                std::vector<std::size_t>& sizes) const {
    const auto& track = mkv_.tracks[block.track];
    ByteVector frames;
    for (std::size_t i = block.first; i < block.first + block.count; ++i) {
      Sink sink(frames);
      bool sound = true;
      if (track.prefix.empty()) {
        sound =
            copy_essence(track.essence, file_.subspan(mkv_.frames[i].at, mkv_.frames[i].size), sink, nullptr);
      } else {
        sound = copy_essence(track.essence, whole_frame(file_, track, mkv_.frames[i]), sink, nullptr);
      }
      if (!sound) return fail(Errc::file_damaged);
      sizes.push_back(sink.size());
    }
    ByteVector out = {static_cast<std::uint8_t>(0x80 | (block.track + 1))};
    put_be16(out, static_cast<std::uint16_t>(block.time - begins));
    // Several frames: their sizes are written out as in Ogg.
    out.push_back(static_cast<std::uint8_t>((simple && block.key ? 0x80 : 0) | (sizes.size() > 1 ? 2 : 0)));
    if (sizes.size() > 1) {
      out.push_back(static_cast<std::uint8_t>(sizes.size() - 1));
      for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
        out.insert(out.end(), sizes[i] / 255, 255);
        out.push_back(static_cast<std::uint8_t>(sizes[i] % 255));
      }
    }
    append(out, frames);
    return out;
  }

  // Where the frames of the block that was written last lie; `behind` bytes follow them.
  void note_mp3(std::size_t track, const std::vector<std::size_t>& sizes, std::size_t behind) {
    if (mkv_.tracks[track].essence.coding != Coding::mp3) return;
    std::size_t at = out_.size() - behind;
    for (auto n : sizes) at -= n;
    for (auto n : sizes) {
      mp3_[track].push_back({at, n});
      at += n;
    }
  }

  bool begins_cluster(const MkvBlock& block, std::int64_t begins, std::size_t bytes) const {
    auto passed = block.time - begins;
    auto seconds = [&](std::int64_t n) {
      return passed >= static_cast<std::int64_t>(static_cast<std::uint64_t>(n) * 1'000'000'000 / mkv_.scale);
    };
    if (passed < -32768 || passed > 32767 || bytes > std::size_t{4} << 20) return true;
    bool key_picture = mkv_.tracks[block.track].video && block.key;
    return has_video_ ? key_picture && seconds(1) : seconds(5);
  }

  Status put_clusters() {
    std::size_t i = 0;
    while (i < mkv_.blocks.size()) {
      const auto& first = mkv_.blocks[i];
      if (!has_video_ || (mkv_.tracks[first.track].video && first.key))
        cues_.push_back({first.time, first.track, out_.size() - start_});
      Open cluster(out_, 0x1f43b675);
      std::size_t from = out_.size();
      put_uint(out_, 0xe7, static_cast<std::uint64_t>(first.time));
      do {
        const auto& block = mkv_.blocks[i];
        bool simple = !block.duration && block.padding == 0;
        std::vector<std::size_t> sizes;
        ADIT_TRY(auto body, block_body(block, first.time, simple, sizes));
        if (simple) {
          put_element(out_, 0xa3, body);
          note_mp3(block.track, sizes, 0);
        } else {
          ByteVector group;
          put_element(group, 0xa1, body);
          auto block_end = group.size();
          if (block.duration) put_uint(group, 0x9b, *block.duration);
          if (!block.key) put_int(group, 0xfb, block.reference);
          if (block.padding != 0) put_int(group, 0x75a2, block.padding);
          auto behind = group.size() - block_end;
          put_element(out_, 0xa0, group);
          note_mp3(block.track, sizes, behind);
        }
        ++i;
      } while (i < mkv_.blocks.size() && !begins_cluster(mkv_.blocks[i], first.time, out_.size() - from));
    }
    return {};
  }

  void put_cues() {
    Open cues(out_, 0x1c53bb6b);
    for (const auto& cue : cues_) {
      ByteVector place, point;
      put_uint(place, 0xf7, cue.track + 1);
      put_uint(place, 0xf1, cue.at);
      put_uint(point, 0xb3, static_cast<std::uint64_t>(cue.time));
      put_element(point, 0xb7, place);
      put_element(out_, 0xbb, point);
    }
  }

  ByteSpan file_;
  const Mkv& mkv_;
  ByteVector out_;
  bool has_video_ = false;
  std::size_t start_ = 0;
  std::array<std::size_t, 3> seek_at_{};
  std::vector<Cue> cues_;
  std::vector<std::vector<Place>> mp3_;
};

}  // namespace

FileKind mkv_kind(const Mkv& mkv) {
  bool web = std::ranges::all_of(mkv.tracks, [](const MkvTrack& t) {
    return t.codec == "V_VP8" || t.codec == "V_VP9" || t.codec == "V_AV1" || t.codec == "A_OPUS" ||
           t.codec == "A_VORBIS";
  });
  return web ? FileKind::webm : FileKind::mkv;
}

Result<ByteVector> write_mkv(ByteSpan file, const Mkv& mkv) { return Writer(file, mkv).write(); }

}  // namespace adit::client::media
