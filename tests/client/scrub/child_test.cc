// SPDX-License-Identifier: Apache-2.0
// The real adit-scrub in its own process, and one that has gone over to the enemy.
#include "client/scrub/child.h"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/scrub/builders.h"
#include "client/scrub/frame.h"
#include "client/scrub/limits.h"
#include "client/scrub/sandbox.h"
#include "client/scrub/scrub.h"
#include "crypto/sha256.h"

namespace adit::client {
namespace {

using namespace adit::test;
using namespace std::chrono_literals;

const std::filesystem::path kScrub = std::filesystem::path(ADIT_BIN_DIR) / "adit-scrub";
const std::filesystem::path kHostile = ADIT_HOSTILE_CHILD;

Result<CleanedFile> hostile(std::string_view what) {
  ADIT_TRY(auto frame, run_child(kHostile, {}, {as_bytes(what)}, kMaxAnswerBytes, 60s));
  return parse_answer(frame);
}

}  // namespace

TEST_CASE("a file cleaned in a child is the file cleaned here", "[scrub][child]") {
  auto photo = exiftool_write(encode_jpeg(landscape(200, 150)), "jpg",
                              {"-EXIF:Artist=Canary Artist", "-n", "-Orientation=6"});
  auto picture = encode_png(50, 40, landscape(50, 40).samples, {});
  std::string text = "plain\u200b text\r\n";
  for (ByteSpan file : {ByteSpan(photo), ByteSpan(picture), as_bytes(text)}) {
    auto here = clean(file), there = clean_in_child(kScrub, file);
    REQUIRE(here);
    REQUIRE(there);
    CHECK(there->kind == here->kind);
    CHECK(there->bytes == here->bytes);
    CHECK(there->stays == here->stays);
    REQUIRE(there->removed.size() == here->removed.size());
    for (std::size_t i = 0; i < here->removed.size(); ++i) {
      CHECK(there->removed[i].what == here->removed[i].what);
      CHECK(there->removed[i].text == here->removed[i].text);
    }
  }
}

TEST_CASE("a twelve megapixel photo is cleaned within the child's limits", "[scrub][child]") {
  auto photo = encode_jpeg(landscape(4000, 3000), {.quality = 60, .progressive = true, .full_colour = true});
  auto cleaned = clean_in_child(kScrub, photo);
  REQUIRE(cleaned);
  CHECK(decode_jpeg(cleaned->bytes).width == 4000);
}

TEST_CASE("the second child accepts what the first may give, and nothing else", "[scrub][child][verify]") {
  auto photo = exiftool_write(encode_jpeg(landscape(64, 48)), "jpg", {"-EXIF:Artist=Canary Artist"});
  auto cleaned = clean(photo);
  REQUIRE(cleaned);
  auto verdict = [&](ByteSpan original, ByteSpan result) -> Result<CleanedFile> {
    ADIT_TRY(auto file, HeldBytes::of(original));
    ADIT_TRY(auto answer, HeldBytes::of(encode_answer(CleanedFile{
                              FileKind::jpeg, ByteVector(result.begin(), result.end()), {}, {}})));
    ADIT_TRY(auto verdict, run_child(kScrub, {"--verify"}, ChildInput{file, answer}, kMaxAnswerBytes, 60s));
    ADIT_TRY(auto frame, verdict.read_all());
    return parse_answer(frame);
  };
  CHECK(verdict(photo, cleaned->bytes));
  CHECK_FALSE(verdict(photo, photo));
  CHECK_FALSE(verdict(photo, {}));
  CHECK_FALSE(verdict(photo, with_segment(cleaned->bytes, 0xfe, as_bytes("Canary Artist"))));
  auto nonsense = run_child(kScrub, {"--verify"}, {as_bytes("x")}, kMaxAnswerBytes, 60s);
  REQUIRE(nonsense);
  CHECK(parse_answer(*nonsense).error() == Error(Errc::file_damaged));
}

TEST_CASE("what the child refuses is refused for the same reason", "[scrub][child]") {
  CHECK(clean_in_child(kScrub, as_bytes("{\\rtf1 hello}")).error() == Error(Errc::file_type_refused));
  CHECK(clean_in_child(kScrub, as_bytes("\xff\xd8\xff\xe0 cut")).error() == Error(Errc::file_damaged));
  CHECK(clean_in_child(kScrub, {}).error() == Error(Errc::file_damaged));
  ByteVector large(max_file_bytes(FileKind::text) + 1, 'a');
  CHECK(clean_in_child(kScrub, large).error() == Error(Errc::file_too_large));
}

TEST_CASE("without adit-scrub beside the program nothing is cleaned", "[scrub][child]") {
  CHECK(clean_in_child("/nowhere/adit-scrub", as_bytes("text")).error() == Error(Errc::sandbox_unavailable));
  CHECK(clean_in_child("/tmp", as_bytes("text")).error() == Error(Errc::sandbox_unavailable));
  CHECK(scrub_program().filename() == "adit-scrub");
}

TEST_CASE("a child that tries anything forbidden is killed", "[scrub][child][sandbox]") {
  if (!kSandboxIsWhole) SKIP("sanitizers need calls and memory that the sandbox closes");
  CHECK(hostile("nothing"));
  auto what = GENERATE("open", "create", "socket", "fork", "exec", "parent", "code", "descriptor", "memory");
  INFO(what);
  auto result = hostile(what);
  REQUIRE_FALSE(result);
  CHECK(result.error() == Error(Errc::file_damaged));
}

TEST_CASE("the same attempts succeed where the doors are open, so the sandbox is what stops them",
          "[scrub][child][sandbox]") {
  if (!kSandboxIsWhole) SKIP("sanitizers need calls and memory that the sandbox closes");
  auto what = GENERATE("nothing", "open", "create", "socket", "fork", "exec", "parent", "code", "descriptor",
                       "memory");
  INFO(what);
  auto result = hostile(std::string("free ") + what);
  REQUIRE(result);
  CHECK(result->removed.at(0).text == "free");
}

TEST_CASE("a child cannot write more than an answer", "[scrub][child][sandbox]") {
  constexpr std::size_t kFlood = std::size_t{80} << 20;
  const std::uint64_t small = limits_of(Room::small).answer_bytes;
  REQUIRE(small < kFlood);
  auto free = run_child(kHostile, {}, {as_bytes("free flood")}, kMaxAnswerBytes, 60s);
  REQUIRE(free);
  CHECK(free->size() == kFlood);
  CHECK(run_child(kHostile, {}, {as_bytes("flood")}, kMaxAnswerBytes, 60s).error() ==
        Error(Errc::file_damaged));
  CHECK(run_child(kHostile, {}, {as_bytes("free flood")}, small, 60s).error() == Error(Errc::file_too_large));
}

TEST_CASE("a picture larger than the memory there is ends in a sentence, not in a crash",
          "[scrub][child][sandbox]") {
  if (!kSandboxIsWhole) SKIP("sanitizers need the memory");
  auto picture = encode_png(6000, 4000, ByteVector(std::size_t{6000} * 4000 * 3, 7), {});
  auto run = [&](std::string_view limit) {
    auto line = "ulimit -v " + std::string(limit) + "; exec " + kScrub.string();
    auto frame = run_child("/bin/sh", {"-c", line}, {picture}, kMaxAnswerBytes, 100s);
    return frame ? parse_answer(*frame) : Result<CleanedFile>(fail(frame.error()));
  };
  CHECK(run("60000").error() == Error(Errc::out_of_memory));
  CHECK(run("unlimited"));
}

TEST_CASE("what adit links knows no image library", "[scrub][child]") {
  // The hostile child links what adit links; adit-scrub shows that the names would be seen.
  for (auto library : {"libjpeg.so", "libpng16.so", "libutf8proc.so"}) {
    CHECK(contains(read_file(kScrub), library));
    CHECK_FALSE(contains(read_file(kHostile), library));
  }
}

TEST_CASE("a child that dies, lies or takes forever is a damaged file", "[scrub][child]") {
  for (auto what : {"die", "crash", "garbage"}) {
    INFO(what);
    CHECK(hostile(what).error() == Error(Errc::file_damaged));
  }
  CHECK(run_child(kHostile, {}, {as_bytes("free spin")}, kMaxAnswerBytes, 200ms).error() ==
        Error(Errc::file_damaged));
  // It says that it cleaned a text, and gives nothing that verifies.
  CHECK_FALSE(clean_in_child(kHostile, as_bytes("garbage")));
}

TEST_CASE("the child gets two descriptors and no environment, whatever the program has open",
          "[scrub][child][sandbox]") {
  if (!kSandboxIsWhole) SKIP("sanitizers keep descriptors of their own");
  int open_here = open("/etc/passwd", O_RDONLY);  // inheritable on purpose
  REQUIRE(open_here >= 0);
  auto list = run_child(
      "/bin/sh", {"-c", "ls -l /proc/self/fd | wc -l; env | grep -c -v -E '^(PWD|SHLVL|_)='"}, {}, 1000, 10s);
  close(open_here);
  // grep -c prints 0 and exits 1: the child's failure is what an empty environment looks like.
  CHECK(list.error() == Error(Errc::file_damaged));
  auto only =
      run_child("/bin/sh", {"-c", "for f in /proc/self/fd/*; do echo ${f##*/}; done; true"}, {}, 1000, 10s);
  REQUIRE(only);
  INFO(as_text(*only));
  CHECK(as_text(*only).starts_with("0\n1\n"));
  CHECK(as_text(*only).find(std::to_string(open_here) + "\n") == std::string_view::npos);
}

TEST_CASE("the two children share what they read, and nobody can change it", "[scrub][child]") {
  auto held = HeldBytes::of(as_bytes("some bytes"));
  REQUIRE(held);
  CHECK(held->size() == 10);
  CHECK(held->sha256() == sha256(as_bytes("some bytes")));
  CHECK(::write(held->descriptor(), "x", 1) < 0);
  CHECK(::ftruncate(held->descriptor(), 0) < 0);
  auto part = held->part(5, 5);
  CHECK(as_text(*part.read_all()) == "bytes");
  std::array<std::uint8_t, 6> more;
  CHECK(part.read(0, more).error() == Error(Errc::file_unreadable));
  CHECK(HeldBytes::copy_of("/tmp", 100).error() == Error(Errc::file_unreadable));
  CHECK(HeldBytes::copy_of("/nowhere", 100).error() == Error(Errc::file_unreadable));
  CHECK(HeldBytes::copy_of(kScrub, 100).error() == Error(Errc::file_too_large));
}

TEST_CASE("what is large by its kind has more room, and everything else has not", "[scrub][child]") {
  CHECK(room_for(FileKind::jpeg) == Room::small);
  CHECK(room_for(FileKind::text) == Room::small);
  CHECK(room_for(std::nullopt) == Room::small);
  CHECK(room_for(FileKind::mp4) == Room::large);
  CHECK(room_for(FileKind::zip) == Room::large);
  CHECK(limits_of(Room::small).address_bytes == std::uint64_t{1} << 30);
  CHECK(max_file_bytes(FileKind::text) == std::size_t{16} << 20);
  CHECK(max_file_bytes(FileKind::png) == std::size_t{64} << 20);
  CHECK(max_file_bytes(FileKind::wav) == kMaxScrubBytes);
}

TEST_CASE("a frame is read strictly", "[scrub][child]") {
  CleanedFile file{FileKind::png, {1, 2, 3}, {{FindingClass::where, "there"}}, {"this"}};
  auto frame = encode_answer(file);
  auto back = parse_answer(frame);
  REQUIRE(back);
  CHECK(back->bytes == file.bytes);
  CHECK(back->removed.at(0).text == "there");
  for (std::size_t n = 0; n < frame.size(); ++n) CHECK_FALSE(parse_answer(ByteSpan(frame).first(n)));
  auto longer = frame;
  longer.push_back(0);
  CHECK_FALSE(parse_answer(longer));
  for (std::size_t i = 0; i < frame.size(); ++i) {
    auto flipped = frame;
    flipped[i] ^= 0x80;
    (void)parse_answer(flipped);  // an answer or an error, never more
  }
  // A text that could move the terminal is no text.
  for (auto text : {"\x1b[2J", "a\nb", "\xff"}) {
    CHECK_FALSE(parse_answer(encode_answer(CleanedFile{FileKind::png, {}, {{FindingClass::who, text}}, {}})));
    CHECK_FALSE(parse_answer(encode_answer(CleanedFile{FileKind::png, {}, {}, {text}})));
  }
  // Every error but those that cleaning has reads as a damaged file.
  for (int code = 1; code < 256; ++code) {
    auto answer =
        parse_answer(ByteVector{'A', 'D', 'I', 'T', 'S', 'C', 'R', '1', static_cast<std::uint8_t>(code)});
    REQUIRE_FALSE(answer);
    auto got = answer.error().code;
    CHECK((got == Errc::file_damaged || static_cast<int>(got) == code));
    if (code == static_cast<int>(Errc::genesis_mismatch)) CHECK(got == Errc::file_damaged);
  }
}

TEST_CASE("adit-scrub prints the table of formats", "[scrub][child]") {
  auto table = run_child(kScrub, {"--formats"}, {}, 100'000, 20s);
  REQUIRE(table);
  CHECK(contains(*table, "| JPEG photo |"));
  CHECK(contains(*run_child(kScrub, {"--help"}, {}, 100'000, 20s), "Example:"));
}

}  // namespace adit::client
