// SPDX-License-Identifier: Apache-2.0
// One file per family of formats. rebuild_* writes a new file from what was understood of the old
// one; verify_* looks at the result with other code and at the original only with our own readers.
// adit-scrub runs the two in separate processes.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <array>
#include <functional>

#include "client/scrub/harvest.h"
#include "client/scrub/scrub.h"

namespace adit::client {

inline constexpr std::uint64_t kMaxPixels = 64'000'000;
inline constexpr std::uint64_t kMaxPictureBytes = std::uint64_t{256} << 20;  // decoded
inline constexpr std::size_t kMaxTextBytes = std::size_t{16} << 20;

struct CleanContext {
  CleanOptions options;
  unsigned depth = 0;  // of a file inside a file
  // Where a family that refuses may say which part of the file is the reason, in plain words.
  std::vector<std::string>* why = nullptr;
};
inline constexpr unsigned kMaxDepth = 3;

// Errors of each: file_damaged, file_too_large, file_type_refused.
Result<CleanedFile> rebuild_jpeg(ByteSpan file, const CleanContext& context = {});
Result<CleanedFile> rebuild_png(ByteSpan file, const CleanContext& context = {});
Result<CleanedFile> rebuild_text(ByteSpan file);
Result<CleanedFile> rebuild_photo(FileKind kind, ByteSpan file, const CleanContext& context);
Result<CleanedFile> rebuild_pdf(ByteSpan file, const CleanContext& context);
Result<CleanedFile> rebuild_office(FileKind kind, ByteSpan file, const CleanContext& context);
Result<CleanedFile> rebuild_media(FileKind kind, ByteSpan file, const CleanContext& context);
Result<CleanedFile> rebuild_markup(FileKind kind, ByteSpan file, const CleanContext& context);
Result<CleanedFile> rebuild_archive(FileKind kind, ByteSpan file, const CleanContext& context);
// The family that the content names.
Result<CleanedFile> rebuild(ByteSpan file, const CleanContext& context = {});
// A file inside another one: rebuilt and verified, one level deeper. Errors: as rebuild(), and
// file_type_refused at kMaxDepth.
Result<CleanedFile> clean_member(ByteSpan file, const CleanContext& outer);

// Errors: file_damaged. The result then counts as nothing. `from` is the kind of the original, `to`
// that of the result: a photo may have become a JPEG.
Status verify_jpeg(ByteSpan original, ByteSpan cleaned, const CleanContext& context = {});
Status verify_png(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context = {});
Status verify_text(ByteSpan original, ByteSpan cleaned);
Status verify_photo(FileKind from, FileKind to, ByteSpan original, ByteSpan cleaned,
                    const CleanContext& context);
Status verify_pdf(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context);
Status verify_office(FileKind from, FileKind to, ByteSpan original, ByteSpan cleaned,
                     const CleanContext& context);
Status verify_media(FileKind from, FileKind to, ByteSpan original, ByteSpan cleaned,
                    const CleanContext& context);
Status verify_markup(FileKind from, FileKind to, ByteSpan original, ByteSpan cleaned,
                     const CleanContext& context);
Status verify_archive(FileKind from, FileKind to, ByteSpan original, ByteSpan cleaned,
                      const CleanContext& context);
// The family's own walk, and that cleaning the result again changes nothing.
Status verify(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context = {});

// A tiny photo with a byte behind its end, so that cleaning it runs the whole decoder and encoder.
ByteVector sample_jpeg();
// Whether this is exactly what rebuild_jpeg writes: every byte that is not a dot is fixed.
bool is_canonical_jpeg(ByteSpan file);
// The one form that the writer of each kind has, of this size, and none of the values in its dots.
bool is_clean_jpeg(ByteSpan file, unsigned width, unsigned height, const std::vector<ByteVector>& values);
bool is_clean_png(ByteSpan file, unsigned width, unsigned height, const std::vector<ByteVector>& values);
// Whether every dot of this PNG is the one that is named: red, green, blue and alpha of 16 bits each.
bool png_shows(ByteSpan file,
               const std::function<std::array<std::uint16_t, 4>(unsigned x, unsigned y)>& named);
// What a picture of width x height becomes: the same, or the long edge 1600 if it was to be smaller.
struct Extent {
  unsigned width, height;
};
Extent expected_extent(unsigned width, unsigned height, const CleanContext& context);
// The photo family's libraries look at the processor, before the doors close.
void warm_up_photo();
// The same for locked PDF documents.
void warm_up_pdf();
// Whether none of the values occurs in the bytes: as they are, or as UTF-16 of either order.
bool free_of(ByteSpan bytes, const std::vector<ByteVector>& values);

}  // namespace adit::client
