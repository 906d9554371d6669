// SPDX-License-Identifier: Apache-2.0
// A WebP file taken apart at its chunks, without decoding. Borrows the bytes.
#pragma once

#include <adit/bytes.h>

#include <vector>

#include "client/scrub/harvest.h"

namespace adit::client::photo {

struct WebpChunk {
  std::string_view type;
  ByteSpan body;
};

// One picture: coded dots, and alpha if it is stored beside them.
struct WebpFrame {
  unsigned left = 0, top = 0, width = 0, height = 0, duration = 0;
  unsigned how = 0;  // bit 1: do not blend; bit 0: clear afterwards
  WebpChunk dots{};  // "VP8 " or "VP8L"
  ByteSpan alpha;    // ALPH
  bool has_alpha() const;
};

struct Webp {
  unsigned width = 0, height = 0;
  bool animated = false;
  unsigned loops = 0;
  std::vector<WebpFrame> frames;    // at least one
  std::vector<WebpChunk> metadata;  // ICCP, EXIF, XMP and what is unknown
  ByteSpan tail;                    // bytes after the end
};

// Nothing if it is none, or damaged.
std::optional<Webp> parse_webp(ByteSpan file);
void harvest_webp(const Webp& webp, Harvest& out);

// A file of the one frame alone, for the decoder.
ByteVector bare_webp(const WebpFrame& frame);
// The one form of an animation.
ByteVector write_webp(const Webp& webp);

}  // namespace adit::client::photo
