// SPDX-License-Identifier: Apache-2.0
// What a video codec decodes: a plane of light and two of colour, which may be coarser.
#pragma once

#include <adit/bytes.h>

#include "client/scrub/picture.h"

namespace adit::client::photo {

// How the numbers are meant (ITU-T H.273). 2: not said.
struct ColourCode {
  unsigned primaries = 2, transfer = 2, matrix = 2;
  bool full_range = false;
};

struct Planes {
  unsigned width = 0, height = 0, depth = 8;
  unsigned across = 1, down = 1;  // dots that share one colour sample: 1 or 2
  bool grey = false;              // no colour planes
  std::vector<std::uint16_t> dots[3];
  ColourCode code;

  unsigned plane_width(unsigned plane) const { return plane == 0 ? width : (width + across - 1) / across; }
  unsigned plane_height(unsigned plane) const { return plane == 0 ? height : (height + down - 1) / down; }
};

// Grey or RGB of 8 bits, by integers.
Picture to_picture(const Planes& planes, const ColourCode& code);
// The light alone, as alpha: 8 bits.
ByteVector to_alpha(const Planes& planes);

}  // namespace adit::client::photo
