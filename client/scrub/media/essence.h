// SPDX-License-Identifier: Apache-2.0
// What is inside one sample, packet or frame: coded sound or pictures, and between them notes that
// playing does not need (an encoder's name, a drone's place, filler). Copies the first without the
// second, for one way of coding each.
#pragma once

#include <adit/bytes.h>

#include "client/scrub/harvest.h"

namespace adit::client::media {

enum class Coding : std::uint8_t { plain, h264, hevc, mpeg4, mjpeg, av1, aac, opus, mp3 };

struct Essence {
  Coding coding = Coding::plain;
  unsigned length_bytes = 0;  // of H.264 and HEVC: before each unit; 0: start codes
};

// Where the copy goes; or nowhere, to learn its size.
class Sink {
 public:
  Sink() = default;
  explicit Sink(ByteVector& out) : out_(&out) {}
  void put(ByteSpan bytes) {
    n_ += bytes.size();
    if (out_ != nullptr) append(*out_, bytes);
  }
  std::size_t size() const { return n_; }

 private:
  ByteVector* out_ = nullptr;
  std::size_t n_ = 0;
};

// False if the sample is not what its coding says. The harvest, if there is one, hears of the notes.
bool copy_essence(const Essence& essence, ByteSpan sample, Sink& to, Harvest* harvest);

// One coding each.
bool copy_nals(const Essence& essence, ByteSpan sample, Sink& to, Harvest* harvest);
bool copy_av1(ByteSpan sample, Sink& to, Harvest* harvest);
bool copy_mpeg4(ByteSpan sample, Sink& to, Harvest* harvest);
bool copy_mjpeg(ByteSpan sample, Sink& to, Harvest* harvest);
bool copy_aac(ByteSpan sample, Sink& to, Harvest* harvest);
bool copy_opus(ByteSpan sample, Sink& to, Harvest* harvest);

// Whether a decoder can start here.
bool is_key(const Essence& essence, ByteSpan sample);
// How many samples at 48 kHz an Opus packet holds; 0 if it is none.
unsigned opus_samples(ByteSpan packet);

// Setup records, rebuilt from what they mean. Nothing if they are not understood.
std::optional<ByteVector> clean_avcc(ByteSpan record, unsigned& length_bytes);
std::optional<ByteVector> clean_hvcc(ByteSpan record, unsigned& length_bytes);
std::optional<ByteVector> clean_av1c(ByteSpan record);
std::optional<ByteVector> clean_vpcc(ByteSpan record);
// AudioSpecificConfig of AAC.
std::optional<ByteVector> clean_asc(ByteSpan record);
// STREAMINFO without its digest.
std::optional<ByteVector> clean_streaminfo(ByteSpan block);
// "OpusHead" and the three packets of Vorbis, as Ogg and Matroska have them.
std::optional<ByteVector> clean_opus_head(ByteSpan packet);
bool is_vorbis_id(ByteSpan packet);
bool is_vorbis_setup(ByteSpan packet);
ByteVector empty_vorbis_comment();
ByteVector empty_opus_tags();
// What a comment header says; `comments` begins with the vendor's length.
void harvest_vorbis_comments(ByteSpan comments, Harvest& out);

}  // namespace adit::client::media
