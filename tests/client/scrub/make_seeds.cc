// SPDX-License-Identifier: Apache-2.0
// Writes the seeds of the scrub fuzzers: make_scrub_seeds tests/fuzz/corpus.
#include <cstdio>
#include <string>

#include "client/scrub/builders.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make_scrub_seeds FOLDER\n", stderr);
    return 2;
  }
  using namespace adit;
  using namespace adit::test;
  std::filesystem::path folder = argv[1];
  auto photo = encode_jpeg(landscape(24, 16));
  auto jpeg = [&](std::string_view name, ByteSpan file) { write_file(folder / "scrub_jpeg" / name, file); };
  jpeg("plain", photo);
  jpeg("grey", encode_jpeg(landscape(9, 7, 1)));
  jpeg("progressive", encode_jpeg(landscape(24, 16), {.progressive = true}));
  jpeg("restarts", encode_jpeg(landscape(24, 33), {.full_colour = true, .restart_rows = 1}));
  jpeg("canonical", encode_jpeg(landscape(24, 16), {.quality = 90, .optimised = false}));
  jpeg("exif",
       exiftool_write(photo, "jpg",
                      {"-GPSLatitude=4.32", "-GPSLatitudeRef=S", "-GPSLongitude=28", "-GPSLongitudeRef=E",
                       "-EXIF:Artist=A. Name", "-EXIF:SerialNumber=S-12345", "-n", "-Orientation=6"}));
  jpeg("xmp-iptc",
       exiftool_write(photo, "jpg", {"-XMP-dc:Creator=A. Name", "-IPTC:City=A town", "-Comment=a comment"}));
  jpeg("profile", with_segment(photo, 0xe2, [] {
         ByteVector body{'I', 'C', 'C', '_', 'P', 'R', 'O', 'F', 'I', 'L', 'E', 0, 1, 1};
         append(body, wide_profile("wide"));
         return body;
       }()));

  auto png = [&](std::string_view name, ByteSpan file) { write_file(folder / "scrub_png" / name, file); };
  auto rgb = encode_png(12, 9, landscape(12, 9).samples, {});
  png("rgb", rgb);
  png("woven", encode_png(12, 9, landscape(12, 9).samples, {.interlaced = true}));
  png("grey-16", encode_png(4, 4, ByteVector(32, 0x5a), {.colour = 0, .depth = 16}));
  png("palette", encode_png(8, 4, ByteVector(8, 0x1b),
                            {.colour = 3,
                             .depth = 2,
                             .palette = {1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9},
                             .transparency = {0, 9}}));
  png("alpha", encode_png(4, 4, ByteVector(64, 0), {.colour = 6}));
  png("text",
      exiftool_write(rgb, "png", {"-PNG:Author=A. Name", "-XMP-dc:Creator=A. Name", "-EXIF:Artist=A. Name"}));

  auto text = [&](std::string_view name, std::string_view file) {
    write_file(folder / "scrub_text" / name, as_bytes(file));
  };
  using namespace std::string_view_literals;
  text("plain", "one line\nanother\n");
  text("marks", "a\u200bb\u202ec\u00ad\u00a0d \r\n\ufeff");
  text("joiners", "می\u200cخواهم क्\u200dष\n");
  text("composed", "e\u0301\u0323 \u212b \u1100\u1161\u11a8 \u0958\n");
  text("utf16", "\xff\xfeh\0\xe9\0=\xd8M\xdc"sv);
  text("western", "caf\xe9 \x80 and more\n");
  text("frame", "ADITSCR1\0\2\1\0\0\0\0\1\0\0\0x\0\0\0\0\1\0\0\0\0\0\0\0x"sv);
  return 0;
}
