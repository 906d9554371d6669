// SPDX-License-Identifier: Apache-2.0
// Puts canaries into recordings, byte by byte, wherever the formats can carry one.
#pragma once

#include <adit/bytes.h>

#include <string>

namespace adit::test {

// "ADIT-CANARY-WHAT"
ByteVector canary(std::string_view what);
// Whether the word ADIT-CANARY occurs, as it is or as UTF-16 of either order; the place of the first.
std::string canary_left(ByteSpan file);
unsigned count_canaries(ByteSpan file);

// Movies of boxes whose moov stands last: times, places, names, keys, XMP, free parts, a track of notes
// taken while filming, unused bytes of mdat, bytes after the end.
ByteVector dirty_boxes(ByteSpan movie);
// One box, as bytes.
ByteVector box(std::string_view type, ByteSpan body);
// Adds an element at the end of the segment.
ByteVector dirty_mkv(ByteSpan mkv);
ByteVector dirty_wav(ByteSpan wav);
ByteVector dirty_avi(ByteSpan avi);
ByteVector dirty_flac(ByteSpan flac);
// Tags around and between frames: ID3v2 with every kind of frame, APE, Lyrics3, ID3v1. `middle` is where
// one frame ends.
ByteVector dirty_frames(ByteSpan frames, std::size_t middle);
// An AMR file of `n` frames with every kind of frame.
ByteVector amr(bool wide, unsigned n);

}  // namespace adit::test
