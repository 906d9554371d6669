// SPDX-License-Identifier: Apache-2.0
// Files of each family for the measurements, made anew each time and large enough that starting the
// processes does not count.
#pragma once

#include <adit/bytes.h>

namespace adit::bench {

ByteVector noise(std::size_t bytes);
ByteVector some_text(std::size_t bytes);
ByteVector some_wav(std::size_t bytes);
// A report of paragraphs, tables of them packed as Word does.
ByteVector some_docx(std::size_t paragraphs);
ByteVector some_pdf(std::size_t pages);
// One page of a scan, colours without packing, of 12 megapixels.
ByteVector some_tiff();
// Photos and texts.
ByteVector some_zip();
// H.264 and AAC, by ffmpeg; empty if it is not installed.
ByteVector some_film();

}  // namespace adit::bench
