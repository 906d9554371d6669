// SPDX-License-Identifier: Apache-2.0
// Writes the seeds of the media fuzzers: make_media_seeds tests/fuzz/corpus.
#include <cstdio>

#include "client/scrub/builders.h"
#include "client/scrub/media/dirty.h"
#include "client/scrub/media/inputs.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make_media_seeds FOLDER\n", stderr);
    return 2;
  }
  using namespace adit;
  using namespace adit::test;
  std::filesystem::path folder = argv[1];
  auto put = [&](std::string_view target, std::string_view name, ByteSpan file) {
    // Small ones only: a fuzzer learns nothing from more of the same.
    if (file.size() < 20'000) write_file(folder / target / name, file);
  };
  for (const auto& name : media_names()) {
    auto file = media_input(name);
    auto kind = name.substr(name.rfind('.') + 1);
    bool boxes = kind == "mp4" || kind == "mov" || kind == "3gp" || kind == "m4a";
    put(boxes                             ? "scrub_boxes"
        : kind == "mkv" || kind == "webm" ? "scrub_mkv"
        : kind == "avi"                   ? "scrub_avi"
                                          : "scrub_sound",
        name, file);
  }
  put("scrub_sound", "dirty.flac", dirty_flac(media_input("flac.flac")));
  put("scrub_sound", "narrow.amr", amr(false, 20));
  put("scrub_sound", "wide.amr", amr(true, 20));
  put("scrub_boxes", "dirty.mp4", dirty_boxes(media_input("h264.mp4")));
  return 0;
}
