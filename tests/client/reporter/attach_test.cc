// SPDX-License-Identifier: Apache-2.0
// adit clean, files that go uncleaned, originals: as a script and as a person at a terminal would.
#include <fcntl.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

#include "client/reporter/commands.h"
#include "client/reporter/write.h"
#include "crypto/sha256.h"
#include "tests/client/reporter/children.h"
#include "tests/client/reporter/command_bench.h"

namespace adit::client {
namespace {

using namespace adit::test;

constexpr std::string_view kReport = "form = \"open\"\n[answers]\ns2 = \"They called us one by one.\"\n";
const std::vector<std::string_view> kPrompts = {"(Enter: no) ", "[yes/no] ", "written it down. ",
                                                "it is not shown: "};

// Types `sentence` where one is asked for, gives the words back, and says yes; the exit code.
int play(OnTerminal& t, std::string_view sentence) {
  for (;;) {
    std::string question = t.next_prompt(kPrompts);
    if (question.empty()) return t.end();
    if (question.ends_with("(Enter: no) ")) {
      t.type(sentence);
    } else if (question.ends_with("written it down. ")) {
      t.type("");
    } else if (question.ends_with("it is not shown: ")) {
      t.type(words_on(t.screen()));
    } else {
      t.type("yes");
    }
  }
}

struct Scene {
  TempFolder folder;
  CommandBench b;
  ReportOptions options;
  Scene() {
    write(folder.file("r.toml"), kReport);
    write(folder.file("good.txt"), "4.32 S:what I saw");
    write(folder.file("bad.bin"), "bad to clean");
    write(folder.file("worst.bin"), "worst of all");
    options.write.from = folder.file("r.toml");
    options.write.to = {"Recipient 1", "Recipient 2"};
  }
  int report() {
    int code = run_report(b.common, options, b.world);
    b.save_accepted(folder.file("accepted"));
    return code;
  }
};

TEST_CASE("adit clean writes what it cleaned under neutral names, says what was in it, and asks nobody") {
  Scene s;
  write(s.folder.file("note.txt"), "nothing in it");
  CleanCommandOptions options{
      {s.folder.file("good.txt"), s.folder.file("note.txt")}, s.folder.file("out"), false, false, {}};
  Ran ran = run_forked([&] {
    int code = run_clean(options, s.b.world);
    return s.b.connections == 0 ? code : 77;
  });
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == 0);
  CHECK(content(s.folder.file("out/text-1.txt")) == "what I saw");
  CHECK(content(s.folder.file("out/text-2.txt")) == "nothing in it");
  for (std::string_view what : {"before", "after", "Where", "1 found", "4.32 S", "stays"})
    CHECK(has(ran.out, what));
  CHECK(has(ran.out, "nothing that we know how to find"));

  // Again: nothing is overwritten, and nothing else is written.
  write(s.folder.file("out/text-1.txt"), "mine");
  Ran again = run_forked([&] { return run_clean(options, s.b.world); });
  CHECK(again.code == 2);
  CHECK(content(s.folder.file("out/text-1.txt")) == "mine");
}

TEST_CASE(
    "adit clean exits 7 for a file that it cannot clean, says why and the way on, and cleans the others") {
  Scene s;
  CleanCommandOptions options{{s.folder.file("bad.bin"), s.folder.file("good.txt"), s.folder.file("missing")},
                              s.folder.file("out"),
                              false,
                              false,
                              {}};
  Ran ran = run_forked([&] { return run_clean(options, s.b.world); });
  CAPTURE(ran.err);
  CHECK(ran.code == 7);
  CHECK(has(ran.err, "bad.bin"));
  CHECK(has(ran.err, "the middle of it"));  // the cleaner's reason
  CHECK(has(ran.err, "--convert"));
  CHECK(has(ran.err, "a file cannot be read"));
  CHECK(listing(s.folder.file("out")) == std::vector<std::string>{"text-2.txt 10"});
}

TEST_CASE("adit clean --check writes nothing, and --json is one object") {
  Scene s;
  CleanCommandOptions options{{s.folder.file("good.txt"), s.folder.file("bad.bin")}, "", true, true, {}};
  auto before = listing(s.folder.path());
  Ran ran = run_forked([&] { return run_clean(options, s.b.world); });
  CHECK(ran.code == 7);
  CHECK(listing(s.folder.path()) == before);
  CHECK(ran.out.starts_with("{\"schema\":1,\"written\":false,\"files\":[{\"file\":"));
  CHECK(has(ran.out, "{\"class\":\"where\",\"text\":\"4.32 S\"}"));
  CHECK(has(ran.out, "\"cleaned\":false,\"error\":\"file_type_refused\""));
  CHECK(ran.out.ends_with("]}\n"));
  options.only_check = false;
  CHECK(run_forked([&] { return run_clean(options, s.b.world); }).code == 2);  // no --out
}

TEST_CASE("without adit-scrub beside it, adit clean says which kinds it cannot clean, and exits 7") {
  TempFolder folder;
  std::filesystem::copy_file(std::string(ADIT_BIN_DIR) + "/adit", folder.file("adit"));
  write(folder.file("a.txt"), "text");
  Ran ran = run_program(folder.file("adit"), {"clean", "a.txt", "--out", "out"}, folder.path());
  CAPTURE(ran.err);
  CHECK(ran.code == 7);
  CHECK(has(ran.err, "adit-scrub"));
  CHECK(has(ran.err, "JPEG photo"));
  CHECK(has(ran.err, "plain text"));
  CHECK_FALSE(std::filesystem::exists(folder.file("out")));
}

TEST_CASE("a file that cannot be cleaned goes as it is only for the sentence, and the letter says so") {
  Scene s;
  s.options.write.attach = {s.folder.file("good.txt"), s.folder.file("worst.bin")};
  SECTION("typed") {
    OnTerminal t([&] { return s.report(); });
    int code = play(t, kRawSentence);
    CAPTURE(t.screen());
    REQUIRE(code == 0);
    auto letters = letters_for(s.b, s.folder.file("accepted"), 0);
    REQUIRE(letters.size() == 1);
    const Core& core = letters[0].core;
    REQUIRE(core.files.size() == 2);
    CHECK(core.files[1].name == "file-2.bin");
    CHECK(core.files[1].type == "application/octet-stream");
    CHECK(core.files[1].sha256 == sha256(as_bytes("worst of all")));
    CHECK_FALSE(core.files[1].original);
    CHECK(core.files[0].original);
    CHECK(core.fields.back() == std::pair<std::string, std::string>{"raw", "2"});
  }
  SECTION("anything else") {
    for (std::string_view typed :
         {"", "yes", "this file may show who i am", "this file may show who I am!"}) {
      OnTerminal t([&] { return s.b.connections == 0 ? s.report() : 77; });
      CHECK(play(t, typed) == 7);
      CHECK(has(t.screen(), "nothing was sent"));
    }
  }
  SECTION("nobody to type it") {
    Ran ran = run_forked([&] { return s.report(); });
    CHECK(ran.code == 7);
    CHECK(letters_for(s.b, s.folder.file("accepted"), 0).empty());
  }
}

TEST_CASE("the original goes to one recipient, in a letter of its own, only for the sentence") {
  Scene s;
  s.options.write.attach = {s.folder.file("good.txt")};
  s.options.original_for = "Recipient 2";
  SECTION("typed") {
    OnTerminal t([&] { return s.report(); });
    int code = play(t, kOriginalSentence);
    CAPTURE(t.screen());
    REQUIRE(code == 0);
    CHECK(has(t.screen(), "originals sent: yes"));
    auto one = letters_for(s.b, s.folder.file("accepted"), 0);
    auto two = letters_for(s.b, s.folder.file("accepted"), 1);
    REQUIRE(one.size() == 1);
    REQUIRE(two.size() == 2);
    const OpenedLetter& report = two[0];
    const OpenedLetter& handed = two[1];
    CHECK(handed.channel.kind == LetterKind::sealed_original);
    CHECK(handed.channel.thread_public == report.channel.thread_public);
    CHECK(std::ranges::count(handed.verdicts, SlotVerdict::readable) == 1);
    REQUIRE(handed.core.files.size() == 1);
    CHECK(handed.core.files[0].sha256 == sha256(as_bytes("4.32 S:what I saw")));
    CHECK(handed.core.form == kOriginalForm);
    REQUIRE(handed.core.fields.size() == 1);
    auto salt = from_hex(handed.core.fields[0].second);
    REQUIRE(salt);
    Key key = Key::copy_of(std::span<const std::uint8_t, 32>(*salt));
    CHECK(opens_original(*report.core.files[0].original, key, handed.core.files[0].sha256));
    // Its parcels came along.
    auto parcels = CommandBench::load_accepted(s.folder.file("accepted"), kLetterBytes);
    CHECK(parcels.size() == 3 + 2 * kParcelBytes / kLetterBytes);  // and a decoy, before anything was asked
  }
  SECTION("not typed: nothing at all is sent") {
    OnTerminal t([&] { return s.report(); });
    CHECK(play(t, "yes") == 7);
    CHECK(letters_for(s.b, s.folder.file("accepted"), 1).empty());
  }
  SECTION("by a flag alone: never") {
    Ran ran = run_forked([&] { return s.report(); });
    CHECK(ran.code == 2);
    CHECK(has(ran.err, "no option stands for it"));
    CHECK(letters_for(s.b, s.folder.file("accepted"), 1).empty());
  }
  SECTION("to somebody who does not get the report") {
    s.options.original_for = "Recipient 3";
    OnTerminal t([&] { return s.report(); });
    CHECK(play(t, kOriginalSentence) == 2);
    CHECK(letters_for(s.b, s.folder.file("accepted"), 1).empty());
  }
}

TEST_CASE(
    "a report that goes on with --original-for sends both, for the sentence only, to a recipient it is "
    "sealed to") {
  Scene s;
  s.options.write.attach = {s.folder.file("good.txt")};
  Ran sent = run_forked([&] { return s.report(); });
  REQUIRE(sent.code == 0);
  const std::string words = line_after(sent.out, "secret: ");
  const auto commitment = letters_for(s.b, s.folder.file("accepted"), 0).at(0).core.files.at(0).original;
  ReportOptions again;
  again.resume = true;
  again.write.attach = s.options.write.attach;
  again.original_for = "Recipient 2";
  // The secret comes from a descriptor: only the sentence is typed.
  write(s.folder.file("words"), words + "\n");
  auto resume = [&] {
    int fd = ::open(s.folder.file("words").c_str(), O_RDONLY);
    again.secret_fd = fd;
    int code = run_report(s.b.common, again, s.b.world);
    s.b.save_accepted(s.folder.file("accepted"));
    return code;
  };
  SECTION("typed") {
    OnTerminal t(resume);
    int code = play(t, kOriginalSentence);
    CAPTURE(t.screen());
    REQUIRE(code == 0);
    CHECK(has(t.screen(), "pieces: 1 of 1"));
    CHECK(has(t.screen(), "originals sent: yes"));
    // Two decoys, and the letter for one; both sets of pieces.
    auto two = letters_for(s.b, s.folder.file("accepted"), 1);
    REQUIRE(two.size() == 1);
    CHECK(letters_for(s.b, s.folder.file("accepted"), 0).empty());
    CHECK(two[0].channel.kind == LetterKind::sealed_original);
    auto salt = from_hex(two[0].core.fields.at(0).second);
    REQUIRE(salt);
    Key key = Key::copy_of(std::span<const std::uint8_t, 32>(*salt));
    CHECK(opens_original(*commitment, key, two[0].core.files.at(0).sha256));
    CHECK(std::filesystem::file_size(s.folder.file("accepted")) == 3 * kLetterBytes + 2 * kParcelBytes);
  }
  SECTION("not typed: none of it") {
    OnTerminal t(resume);
    CHECK(play(t, "yes") == 7);
    CHECK(std::filesystem::file_size(s.folder.file("accepted")) == kLetterBytes);  // a decoy
  }
  SECTION("nobody to type it") {
    Ran ran = run_forked(resume);
    CHECK(ran.code == 2);
    CHECK(std::filesystem::file_size(s.folder.file("accepted")) == 0);
  }
}

TEST_CASE(
    "adit seal stops at a file that cannot be cleaned, unless the sentence is typed; then the letter says "
    "so") {
  Scene s;
  SealOptions options;
  options.write = s.options.write;
  options.write.attach = {s.folder.file("worst.bin")};
  options.out = s.folder.file("letter.adit");
  options.parts = s.folder.file("parts");
  auto seal = [&] { return run_seal(s.b.common, options, s.b.world); };
  auto before = listing(s.folder.path());
  SECTION("nobody to type it") {
    Ran ran = run_forked(seal);
    CHECK(ran.code == 7);
    CHECK(has(ran.err, "nothing was sent"));
    CHECK(listing(s.folder.path()) == before);
  }
  SECTION("something else is typed") {
    OnTerminal t(seal);
    CHECK(play(t, "this file may show") == 7);
    CHECK(listing(s.folder.path()) == before);
  }
  SECTION("typed") {
    OnTerminal t(seal);
    int code = play(t, kRawSentence);
    CAPTURE(t.screen());
    REQUIRE(code == 0);
    CHECK(has(t.screen(), "NOT cleaned"));
    CHECK(std::filesystem::file_size(s.folder.file("parts/0001.adit")) == kParcelBytes);
    auto letters = letters_for(s.b, s.folder.file("letter.adit"), 1);
    REQUIRE(letters.size() == 1);
    CHECK(letters[0].core.fields.back() == std::pair<std::string, std::string>{"raw", "1"});
    CHECK(letters[0].core.files.at(0).name == "file-1.bin");
    CHECK_FALSE(letters[0].core.files.at(0).original);
  }
}

TEST_CASE("prove-original opens the commitment of the report, for this file and this secret only") {
  Scene s;
  s.options.write.attach = {s.folder.file("good.txt")};
  Ran sent = run_forked([&] { return s.report(); });
  REQUIRE(sent.code == 0);
  auto letters = letters_for(s.b, s.folder.file("accepted"), 0);
  REQUIRE(letters.size() == 1);
  const std::string commitment = to_hex(letters[0].core.files.at(0).original->span());
  auto prove = [&](const std::string& file, const std::string& words) {
    return run_forked(
        [&] {
          ProveOriginalOptions options{s.folder.file(file), 0, false};
          int code = run_prove_original(s.b.common, options, s.b.world);
          return s.b.connections == 0 ? code : 77;
        },
        words + "\n");
  };
  std::string words = line_after(sent.out, "secret: ");
  Ran proof = prove("good.txt", words);
  CAPTURE(proof.out, proof.err);
  CHECK(proof.code == 0);
  CHECK(line_after(proof.out, "commitment: ") == commitment);
  std::string digest = line_after(proof.out, "sha256: ");
  std::string salt = line_after(proof.out, "salt: ");
  CHECK(digest == to_hex(sha256(as_bytes("4.32 S:what I saw")).span()));
  CHECK(line_after(prove("bad.bin", words).out, "commitment: ") != commitment);
  CHECK(line_after(prove("good.txt", words_of(5)).out, "commitment: ") != commitment);

  // As docs/attachments.md tells a court's expert to do it, without any program of ours.
  std::string script = "import hashlib; d = bytes.fromhex('" + digest + "'); print(hashlib.blake2b(" +
                       "len(d).to_bytes(4, 'little') + d, digest_size=32, key=bytes.fromhex('" + salt +
                       "'), person=b'adit1 original').hexdigest())";
  Ran python = run_program("/usr/bin/python3", {"-c", script}, s.folder.path());
  CHECK(python.out == commitment + "\n");
}

}  // namespace
}  // namespace adit::client
