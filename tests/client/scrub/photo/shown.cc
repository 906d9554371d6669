// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/photo/shown.h"

#include <cmath>

namespace adit::test {

using namespace adit::client;

ByteVector photo_file(std::string_view name) {
  return read_file(std::filesystem::path(ADIT_SOURCE_DIR) / "tests/data/photos" / name);
}

Drawing shown(ByteSpan file) {
  if (file.size() > 1 && file[0] == 0xff) {
    auto d = decode_jpeg(file);
    if (d.channels == 3) return d;
    Drawing out{d.width, d.height, 3, {}};
    for (auto v : d.samples) out.samples.insert(out.samples.end(), 3, v);
    return out;
  }
  auto wide = decode_png(file);
  Drawing out{wide.width, wide.height, 3, {}};
  for (std::size_t i = 0; i < wide.rgba.size(); ++i) {
    if (i % 4 != 3) out.samples.push_back(static_cast<std::uint8_t>(wide.rgba[i] >> 8));
  }
  return out;
}

double likeness(const Drawing& a, const Drawing& b) {
  if (a.width != b.width || a.height != b.height || a.samples.size() != b.samples.size()) return 0;
  double sum = 0;
  for (std::size_t i = 0; i < a.samples.size(); ++i) {
    double d = double(a.samples[i]) - double(b.samples[i]);
    sum += d * d;
  }
  if (sum == 0) return 99;
  return 10 * std::log10(255.0 * 255.0 * static_cast<double>(a.samples.size()) / sum);
}

bool tells(const CleanedFile& file, FindingClass what, std::string_view words) {
  for (const auto& f : file.removed) {
    if (f.what == what && f.text.find(words) != f.text.npos) return true;
  }
  return false;
}

bool is_structure(const std::string& line) {
  auto end = line.find(']');
  if (end == std::string::npos) return false;
  auto group = line.substr(0, end + 1);
  auto from = line.find_first_not_of(' ', end + 1);
  auto tag = line.substr(from, line.find(' ', from) - from);
  auto in = [&](std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, tag) != names.end();
  };
  if (group == "[JFIF]") return in({"JFIFVersion", "ResolutionUnit", "XResolution", "YResolution"});
  if (group == "[GIF]")
    return in({"GIFVersion", "ImageWidth", "ImageHeight", "HasColorMap", "ColorResolutionDepth",
               "BitsPerPixel", "BackgroundColor", "AnimationIterations", "FrameCount", "Duration",
               "TransparentColor"});
  if (group == "[PNG]")
    return in({"ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression", "Filter", "Interlace",
               "Palette", "Transparency"});
  if (group == "[RIFF]")
    return in({"WebP_Flags", "ImageWidth", "ImageHeight", "BackgroundColor", "AnimationLoopCount",
               "FrameCount", "Duration", "VP8Version", "HorizontalScale", "VerticalScale", "AlphaIsUsed",
               "AlphaPreprocessing", "AlphaFiltering", "AlphaCompression"});
  if (group.starts_with("[IFD"))
    return in({"SubfileType", "ImageWidth", "ImageHeight", "BitsPerSample", "Compression",
               "PhotometricInterpretation", "StripOffsets", "SamplesPerPixel", "RowsPerStrip",
               "StripByteCounts", "PlanarConfiguration", "Predictor", "ExtraSamples", "YCbCrSubSampling",
               // What exiftool calls the strip of a page that is a JPEG.
               "PreviewImageStart", "PreviewImageLength", "PreviewImage"});
  if (group != "[File]" && group != "[Composite]") return false;
  return in({"FileType", "FileTypeExtension", "MIMEType", "ImageWidth", "ImageHeight", "EncodingProcess",
             "BitsPerSample", "ColorComponents", "YCbCrSubSampling", "ImageSize", "Megapixels",
             "ExifByteOrder", "PageCount"});
}

std::string more_than_structure(const CleanedFile& file) {
  std::string out;
  for (const auto& line : exiftool_tags(
           file.bytes, neutral_name(file.kind, 1).substr(neutral_name(file.kind, 1).rfind('.') + 1))) {
    if (!is_structure(line)) out += line + "\n";
  }
  for (auto canary : {"anary", "CANARY"}) {
    if (contains(file.bytes, canary)) out += std::string("the bytes have ") + canary + "\n";
  }
  return out;
}

std::vector<std::string> canary_arguments() {
  return {"-GPSLatitude=4.32",
          "-GPSLatitudeRef=S",
          "-GPSLongitude=28.12",
          "-GPSLongitudeRef=E",
          "-GPSAltitude=1462",
          "-GPSDateStamp=2024:05:17",
          "-GPSProcessingMethod=CanaryMethod",
          "-EXIF:Make=CanaryMake",
          "-EXIF:Model=CanaryModel X7",
          "-EXIF:SerialNumber=CANARY-SERIAL-123456",
          "-EXIF:LensSerialNumber=CANARY-LENS-654321",
          "-EXIF:OwnerName=Canary Owner Kambale",
          "-EXIF:Artist=Canary Artist",
          "-EXIF:Copyright=Canary Copyright",
          "-EXIF:ImageDescription=Canary description",
          "-EXIF:Software=CanaryFirmware 2.1",
          "-EXIF:HostComputer=CANARY-HOST-7",
          "-EXIF:DocumentName=Canary document.docx",
          "-EXIF:DateTimeOriginal=2024:05:17 10:11:12",
          "-EXIF:OffsetTimeOriginal=+02:00",
          "-EXIF:UserComment=Canary usercomment",
          "-EXIF:XPAuthor=Canary XPAuthor",
          "-EXIF:ImageUniqueID=00112233445566778899aabbccddeeff",
          "-XMP-dc:Creator=Canary XMP Creator",
          "-XMP-dc:Title=Canary XMP title",
          "-XMP-xmp:CreatorTool=CanaryTool 9",
          "-XMP-xmpMM:DocumentID=xmp.did:canary-4711",
          "-XMP-photoshop:City=Canaryville",
          "-XMP-exif:GPSLatitude=4.32",
          "-Comment=Canary comment"};
}

}  // namespace adit::test
