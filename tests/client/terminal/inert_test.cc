// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>
#include <vector>

#include "client/terminal/terminal.h"
#include "tests/client/terminal/pty.h"
#include "tests/support/fakes.h"

using namespace adit;
using namespace adit::client;

namespace {

std::string utf8(char32_t c) {
  auto byte = [](char32_t b) { return static_cast<char>(static_cast<unsigned char>(b)); };
  std::string out;
  if (c < 0x80) {
    out += byte(c);
  } else if (c < 0x800) {
    out += byte(0xC0 | c >> 6);
    out += byte(0x80 | (c & 63));
  } else if (c < 0x10000) {
    out += byte(0xE0 | c >> 12);
    out += byte(0x80 | (c >> 6 & 63));
    out += byte(0x80 | (c & 63));
  } else {
    out += byte(0xF0 | c >> 18);
    out += byte(0x80 | (c >> 12 & 63));
    out += byte(0x80 | (c >> 6 & 63));
    out += byte(0x80 | (c & 63));
  }
  return out;
}

// No byte that a terminal obeys, but for line feeds. C1 controls are two bytes in UTF-8, and one
// in a terminal that does not speak it: a lone 80..9F cannot be, as 80..BF only follows a start.
bool is_harmless(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto c = static_cast<unsigned char>(text[i]);
    if ((c < 0x20 && c != '\n') || c == 0x7F) return false;
    if (c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return false;
  }
  return true;
}

const std::vector<std::string>& hostile() {
  static const std::vector<std::string> texts = {
      "\x1b[2J\x1b[H",           // clears the screen
      "\x1b]0;title\x07",        // window title
      "\x1b]52;c;cm0gLXJm\x07",  // clipboard
      "\x1b]8;;http://x.example\x1b\\link\x1b]8;;\x1b\\",
      "\x1bP+q544e\x1b\\",     // asks the terminal, which types the answer
      "\x1b[6n\x1b[c\x1b[5i",  // position, identity, printer
      "\x1b[?1049h\x1b[?2004h\x1b[200~rm\x1b[201~",
      "\xC2\x9B"
      "2J",  // the same with C1
      "\x9B"
      "2J",  // and as one byte
      "\xC2\x9D"
      "0;t\xC2\x9C",
      "a\rb",
      "a\bb",
      "a\x7f",
      "a\vb\fc",
      std::string("a\0b", 3),
      "\x0e\x0f",
      "\x05",
      "\xE2\x80\xAE"
      "txt.exe",  // right to left override
      "\xE2\x81\xA6x\xE2\x81\xA9",
      "\xF3\xA0\x81\x81\xF3\xA0\x81\x82",  // tags
      "\xED\xA0\x80",                      // a surrogate
      "\xC0\x9B\xE0\x80\x9B",              // overlong
      "\xF5\x80\x80\x80\xFF\xFE",
      "\xE2\x80\xA8"
      "line\xE2\x80\xA9"
      "paragraph\xC2\x85next",
  };
  return texts;
}

}  // namespace

TEST_CASE("what people write passes as it is", "[terminal]") {
  for (std::string text :
       {"plain text, 1 < 2", "two\nlines", "caf\xC3\xA9", "\xD0\xBF\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82",
        "\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7", "\xE4\xBD\xA0\xE5\xA5\xBD",
        "\xE1\x88\xB0\xE1\x88\x8B\xE1\x88\x9D",
        "\xE1\x80\x99\xE1\x80\xBC\xE1\x80\x94\xE1\x80\xBA\xE1\x80\x99\xE1\x80\xAC", "\xF0\x9F\x99\x82",
        "e\xCC\x81", ""}) {
    CHECK(inert(text) == text);
  }
}

TEST_CASE("each control becomes a visible mark", "[terminal]") {
  for (char32_t c = 0; c < 0xA0; ++c) {
    if (c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7F)) continue;
    std::string shown = inert("a" + utf8(c) + "b");
    CAPTURE(static_cast<unsigned>(c));
    CHECK(is_harmless(shown));
    CHECK(shown.size() >= 2 + 8);  // [U+001B]
    CHECK(shown.substr(0, 4) == "a[U+");
  }
  CHECK(inert("a\tb") == "a    b");
  CHECK(inert("a\r\nb") == "a\nb");
  CHECK(inert("a\rb") == "a[U+000D]b");
}

TEST_CASE("what is invisible or turns text round becomes a visible mark", "[terminal]") {
  std::vector<char32_t> all = {0xAD,   0x034F, 0x061C,  0x115F,   0x1160,   0x17B4, 0x180E, 0x2028,
                               0x2029, 0x2800, 0x3164,  0xFEFF,   0xFFA0,   0xFFF9, 0xFFFE, 0x0378,
                               0xE000, 0xF8FF, 0xF0000, 0x10FFFD, 0x10FFFF, 0xE0001};
  auto add = [&](char32_t from, char32_t to) {
    for (char32_t c = from; c <= to; ++c) all.push_back(c);
  };
  add(0x200B, 0x200F);
  add(0x202A, 0x202E);
  add(0x2060, 0x206F);
  add(0xFE00, 0xFE0F);
  add(0xE0020, 0xE007F);
  add(0xE0100, 0xE01EF);
  for (char32_t c : all) {
    std::string letter = utf8(c);
    std::string shown = inert("a" + letter + "b");
    CAPTURE(static_cast<unsigned>(c), shown);
    CHECK(shown.find(letter) == std::string::npos);
    CHECK(shown.size() > 2);
  }
}

TEST_CASE("no code point makes anything but harmless text, and twice is as once", "[terminal]") {
  std::size_t bad = 0;
  for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x20000 || (c >= 0xE0000 && c < 0xE0200) ? 1 : 61) {
    std::string shown = inert("x" + utf8(c) + "y");
    if (!is_harmless(shown) || inert(shown) != shown || !shown.starts_with('x') || !shown.ends_with('y'))
      ++bad;
  }
  CHECK(bad == 0);
}

TEST_CASE("a flood of combining marks is cut", "[terminal]") {
  std::string flood = "a";
  for (int i = 0; i < 500; ++i) flood += "\xCC\x81";
  CHECK(inert(flood + "b") == "a\xCC\x81\xCC\x81\xCC\x81\xCC\x81[...]b");
  // Vowels that stand beside a letter do not stack, and words of Burmese have several.
  std::string word = "\xE1\x80\x99\xE1\x80\xBC\xE1\x80\xBE\xE1\x80\xAF\xE1\x80\xB6\xE1\x80\xB7";
  CHECK(inert(word) == word);
}

TEST_CASE("bad UTF-8 becomes replacement characters", "[terminal]") {
  CHECK(inert("a\xFF"
              "b") ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(inert("\xE2\x82") == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(inert("\xED\xA0\x80").find('\xED') == std::string::npos);
}

TEST_CASE("later lines are set in, so that they cannot look like ours", "[terminal]") {
  CHECK(inert("one\ntwo\nadit: error: three", 4) == "one\n    two\n    adit: error: three");
  CHECK(inert_line("one\ntwo\r\nthree") ==
        "one\xE2\x8F\x8E"
        "two\xE2\x8F\x8E"
        "three");
  for (const std::string& text : hostile()) CHECK(inert_line(text).find('\n') == std::string::npos);
}

TEST_CASE("nothing hostile reaches a terminal", "[terminal]") {
  std::string all;
  for (const std::string& text : hostile()) {
    CAPTURE(text);
    std::string shown = test::through_terminal(inert(text));
    CHECK(shown == inert(text));
    CHECK(is_harmless(shown));
    all += text;
  }
  CHECK(is_harmless(test::through_terminal(inert(all))));
  // The check itself sees what is there without inert().
  CHECK_FALSE(is_harmless(test::through_terminal(hostile()[0])));
}

TEST_CASE("random bytes are harmless", "[terminal]") {
  test::SeededRng rng(11);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes(1 + rng.below(64), '\0');
    rng.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    std::string shown = inert(bytes);
    if (!is_harmless(shown) || inert(shown) != shown) FAIL(to_hex(as_bytes(bytes)));
  }
}
