// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/formats.h"

namespace adit::client {
namespace {

constexpr std::string_view kPhotoStays = "what the picture shows; sensor noise; printer dots";

constexpr Format kRows[] = {
    {FileKind::heic, "HEIC photo", "image/heic", "photo", "heic", " heic heif hif ",
     "everything but the dots of the main picture: EXIF (place, camera, serial numbers, owner, dates, maker "
     "notes), XMP, colour profiles, previews, depth and gain maps, further pictures, short films, the "
     "maker's "
     "boxes, everything after the end, the camera's own way to compress",
     kPhotoStays,
     "own reader of the boxes; each tile decoded, put together, cut and turned as the file says, colours "
     "brought "
     "to sRGB; becomes a JPEG (quality 90), or a PNG if parts of it are transparent",
     "libde265, libjpeg-turbo",
     "damaged or cut files, more than 64 million dots, film without a main picture, overlays; the way on: "
     "export it as JPEG"},
    {FileKind::avif, "AVIF picture", "image/avif", "photo", "avif", " avif ",
     "everything but the dots of the main picture, as for HEIC", kPhotoStays, "as for HEIC",
     "dav1d, libjpeg-turbo",
     "damaged or cut files, more than 64 million dots, film without a main picture; the way on: export it as "
     "JPEG"},
};

}  // namespace

std::span<const Format> photo_formats() { return kRows; }

}  // namespace adit::client
