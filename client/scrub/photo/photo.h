// SPDX-License-Identifier: Apache-2.0
// Shared by the formats of this family.
#pragma once

#include "client/scrub/family.h"
#include "client/scrub/picture.h"

namespace adit::client::photo {

inline constexpr std::string_view kColoursDiffer =
    "a way to show the colours: they may look a little different";

// What a decoded picture becomes: a photo a JPEG unless parts of it are transparent, a picture whose
// every dot counts a PNG.
enum class Nature { photo, exact };
Result<CleanedFile> finish(Picture picture, Nature nature, Harvest harvest, const CleanContext& context);

// Through an ICC profile, as far as it is understood; says what it did.
void bring_to_srgb(ByteSpan profile, Picture& picture, Harvest& harvest);

// A tail or a tag may be a copy of what is shown: what stands in the coded dots of the original is no
// value to hunt for in those of the result.
void forget_values_in(ByteSpan coded, Harvest& harvest);

// A canonical JPEG or PNG of what a picture of width x height becomes, without the harvested values.
Status verify_single(FileKind to, ByteSpan cleaned, unsigned width, unsigned height, const Harvest& harvest,
                     const CleanContext& context);

// Each format's own pair.
Result<CleanedFile> rebuild_heif(ByteSpan file, const CleanContext& context);
Status verify_heif(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context);
Result<CleanedFile> rebuild_webp(ByteSpan file, const CleanContext& context);
Status verify_webp(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context);
Result<CleanedFile> rebuild_gif(ByteSpan file, const CleanContext& context);
Status verify_gif(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context);
Result<CleanedFile> rebuild_bmp(ByteSpan file, const CleanContext& context);
Status verify_bmp(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context);
Result<CleanedFile> rebuild_tiff(ByteSpan file, const CleanContext& context);
Status verify_tiff(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context);

// libwebp and the decoders of HEIF look at the processor.
void warm_up_webp();

}  // namespace adit::client::photo
