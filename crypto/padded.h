// SPDX-License-Identifier: Apache-2.0
// Padded block (protocol 2.1): le16(size of m) || m || zeros, N bytes in all. Hides the size of m.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

namespace adit {

// Errors: report_too_long, if m does not fit.
Result<ByteVector> pad(ByteSpan m, std::size_t block_bytes);

// m, borrowed from the block.
// Errors: padding_not_zero, if the size is too great or any byte after m is not zero.
Result<ByteSpan> unpad(ByteSpan block);

}  // namespace adit
