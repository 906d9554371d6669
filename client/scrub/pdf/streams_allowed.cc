// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/pdf/streams_allowed.h"

#include <algorithm>

#include "client/scrub/endian_view.h"
#include "client/scrub/pdf/scan.h"

namespace adit::client::pdf {
namespace {

using namespace std::string_view_literals;

// Markers that hold tables and dots, JFIF and Adobe in their shortest form, and nothing behind the end.
bool is_plain_jpeg(ByteSpan jpeg) {
  EndianView in(jpeg, EndianView::Order::big);
  if (in.u16(0) != std::uint16_t{0xffd8}) return false;
  std::size_t at = 2;
  while (true) {
    auto marker = in.u16(at);
    auto n = in.u16(at + 2);
    if (!marker) return false;
    if (*marker == 0xffd9) return at + 2 == jpeg.size();
    auto body = n ? in.part(at + 4, std::max<std::size_t>(*n, 2) - 2) : std::nullopt;
    if (!body) return false;
    at += 2 + std::size_t{*n};
    switch (*marker) {
      case 0xffe0:
        if (as_text(*body) != "JFIF\0\1\1\0\0\1\0\1\0\0"sv) return false;
        break;
      case 0xffee:
        if (body->size() != 12 || !as_text(*body).starts_with("Adobe\0d\0\0\0\0"sv)) return false;
        break;
      case 0xffdb:
      case 0xffc0:
      case 0xffc1:
      case 0xffc4:
        break;
      case 0xffda:
        while (at + 1 < jpeg.size() && (jpeg[at] != 0xff || jpeg[at + 1] == 0)) ++at;
        break;
      default:
        return false;
    }
  }
}

bool is_plain_jpx(ByteSpan jpx) {
  if (jpx.size() > 2 && jpx[0] == 0xff && jpx[1] == 0x4f) return true;
  EndianView in(jpx, EndianView::Order::big);
  std::size_t at = 0;
  for (auto wanted : {"jP  "sv, "ftyp"sv, "jp2h"sv, "jp2c"sv}) {
    auto n = in.u32(at);
    auto type = in.part(at + 4, 4);
    if (!n || *n < 8 || !type || as_text(*type) != wanted || !in.part(at, *n)) return false;
    at += *n;
  }
  return at == jpx.size();
}

bool is_plain_sfnt(ByteSpan font) {
  EndianView in(font, EndianView::Order::big);
  auto count = in.u16(4);
  if (!count) return false;
  for (std::size_t i = 0; i < *count; ++i) {
    auto tag = in.part(12 + 16 * i, 4);
    auto at = in.u32(12 + 16 * i + 8);
    if (!tag || !at) return false;
    constexpr auto kTables = "CFF OS/2cmapcvt fpgmglyfheadhheahmtxlocamaxppostprepvheavmtx"sv;
    auto name = as_text(*tag);
    if (name != "CFF "sv && (kTables.find(name) == kTables.npos)) return false;
    if (name != "head") continue;
    auto dates = in.part(*at + 20, 16);
    if (!dates || std::ranges::any_of(*dates, [](auto b) { return b != 0; })) return false;
  }
  return true;
}

bool is_plain_type1(ByteSpan font) {
  auto text = as_text(font);
  constexpr auto kFirst = "%!PS-AdobeFont-1.0: F\n"sv;
  auto end = text.find("eexec");
  if (!text.starts_with(kFirst) || end == text.npos) return false;
  auto clear = text.substr(kFirst.size(), end - kFirst.size());
  for (auto at = clear.find('('); at != clear.npos; at = clear.find('(', at + 1)) {
    if (clear.substr(at, 2) != "()") return false;
  }
  return clear.find('%') == clear.npos;
}

bool is_plain_map(ByteSpan map) {
  Lexer lexer(map);
  for (auto word = lexer.next(); word.kind != Word::Kind::end; word = lexer.next()) {
    if (word.kind == Word::Kind::bad || word.kind == Word::Kind::brace) return false;
    if (word.kind == Word::Kind::name && word.text.size() > 63) return false;
  }
  return !lexer.saw_comment();
}

bool has_comment(ByteSpan program) { return as_text(program).find('%') != std::string_view::npos; }

}  // namespace

bool is_allowed_stream(const PlainObject& stream, std::string_view part, std::size_t most, ByteVector& rest) {
  auto* filter = stream.value.get("Filter");
  if (!stream.packed || filter == nullptr) return false;
  if (filter->is_name("DCTDecode")) return is_plain_jpeg(*stream.packed);
  if (filter->is_name("JPXDecode")) return is_plain_jpx(*stream.packed);
  if (!filter->is_name("FlateDecode")) return true;  // fax and JBIG2: hunted as they stand in the file
  auto bytes = inflated(*stream.packed, most);
  if (!bytes) return false;
  if (part == "Content" || part == "Form" || (part == "Pattern" && stream.value.get("Resources") != nullptr))
    return is_plain_content(*bytes, rest);
  append(rest, *bytes);
  if (part == "Map") return is_plain_map(*bytes);
  if (part == "Sfnt") return is_plain_sfnt(*bytes);
  if (part == "Type1") return is_plain_type1(*bytes);
  if (part == "Function") {
    auto* kind = stream.value.get("FunctionType");
    if (kind != nullptr && kind->text == "4") return !has_comment(*bytes);
  }
  return part != "Page" && part != "Font";
}

}  // namespace adit::client::pdf
