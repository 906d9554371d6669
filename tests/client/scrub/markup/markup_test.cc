// SPDX-License-Identifier: Apache-2.0
// Web pages, drawings and e-mails made by make_markup.py; what comes out is read by Python's parsers
// and by exiftool.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cstdlib>

#include "client/scrub/builders.h"
#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "client/scrub/zip/zip.h"
#include "tests/support/temp_folder.h"

namespace adit::client {
namespace {

using namespace adit::test;
namespace fs = std::filesystem;

std::string output_of(const std::string& command) {
  std::string out;
  auto* pipe = popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  char block[4096];
  while (auto n = fread(block, 1, sizeof block, pipe)) out.append(block, n);
  if (pclose(pipe) != 0) out += "\nFAILED";
  return out;
}

const fs::path& corpus() {
  static const TempFolder folder;
  static const bool made = [] {
    write_file(folder.path() / "photo.jpg", exiftool_write(encode_jpeg(landscape(24, 24)), "jpg",
                                                           {"-EXIF:Artist=ADIT-CANARY-artist-1",
                                                            "-GPSLatitude=4.32", "-GPSLatitudeRef=S"}));
    auto at = folder.path().string();
    auto said = output_of("python3 " ADIT_SOURCE_DIR "/tests/client/scrub/markup/make_markup.py " + at + " " +
                          at + "/photo.jpg");
    INFO(said);
    REQUIRE(said.empty());
    return true;
  }();
  (void)made;
  return folder.path();
}

ByteVector sample(std::string_view name) { return read_file(corpus() / name); }

bool tells(const CleanedFile& file, std::string_view words) {
  return std::ranges::any_of(file.removed, [&](const auto& f) { return f.text.find(words) != f.text.npos; });
}

CleanedFile cleaned_twice(ByteSpan file, const CleanOptions& options = {}) {
  auto cleaned = clean(file, options);
  REQUIRE(cleaned);
  auto again = clean(cleaned->bytes, options);
  REQUIRE(again);
  CHECK(again->bytes == cleaned->bytes);
  return std::move(*cleaned);
}

// Text and tags as Python's own parser sees them.
constexpr std::string_view kParse = R"(
import sys
from html.parser import HTMLParser
class P(HTMLParser):
    text, tags = "", []
    def handle_data(self, d): self.text += d
    def handle_starttag(self, t, a): self.tags.append((t, sorted(k for k, v in a)))
p = P(); p.feed(open(sys.argv[1], encoding="utf-8").read()); p.close()
print(" ".join(p.text.split())); print(sorted(set(t for t, a in p.tags))); print(sorted(set(k for t, a in p.tags for k in a)))
)";

}  // namespace

TEST_CASE("a web page keeps its words and its order, and nothing that acts or is fetched",
          "[scrub][markup][html]") {
  auto dirty = sample("page.html");
  REQUIRE(contains(dirty, "ADIT-CANARY-beacon-1"));
  auto cleaned = cleaned_twice(dirty);
  REQUIRE(cleaned.kind == FileKind::html);
  for (auto word : {"CANARY", "http", "script", "style", "class", "<form", "<iframe", "\xe2\x80\x8b"}) {
    INFO(word);
    CHECK_FALSE(contains(cleaned.bytes, word));
  }
  TempFolder folder;
  write_file(folder.path() / "p.py", as_bytes(kParse));
  write_file(folder.path() / "out.html", cleaned.bytes);
  auto at = folder.path().string();
  CHECK(
      output_of("python3 " + at + "/p.py " + at + "/out.html") ==
      "Wages & hours One bold both rest 3 < 5 caf\xc3\xa9 a link Second spanline onetwodeep cellnexthead "
      "Send kept as it "
      "is Moreinside\n"
      "['b', 'body', 'br', 'div', 'h1', 'head', 'html', 'i', 'img', 'li', 'meta', 'ol', 'p', 'pre', 'table', "
      "'tbody', 'td', 'th', 'tr', 'ul']\n"
      "['charset', 'colspan', 'src', 'start', 'width']\n");
  auto tags = output_of("exiftool -a -G " + at + "/out.html");
  CHECK(tags.find("CANARY") == tags.npos);
  for (auto words :
       {"ADIT-CANARY-comment-1", "ADIT-CANARY-author-1", "ADIT-CANARY-title-1", "ADIT-CANARY-link-1",
        "ADIT-CANARY-beacon-1", "ADIT-CANARY-preheader-1", "ADIT-CANARY-hidden-1", "ADIT-CANARY-hidden-2",
        "ADIT-CANARY-path-1", "ADIT-CANARY-frame-1", "ADIT-CANARY-artist-1", "programs in it",
        "hidden characters in its text, 1 in all"}) {
    INFO(words);
    CHECK(tells(cleaned, words));
  }
  // The picture inside is the picture, cleaned by its own rule.
  auto photo = clean(sample("photo.jpg"));
  REQUIRE(photo);
  write_file(folder.path() / "d.py",
             as_bytes("import base64, re, sys\nd = open(sys.argv[1]).read()\nopen(sys.argv[2], "
                      "'wb').write(base64.b64decode(re.search('base64,([^\"]*)', d)[1]))\n"));
  CHECK(output_of("python3 " + at + "/d.py " + at + "/out.html " + at + "/out.jpg").empty());
  CHECK(read_file(folder.path() / "out.jpg") == photo->bytes);
}

TEST_CASE("a web page becomes a plain text if that is asked for", "[scrub][markup][html]") {
  auto cleaned = cleaned_twice(sample("page.html"), {.way = Way::convert});
  CHECK(cleaned.kind == FileKind::text);
  CHECK(as_text(cleaned.bytes) ==
        "Wages & hours\nOne bold both rest 3 < 5 caf\xc3\xa9 a link\n\nSecond "
        "span\nline\n\none\ntwo\ndeep\ncell\tnext\n"
        "head\nSend\n kept   as\n  it is\nMore\ninside\n");
}

TEST_CASE("odd pages keep every word, in well-nested tags", "[scrub][markup][html]") {
  auto soup = cleaned_twice(sample("soup.html"));
  TempFolder folder;
  write_file(folder.path() / "p.py", as_bytes(kParse));
  write_file(folder.path() / "out.html", soup.bytes);
  auto said =
      output_of("python3 " + folder.path().string() + "/p.py " + folder.path().string() + "/out.html");
  CHECK(said.starts_with("alostbstraycdefghi < 3 <3 k"));
  auto rtl = cleaned_twice(sample("rtl.html"));
  CHECK(contains(rtl.bytes, "<body dir=\"rtl\">\n<p dir=\"ltr\">\xd9\x85\xdb\x8c\xe2\x80\x8c"));
  CHECK(rtl.removed.empty());
  CHECK(cleaned_twice(sample("plain.html")).removed.empty());
}

TEST_CASE("a drawing keeps its shapes and colours, and nothing that acts, is fetched or names",
          "[scrub][markup][svg]") {
  auto cleaned = cleaned_twice(sample("drawing.svg"));
  REQUIRE(cleaned.kind == FileKind::svg);
  for (auto word : {"CANARY", "script", "style", "class", "inkscape", "sodipodi", "foreignObject", "animate",
                    "javascript"}) {
    INFO(word);
    CHECK_FALSE(contains(cleaned.bytes, word));
  }
  for (auto part :
       {"height=\"100\" viewBox=\"0 0 210 100\" width=\"210mm\"", "fill=\"#ff0000\" stroke=\"url(#a1)\"",
        "<linearGradient id=\"a1\">", "stop-color=\"blue\" stop-opacity=\".5\"",
        "d=\"M 0,0 L10 10 h-5.5e1z\"", "<use x=\"9\" xlink:href=\"#a2\"/>", "font-family=\"monospace\"",
        ">Hello &amp; <tspan dy=\"3\">world</tspan>", "<ellipse cx=\"1\" cy=\"2\" rx=\"3\" ry=\"4\"/>",
        "<rect height=\"4\" width=\"3\" x=\"1\" y=\"2\"/>"}) {
    INFO(part);
    CHECK(contains(cleaned.bytes, part));
  }
  TempFolder folder;
  write_file(folder.path() / "out.svg", cleaned.bytes);
  auto at = folder.path().string();
  auto tags = output_of("exiftool -a -G " + at + "/out.svg");
  CHECK(tags.find("CANARY") == tags.npos);
  CHECK(tags.find("210mm") != tags.npos);
  CHECK(output_of("python3 -c \"import xml.etree.ElementTree as e; print(''.join(e.parse('" + at +
                  "/out.svg').getroot().itertext()))\"") == "Hello & world\n");
  for (auto words :
       {"ADIT-CANARY-comment-1", "ADIT-CANARY-docname-1", "ADIT-CANARY-home-1", "ADIT-CANARY-creator-1",
        "ADIT-CANARY-title-1", "ADIT-CANARY-beacon-1", "ADIT-CANARY-fontname-1", "ADIT-CANARY-artist-1",
        "programs in it", "parts of the drawing that were not shown"})
    CHECK(tells(cleaned, words));
}

TEST_CASE("copies of copies in a drawing do not multiply, and entities are not followed",
          "[scrub][markup][svg]") {
  auto bomb = cleaned_twice(sample("bomb.svg"));
  CHECK(bomb.bytes.size() < 4000);
  auto entities = cleaned_twice(sample("entities.svg"));
  CHECK_FALSE(contains(entities.bytes, "ENTITY"));
  CHECK_FALSE(contains(entities.bytes, "root:"));
}

TEST_CASE("an e-mail becomes a text of who, when and what", "[scrub][markup][mail]") {
  constexpr std::string_view kHead =
      "From: \xc3\x89lise Kambale <elise@example.org>\nTo: Bureau <bureau@example.org>\nCc: "
      "third@example.org\n"
      "Date: 17 May 2024\nSubject: Les heures suppl\xc3\xa9mentaires\n\n";
  for (auto [name, body] : {std::pair{"plain.eml",
                                      "Bonjour,\n\nles heures ne sont pas pay\xc3\xa9"
                                      "es = 3.\n> quoted\n"},
                            {"alternative.eml",
                             "Bonjour,\n\nles heures ne sont pas pay\xc3\xa9"
                             "es = 3.\n> quoted\n"},
                            {"html.eml",
                             "Titre\nLes heures \xc3\xa9"
                             "crites\nici\n"}}) {
    INFO(name);
    auto cleaned = cleaned_twice(sample(name));
    CHECK(cleaned.kind == FileKind::text);
    CHECK(as_text(cleaned.bytes) == std::string(kHead) + body);
    for (auto words : {"ADIT-CANARY-host-1", "ADIT-CANARY-msgid-1", "10.99.88.77", "ADIT-CANARY-mailer-1",
                       "ADIT-CANARY-reply-1", "10:11:12"})
      CHECK(tells(cleaned, words));
    CHECK(cleaned.stays[0].find("may name you") != std::string::npos);
  }
}

TEST_CASE("an e-mail with attachments becomes an archive of cleaned files", "[scrub][markup][mail]") {
  auto cleaned = cleaned_twice(sample("attached.eml"));
  REQUIRE(cleaned.kind == FileKind::zip);
  CHECK_FALSE(contains(cleaned.bytes, "CANARY"));
  auto entries = read_own_zip(cleaned.bytes);
  REQUIRE(entries);
  REQUIRE(entries->size() == 3);
  CHECK((*entries)[0].name == "photo-1.jpg");
  CHECK((*entries)[0].bytes == clean(sample("photo.jpg"))->bytes);
  CHECK(as_text((*entries)[1].bytes).ends_with("\n\nVoir la photo.\n"));
  CHECK(as_text((*entries)[2].bytes) == "other words\n");
  CHECK(tells(cleaned, "in “ADIT-CANARY-attachment-1.jpg”: the artist: “ADIT-CANARY-artist-1”"));
}

TEST_CASE("an e-mail that cannot be cleaned is refused with the reason", "[scrub][markup][mail]") {
  for (auto [name, words] :
       {std::pair{"bad-program.eml", "1 of its 4 files cannot be cleaned: a Windows program"},
        {"bad-encrypted.eml", "it is encrypted"},
        {"bad-charset.eml", "an encoding that is not read here"}}) {
    INFO(name);
    std::vector<std::string> why;
    CHECK(clean(sample(name), {}, &why).error() == Error(Errc::file_type_refused));
    REQUIRE(why.size() == 1);
    CHECK(why[0].find(words) != std::string::npos);
  }
}

TEST_CASE("the child gives what is given here", "[scrub][markup]") {
  for (auto name : {"page.html", "drawing.svg", "html.eml", "attached.eml"}) {
    INFO(name);
    auto there = clean_in_child(fs::path(ADIT_BIN_DIR) / "adit-scrub", sample(name));
    REQUIRE(there);
    CHECK(there->bytes == clean(sample(name))->bytes);
  }
}

TEST_CASE("typed lines that look like the head of a mail are text", "[scrub][markup][formats]") {
  for (auto text : {"From: me\nTo: you\nSubject: pay\n\nwords\n", "Received: three boxes\n",
                    "X-ray: done\nFrom: a\nno colon here\n"})
    CHECK(kind_of(as_bytes(text)) == FileKind::text);
  for (auto text :
       {"Date: x\r\nFrom: a@b\r\nX-Priority: 1\r\n\r\n", "From a@b Fri\nReceived: x\n y\nSubject: z\n\n"})
    CHECK(kind_of(as_bytes(text)) == FileKind::mail);
}

TEST_CASE("the verification refuses what the cleaner did not make", "[scrub][markup][verify]") {
  struct Planted {
    std::string_view file, old_text, new_text;
  };
  const Planted planted[] = {
      {"page.html", "<b>bold", "<b onclick=\"x\">bold"},
      {"page.html", "<h1>", "<h1 class=\"x\">"},
      {"page.html", "<h1>", "<!-- x --><h1>"},
      {"page.html", "Wages", "Wages <script>x</script>"},
      {"page.html", "Wages", "Wages\xe2\x80\x8b"},
      {"page.html", "Wages", "Wags"},
      {"page.html", "Second", "ADIT-CANARY-hidden-9"},
      {"page.html", "</h1>", "</h1></b>"},
      {"page.html", "src=\"data:", "src=\"https:"},
      {"drawing.svg", "<rect ", "<rect onclick=\"x\" "},
      {"drawing.svg", "<rect ", "<script/><rect "},
      {"drawing.svg", "id=\"a1\"", "id=\"kambale\""},
      {"drawing.svg", "fill=\"#ff0000\"", "fill=\"url(https://x)\""},
      {"drawing.svg", "Hello", "Hallo"},
      {"drawing.svg", "<rect ", "<rect/><rect "},
      {"drawing.svg", "xlink:href=\"#a2\"", "xlink:href=\"https://x\""},
      {"plain.eml", "Bonjour", "Bonsoir"},
      {"plain.eml", "quoted", "quoted\n<ADIT-CANARY-msgid-1@host.example>"},
      {"plain.eml",
       "Bonjour,\n\nles heures ne sont pas pay\xc3\xa9"
       "es = 3.\n",
       ""},
      {"html.eml",
       "Titre\nLes heures \xc3\xa9"
       "crites\nici\n",
       ""},
  };
  for (const auto& p : planted) {
    INFO(p.file << ": " << p.new_text);
    auto original = sample(p.file);
    auto cleaned = rebuild(original);
    REQUIRE(cleaned);
    REQUIRE(verify(cleaned->kind, original, cleaned->bytes));
    std::string text(as_text(cleaned->bytes));
    auto at = text.find(p.old_text);
    REQUIRE(at != text.npos);
    text.replace(at, p.old_text.size(), p.new_text);
    CHECK_FALSE(verify(cleaned->kind, original, as_bytes(text)));
    CHECK_FALSE(verify(cleaned->kind, original, original));
  }
}

TEST_CASE("damaged pages, drawings and mails are cleaned or refused", "[scrub][markup][broken]") {
  for (auto name : {"page.html", "soup.html", "drawing.svg", "plain.eml", "attached.eml"}) {
    auto good = sample(name);
    for (std::size_t n = 1; n < good.size(); n += 1 + good.size() / 60) (void)clean(ByteSpan(good).first(n));
    std::uint32_t state = 3;
    for (int i = 0; i < 150; ++i) {
      auto file = good;
      state = state * 1664525 + 1013904223;
      file[(state >> 4) % file.size()] ^= static_cast<std::uint8_t>(1u << (state >> 29));
      if (auto result = clean(file); !result) {
        auto code = result.error().code;
        CHECK(
            (code == Errc::file_damaged || code == Errc::file_type_refused || code == Errc::file_too_large));
      }
    }
  }
}

}  // namespace adit::client
