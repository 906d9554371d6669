// SPDX-License-Identifier: Apache-2.0
// TIFF: every page is decoded. One page becomes a PNG, or a JPEG if it was coded as one; several become
// a new TIFF with the tags that the dots need and no other.
#include "client/scrub/photo/tiff.h"

#include "client/scrub/limits.h"
#include "client/scrub/photo/photo.h"

namespace adit::client::photo {
namespace {

constexpr std::uint64_t kMaxDots = 2'000'000'000;  // of all pages: decoding each takes time

ByteSpan profile_of(const TiffTable& page) {
  auto found = page.find(kIcc);
  return found == page.end() ? ByteSpan() : found->second.value;
}

std::size_t bytes_of(const TiffOut& page) {
  std::size_t n = 0;
  for (const auto& strip : page.strips) n += strip.size();
  return n;
}

Result<Picture> upright_page(const Tiff& tiff, const TiffTable& page, Harvest& harvest) {
  ADIT_TRY(auto picture, decode_page(tiff, page));
  if (tiff.number(page, kPhotometric, 1) == 5) {
    harvest.found(FindingClass::other,
                  "printing colours (CMYK): turned into screen colours, which may look a little different");
  } else {
    bring_to_srgb(profile_of(page), picture, harvest);
  }
  if (tiff.number(page, kOrientation, 1) != 1)
    harvest.found(FindingClass::other, "a note on how to turn the picture: it is turned now");
  return picture;
}

Result<TiffOut> as_jpeg(const Picture& picture) {
  ADIT_TRY(auto jpeg, write_jpeg(picture));
  return jpeg_page(std::move(jpeg), picture.width, picture.height, picture.channels);
}

Result<TiffOut> rebuild_page(const Tiff& tiff, const TiffTable& page, Harvest& harvest,
                             const CleanContext& context) {
  bool smaller = context.options.size == PictureSize::smaller;
  auto [width, height] = shown_size(tiff, page);
  if (auto jpeg = whole_jpeg(tiff, page); !jpeg.empty() && !(smaller && is_large(width, height)))
    return jpeg_page({jpeg.begin(), jpeg.end()}, width, height,
                     static_cast<unsigned>(tiff.number(page, kSamples, 1)));
  ADIT_TRY(auto picture, upright_page(tiff, page, harvest));
  if (smaller && is_large(width, height)) {
    make_smaller(picture);
    harvest.found(FindingClass::other, std::string(kMadeSmaller));
  }
  drop_unseen(picture);
  bool may_be_jpeg = picture.depth == 8 && !picture.has_alpha() && width <= 65500 && height <= 65500;
  if (may_be_jpeg && is_lossy(tiff, page)) return as_jpeg(picture);
  ADIT_TRY(auto packed, pack_page(picture));
  if (may_be_jpeg && smaller) {
    ADIT_TRY(auto jpeg, as_jpeg(picture));
    if (bytes_of(jpeg) < bytes_of(packed) / 3) return jpeg;
  }
  return packed;
}

}  // namespace

Result<CleanedFile> rebuild_tiff(ByteSpan file, const CleanContext& context) {
  ADIT_TRY(auto tiff, Tiff::parse(file));
  std::uint64_t dots = 0;
  for (const auto& page : tiff.pages()) {
    auto [width, height] = shown_size(tiff, page);
    dots += std::uint64_t{width} * height;
    if (dots > kMaxDots) return fail(Errc::file_too_large);
  }
  Harvest harvest;
  harvest_tiff(tiff, harvest);
  if (tiff.pages().size() == 1) {
    const auto& page = tiff.pages().front();
    ADIT_TRY(auto picture, upright_page(tiff, page, harvest));
    auto nature = is_lossy(tiff, page) ? Nature::photo : Nature::exact;
    return finish(std::move(picture), nature, std::move(harvest), context);
  }
  std::vector<TiffOut> pages;
  std::size_t bytes = 0;
  for (const auto& page : tiff.pages()) {
    ADIT_TRY(auto out, rebuild_page(tiff, page, harvest, context));
    bytes += bytes_of(out);
    if (bytes > max_file_bytes(FileKind::tiff)) return fail(Errc::file_too_large);
    pages.push_back(std::move(out));
  }
  auto written = write_tiff(pages);
  if (written.size() > max_file_bytes(FileKind::tiff)) return fail(Errc::file_too_large);
  return CleanedFile{FileKind::tiff, std::move(written), std::move(harvest.findings), photo_stays()};
}

}  // namespace adit::client::photo
