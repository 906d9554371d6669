// SPDX-License-Identifier: Apache-2.0
// Documents that cannot be cleaned become pictures of their pages, or text: as a flag for scripts, and
// offered to a person. With the real converter, with none, and with one that misbehaves.
#include "client/scrub/convert.h"

#include <fmt/format.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/reporter/commands.h"
#include "client/reporter/write.h"
#include "tests/client/reporter/children.h"
#include "tests/client/reporter/command_bench.h"

namespace adit::client {
namespace {

using namespace adit::test;

const std::string kBin = ADIT_BIN_DIR;

// Two pages and an author, behind a line that does not belong there: it would have to be repaired.
std::string odd_pdf() {
  const std::string_view objects[] = {
      "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 2 /Kids [3 0 R 4 0 R] >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 90 60] /Contents 5 0 R /Resources << >> >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 90 60] /Contents 5 0 R /Resources << >> >>",
      "<< /Length 14 >>\nstream\n9 9 30 30 re f\nendstream"};
  std::string out = "%PDF-1.4\n";
  std::string table = "0000000000 65535 f \n";
  unsigned number = 0;
  for (std::string_view object : objects) {
    table += fmt::format("{:010} 00000 n \n", out.size());
    out += fmt::format("{} 0 obj\n{}\nendobj\n", ++number, object);
  }
  out += fmt::format(
      "xref\n0 6\n{}trailer\n<< /Root 1 0 R /Size 6 /Info << /Author (CANARY) >> >>\nstartxref\n{}\n%%EOF\n",
      table, out.size());
  return out.insert(9, "\n\n");
}

// A Word document with macros.
void write_macro_document(const std::string& path, const std::string& folder) {
  constexpr std::string_view kScript = R"(
import sys, zipfile
z = zipfile.ZipFile(sys.argv[1], "w")
t = "http://schemas.openxmlformats.org/"
z.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="' + t + 'package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>')
z.writestr("_rels/.rels", '<?xml version="1.0"?><Relationships xmlns="' + t + 'package/2006/relationships"><Relationship Id="r1" Type="'
    + t + 'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')
z.writestr("word/document.xml", '<?xml version="1.0"?><w:document xmlns:w="' + t + 'wordprocessingml/2006/main"><w:body><w:p><w:r>'
    '<w:t>What they said</w:t></w:r></w:p></w:body></w:document>')
z.close()
)";
  REQUIRE(run_program("/usr/bin/python3", {"-c", std::string(kScript), path}, folder).code == 0);
}

// A program of the machine that is not what it should be.
Converters pretended(const TempFolder& folder, const std::string& body) {
  std::string path = folder.file("pdftoppm");
  write(path, "#!/bin/sh\n" + body + "\n");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  Converters out{path, "", std::chrono::seconds(2)};
  return out;
}

struct Scene {
  TempFolder folder;
  CommandBench b;
  ReportOptions options;
  explicit Scene(const Converters& converters) {
    write(folder.file("r.toml"), "form = \"open\"\n[answers]\ns2 = \"They called us one by one.\"\n");
    write(folder.file("odd.pdf"), odd_pdf());
    options.write.from = folder.file("r.toml");
    options.write.to = {"Recipient 1"};
    options.write.attach = {folder.file("odd.pdf")};
    b.world.cleaner = [converters](const HeldBytes& file, const CleanOptions& how, Reasons& why) {
      return clean_or_convert(kBin + "/adit-scrub", converters, file, how, &why);
    };
  }
  int report() {
    int code = run_report(b.common, options, b.world);
    b.save_accepted(folder.file("accepted"));
    return code;
  }
  Core sent() const {
    auto letters = letters_for(b, folder.file("accepted"), 0);
    REQUIRE_FALSE(letters.empty());
    return std::move(letters.front().core);
  }
};

TEST_CASE(
    "adit clean names --convert for a PDF that it cannot clean, and --convert makes pictures of its pages") {
  if (find_converters().pdf.empty()) SKIP("pdftoppm is not installed");
  TempFolder folder;
  write(folder.file("odd.pdf"), odd_pdf());
  auto adit = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "clean");
    return run_program(kBin + "/adit", words, folder.path());
  };
  Ran refused = adit({"odd.pdf", "--out", "out"});
  CAPTURE(refused.err);
  CHECK(refused.code == 7);
  CHECK(has(refused.err, "--convert can make clean pictures of its pages, 2 in all"));
  CHECK(listing(folder.path()) == std::vector<std::string>{fmt::format("odd.pdf {}", odd_pdf().size())});

  Ran made = adit({"odd.pdf", "--convert", "--out", "out"});
  CAPTURE(made.out, made.err);
  REQUIRE(made.code == 0);
  for (std::string_view name : {"out/picture-1.png", "out/picture-2.png"}) {
    CHECK(content(folder.file(name)).starts_with("\x89PNG"));
    CHECK_FALSE(has(content(folder.file(name)), "CANARY"));
  }
  CHECK_FALSE(std::filesystem::exists(folder.file("out/picture-3.png")));
  CHECK(has(made.out, "text that can be searched"));  // what is lost is said
}

TEST_CASE("an office file that cannot be cleaned becomes its text") {
  TempFolder folder;
  write_macro_document(folder.file("m.docx"), folder.path());
  auto adit = [&](std::vector<std::string> words) {
    return run_program(kBin + "/adit", words, folder.path());
  };
  Ran refused = adit({"clean", "m.docx", "--check"});
  CHECK(refused.code == 7);
  CHECK(has(refused.err, "--convert can make a clean file of it"));
  Ran made = adit({"clean", "m.docx", "--convert", "--out", "out"});
  CAPTURE(made.err);
  REQUIRE(made.code == 0);
  CHECK(content(folder.file("out/text-1.txt")) == "What they said\n");
  CHECK(has(made.out, "the look: layout"));
}

TEST_CASE("where no converter is installed, the program that is missing is named and nothing is written") {
  Scene s(Converters{});
  for (Way way : {Way::rebuild, Way::convert}) {
    CleanCommandOptions options{{s.folder.file("odd.pdf")}, s.folder.file("out"), false, false, {way, {}}};
    Ran ran = run_forked([&] { return run_clean(options, s.b.world); });
    CAPTURE(ran.err);
    CHECK(ran.code == 7);
    CHECK(has(ran.err, "pdftoppm"));
    CHECK(has(ran.err, "not installed here"));
    CHECK_FALSE(has(ran.err, "--convert can"));
    CHECK_FALSE(std::filesystem::exists(s.folder.file("out")));
  }
}

TEST_CASE("a converter that hangs, dies, lies or floods is the end of the file, not of the client") {
  auto body = GENERATE(std::string("sleep 600"), std::string("kill -SEGV $$"), std::string("echo a picture"),
                       std::string("exit 1"), std::string("yes"));
  TempFolder bin;
  Scene s(pretended(bin, body));
  CleanCommandOptions options{
      {s.folder.file("odd.pdf")}, s.folder.file("out"), false, false, {Way::convert, {}}};
  Ran ran = run_forked([&] { return run_clean(options, s.b.world); });
  CAPTURE(body, ran.err);
  CHECK(ran.code == 7);
  CHECK(ran.out.empty());
  CHECK_FALSE(std::filesystem::exists(s.folder.file("out")));
}

TEST_CASE("a script reports with --convert, and without it is told of it and sends nothing") {
  if (find_converters().pdf.empty()) SKIP("pdftoppm is not installed");
  Scene s(find_converters());
  Ran refused = run_forked([&] { return s.b.connections == 0 ? s.report() : 77; });
  CHECK(refused.code == 7);
  CHECK(has(refused.err, "--convert can make clean pictures"));
  CHECK(has(refused.err, "nothing was sent"));

  s.options.write.clean.way = Way::convert;
  Ran sent = run_forked([&] { return s.report(); });
  CAPTURE(sent.err);
  REQUIRE(sent.code == 0);
  Core core = s.sent();
  REQUIRE(core.files.size() == 2);
  CHECK(core.files[0].name == "picture-1.png");
  CHECK(core.files[1].type == "image/png");
  CHECK(core.files[0].original == core.files[1].original);  // both of the one PDF
  CHECK(core.fields.back().first != "raw");
}

TEST_CASE("a person is offered the pictures, and sends what was agreed to") {
  if (find_converters().pdf.empty()) SKIP("pdftoppm is not installed");
  Scene s(find_converters());
  const std::vector<std::string_view> prompts = {"(Enter: no) ", "[yes/no] ", "written it down. ",
                                                 "it is not shown: "};
  auto play = [&](OnTerminal& t, std::string_view offer) {
    for (;;) {
      std::string question = t.next_prompt(prompts);
      if (question.empty()) return t.end();
      if (question.ends_with("(Enter: no) ") || question.ends_with("written it down. ")) {
        t.type("");
      } else if (question.ends_with("it is not shown: ")) {
        t.type(words_on(t.screen()));
      } else {
        t.type(has(question, "instead, clean, with that loss") ? offer : "yes");
      }
    }
  };
  SECTION("yes") {
    OnTerminal t([&] { return s.report(); });
    int code = play(t, "yes");
    CAPTURE(t.screen());
    REQUIRE(code == 0);
    CHECK(has(t.screen(), "and 1 more of the same file, up to picture-2.png"));
    CHECK(s.sent().files.size() == 2);
  }
  SECTION("no, and no sentence for the file as it is") {
    OnTerminal t([&] { return s.report(); });
    CHECK(play(t, "no") == 7);
    CHECK(has(t.screen(), "nothing was sent"));
    CHECK(content(s.folder.file("accepted")).empty());
  }
}

}  // namespace
}  // namespace adit::client
