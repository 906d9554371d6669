// SPDX-License-Identifier: Apache-2.0
#include "crypto/padded.h"

#include <adit/units.h>

namespace adit {

Result<ByteVector> pad(ByteSpan m, std::size_t block_bytes) {
  if (m.size() > 0xffff || m.size() + kPadHeaderBytes > block_bytes) return fail(Errc::report_too_long);
  ByteVector block;
  block.reserve(block_bytes);
  append_le16(block, static_cast<std::uint16_t>(m.size()));
  append(block, m);
  block.resize(block_bytes);
  return block;
}

Result<ByteSpan> unpad(ByteSpan block) {
  if (block.size() < kPadHeaderBytes) return fail(Errc::padding_not_zero);
  std::size_t size = load_le(block.first(kPadHeaderBytes));
  if (size > block.size() - kPadHeaderBytes) return fail(Errc::padding_not_zero);
  // Every padding byte is looked at, whatever the first bad one is.
  std::uint8_t seen = 0;
  for (std::uint8_t byte : block.subspan(kPadHeaderBytes + size)) seen |= byte;
  if (seen != 0) return fail(Errc::padding_not_zero);
  return block.subspan(kPadHeaderBytes, size);
}

}  // namespace adit
