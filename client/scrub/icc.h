// SPDX-License-Identifier: Apache-2.0
// Colour profiles of the simple kind (three curves and a matrix, or one curve for grey), turned into
// sRGB. All arithmetic is IEEE double without library functions and without fused steps, so that
// every machine gets the same dots.
#pragma once

#include <adit/bytes.h>

namespace adit::client {

enum class Colours : std::uint8_t {
  as_they_are,  // the profile is sRGB, or so close that no dot changes by more than a little
  converted,
  not_understood,  // kept as numbers: they will look a little different
};

// samples: rows of `channels` (1 or 3) bytes each.
Colours to_srgb(ByteSpan profile, unsigned channels, MutableByteSpan samples);

}  // namespace adit::client
