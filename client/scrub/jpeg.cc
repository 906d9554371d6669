// SPDX-License-Identifier: Apache-2.0
// JPEG by decoding and encoding anew. Pixels are all that passes; the one set of encoder choices is
// the same for everyone, so the result says nothing about the camera. JDCT_ISLOW is the transform
// whose result does not depend on the processor.
#include <csetjmp>
#include <cstdio>
#include <cstdlib>

// jpeglib.h needs cstdio before it.
// clang-format off
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "client/scrub/icc.h"
#include "client/scrub/jpeg_parts.h"
#include "client/scrub/limits.h"
#include "client/scrub/picture.h"

namespace adit::client {
namespace {

constexpr int kQuality = 90;
constexpr unsigned kMaxScans = 200;

struct ErrorManager {
  jpeg_error_mgr base;  // first: libjpeg hands its address back
  std::jmp_buf jump;
  Errc code = Errc::file_damaged;
};

[[noreturn]] void on_error(j_common_ptr info) {
  auto* e = reinterpret_cast<ErrorManager*>(info->err);
  if (e->base.msg_code == JERR_OUT_OF_MEMORY) e->code = Errc::out_of_memory;
  // Twelve bits to a colour, lossless: sound files of a kind that is not understood.
  bool foreign = e->base.msg_code == JERR_BAD_PRECISION || e->base.msg_code == JERR_SOF_UNSUPPORTED;
  if (foreign) e->code = Errc::file_type_refused;
  std::longjmp(e->jump, 1);
}
// A warning about the dots means that some are invented: that is damage. What was merely superfluous
// is dropped anyway.
void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;
  switch (info->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_ADOBE_XFORM:
    case JWRN_JFIF_MAJOR:
      return;
    default:
      on_error(info);
  }
}
void say_nothing(j_common_ptr) {}

jpeg_error_mgr* quiet(ErrorManager& e) {
  jpeg_std_error(&e.base);
  e.base.error_exit = on_error;
  e.base.emit_message = on_message;
  e.base.output_message = say_nothing;
  return &e.base;
}

class Decoder {
 public:
  Decoder() { info_.err = quiet(error_); }
  ~Decoder() { jpeg_destroy_decompress(&info_); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // Nothing between here and a longjmp owns memory: the picture belongs to the caller.
  // CMYK arrives as libjpeg gives it, in four channels; `inverted`: Adobe's, 255 is no ink.
  Status decode(ByteSpan file, Picture& out, JpegColours forced, bool& inverted) {
    if (setjmp(error_.jump) != 0) return fail(error_.code);
    jpeg_create_decompress(&info_);
    jpeg_mem_src(&info_, file.data(), file.size());
    jpeg_read_header(&info_, TRUE);
    if (info_.data_precision != 8) return fail(Errc::file_type_refused);
    if (info_.num_components == 3 && forced != JpegColours::as_marked)
      info_.jpeg_color_space = forced == JpegColours::rgb ? JCS_RGB : JCS_YCbCr;
    switch (info_.jpeg_color_space) {
      case JCS_GRAYSCALE:
        info_.out_color_space = JCS_GRAYSCALE;
        break;
      case JCS_RGB:
      case JCS_YCbCr:
        info_.out_color_space = JCS_RGB;
        break;
      case JCS_CMYK:
      case JCS_YCCK:
        info_.out_color_space = JCS_CMYK;
        break;
      default:
        return fail(Errc::file_type_refused);
    }
    info_.dct_method = JDCT_ISLOW;
    info_.do_fancy_upsampling = TRUE;
    inverted = info_.saw_Adobe_marker != 0;
    jpeg_start_decompress(&info_);
    out.width = info_.output_width;
    out.height = info_.output_height;
    out.channels = static_cast<unsigned>(info_.output_components);
    std::size_t row_bytes = std::size_t{out.width} * out.channels;
    if (std::uint64_t{row_bytes} * out.height > kMaxPictureBytes) return fail(Errc::file_too_large);
    out.samples.resize(row_bytes * out.height);
    while (info_.output_scanline < info_.output_height) {
      JSAMPROW row = out.samples.data() + row_bytes * info_.output_scanline;
      jpeg_read_scanlines(&info_, &row, 1);
    }
    jpeg_finish_decompress(&info_);
    return {};
  }

 private:
  ErrorManager error_{};
  jpeg_decompress_struct info_{};
};

class Encoder {
 public:
  Encoder() { info_.err = quiet(error_); }
  ~Encoder() {
    jpeg_destroy_compress(&info_);
    std::free(buffer_);
  }
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  Status encode(const Picture& p, unsigned orientation, ByteVector& row) {
    if (setjmp(error_.jump) != 0) return fail(error_.code);
    jpeg_create_compress(&info_);
    jpeg_mem_dest(&info_, &buffer_, &bytes_);
    bool turned = orientation >= 5;
    info_.image_width = turned ? p.height : p.width;
    info_.image_height = turned ? p.width : p.height;
    info_.input_components = p.channels == 1 ? 1 : 3;
    info_.in_color_space = p.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&info_);  // JFIF 1.01, density 1:1 without a unit, 4:2:0, standard tables
    jpeg_set_quality(&info_, kQuality, TRUE);
    info_.dct_method = JDCT_ISLOW;
    info_.optimize_coding = FALSE;
    info_.restart_interval = 0;
    info_.write_JFIF_header = TRUE;
    info_.write_Adobe_marker = FALSE;
    info_.density_unit = 0;
    info_.X_density = info_.Y_density = 1;
    row.resize(std::size_t{info_.image_width} * static_cast<unsigned>(info_.input_components));
    jpeg_start_compress(&info_, TRUE);
    while (info_.next_scanline < info_.image_height) {
      fill_row(p, orientation, row);
      JSAMPROW at = row.data();
      jpeg_write_scanlines(&info_, &at, 1);
    }
    jpeg_finish_compress(&info_);
    return {};
  }
  ByteSpan result() const { return {buffer_, bytes_}; }

 private:
  void fill_row(const Picture& p, unsigned orientation, ByteVector& row) const {
    unsigned y = info_.next_scanline;
    for (unsigned x = 0; x < info_.image_width; ++x) {
      std::size_t at = p.channels * stored_dot(p.width, p.height, orientation, x, y);
      std::copy_n(p.samples.data() + at, p.channels, row.data() + std::size_t{x} * p.channels);
    }
  }

  ErrorManager error_{};
  jpeg_compress_struct info_{};
  unsigned char* buffer_ = nullptr;
  unsigned long bytes_ = 0;
};

void from_ink(Picture& picture, bool inverted) {
  std::size_t to = 0;
  for (std::size_t at = 0; at + 3 < picture.samples.size(); at += 4) {
    const std::uint8_t* s = picture.samples.data() + at;
    unsigned black = inverted ? s[3] : 255u - s[3];
    for (unsigned c = 0; c < 3; ++c) {
      unsigned ink = inverted ? s[c] : 255u - s[c];
      picture.samples[to++] = static_cast<std::uint8_t>((ink * black + 127) / 255);
    }
  }
  picture.samples.resize(to);
  picture.channels = 3;
}

void bring_to_srgb(const JpegParts& parts, Picture& picture, bool was_ink, Harvest& harvest) {
  if (was_ink) {
    harvest.found(FindingClass::other,
                  "printing colours (CMYK): turned into screen colours, which may look a little different");
    return;
  }
  auto profile = icc_of(parts);
  if (profile.empty()) return;
  switch (to_srgb(profile, picture.channels, picture.samples)) {
    case Colours::as_they_are:
      break;
    case Colours::converted:
      harvest.found(FindingClass::other, "colours outside the common range: brought into it");
      break;
    case Colours::not_understood:
      harvest.found(FindingClass::other, "a way to show the colours: they may look a little different");
  }
}

}  // namespace

Result<bool> read_jpeg(ByteSpan file, Picture& out, JpegColours forced) {
  bool inverted = false;
  ADIT_CHECK(Decoder().decode(file, out, forced, inverted));
  bool ink = out.channels == 4;
  if (ink) from_ink(out, inverted);
  return ink;
}

Result<ByteVector> write_jpeg(const Picture& picture, unsigned orientation) {
  Encoder encoder;
  ByteVector row;
  ADIT_CHECK(encoder.encode(picture, orientation, row));
  if (encoder.result().size() > max_file_bytes(FileKind::jpeg)) return fail(Errc::file_too_large);
  return ByteVector(encoder.result().begin(), encoder.result().end());
}

Result<CleanedFile> rebuild_jpeg(ByteSpan file, const CleanContext& context) {
  auto parts = split_jpeg(file);
  if (!parts || !parts->complete || parts->width == 0) return fail(Errc::file_damaged);
  // Arithmetic codes: no camera writes them, and the second reader does not know them.
  bool arithmetic = std::ranges::any_of(parts->segments, [](const auto& s) {
    return s.marker >= 0xc9 && s.marker <= 0xcf && s.marker != 0xcc;
  });
  if (arithmetic) return fail(Errc::file_type_refused);
  bool smaller = context.options.size == PictureSize::smaller && is_large(parts->width, parts->height);
  if (!smaller && is_canonical_jpeg(file))
    return CleanedFile{FileKind::jpeg, {file.begin(), file.end()}, {}, photo_stays()};
  // Before anything of that size is allocated.
  if (std::uint64_t{parts->width} * parts->height > kMaxPixels) return fail(Errc::file_too_large);
  if (parts->scans > kMaxScans) return fail(Errc::file_damaged);

  Harvest harvest;
  harvest_jpeg(file, harvest);
  Picture picture;
  ADIT_TRY(bool was_ink, read_jpeg(file, picture));
  if (std::uint64_t{picture.width} * picture.height > kMaxPixels) return fail(Errc::file_too_large);
  bring_to_srgb(*parts, picture, was_ink, harvest);
  if (harvest.orientation != 1)
    harvest.found(FindingClass::other, "a note on how to turn the picture: it is turned now");
  if (smaller) {
    make_smaller(picture);
    harvest.found(FindingClass::other, std::string(kMadeSmaller));
  }
  ADIT_TRY(auto written, write_jpeg(picture, harvest.orientation));
  return CleanedFile{FileKind::jpeg, std::move(written), std::move(harvest.findings), photo_stays()};
}

ByteVector sample_jpeg() {
  Picture picture{16, 16, 3, 8, ByteVector(16 * 16 * 3)};
  for (std::size_t i = 0; i < picture.samples.size(); ++i)
    picture.samples[i] = static_cast<std::uint8_t>(i * 7);
  auto written = write_jpeg(picture);
  if (!written) return {};
  written->push_back(0);  // no longer the canonical form
  return *written;
}

}  // namespace adit::client
