// SPDX-License-Identifier: Apache-2.0
// One HEVC picture by libde265, which is given no threads.
#include <libde265/de265.h>

#include <memory>

#include "client/scrub/family.h"
#include "client/scrub/limits.h"
#include "client/scrub/photo/bytes_in.h"
#include "client/scrub/photo/heif.h"

namespace adit::client::photo {
namespace {

using Decoder = std::unique_ptr<de265_decoder_context, decltype(&de265_free_decoder)>;

// Parameter sets and slices; what else there may be (SEI with texts of the encoder) is not shown.
bool needed(ByteSpan nal) {
  unsigned type = nal[0] >> 1 & 63;
  return type <= 34;
}

Status push(de265_decoder_context* decoder, ByteSpan nal) {
  if (nal.size() < 3 || nal.size() > max_file_bytes(FileKind::heic)) return fail(Errc::file_damaged);
  if (!needed(nal)) return {};
  auto error = de265_push_NAL(decoder, nal.data(), static_cast<int>(nal.size()), 0, nullptr);
  return de265_isOK(error) != 0 ? Status() : Status(fail(Errc::file_damaged));
}

// Pushes the parameter sets; how many bytes the size of a slice takes.
Result<unsigned> configure(de265_decoder_context* decoder, ByteSpan hvcc) {
  BytesIn in(hvcc);
  in.take(21);
  auto size_bytes = static_cast<unsigned>(in.be(1) & 3) + 1;
  auto arrays = in.be(1);
  for (std::uint64_t i = 0; i < arrays && in.ok(); ++i) {
    in.take(1);
    auto count = in.be(2);
    for (std::uint64_t k = 0; k < count && in.ok(); ++k) {
      auto nal = in.take(in.be(2));
      if (in.ok()) ADIT_CHECK(push(decoder, nal));
    }
  }
  if (!in.ok()) return fail(Errc::file_damaged);
  return size_bytes;
}

Result<Planes> copy_of(const de265_image* image) {
  Planes out;
  int w = de265_get_image_width(image, 0), h = de265_get_image_height(image, 0);
  auto depth = de265_get_bits_per_pixel(image, 0);
  if (w <= 0 || h <= 0 || depth < 8 || depth > 16) return fail(Errc::file_damaged);
  out.width = static_cast<unsigned>(w);
  out.height = static_cast<unsigned>(h);
  out.depth = static_cast<unsigned>(depth);
  if (std::uint64_t{out.width} * out.height > kMaxPixels) return fail(Errc::file_too_large);
  auto chroma = de265_get_chroma_format(image);
  out.grey = chroma == de265_chroma_mono;
  out.across = chroma == de265_chroma_420 || chroma == de265_chroma_422 ? 2 : 1;
  out.down = chroma == de265_chroma_420 ? 2 : 1;
  for (unsigned plane = 0; plane < (out.grey ? 1u : 3u); ++plane) {
    int stride = 0, channel = static_cast<int>(plane);
    const auto* row = de265_get_image_plane(image, channel, &stride);
    unsigned width = out.plane_width(plane), height = out.plane_height(plane);
    bool fits = de265_get_image_width(image, channel) == static_cast<int>(width) &&
                de265_get_image_height(image, channel) == static_cast<int>(height) &&
                de265_get_bits_per_pixel(image, channel) == depth;
    if (row == nullptr || !fits) return fail(Errc::file_type_refused);
    out.dots[plane].reserve(std::size_t{width} * height);
    for (unsigned y = 0; y < height; ++y, row += stride) {
      for (unsigned x = 0; x < width; ++x) {
        unsigned v = row[depth > 8 ? 2 * std::size_t{x} : x];
        if (depth > 8) v |= unsigned{row[2 * std::size_t{x} + 1]} << 8;
        out.dots[plane].push_back(static_cast<std::uint16_t>(v));
      }
    }
  }
  auto code = [](int v) { return v < 0 || v > 255 ? 2u : static_cast<unsigned>(v); };
  out.code = {code(de265_get_image_colour_primaries(image)),
              code(de265_get_image_transfer_characteristics(image)),
              code(de265_get_image_matrix_coefficients(image)), de265_get_image_full_range_flag(image) != 0};
  return out;
}

}  // namespace

Result<Planes> decode_hevc(ByteSpan configuration, ByteSpan data) {
  Decoder decoder(de265_new_decoder(), de265_free_decoder);
  if (!decoder) return fail(Errc::out_of_memory);
  ADIT_TRY(auto size_bytes, configure(decoder.get(), configuration));
  BytesIn in(data);
  while (in.left() > 0) {
    auto nal = in.take(in.be(size_bytes));
    if (!in.ok()) return fail(Errc::file_damaged);
    ADIT_CHECK(push(decoder.get(), nal));
  }
  if (de265_flush_data(decoder.get()) != DE265_OK) return fail(Errc::file_damaged);
  const de265_image* image = nullptr;
  for (int more = 1, steps = 0; image == nullptr && more != 0; ++steps) {
    auto error = de265_decode(decoder.get(), &more);
    if (error == DE265_ERROR_OUT_OF_MEMORY) return fail(Errc::out_of_memory);
    if (error == DE265_ERROR_NOT_IMPLEMENTED_YET) return fail(Errc::file_type_refused);
    if (error != DE265_OK || steps > 1000) return fail(Errc::file_damaged);
    image = de265_get_next_picture(decoder.get());
  }
  // A warning means that some dots are invented: that is damage.
  if (image == nullptr || de265_get_warning(decoder.get()) != DE265_OK) return fail(Errc::file_damaged);
  return copy_of(image);
}

void warm_up_hevc() { Decoder decoder(de265_new_decoder(), de265_free_decoder); }

}  // namespace adit::client::photo
