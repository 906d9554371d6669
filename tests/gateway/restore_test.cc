// SPDX-License-Identifier: Apache-2.0
// A data folder that was put back from an older copy signs nothing until it holds what was signed.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <map>

#include "crypto/padded.h"
#include "gateway/durable.h"
#include "tests/gateway/faults.h"
#include "tests/gateway/harness.h"

namespace adit::test {
namespace {

namespace fs = std::filesystem;

struct Office {
  Gateway g;
  fs::path copy = g.folder.path() / "copy";
  fs::path mirror = g.folder.path() / "mirror";
  std::map<std::uint64_t, Digest> signed_roots;  // everything that was ever shown
  bool two_of_one_size = false;

  explicit Office(bool marked = true, std::uint64_t seed = 7, const WorldOptions& options = small_world())
      : g(options, seed) {
    if (marked) {
      g.config.marker = g.folder.path() / "marker";
      // The harness made its key before there was a marker: a new deployment.
      fs::remove_all(g.config.data);
      auto key = gateway::log_verifier_key(g.config, g.rng);
      REQUIRE(key);
      g.world.directory_body.gateway.log_key = *NoteKey::parse(*key);
      g.world.directory = g.world.sign_directory(g.world.directory_body);
    }
    g.bring_up();
    REQUIRE(g.next_epoch());
    REQUIRE(g.upload(g.letter("before the copy").bytes()));
    look();
  }
  void look() {
    auto note = UnverifiedNote::parse(g.bundle().checkpoint);
    REQUIRE(note);
    auto body = CheckpointBody::parse(note->text);
    if (signed_roots.emplace(body->size, body->root).first->second != body->root) two_of_one_size = true;
  }
  void epochs(int n) {
    for (int i = 0; i < n; ++i) {
      REQUIRE(g.next_epoch());
      look();
    }
  }
  void keep_copy(const fs::path& to) {
    g.close();
    fs::remove_all(to);
    fs::copy(to == mirror ? g.config.data / "public" : g.config.data, to, fs::copy_options::recursive);
    REQUIRE(g.open());
  }
  // What is there now is lost; the copy takes its place.
  void put_back() {
    g.close();
    fs::remove_all(g.config.data);
    fs::copy(copy, g.config.data, fs::copy_options::recursive);
  }
  std::string checkpoint() const { return g.bundle().checkpoint; }
  Result<gateway::Restored> restore(const std::vector<std::string>& notes, const fs::path& from = {}) {
    g.close();
    return gateway::restore(g.config, notes, from, g.clock, g.rng);
  }
};

TEST_CASE("a folder that was put back from a copy signs nothing and takes nothing in", "[restore][P22]") {
  Office o;
  o.keep_copy(o.copy);
  o.epochs(3);
  o.put_back();
  const std::string before = o.checkpoint();
  REQUIRE(o.g.open());
  for (int i = 0; i < 3; ++i) CHECK(outcome(o.g.next_epoch()) == "log_resting");
  CHECK(outcome(o.g.upload(o.g.letter("after").bytes())) == "E_BUSY");
  CHECK(o.checkpoint() == before);  // read as before
  REQUIRE(o.g.open());              // a second start changes nothing
  CHECK(outcome(o.g.next_epoch()) == "log_resting");
}

TEST_CASE("without the marker two checkpoints of one size come into being", "[restore][P22]") {
  // The planted fault: this is what the marker is for.
  Office o(false);
  o.keep_copy(o.copy);
  o.epochs(3);
  o.put_back();
  REQUIRE(o.g.open());
  o.epochs(3);
  CHECK(o.two_of_one_size);
}

TEST_CASE("an ordinary restart is not held up", "[restore]") {
  Office o;
  for (int i = 0; i < 3; ++i) {
    o.epochs(1);
    REQUIRE(o.g.open());
  }
  CHECK_FALSE(o.two_of_one_size);
}

TEST_CASE("a marker that is behind is no reason to rest, and one of another log is", "[restore]") {
  Office o;
  const fs::path file = o.g.config.marker / "signed";
  fs::copy(file, o.g.folder.path() / "older");
  o.epochs(12);  // so far that the checkpoint is not among the last eight
  o.g.close();
  fs::copy(o.g.folder.path() / "older", file, fs::copy_options::overwrite_existing);
  REQUIRE(o.g.open());
  o.epochs(1);
  o.g.close();
  Office other(true, 8);
  fs::copy(other.g.config.marker / "signed", file, fs::copy_options::overwrite_existing);
  REQUIRE(o.g.open());
  CHECK(outcome(o.g.next_epoch()) == "log_resting");
  fs::remove(file);
  REQUIRE(o.g.open());
  CHECK(outcome(o.g.next_epoch()) == "log_resting");
}

TEST_CASE("a witness who knows more stops a gateway that forgot it, for good", "[restore][P12]") {
  Office o(false);
  o.keep_copy(o.copy);
  o.epochs(2);
  const std::string seen = o.checkpoint();
  o.put_back();
  REQUIRE(o.g.open());
  auto show = [&](const std::string& note) {
    return o.g.post(api::Route::cosign, *pad(as_bytes(note), api::kCosignBytes));
  };
  SECTION("a larger one") { CHECK(outcome(show(seen)) == "E_ADMISSION"); }
  SECTION("one of the size that it has signed meanwhile, and another tree") {
    REQUIRE(o.g.next_epoch());
    REQUIRE(o.g.next_epoch());
    REQUIRE(o.checkpoint() != seen);
    CHECK(outcome(show(seen)) == "E_ADMISSION");
  }
  SECTION("one that is smaller than what it has signed meanwhile") {
    for (int i = 0; i < 12; ++i) REQUIRE(o.g.next_epoch());
    CHECK(outcome(show(seen)) == "E_ADMISSION");
  }
  CHECK(outcome(o.g.next_epoch()) == "log_resting");
  REQUIRE(o.g.open());
  CHECK(outcome(o.g.next_epoch()) == "log_resting");
}

TEST_CASE("nobody can stop a gateway with its own history, or with what it did not sign", "[restore]") {
  Office o;
  std::vector<std::string> history;
  for (int i = 0; i < 14; ++i) {
    o.epochs(1);
    history.push_back(o.checkpoint());
  }
  for (const std::string& note : history) {
    (void)o.g.post(api::Route::cosign, *pad(as_bytes(note), api::kCosignBytes));
  }
  auto forged = UnverifiedNote::parse(history.back());
  auto body = CheckpointBody::parse(forged->text);
  body->size += 100;
  forged->text = body->encode();
  (void)o.g.post(api::Route::cosign, *pad(as_bytes(forged->encode()), api::kCosignBytes));
  o.epochs(1);
}

TEST_CASE("restored with the newest checkpoint and a mirror the log goes on, and nothing comes twice",
          "[restore][P22]") {
  Office o;
  o.keep_copy(o.copy);  // with a letter in its pool that is published after it
  o.epochs(1);
  REQUIRE(o.g.upload(o.g.letter("after the copy").bytes()));
  o.epochs(11);
  const std::string newest = o.checkpoint();
  o.keep_copy(o.mirror);
  SECTION("from a copy") { o.put_back(); }
  SECTION("from nothing but the key") {
    o.g.close();
    const fs::path key = o.g.folder.path() / "log.key";
    fs::copy(o.g.config.data / "log.key", key);
    fs::remove_all(o.g.config.data);
    fs::remove_all(o.g.config.marker);  // another machine
    fs::create_directory(o.g.config.data);
    fs::copy(key, o.g.config.data / "log.key");
  }
  CHECK(outcome(o.restore({newest})) == "E_GAP");
  auto restored = o.restore({newest}, o.mirror);
  REQUIRE(restored);
  CHECK(restored->epochs >= 12);
  CHECK(restored->missing_files == 0);
  REQUIRE(o.g.open());
  CHECK(o.checkpoint() == newest);
  // Bulletins of coming weeks may have to come again; this week's are in force.
  o.epochs(3);
  CHECK_FALSE(o.two_of_one_size);
  std::map<ByteVector, int> letters;
  for (const ByteVector& entry : o.g.entries()) {
    if (entry[0] == 1) ++letters[entry];
  }
  for (const auto& [entry, count] : letters) CHECK(count == 1);
  CHECK(letters.contains(entry_of(EntryKind::letter, Digest(o.g.letter("before the copy").hash().span()))));
  REQUIRE(o.g.upload(o.g.letter("a new one").bytes()));
  o.epochs(2);
}

TEST_CASE("a restore that was cut off at any step is finished by the next one, which misses nothing",
          "[restore][P22]") {
  const Fault fault = GENERATE(Fault::kill, Fault::power_cut);
  WorldOptions options = small_world();
  options.params.round_seconds = 1200;
  options.now = UnixTime{seconds(kNow) / 1200 * 1200};
  Office o(true, 7, options);
  o.keep_copy(o.copy);
  o.epochs(1);
  // Not the newest that the mirror has: the log is then ahead of what is asked for.
  const std::string shown = o.checkpoint();
  o.epochs(2);
  const std::string newest = o.checkpoint();
  o.keep_copy(o.mirror);
  const std::string cards = api::cards_path(day_at(o.g.clock.now())).substr(1);
  REQUIRE(fs::file_size(o.copy / "public" / cards) < fs::file_size(o.mirror / cards));
  auto cut_at = [&](Fault how, std::size_t step) {
    o.put_back();
    return run_with_fault(o.g.config.data, how, step,
                          [&](const Say&) { return o.restore({shown}, o.mirror) ? 0 : 3; });
  };
  const Outcome whole = cut_at(Fault::none, 0);
  REQUIRE(whole.exit_code == 0);
  REQUIRE(whole.steps > 50);
  for (std::size_t at = 1; at <= whole.steps; ++at) {
    REQUIRE(cut_at(fault, at).exit_code == kDied);
    CAPTURE(static_cast<int>(fault), at, whole.steps);
    auto again = o.restore({shown}, o.mirror);
    REQUIRE(outcome(again) == "ok");
    REQUIRE(again->missing_files == 0);
    REQUIRE(o.g.open());
    REQUIRE(o.checkpoint() == newest);
  }
  o.epochs(2);
  CHECK_FALSE(o.two_of_one_size);
}

TEST_CASE("the council can declare a new log with a new key", "[restore]") {
  Office o;
  DirectoryBody next = o.g.world.directory_body;
  o.g.close();
  fs::remove_all(o.g.config.data);
  auto key = gateway::log_verifier_key(o.g.config, o.g.rng);
  REQUIRE(key);
  next.seq = 1;
  next.prev = Digest{next.gateway.log_key.key.span()};
  REQUIRE(o.g.open());
  REQUIRE(o.g.post_document(o.g.world.council));
  // One that names the key of the old log is refused: no other could sign what follows.
  CHECK(outcome(o.g.post_document(o.g.world.directory)) == "E_ADMISSION");
  next.gateway.log_key = *NoteKey::parse(*key);
  REQUIRE(o.g.post_document(o.g.world.sign_directory(next)));
  REQUIRE(o.g.next_epoch());
  REQUIRE(o.g.next_epoch());
}

TEST_CASE("restore accepts only what is of this log", "[restore]") {
  Office o;
  o.keep_copy(o.copy);
  o.epochs(2);
  const std::string newest = o.checkpoint();
  o.keep_copy(o.mirror);
  Office other(false);
  CHECK(outcome(o.restore({other.checkpoint()})) == "E_STATE");
  CHECK(outcome(o.restore({"nonsense"})) == "E_STATE");
  CHECK(outcome(o.restore({})) == "E_STATE");
  CHECK(o.restore({newest}));  // of a folder that is up to date: nothing to do
  // The copy, and a checkpoint that is older than what the marker knows.
  o.put_back();
  REQUIRE(o.g.open());
  const std::string old = o.checkpoint();
  CHECK(outcome(o.restore({old})) == "E_GAP");
  // A mirror whose files were changed.
  const fs::path entries = o.mirror / "tile/entries";
  for (const auto& file : fs::recursive_directory_iterator(entries)) {
    if (!file.is_regular_file()) continue;
    auto bytes = gateway::read_file(file.path(), 1 << 20);
    bytes->back() ^= 1;
    REQUIRE(gateway::write_file(file.path(), *bytes, {}));
  }
  auto changed = o.restore({newest}, o.mirror);
  CHECK_FALSE(changed);
  REQUIRE(o.g.open());
  CHECK(outcome(o.g.next_epoch()) == "log_resting");
}

}  // namespace
}  // namespace adit::test
