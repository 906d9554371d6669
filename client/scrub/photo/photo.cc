// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/photo/photo.h"

#include <iterator>

#include "client/scrub/icc.h"
#include "client/scrub/photo/heif.h"

namespace adit::client {
namespace photo {
namespace {

// Appends the values that do not occur; halves until each that does stands alone.
void keep_absent(ByteSpan coded, std::vector<ByteVector> values, std::vector<ByteVector>& out) {
  if (free_of(coded, values)) {
    std::ranges::move(values, std::back_inserter(out));
    return;
  }
  if (values.size() == 1) return;
  auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  keep_absent(coded, {std::move_iterator(values.begin()), std::move_iterator(half)}, out);
  keep_absent(coded, {std::move_iterator(half), std::move_iterator(values.end())}, out);
}

}  // namespace

void forget_values_in(ByteSpan coded, Harvest& harvest) {
  std::vector<ByteVector> kept;
  keep_absent(coded, std::move(harvest.values), kept);
  harvest.values = std::move(kept);
}

void bring_to_srgb(ByteSpan profile, Picture& picture, Harvest& harvest) {
  if (profile.empty()) return;
  auto colours = Colours::not_understood;
  if (picture.depth == 8 && !picture.has_alpha()) {
    colours = to_srgb(profile, picture.channels, picture.samples);
  } else if (picture.depth == 8) {
    unsigned n = picture.channels, kept = n - 1;
    ByteVector bare;
    bare.reserve(picture.samples.size());
    for (std::size_t i = 0; i < picture.samples.size(); ++i) {
      if (i % n != kept) bare.push_back(picture.samples[i]);
    }
    colours = to_srgb(profile, kept, bare);
    for (std::size_t i = 0, k = 0; i < picture.samples.size(); ++i) {
      if (i % n != kept) picture.samples[i] = bare[k++];
    }
  }
  if (colours == Colours::converted)
    harvest.found(FindingClass::other, "colours outside the common range: brought into it");
  if (colours == Colours::not_understood) harvest.found(FindingClass::other, std::string(kColoursDiffer));
}

Result<CleanedFile> finish(Picture picture, Nature nature, Harvest harvest, const CleanContext& context) {
  if (context.options.size == PictureSize::smaller && is_large(picture.width, picture.height)) {
    make_smaller(picture);
    harvest.found(FindingClass::other, std::string(kMadeSmaller));
  }
  drop_unseen(picture);
  if (nature == Nature::photo && !picture.has_alpha() && picture.width <= 65500 && picture.height <= 65500) {
    make_eight_bit(picture);
    ADIT_TRY(auto written, write_jpeg(picture));
    return CleanedFile{FileKind::jpeg, std::move(written), std::move(harvest.findings), photo_stays()};
  }
  ADIT_TRY(auto written, write_png(picture));
  picture.samples = {};
  // The same choices as for a PNG that was one from the beginning.
  ADIT_TRY(auto cleaned, rebuild_png(written, context));
  cleaned.removed.insert(cleaned.removed.begin(), harvest.findings.begin(), harvest.findings.end());
  return cleaned;
}

Status verify_single(FileKind to, ByteSpan cleaned, unsigned width, unsigned height, const Harvest& harvest,
                     const CleanContext& context) {
  auto wanted = expected_extent(width, height, context);
  bool clean = to == FileKind::jpeg  ? is_clean_jpeg(cleaned, wanted.width, wanted.height, harvest.values)
               : to == FileKind::png ? is_clean_png(cleaned, wanted.width, wanted.height, harvest.values)
                                     : false;
  return clean ? Status() : Status(fail(Errc::file_damaged));
}

}  // namespace photo

Result<CleanedFile> rebuild_photo(FileKind kind, ByteSpan file, const CleanContext& context) {
  switch (kind) {
    case FileKind::heic:
    case FileKind::avif:
      return photo::rebuild_heif(file, context);
    case FileKind::webp:
      return photo::rebuild_webp(file, context);
    case FileKind::gif:
      return photo::rebuild_gif(file, context);
    case FileKind::tiff:
      return photo::rebuild_tiff(file, context);
    case FileKind::bmp:
      return photo::rebuild_bmp(file, context);
    default:
      return fail(Errc::file_type_refused);
  }
}

Status verify_photo(FileKind from, FileKind to, ByteSpan original, ByteSpan cleaned,
                    const CleanContext& context) {
  switch (from) {
    case FileKind::heic:
    case FileKind::avif:
      return photo::verify_heif(to, original, cleaned, context);
    case FileKind::webp:
      return photo::verify_webp(to, original, cleaned, context);
    case FileKind::gif:
      return photo::verify_gif(to, original, cleaned, context);
    case FileKind::tiff:
      return photo::verify_tiff(to, original, cleaned, context);
    case FileKind::bmp:
      return photo::verify_bmp(to, original, cleaned, context);
    default:
      return fail(Errc::file_damaged);
  }
}

void warm_up_photo() {
  photo::warm_up_hevc();
  photo::warm_up_av1();
  photo::warm_up_webp();
}

}  // namespace adit::client
