// SPDX-License-Identifier: Apache-2.0
// Recordings of frames: MP3, AAC, AMR, WAV, FLAC, Ogg. What is written passes the second look and does not
// change when it is cleaned again.
#include "client/scrub/family.h"
#include "client/scrub/formats.h"

using namespace adit;
using namespace adit::client;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan file(data, size);
  auto kind = kind_of(file);
  if (!kind || !(*kind == FileKind::mp3 || *kind == FileKind::aac || *kind == FileKind::amr ||
                 *kind == FileKind::wav || *kind == FileKind::flac || *kind == FileKind::ogg))
    return 0;
  auto cleaned = rebuild(file);
  if (!cleaned) return 0;
  auto checked = verify(cleaned->kind, file, cleaned->bytes);
  // Coded sound and pictures may spell another kind's mark: then nothing may count as clean.
  if (kind_of(cleaned->bytes) != cleaned->kind) {
    if (checked) __builtin_trap();
    return 0;
  }
  auto again = rebuild(cleaned->bytes);
  if (!again || again->kind != cleaned->kind || again->bytes != cleaned->bytes) __builtin_trap();
  return 0;
}
