// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/pdf/jpeg_exact.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>

// jpeglib.h needs cstdio before it.
// clang-format off
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#include "client/scrub/family.h"
#include "client/scrub/jpeg_parts.h"

namespace adit::client::pdf {
namespace {

constexpr unsigned kMaxScans = 200;

struct ErrorManager {
  jpeg_error_mgr base;  // first: libjpeg hands its address back
  std::jmp_buf jump;
  Errc code = Errc::file_damaged;
};

[[noreturn]] void on_error(j_common_ptr info) {
  auto* e = reinterpret_cast<ErrorManager*>(info->err);
  if (e->base.msg_code == JERR_OUT_OF_MEMORY) e->code = Errc::out_of_memory;
  if (e->base.msg_code == JERR_BAD_PRECISION || e->base.msg_code == JERR_SOF_UNSUPPORTED)
    e->code = Errc::file_type_refused;
  std::longjmp(e->jump, 1);
}
void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;
  int code = info->err->msg_code;
  if (code != JWRN_EXTRANEOUS_DATA && code != JWRN_ADOBE_XFORM && code != JWRN_JFIF_MAJOR) on_error(info);
}
void say_nothing(j_common_ptr) {}

class Transcoder {
 public:
  Transcoder() {
    jpeg_std_error(&error_.base);
    error_.base.error_exit = on_error;
    error_.base.emit_message = on_message;
    error_.base.output_message = say_nothing;
    in_.err = out_.err = &error_.base;
  }
  ~Transcoder() {
    jpeg_destroy_compress(&out_);
    jpeg_destroy_decompress(&in_);
    std::free(buffer_);
  }
  Transcoder(const Transcoder&) = delete;
  Transcoder& operator=(const Transcoder&) = delete;

  // Nothing between here and a longjmp owns memory.
  Status run(ByteSpan file) {
    if (setjmp(error_.jump) != 0) return fail(error_.code);
    jpeg_create_decompress(&in_);
    jpeg_create_compress(&out_);
    jpeg_mem_src(&in_, file.data(), file.size());
    jpeg_read_header(&in_, TRUE);
    if (in_.data_precision != 8) return fail(Errc::file_type_refused);
    auto* coefficients = jpeg_read_coefficients(&in_);
    jpeg_mem_dest(&out_, &buffer_, &bytes_);
    jpeg_copy_critical_parameters(&in_, &out_);
    out_.write_JFIF_header = in_.saw_JFIF_marker;
    out_.JFIF_major_version = out_.JFIF_minor_version = 1;
    out_.density_unit = 0;
    out_.X_density = out_.Y_density = 1;
    out_.write_Adobe_marker = in_.saw_Adobe_marker;
    out_.optimize_coding = TRUE;
    out_.arith_code = FALSE;
    out_.restart_interval = 0;
    out_.restart_in_rows = 0;
    out_.scan_info = nullptr;
    out_.num_scans = 0;
    jpeg_write_coefficients(&out_, coefficients);
    jpeg_finish_compress(&out_);
    jpeg_finish_decompress(&in_);
    return {};
  }
  ByteSpan result() const { return {buffer_, bytes_}; }

 private:
  ErrorManager error_{};
  jpeg_decompress_struct in_{};
  jpeg_compress_struct out_{};
  unsigned char* buffer_ = nullptr;
  unsigned long bytes_ = 0;
};

}  // namespace

Result<ByteVector> rewrite_jpeg(ByteSpan jpeg) {
  auto parts = split_jpeg(jpeg);
  if (!parts || !parts->complete || parts->width == 0) return fail(Errc::file_damaged);
  if (std::uint64_t{parts->width} * parts->height > kMaxPixels) return fail(Errc::file_too_large);
  if (parts->scans > kMaxScans) return fail(Errc::file_damaged);
  Transcoder transcoder;
  ADIT_CHECK(transcoder.run(jpeg));
  return ByteVector(transcoder.result().begin(), transcoder.result().end());
}

}  // namespace adit::client::pdf
