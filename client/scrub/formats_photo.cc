// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/formats.h"

namespace adit::client {
namespace {

constexpr std::string_view kPhotoStays = "what the picture shows; sensor noise; printer dots";

constexpr Format kRows[] = {
    {FileKind::webp, "WebP picture", "image/webp", "picture", "webp", " webp ",
     "EXIF, XMP, colour profiles, unknown parts, everything after the end; of a still picture also the way "
     "it was "
     "compressed",
     "what the picture shows; printer dots; of an animation the way its pictures were packed",
     "own reader of the parts; a still picture is decoded, turned upright, brought to sRGB and becomes a "
     "JPEG if "
     "it was coded with loss, else a PNG; an animation keeps its coded pictures and is written anew around "
     "them "
     "(--convert: its first picture)",
     "libwebp, libjpeg-turbo, libpng", "damaged or cut files, more than 64 million dots"},
    {FileKind::gif, "GIF picture", "image/gif", "picture", "gif", " gif ",
     "comments, XMP and other programs' data, plain text, colours that no dot shows, everything after the "
     "end, the "
     "way it was packed",
     "what the picture shows; every visible dot of every picture is kept as it is",
     "own reader; all dots unpacked and packed anew by one own packer, written with the loop count, delays "
     "and "
     "places alone",
     "none", "damaged or cut files, pictures beyond the screen, more than 256 million dots in all"},
    {FileKind::tiff, "TIFF picture or scan", "image/tiff", "scan", "tif", " tif tiff ",
     "every tag that the dots do not need (artist, computer, document name, scanner and its serial number, "
     "dates, "
     "EXIF, GPS, XMP, IPTC, Photoshop, private tags, colour profiles), previews, unused parts of the file",
     kPhotoStays,
     "own reader (plain, PackBits, LZW, deflate, fax, JPEG); one page becomes a PNG, or a JPEG if it was "
     "coded as "
     "one; several a new TIFF with structural tags alone, the same dots on each page",
     "zlib, libjpeg-turbo",
     "raw photos, BigTIFF, old JPEG-in-TIFF, JPEG 2000, floating point, Lab colours, damaged or cut files; "
     "the way "
     "on: export it as PNG or PDF"},
    {FileKind::bmp, "BMP picture", "image/bmp", "picture", "bmp", " bmp dib ",
     "colour profiles, what stands in the gaps of the header, everything after the end",
     "what the picture shows; every dot is kept as it is", "own reader; becomes a PNG", "libpng, zlib",
     "damaged or cut files, JPEG and PNG inside BMP, more than 64 million dots"},
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
