// SPDX-License-Identifier: Apache-2.0
// Recordings that are a row of frames or a few chunks: what is kept of each, as places in the file.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <vector>

#include "client/scrub/harvest.h"

namespace adit::client::media {

struct Place {
  std::size_t at = 0, size = 0;
};

// --- Tags around frames: ID3v2 before them, ID3v1, APE and Lyrics3 behind (tags.cc) ---

// How many bytes at the start are ID3v2 tags; several may be stacked.
std::size_t leading_tags(ByteSpan file);
void harvest_id3v2(ByteSpan tags, Harvest& out);
// Whatever stands between frames or behind them: known tags are named.
void harvest_junk(ByteSpan bytes, Harvest& out);

// --- MP3 ---

struct Mp3Header {
  unsigned version = 0;  // 0: 2.5, 2: 2, 3: 1
  unsigned channels = 0;
  std::uint32_t rate = 0;
  std::size_t size = 0;  // of the frame
  bool summed = false;   // two bytes of check sum follow
  unsigned side_bytes = 0;
  unsigned samples() const { return version == 3 ? 1152 : 576; }
};
// Layer III only.
std::optional<Mp3Header> read_mp3_header(ByteSpan at);
struct Mp3 {
  std::vector<Place> frames;  // without the one that only counts the others
  std::uint32_t edges = 0;    // 12 bits of samples to skip at the start, 12 at the end; 0: unknown
};
Result<Mp3> read_mp3(ByteSpan file, Harvest& harvest);
// Blanks in frames of an output what belongs to no sound: private bits, and the gaps between the coded
// sound of one frame and that of the next, where encoders put their names.
void blank_mp3(MutableByteSpan out, const std::vector<Place>& frames);
Result<ByteVector> write_mp3(ByteSpan file, const Mp3& mp3);

// --- The others: frames, checked; written anew ---

Result<std::vector<Place>> read_adts(ByteSpan file, Harvest& harvest);
Result<ByteVector> write_adts(ByteSpan file, const std::vector<Place>& frames, Harvest* harvest);

struct Amr {
  bool wide = false;
  std::vector<Place> frames;
};
Result<Amr> read_amr(ByteSpan file, Harvest& harvest);
ByteVector write_amr(ByteSpan file, const Amr& amr);
// How many bits of sound a frame of this kind holds; nothing if there is no such kind.
std::optional<unsigned> amr_bits(bool wide, unsigned kind);

struct Wav {
  ByteVector format;                     // the whole body of the new "fmt "
  std::optional<std::uint32_t> samples;  // "fact", of packed sound
  Place data;
};
Result<Wav> read_wav(ByteSpan file, Harvest& harvest);
ByteVector write_wav(ByteSpan file, const Wav& wav);
// WAVEFORMATEX rebuilt; AVI has the same. `more` allows what only AVI may hold.
std::optional<ByteVector> clean_wave_format(ByteSpan format, bool more);
// "LIST INFO" and the like: names of four letters with texts.
void harvest_riff_info(ByteSpan list, Harvest& out);

struct Flac {
  ByteVector info;  // STREAMINFO
  std::vector<Place> frames;
  std::vector<std::uint64_t> starts;  // the first sample of each frame
};
Result<Flac> read_flac(ByteSpan file, Harvest& harvest);
ByteVector write_flac(ByteSpan file, const Flac& flac);

struct OggPage {
  std::uint64_t granule = 0;
  std::uint8_t flags = 0;
  Place lacing, body;
};
struct Ogg {
  bool opus = false;
  ByteVector head;             // first packet
  ByteVector setup;            // third, of Vorbis
  std::vector<OggPage> pages;  // of sound
};
Result<Ogg> read_ogg(ByteSpan file, Harvest& harvest);
Result<ByteVector> write_ogg(ByteSpan file, const Ogg& ogg, Harvest* harvest);

}  // namespace adit::client::media
