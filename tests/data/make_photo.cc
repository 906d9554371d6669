// SPDX-License-Identifier: Apache-2.0
// Draws the picture of photo-with-gps.jpg and its preview: make_photo PHOTO PREVIEW. tests/data/README.md.
#include <cstdio>

#include "client/scrub/builders.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: make_photo PHOTO PREVIEW\n", stderr);
    return 2;
  }
  using namespace adit::test;
  write_file(argv[1], encode_jpeg(landscape(1200, 900), {.quality = 78}));
  // The preview shows more than the photo: what was cropped away.
  write_file(argv[2], encode_jpeg(landscape(160, 120), {.quality = 70}));
  return 0;
}
