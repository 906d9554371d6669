// SPDX-License-Identifier: Apache-2.0
// One AV1 picture by dav1d, on this thread.
#include <dav1d/dav1d.h>

#include <cerrno>
#include <cstring>

#include "client/scrub/family.h"
#include "client/scrub/photo/heif.h"

namespace adit::client::photo {
namespace {

class Decoder {
 public:
  Decoder() {
    Dav1dSettings settings;
    dav1d_default_settings(&settings);
    settings.n_threads = 1;
    settings.max_frame_delay = 1;
    settings.all_layers = 0;
    settings.frame_size_limit = static_cast<unsigned>(kMaxPixels);
    settings.logger.callback = nullptr;
    if (dav1d_open(&context_, &settings) != 0) context_ = nullptr;
  }
  ~Decoder() {
    dav1d_picture_unref(&picture_);
    if (context_ != nullptr) dav1d_close(&context_);
  }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  bool open() const { return context_ != nullptr; }

  Status run(ByteSpan data) {
    Dav1dData in{};
    auto* to = dav1d_data_create(&in, data.size());
    if (to == nullptr) return fail(Errc::out_of_memory);
    std::memcpy(to, data.data(), data.size());
    int sent = 0, got = DAV1D_ERR(EAGAIN);
    for (int step = 0; step < 64 && got == DAV1D_ERR(EAGAIN); ++step) {
      sent = in.sz > 0 ? dav1d_send_data(context_, &in) : 0;
      if (sent != 0 && sent != DAV1D_ERR(EAGAIN)) break;
      got = dav1d_get_picture(context_, &picture_);
    }
    if (in.sz > 0) dav1d_data_unref(&in);
    if (got == 0) return {};
    if (got == DAV1D_ERR(ENOMEM) || sent == DAV1D_ERR(ENOMEM)) return fail(Errc::out_of_memory);
    if (got == DAV1D_ERR(ERANGE) || sent == DAV1D_ERR(ERANGE)) return fail(Errc::file_too_large);
    return fail(Errc::file_damaged);
  }

  Result<Planes> planes() const {
    Planes out;
    if (picture_.p.w <= 0 || picture_.p.h <= 0 || picture_.seq_hdr == nullptr)
      return fail(Errc::file_damaged);
    out.width = static_cast<unsigned>(picture_.p.w);
    out.height = static_cast<unsigned>(picture_.p.h);
    out.depth = static_cast<unsigned>(picture_.p.bpc);
    if (std::uint64_t{out.width} * out.height > kMaxPixels) return fail(Errc::file_too_large);
    auto layout = picture_.p.layout;
    out.grey = layout == DAV1D_PIXEL_LAYOUT_I400;
    out.across = layout == DAV1D_PIXEL_LAYOUT_I420 || layout == DAV1D_PIXEL_LAYOUT_I422 ? 2 : 1;
    out.down = layout == DAV1D_PIXEL_LAYOUT_I420 ? 2 : 1;
    for (unsigned plane = 0; plane < (out.grey ? 1u : 3u); ++plane) {
      const auto* row = static_cast<const std::uint8_t*>(picture_.data[plane]);
      unsigned width = out.plane_width(plane), height = out.plane_height(plane);
      out.dots[plane].reserve(std::size_t{width} * height);
      for (unsigned y = 0; y < height; ++y, row += picture_.stride[plane == 0 ? 0 : 1]) {
        for (unsigned x = 0; x < width; ++x) {
          std::uint16_t v = row[x];
          if (out.depth > 8) std::memcpy(&v, row + 2 * std::size_t{x}, 2);  // in the order of this machine
          out.dots[plane].push_back(v);
        }
      }
    }
    const auto& header = *picture_.seq_hdr;
    out.code = {static_cast<unsigned>(header.pri), static_cast<unsigned>(header.trc),
                static_cast<unsigned>(header.mtrx), header.color_range != 0};
    return out;
  }

 private:
  Dav1dContext* context_ = nullptr;
  Dav1dPicture picture_{};
};

}  // namespace

Result<Planes> decode_av1(ByteSpan configuration, ByteSpan data) {
  Decoder decoder;
  if (!decoder.open()) return fail(Errc::out_of_memory);
  // The sequence header may stand in the configuration alone.
  ByteVector whole;
  if (configuration.size() > 4) append(whole, configuration.subspan(4));
  append(whole, data);
  if (data.empty()) return fail(Errc::file_damaged);
  ADIT_CHECK(decoder.run(whole));
  return decoder.planes();
}

void warm_up_av1() { Decoder decoder; }

}  // namespace adit::client::photo
