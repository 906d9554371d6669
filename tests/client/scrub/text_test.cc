// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/scrub/characters.h"
#include "client/scrub/family.h"
#include "client/scrub/scrub.h"
#include "client/scrub/utf8.h"

namespace adit::client {
namespace {

using namespace std::string_view_literals;

std::string cleaned(std::string_view text) {
  auto file = clean(as_bytes(text));
  if (!file) return "refused";
  CHECK(file->kind == FileKind::text);
  auto again = clean(file->bytes);
  REQUIRE(again);
  CHECK(again->bytes == file->bytes);
  return std::string(as_text(file->bytes));
}

bool tells(std::string_view text, std::string_view words) {
  auto file = clean(as_bytes(text));
  REQUIRE(file);
  for (const auto& f : file->removed) {
    if (f.text == words) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("ordinary text stays as it is", "[scrub][text]") {
  for (auto text : {"one line\n"sv, "Überstunden, naïve façade, 5 € — “so”\n"sv, "два слова\n"sv,
                    "井の中の蛙\n"sv, "a\tb\n\n1,2;3\n"sv, "x = a<b && c>d\n"sv, "👍 ok\n"sv}) {
    CHECK(cleaned(text) == text);
    CHECK(clean(as_bytes(text))->removed.empty());
  }
}

TEST_CASE("marks that cannot be seen go and are counted", "[scrub][text]") {
  auto text = "d\u200bi\u200bs\u2060m\ufeffissed\u00ad\n"sv;
  CHECK(cleaned(text) == "dismissed\n");
  CHECK(tells(text, "5 hidden marks"));
  CHECK(tells("a\u202eb\u2066c\u200f\n", "3 marks of writing direction"));
  CHECK(tells("a\U000e0041\U000e007fb\n", "2 hidden tag characters"));
  CHECK(cleaned("a\U000e0041b\ufe0fc\U000e0101d\u3164e\u2800f\n") == "abcdef\n");
  CHECK(cleaned("a\x1b[31mred\n") == "a[31mred\n");
  CHECK(tells("a\u00a0b\u2009c\u3000d\n", "3 unusual spaces, made plain ones"));
  CHECK(cleaned("a\u00a0b\u2009c\u3000d\n") == "a b c d\n");
  CHECK(cleaned("private \ue000 use\n") == "private  use\n");
}

TEST_CASE("line ends, blanks at line ends and composed letters have one form", "[scrub][text]") {
  CHECK(cleaned("a  \r\nb\t\rc\u2028d\n\n\n") == "a\nb\nc\nd\n");
  CHECK(tells("a  \nb \n", "2 lines with blanks at their ends"));
  CHECK(tells("a\r\nb\r\n", "the kind of line ends, which tells the system it was written on"));
  CHECK(cleaned("no end") == "no end\n");
  CHECK(cleaned("e\u0301\n") == "\u00e9\n");
  CHECK(cleaned("\u212b\n") == "\u00c5\n");
  CHECK(cleaned("\xef\xbb\xbfmarked\n") == "marked\n");
  CHECK(tells("\xef\xbb\xbfmarked\n", "a byte order mark"));
}

TEST_CASE("joiners stay where Urdu, Persian and Hindi need them, and nowhere else", "[scrub][text]") {
  auto persian = "می\u200cخواهم\n"sv;
  auto hindi = "क्\u200dष क्\u200cष\n"sv;
  auto urdu = "کہانی\u200cکار\n"sv;
  for (auto text : {persian, hindi, urdu}) CHECK(cleaned(text) == text);
  CHECK(cleaned("do\u200cnot\u200d\n") == "donot\n");
  CHECK(cleaned("می\u200c\u200c\u200cخواهم\n") == persian);
  CHECK(cleaned("می\u200c \u200cخواهم\n") == "می خواهم\n");
  CHECK(tells("می\u200c\u200b\u200cخواهم\n", "2 hidden marks"));
}

TEST_CASE("other encodings become UTF-8, and that is told", "[scrub][text]") {
  CHECK(cleaned("\xff\xfeh\0\xe9\0!\0"sv) == "hé!\n");
  CHECK(cleaned("\xfe\xff\0h\0\xe9\xd8\x3d\xdc\x4d"sv) == "hé👍\n");
  CHECK(cleaned("caf\xe9 \x80 5\n") == "café € 5\n");
  CHECK(tells("caf\xe9\n", "the older encoding: Western European was assumed, look at the accents"));
  CHECK(tells("\xff\xfeh\0!\0"sv, "the encoding (UTF-16), which tells the program it was written with"));
}

TEST_CASE("text that is none, or of an unknown encoding, is refused", "[scrub][text]") {
  auto refused = [](std::string_view text) {
    auto result = clean(as_bytes(text));
    return !result && result.error() == Error(Errc::file_type_refused);
  };
  CHECK(refused("a\0b"sv));
  CHECK(refused("\xff\xfe\0\xd8"sv));                           // half a pair
  CHECK(refused("\xcf\xf0\xe8\xe2\xe5\xf2 \xec\xe8\xf0\n"sv));  // Cyrillic in its older encoding
  CHECK(refused("\x81\x8d\n"sv));
  CHECK(clean(as_bytes("\n \n\u200b"sv)).error() == Error(Errc::file_damaged));  // nothing to see
}

TEST_CASE("words of two alphabets are pointed out", "[scrub][text]") {
  auto mixed = clean(as_bytes("p\u0430yroll and plain \u0434\u0430 words\n"sv));  // Cyrillic а
  REQUIRE(mixed);
  REQUIRE(mixed->stays.size() == 3);
  CHECK(mixed->stays[2].starts_with("1 word mixes letters"));
  CHECK(clean(as_bytes("plain\n"sv))->stays.size() == 2);
}

TEST_CASE("every character of Unicode is either kept or gone for good", "[scrub][text]") {
  // A thousand at a time, each between two letters.
  for (char32_t from = 0; from < 0x110000; from += 0x400) {
    std::string text = "a";
    for (char32_t c = from; c < from + 0x400; ++c) {
      bool binary = c < 0x20 && c != '\t' && c != '\n';
      if (binary || (c >= 0xd800 && c < 0xe000)) continue;
      append_utf8(text, c);
      text += 'x';
    }
    auto file = clean(as_bytes(text));
    INFO(std::uint32_t{from});
    REQUIRE(file);
    for (std::size_t i = 0; i < file->bytes.size();) {
      auto c = next_utf8(file->bytes, i);
      REQUIRE(c);
      bool fine = *c == '\n' || *c == '\t' || !is_in(*c, kForbidden);
      if (!fine) INFO(std::uint32_t{*c});
      CHECK(fine);
    }
  }
}

TEST_CASE("a letter under thousands of marks costs no time squared", "[scrub][text]") {
  std::string text = "a";
  for (int i = 0; i < 200'000; ++i) text += i % 2 ? "\u0301" : "\u0323";
  auto file = clean(as_bytes(text));
  REQUIRE(file);
  CHECK(file->bytes.size() < 100);
}

TEST_CASE("the verification refuses a text that the cleaner did not make", "[scrub][text][verify]") {
  auto original = as_bytes("one \u200btwo\n"sv);
  CHECK(verify(FileKind::text, original, as_bytes("one two\n"sv)));
  for (auto wrong : {"one \u200btwo\n"sv, "one tw\n"sv, "one two"sv, "one two \n"sv, "one two\n\n"sv,
                     "one\u00a0two\n"sv, "one two\u200d\n"sv, "one two three\n"sv, "one two\xff\n"sv}) {
    CHECK_FALSE(verify(FileKind::text, original, as_bytes(wrong)));
  }
}

}  // namespace adit::client
