// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <csignal>

#include "crypto/padded.h"
#include "crypto/sha256.h"
#include "gateway/durable.h"
#include "tests/gateway/faults.h"
#include "tests/gateway/harness.h"

namespace adit::test {
namespace {

namespace fs = std::filesystem;

TEST_CASE("a data folder serves one process", "[gateway]") {
  Gateway g;
  g.bring_up();
  auto second = gateway::Service::open(g.config, g.clock, g.rng);
  CHECK(outcome(second) == "store_locked");
  g.close();
  CHECK(outcome(g.open()) == "ok");
}

TEST_CASE("the log key stays the same, and a log without its key is not continued", "[gateway]") {
  Gateway g;
  auto key = [&] {
    auto text = gateway::log_verifier_key(g.config, g.rng);
    return text ? *text : std::string(outcome(text));
  };
  const std::string first = key();
  CHECK(NoteKey::parse(first)->name == log_origin(g.world.dep));
  g.bring_up();
  CHECK(key() == first);  // while it runs
  g.close();
  SECTION("missing") { fs::remove(g.config.data / "log.key"); }
  SECTION("damaged") { fs::resize_file(g.config.data / "log.key", 31); }
  CHECK(key() == "store_corrupt");
  CHECK(outcome(g.open()) == "store_corrupt");
}

TEST_CASE("a data folder of another deployment is refused", "[gateway]") {
  Gateway g;
  g.bring_up();
  g.close();
  g.config.deployment = DeploymentId{};
  CHECK(outcome(g.open()) == "config_invalid");
}

TEST_CASE("a damaged file is said to be, and left as it is", "[gateway]") {
  Gateway g;
  g.bring_up();
  REQUIRE(g.next_epoch());
  REQUIRE(g.cosign(2));
  REQUIRE(g.post_document(g.world.sign_bulletin(g.world.recipients[0], next(week_at(g.clock.now())),
                                                g.world.recipients[0].week_key.public_key())));
  const std::string epoch = std::to_string(number(g.record().epoch));
  g.close();
  const std::string name =
      GENERATE_COPY(std::string("log"), "checkpoints/" + epoch, std::string("documents/*"), "recent/" + epoch,
                    std::string("public/v1/state"));
  fs::path file = g.config.data / name;
  if (name == "documents/*") file = fs::directory_iterator(g.config.data / "documents")->path();
  auto bytes = gateway::read_file(file, std::size_t{1} << 20);
  REQUIRE(bytes);
  REQUIRE_FALSE(bytes->empty());
  bytes->back() ^= 0x40;  // of `recent`: out of order or one too many
  if (name.starts_with("recent")) bytes->pop_back();
  REQUIRE(gateway::write_file(file, *bytes, {}));
  CAPTURE(name);
  CHECK(outcome(g.open()) == "store_corrupt");
  CHECK(gateway::read_file(file, std::size_t{1} << 20) == *bytes);
}

TEST_CASE("two copies of a data folder put together are refused", "[gateway]") {
  Gateway g;
  g.bring_up();
  g.close();
  Gateway other(small_world(), 8);
  other.bring_up();
  other.close();
  // Another gateway's log under this one's key is not continued: its checkpoint is not ours.
  fs::copy_file(other.config.data / "log", g.config.data / "log", fs::copy_options::overwrite_existing);
  fs::remove_all(g.config.data / "checkpoints");
  CHECK(outcome(g.open()) == "store_corrupt");
}

TEST_CASE("a stage that is not whole is rolled back, and its letters stay in the pool", "[gateway][P22]") {
  Gateway g;
  g.bring_up();
  SealedLetter letter = g.letter("kept");
  REQUIRE(g.upload(letter.bytes()));
  g.close();
  // Death right after the stage got its name.
  const Outcome died = [&] {
    for (std::size_t at = 1;; ++at) {
      const fs::path copy = g.folder.path() / "copy";
      fs::remove_all(copy);
      fs::copy(g.config.data, copy, fs::copy_options::recursive);
      Outcome out = run_with_fault(g.config.data, Fault::kill, at,
                                   [&](const Say&) { return g.open() && g.next_epoch() ? 0 : 3; });
      if (fs::exists(g.config.data / "stage")) return out;
      REQUIRE(out.exit_code == kDied);
      fs::remove_all(g.config.data);
      fs::rename(copy, g.config.data);
    }
  }();
  REQUIRE(died.exit_code == kDied);
  const Epoch staged = g.epoch();
  SECTION("whole: it is finished") {
    REQUIRE(g.open());
    CHECK(g.record().epoch == staged);
    CHECK(std::ranges::count(g.open_feed(staged).letters, letter.hash(), &SealedLetter::hash) == 1);
  }
  SECTION("a file of it is damaged: it never was") {
    fs::resize_file(g.config.data / "stage" / "0", 100);
    REQUIRE(g.open());
    CHECK(g.record().epoch < staged);
    CHECK(g.file(api::feed_path(staged)).empty());
    const Epoch epoch = g.epoch();
    REQUIRE(g.next_epoch());
    if (g.record().epoch == epoch) {
      CHECK(std::ranges::count(g.open_feed(epoch).letters, letter.hash(), &SealedLetter::hash) == 1);
    }
  }
}

TEST_CASE("a full disk stops epochs, not promises", "[gateway]") {
  // A real limit of the system, as every file grows: the pool fits, the epoch's feed does not.
  WorldOptions options = small_world();
  options.params.floor = 64;
  Gateway g(options);
  g.config.pool_letters = 8;
  g.config.pool_parcels = 3;
  g.bring_up();
  REQUIRE(g.next_epoch());
  g.close();
  SealedLetter letter = g.letter("through a full disk");
  const Outcome run = run_with_fault(g.config.data, Fault::none, 0, [&](const Say& say) {
    std::signal(SIGXFSZ, SIG_IGN);
    if (!g.open()) return 3;
    rlimit limit{};
    getrlimit(RLIMIT_FSIZE, &limit);
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = 400 * 1024;
    setrlimit(RLIMIT_FSIZE, &limit);
    if (g.upload(letter.bytes())) say('y');
    for (int i = 0; i < 2; ++i) say(outcome(g.next_epoch()) == "disk_full" ? 'f' : 'x');
    if (g.upload(g.letter("one more").bytes())) say('y');
    say(fs::exists(g.config.data / "stage.new") ? 'x' : 'c');
    limit.rlim_cur = before;
    setrlimit(RLIMIT_FSIZE, &limit);
    say(g.next_epoch() ? 'y' : 'x');
    say(g.record().epoch == Epoch{number(g.epoch()) - 1} ? 'y' : 'x');
    say(std::ranges::count(g.open_feed(g.record().epoch).letters, letter.hash(), &SealedLetter::hash) == 1
            ? 'y'
            : 'x');
    return 0;
  });
  CHECK(run.exit_code == 0);
  CHECK(run.acknowledged == "yffycyyy");
}

TEST_CASE("a cell that the disk has damaged costs what was in it and nothing else", "[gateway]") {
  Gateway g;
  g.bring_up();
  SealedLetter damaged = g.letter("under a bad sector");
  REQUIRE(g.upload(damaged.bytes()));
  auto pool = gateway::read_file(g.config.data / "pool/letters", std::size_t{1} << 30);
  REQUIRE(pool);
  auto file = gateway::open_file(g.config.data / "pool/letters", O_RDWR);
  REQUIRE(file);
  // One bit of each cell: which of them is full nobody can tell.
  const std::size_t cells = 41;
  for (std::size_t i = 0; i < cells; ++i) {
    const std::size_t at = i * (pool->size() / cells) + 5000;
    (*pool)[at] ^= 1;
    REQUIRE(gateway::write_at(*file, ByteSpan(*pool).subspan(at, 1), at));
  }
  SealedLetter whole = g.letter("beside it");
  REQUIRE(g.upload(whole.bytes()));
  for (int again = 0; again < 2; ++again) {
    const Epoch epoch = g.epoch();
    // Nor is the pool's key left as it was for its sake.
    REQUIRE(g.next_epoch());
    const OpenedFeed feed = g.open_feed(epoch);
    CHECK(std::ranges::count(feed.letters, whole.hash(), &SealedLetter::hash) == (again == 0 ? 1 : 0));
    CHECK(std::ranges::count(feed.letters, damaged.hash(), &SealedLetter::hash) == 0);
  }
}

TEST_CASE("a disk that can only be read is said to be", "[gateway]") {
  Gateway g;
  g.bring_up();
  g.close();
  gateway::set_disk_hook([](const char*, const char*) { return EROFS; });
  auto opened = g.open();
  gateway::set_disk_hook(nullptr);
  CHECK(outcome(opened) == "disk_read_only");
  g.config.data = "/proc/adit-cannot-be-made";
  CHECK_FALSE(g.open());
}

TEST_CASE("a cosignature counts for one of the last eight checkpoints, from a witness, for its text",
          "[gateway]") {
  Gateway g;
  g.bring_up();
  auto post = [&](const UnverifiedNote& note) {
    auto body = pad(as_bytes(note.encode()), api::kCosignBytes);
    REQUIRE(body);
    return outcome(g.post(api::Route::cosign, std::move(*body)));
  };
  const TestRecipient& r = g.world.recipients[0];
  const TestRecipient& s = g.world.recipients[1];
  const std::string text = UnverifiedNote::parse(g.bundle().checkpoint)->text;
  auto by = [&](const TestRecipient& who, const std::string& of) {
    return cosign_note(of, who.witness_key.name, who.witness, g.clock.now());
  };
  const std::string other = CheckpointBody{log_origin(g.world.dep), 3, Digest{}}.encode();
  CHECK(post({other, {by(r, other)}}) == "E_ADMISSION");
  CHECK(post({text, {by(r, other)}}) == "E_ADMISSION");
  CHECK(post({text, {}}) == "E_SIZE");  // not a note
  NoteSignature stranger = cosign_note(text, r.witness_key.name, s.witness, g.clock.now());
  CHECK(post({text, {stranger}}) == "E_ADMISSION");
  CHECK(outcome(g.post(api::Route::cosign, ByteVector(api::kCosignBytes))) == "E_SIZE");
  // A bad line before the good one, and the lines of two witnesses at once.
  NoteSignature broken = by(s, text);
  broken.blob.back() ^= 1;
  CHECK(post({text, {broken, by(s, text)}}) == "ok");
  CHECK(g.file("/checkpoint").empty());
  CHECK(post({text, {by(s, text), broken}}) == "ok");  // the same again
  CHECK(g.file("/checkpoint").empty());
  CHECK(post({text, {by(r, text), by(s, text)}}) == "ok");
  CHECK_FALSE(g.file("/checkpoint").empty());
  for (int i = 0; i < 8; ++i) REQUIRE(g.next_epoch());
  CHECK(post({text, {by(r, text)}}) == "E_ADMISSION");
}

}  // namespace
}  // namespace adit::test
