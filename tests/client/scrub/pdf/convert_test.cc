// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/convert.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "client/scrub/builders.h"
#include "client/scrub/child.h"
#include "client/scrub/pdf/pdf_builder.h"
#include "client/scrub/pdf/tools.h"
#include "tests/support/temp_folder.h"

namespace adit::client {
namespace {

using namespace adit::test;
using namespace std::chrono_literals;

const std::filesystem::path kScrub = std::filesystem::path(ADIT_BIN_DIR) / "adit-scrub";

HeldBytes held(ByteSpan bytes) {
  auto result = HeldBytes::of(bytes);
  REQUIRE(result);
  return *result;
}
Converters installed() { return find_converters("/usr/bin:/usr/local/bin"); }

// A shell script as a program of the machine, in a folder of its own.
class Script {
 public:
  Script(const std::string& name, const std::string& body) : path_(folder_.path() / name) {
    auto text = "#!/bin/sh\n" + body + "\n";
    write_file(path_, as_bytes(text));
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
  }
  const std::filesystem::path& path() const { return path_; }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  TempFolder folder_;
  std::filesystem::path path_;
};

// What a script says when it is run as a converter.
std::string said(const std::string& body, ByteSpan input = {}) {
  Script script("pdftoppm", body);
  auto out = run_child(kScrub, {"--run-converter", script.path().string(), "word"}, input, 1 << 20, 20s);
  return out ? std::string(as_text(*out)) : "failed";
}

std::size_t dark_dots(const Drawing& d) {
  return static_cast<std::size_t>(std::ranges::count_if(d.samples, [](auto v) { return v < 100; }));
}

}  // namespace

TEST_CASE("a document becomes clean pictures of its pages", "[scrub][pdf][convert]") {
  if (installed().pdf.empty()) SKIP("pdftoppm is not installed");
  auto dirty = dirty_pdf();
  auto file = held(as_bytes(dirty.file));
  auto pages = convert_with_installed(kScrub, installed(), file);
  REQUIRE(pages);
  REQUIRE(pages->size() == 2);
  for (const auto& page : *pages) {
    CHECK(page.kind == FileKind::png);
    auto bytes = page.bytes.read_all();
    REQUIRE(bytes);
    CHECK_FALSE(contains(*bytes, "CANARY"));
    CHECK_FALSE(contains(*bytes, "pHYs"));
    CHECK(page.removed.size() == 1);
    CHECK_FALSE(page.stays.empty());
    auto picture = decode_png(*bytes);
    CHECK(picture.width == 625);  // 300 points at 150 dots to the inch
    CHECK(picture.height == 417);
  }
  auto small = convert_with_installed(kScrub, installed(), file, {Way::convert, PictureSize::smaller});
  REQUIRE(small);
  CHECK(decode_png(*small->at(0).bytes.read_all()).width == 417);
  // The same every time.
  auto again = convert_with_installed(kScrub, installed(), file);
  REQUIRE(again);
  CHECK(*again->at(0).bytes.read_all() == *pages->at(0).bytes.read_all());
}

TEST_CASE("what a page hides outside its edge is not drawn", "[scrub][pdf][convert]") {
  if (installed().pdf.empty()) SKIP("pdftoppm is not installed");
  PdfBuilder pdf;
  pdf.add("<< /Type /Catalog /Pages 2 0 R >>");
  pdf.add("<< /Type /Pages /Count 1 /Kids [3 0 R] >>");
  pdf.add(
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /CropBox [0 0 100 100] /Contents 4 0 R "
      "/Resources << >> >>");
  pdf.stream("", "200 150 50 50 re f");
  auto text = pdf.finish("/Root 1 0 R");
  auto pages = convert_with_installed(kScrub, installed(), held(as_bytes(text)));
  REQUIRE(pages);
  auto picture = decode_png(*pages->at(0).bytes.read_all());
  CHECK(picture.width == 209);
  CHECK(std::ranges::all_of(picture.rgba, [](auto v) { return v == 0xffff; }));
}

TEST_CASE("what cannot be cleaned can be converted", "[scrub][pdf][convert]") {
  if (installed().pdf.empty()) SKIP("pdftoppm is not installed");
  auto moved = simple_pdf({"BT /F1 12 Tf 20 100 Td (Hello) Tj ET"});
  moved.insert(9, "\n\n");
  CHECK_FALSE(clean(as_bytes(moved)));
  CHECK(convert_with_installed(kScrub, installed(), held(as_bytes(moved))));
  // A password is a password.
  auto locked = run_tool("qpdf --encrypt user owner 256 -- {} -", as_bytes(simple_pdf({"0 0 9 9 re f"})));
  CHECK(convert_with_installed(kScrub, installed(), held(as_bytes(locked))).error() ==
        Error(Errc::file_damaged));
}

TEST_CASE("where no converter is installed a sentence says which one is missing", "[scrub][pdf][convert]") {
  auto text = simple_pdf({"0 0 9 9 re f"});
  auto file = held(as_bytes(text));
  CHECK(convert_with_installed(kScrub, {}, file).error() == Error(Errc::file_type_refused));
  CHECK(missing_converter(FileKind::pdf, {}).find("pdftoppm") != std::string::npos);
  CHECK(missing_converter(FileKind::docx, {"/usr/bin/pdftoppm", ""}).find("LibreOffice") !=
        std::string::npos);
  CHECK(missing_converter(FileKind::docx, {"", "/usr/bin/soffice"}).find("pdftoppm") != std::string::npos);
  CHECK(missing_converter(FileKind::pdf, {"/usr/bin/pdftoppm", ""}).empty());
  CHECK_FALSE(missing_converter(FileKind::mp3, {"/a", "/b"}).empty());
  CHECK_FALSE(is_convertible(FileKind::jpeg));
  CHECK(convert_with_installed("/nowhere/adit-scrub", {"/usr/bin/pdftoppm", ""}, file).error() ==
        Error(Errc::sandbox_unavailable));
  CHECK(find_converters("relative:.:/nowhere").pdf.empty());
  Script fake("pdftoppm", "true");
  CHECK(find_converters("/nowhere:" + fake.folder().string()).pdf == fake.path());
}

TEST_CASE("a converter gets its input, its output, and an empty environment", "[scrub][pdf][convert]") {
  CHECK(said("cat", as_bytes("what it reads")) == "what it reads");
  CHECK(said("echo $# $1") == "1 word\n");
  CHECK(said("env | grep -v -E '^(PWD|SHLVL|_|OLDPWD)=' | wc -l") == "0\n");
  // Nothing but 0, 1, 2 and what the listing itself opens.
  CHECK(said("echo complaint >&2; echo fine") == "fine\n");
  CHECK(run_child(kScrub, {"--run-converter", "/nowhere/pdftoppm"}, {}, 1000, 5s).error() ==
        Error(Errc::file_damaged));
  CHECK_FALSE(run_child(kScrub, {"--run-converter", "relative"}, {}, 1000, 5s));
  CHECK_FALSE(run_child(kScrub, {"--run-converter"}, {}, 1000, 5s));
}

TEST_CASE("a converter that was taken over reaches no network, no home and no disk",
          "[scrub][pdf][convert]") {
  Script beside("victim", "true");
  auto secret = beside.folder() / "secret.txt";
  write_file(secret, as_bytes("a secret"));
  const std::string python = "/usr/bin/python3 -c ";
  REQUIRE(std::filesystem::exists("/usr/bin/python3"));
  CHECK(said(python + "'print(6*7)'") == "42\n");
  auto attempt = [&](const std::string& call) {
    return said(python + "'\nimport socket,os,ctypes\ntry:\n  " + call +
                "\n  print(\"done\")\nexcept OSError: print(\"no\")'");
  };
  CHECK(attempt("socket.socket(socket.AF_INET, socket.SOCK_STREAM)") == "no\n");
  CHECK(attempt("socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)") == "no\n");
  CHECK(attempt("socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)") == "no\n");
  CHECK(attempt("socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)") == "no\n");
  CHECK(attempt("os.open(\"/etc/ld.so.cache\", os.O_RDONLY)") == "done\n");
  // The same attempts succeed without the cage, so the cage is what stops them.
  auto loose = [&](const std::string& body) { return run_tool("sh -c " + body + " # {}", {}); };
  CHECK(loose("'cat " + secret.string() + "'") == "a secret");
  auto seen = said("cat " + secret.string() + " 2>/dev/null; echo end");
  bool landlock = std::filesystem::exists("/sys/kernel/security/landlock") ||
                  as_text(read_file("/proc/self/status")).empty() || seen == "end\n";
  if (landlock) {
    CHECK(seen == "end\n");
    CHECK(said("echo x > " + (beside.folder() / "new").string() +
               "; ls /root /home /tmp 2>/dev/null | wc -l") != "failed");
    CHECK_FALSE(std::filesystem::exists(beside.folder() / "new"));
  } else {
    WARN("this machine has neither Landlock nor user namespaces");
  }
}

TEST_CASE("a converter that lies, fails or floods is a damaged file", "[scrub][pdf][convert]") {
  auto text = simple_pdf({"0 0 9 9 re f"});
  auto run = [&](const std::string& body) {
    Script fake("pdftoppm", body);
    return convert_with_installed(kScrub, {fake.path(), ""}, held(as_bytes(text)));
  };
  CHECK(run("exit 3").error() == Error(Errc::file_damaged));
  CHECK(run("true").error() == Error(Errc::file_damaged));
  CHECK(run("echo not a picture").error() == Error(Errc::file_damaged));
  CHECK(run("kill -9 $$").error() == Error(Errc::file_damaged));
  CHECK(run("printf '\\211PNG\\r\\n\\032\\n\\000\\000\\000\\000IEND\\256B\\140\\202'").error() ==
        Error(Errc::file_damaged));
}

TEST_CASE("pictures one after the other are told apart, and nothing else is", "[scrub][pdf][convert]") {
  auto one = encode_png(3, 2, ByteVector(18, 7), {}), two = encode_png(4, 2, ByteVector(24, 9), {});
  ByteVector both = one;
  append(both, two);
  auto parts = split_pngs(both);
  REQUIRE(parts);
  REQUIRE(parts->size() == 2);
  CHECK(std::ranges::equal(parts->at(0), one));
  CHECK(std::ranges::equal(parts->at(1), two));
  CHECK(split_pngs({})->empty());
  for (std::size_t n = 1; n < both.size(); ++n) {
    if (n != one.size()) CHECK_FALSE(split_pngs(ByteSpan(both).first(n)));
  }
}

TEST_CASE("an office file goes through the office program first", "[scrub][pdf][convert]") {
  if (installed().pdf.empty()) SKIP("pdftoppm is not installed");
  // A stand-in with LibreOffice's manners: it reads in.odt from the folder and puts in.pdf beside it.
  auto pdf = simple_pdf({"BT /F1 12 Tf 20 100 Td (Office) Tj ET"});
  std::string document("PK\3\4", 4);
  document += std::string(26, '\0') + "mimetypeapplication/vnd.oasis.opendocument.text" + pdf;
  auto skip = document.size() - pdf.size();
  Script fake("soffice",
              "for last; do :; done\n"
              "case $HOME in /dev/shm/adit-office-*) ;; *) exit 1 ;; esac\n"
              "tail -c +" +
                  std::to_string(skip + 1) + " \"$last\" > \"${last%.odt}.pdf\"");
  auto pages = convert_with_installed(kScrub, {installed().pdf, fake.path()}, held(as_bytes(document)));
  REQUIRE(pages);
  CHECK(pages->size() == 1);
  CHECK(dark_dots(Drawing{1, 1, 1, *pages->at(0).bytes.read_all()}) > 0);
  Script silent("soffice", "true");
  CHECK(convert_with_installed(kScrub, {installed().pdf, silent.path()}, held(as_bytes(document))).error() ==
        Error(Errc::file_damaged));
  // Nothing is left in memory.
  for (const auto& entry : std::filesystem::directory_iterator("/dev/shm"))
    CHECK_FALSE(entry.path().filename().string().starts_with("adit-office-"));
}

}  // namespace adit::client
