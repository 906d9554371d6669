// SPDX-License-Identifier: Apache-2.0
// Recordings of frames: MP3, AAC, AMR, WAV, FLAC, Ogg.
#include "tests/fuzz/media.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using enum adit::client::FileKind;
  adit::test::clean_twice({data, size}, {mp3, aac, amr, wav, flac, ogg});
  return 0;
}
