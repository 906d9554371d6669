// SPDX-License-Identifier: Apache-2.0
// What the writer's files share. qpdf throws, so this family throws as well, and rebuild_pdf and
// verify_pdf are the two places that catch.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <memory>
#include <string>
#include <string_view>

#include "client/scrub/pdf/qpdf.h"

namespace adit::client::pdf {

using Handle = QPDFObjectHandle;

inline constexpr std::size_t kMaxPages = 3000;
inline constexpr std::size_t kMaxObjects = 300'000;
inline constexpr std::size_t kMaxContentBytes = std::size_t{96} << 20;  // of all pages together, unpacked
inline constexpr std::size_t kMaxStreamBytes = std::size_t{256} << 20;  // of one stream, unpacked
inline constexpr unsigned kMaxNesting = 24;                             // of forms, fonts, masks, patterns

struct Refusal {
  Error error;
};
[[noreturn]] inline void refuse(Errc code, const char* file = __builtin_FILE(),
                                unsigned line = __builtin_LINE()) {
  throw Refusal{Error(code, file, line)};
}

// Opens what ends at its last end mark. Nothing is repaired: two readers might repair it into two
// different documents. Throws Refusal: a password, a form of the XFA kind, a portfolio, anything wrong.
struct Document {
  std::unique_ptr<QPDF> pdf;
  std::vector<Handle> pages;
  std::size_t tail_bytes = 0;  // behind the last end mark
};
Document open_document(ByteSpan file);
// Throws Refusal if qpdf had something to say about the file in the meantime.
void require_sound(const QPDF& pdf);

// Everything that packs the stream undone. Throws Refusal: damaged, larger than most, or a filter that
// is none of flate, LZW, run length, and the two that make letters of bytes.
std::string unpacked(Handle stream, std::size_t most = kMaxStreamBytes);
// The names of its filters, in full, in the order in which they are undone.
std::vector<std::string> filters_of(Handle dictionary);
// Unpacked up to its last filter, which is one of a picture ("DCTDecode" and so on), and what that
// filter is told. `last` is empty if all was undone.
struct Packed {
  std::string bytes;
  std::string last;
  Handle parameters;
};
Packed unpacked_to_picture(QPDF& pdf, Handle stream);

// zlib's format at the one level.
std::string deflated(std::string_view bytes);
// A new stream whose bytes are written as they are.
Handle packed_stream(QPDF& to, const std::string& bytes, const std::string& filter,
                     Handle parameters = Handle::newNull());
inline Handle flate_stream(QPDF& to, std::string_view bytes) {
  return packed_stream(to, deflated(bytes), "/FlateDecode");
}

// A number as it is always written: no plus sign, no needless zeros, ten decimals at most.
std::string plain_number(std::string_view text);
Handle number(Handle from);   // throws Refusal if it is none
Handle numbers(Handle from);  // an array of numbers
Handle numbers(Handle from, int exactly);
// Numbers, names of none, in arrays of arrays, as in the widths of a font.
Handle number_tree(Handle from, unsigned depth = 3);
// Letters, digits and . _ - , + only, not too long; else empty.
std::string plain_name(const std::string& name);

}  // namespace adit::client::pdf
