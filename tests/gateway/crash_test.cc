// SPDX-License-Identifier: Apache-2.0
// P22: a crash anywhere never loses what was accepted, never publishes twice, never signs two trees
// of one size.
#include <adit/cardset.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <map>

#include "crypto/sha256.h"
#include "gateway/durable.h"
#include "tests/gateway/faults.h"
#include "tests/gateway/harness.h"

namespace adit::test {
namespace {

namespace fs = std::filesystem;

WorldOptions crash_world() {
  WorldOptions out = small_world();
  out.params.floor = 4;
  out.params.cap = 8;
  out.params.round_seconds = 1200;
  out.now = UnixTime{seconds(kNow) / 1200 * 1200};
  return out;
}

// One data folder, prepared once; each attempt works on a copy.
struct Bench {
  Gateway g{crash_world()};
  std::vector<SealedLetter> letters;
  ByteVector parcel = ByteVector(kParcelBytes, 5);
  fs::path prepared;
  UnixTime start{};
  std::uint64_t runs = 1000;

  Bench() {
    g.config.pool_letters = 20;
    g.config.pool_parcels = 3;
    g.bring_up();
    for (int i = 0; i < 14; ++i) letters.push_back(g.letter("letter " + std::to_string(i)));
    // More than one epoch holds: some are carried over.
    for (int i = 0; i < 10; ++i) REQUIRE(g.upload(letters[static_cast<std::size_t>(i)].bytes()));
    REQUIRE(g.cosign(2));
    g.close();
    prepared = g.folder.path() / "prepared";
    fs::rename(g.config.data, prepared);
    start = g.clock.now();
  }
  void reset() {
    g.close();
    fs::remove_all(g.config.data);
    fs::copy(prepared, g.config.data, fs::copy_options::recursive);
    g.clock.set(start);
    fresh_randomness();
  }
  // Otherwise what a process made before it died would be made again by the next one.
  void fresh_randomness() { g.rng = SeededRng(++runs); }

  // Everything that changes the disk, once. Says a letter for each answer 202.
  int live(const Say& say) {
    if (!g.open()) return 3;
    auto upload = [&](std::size_t i) {
      if (g.upload(letters[i].bytes())) say(static_cast<char>('a' + i));
    };
    upload(10);
    upload(11);
    if (g.upload(parcel)) say('p');
    const TestRecipient& r = g.world.recipients[0];
    SeededRng rng(4);
    auto set = sign_card_set(g.world.dep, r.rid, round_at(g.clock.now(), 1200),
                             {seal_dummy_card(g.world.dep, rng)}, r.identity);
    if (set && g.post(api::Route::cards, *set)) say('s');
    const auto bulletin = g.world.sign_bulletin(r, next(week_at(g.clock.now())), r.week_key.public_key());
    if (g.post_document(bulletin)) say('d');
    if (!g.next_epoch()) say('!');
    upload(12);
    if (!g.cosign(2)) say('?');
    if (!g.next_epoch()) say('!');
    upload(13);
    g.close();
    return 0;
  }

  // What was signed and can be seen, from files alone. False if two trees have one size.
  bool collect(std::map<std::uint64_t, Digest>& heads) const {
    auto take = [&](ByteSpan bundle_bytes) {
      auto bundle = StateBundle::parse(bundle_bytes);
      if (!bundle) return true;
      auto note = UnverifiedNote::parse(bundle->checkpoint);
      auto body = CheckpointBody::parse(note->text);
      return heads.emplace(body->size, body->root).first->second == body->root;
    };
    bool one_each = take(g.file("/pending/v1/state")) && take(g.file("/v1/state"));
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(g.config.data / "checkpoints", error)) {
      auto bytes = gateway::read_sealed(entry.path(), kMaxBundleBytes);
      if (bytes) one_each = take(*bytes) && one_each;
    }
    return one_each;
  }

  // All that is wrong after the crash, a restart and two more epochs; empty if nothing is.
  std::string faults_after(const std::string& acknowledged) {
    std::map<std::uint64_t, Digest> heads;
    if (!collect(heads)) return "two trees of one size";
    fresh_randomness();
    g.clock.set(UnixTime{seconds(start) + 2 * 600});
    if (auto opened = g.open(); !opened) return "cannot be opened: " + std::string(outcome(opened));
    for (int i = 0; i < 4; ++i) {
      if (auto ticked = g.next_epoch(); !ticked) return "does not tick: " + std::string(outcome(ticked));
      if (!collect(heads)) return "two trees of one size";
    }
    return faults_of_log(heads, acknowledged);
  }

  std::string faults_of_log(const std::map<std::uint64_t, Digest>& heads, const std::string& acknowledged) {
    std::map<Digest, int> seen;
    CompactTree tree;
    std::map<std::uint64_t, Digest> roots;
    std::optional<Epoch> last;
    std::map<Digest, int> leaves;
    for (const ByteVector& entry : g.entries()) {
      tree.append(leaf_hash(entry));
      roots[tree.size()] = tree.root();
      if (entry[0] != 0) {
        ++leaves[Digest(ByteSpan(entry).subspan(1).first<32>())];
        continue;
      }
      auto record = EpochRecord::parse(entry);
      if (!record) return "not a record";
      if (last && *last >= record->epoch) return "epochs out of order";
      last = record->epoch;
      const ByteVector feed = g.file(api::feed_path(record->epoch));
      if (sha256(feed) != record->feed) return "a feed is not that of its record";
      if (sha256(g.file(api::parcels_path(record->epoch))) != record->parcels_file)
        return "parcels are not those of the record";
      if (load_le(ByteSpan(feed).first(2)) == 0) continue;
      OpenedFeed opened = g.open_feed(record->epoch);
      if (opened.letters.size() != record->letters) return "a count is wrong";
      for (const SealedLetter& l : opened.letters) ++seen[Digest(l.hash().span())];
    }
    for (const auto& [size, root] : heads) {
      if (roots[size] != root) return "a checkpoint is not of this log";
    }
    for (const auto& [hash, count] : leaves) {
      if (count != 1) return "a leaf is there twice";
    }
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const bool promised = i < 10 || acknowledged.find(static_cast<char>('a' + i)) != std::string::npos;
      const int count = seen[Digest(letters[i].hash().span())];
      if (count > 1) return "published twice";
      if (promised && count == 0) return "lost letter " + std::to_string(i);
    }
    if (acknowledged.find('p') != std::string::npos && leaves[sha256(parcel)] != 1) return "lost parcel";
    if (acknowledged.find('d') != std::string::npos && g.bundle().bulletins.empty()) return "lost document";
    if (acknowledged.find('s') != std::string::npos) {
      SeededRng rng(4);
      if (leaves[Digest(seal_dummy_card(g.world.dep, rng).hash().span())] != 1) return "lost card";
    }
    return "";
  }
};

TEST_CASE("a crash at any step loses nothing, publishes nothing twice, forks nothing",
          "[gateway][P22][slow]") {
  const Fault fault = GENERATE(Fault::kill, Fault::power_cut);
  Bench b;
  b.reset();
  const Outcome whole =
      run_with_fault(b.g.config.data, Fault::none, 0, [&](const Say& say) { return b.live(say); });
  REQUIRE(whole.exit_code == 0);
  REQUIRE(whole.acknowledged == "klpsdmn");
  REQUIRE(b.faults_after(whole.acknowledged) == "");
  for (std::size_t at = 1; at <= whole.steps; ++at) {
    b.reset();
    const Outcome died =
        run_with_fault(b.g.config.data, fault, at, [&](const Say& say) { return b.live(say); });
    REQUIRE(died.exit_code == kDied);
    CAPTURE(static_cast<int>(fault), at, whole.steps, died.acknowledged);
    REQUIRE(b.faults_after(died.acknowledged) == "");
  }
  CHECK(whole.steps > 100);
}

TEST_CASE("a disk that lies about flushing is found out", "[gateway][P22]") {
  // The planted fault of the test above: without it, a gateway that never flushes would pass.
  Bench b;
  std::size_t lost = 0;
  for (std::size_t at = 20; at <= 120; at += 10) {
    b.reset();
    const Outcome died = run_with_fault(b.g.config.data, Fault::unflushed_cut, at,
                                        [&](const Say& say) { return b.live(say); });
    lost += b.faults_after(died.acknowledged).empty() ? 0 : 1;
  }
  CHECK(lost > 0);
}

TEST_CASE("a crash during the recovery from a crash is recovered from", "[gateway][P22][slow]") {
  const Fault fault = GENERATE(Fault::kill, Fault::power_cut);
  Bench b;
  b.reset();
  const std::size_t steps =
      run_with_fault(b.g.config.data, Fault::none, 0, [&](const Say& say) { return b.live(say); }).steps;
  std::size_t deaths = 0;
  // Every restart of every crash is minutes; a sample of crashes with all their restarts is not.
  for (std::size_t at = fault == Fault::kill ? 7 : 19; at <= steps; at += fault == Fault::kill ? 13 : 41) {
    b.reset();
    const Outcome died =
        run_with_fault(b.g.config.data, fault, at, [&](const Say& say) { return b.live(say); });
    REQUIRE(died.exit_code == kDied);
    // Each restart gets one step further, on what the one before left.
    for (std::size_t further = 1;; ++further) {
      b.fresh_randomness();
      const Outcome again = run_with_fault(b.g.config.data, fault, further, [&](const Say&) {
        b.g.clock.set(UnixTime{seconds(b.start) + 2 * 600});
        return b.g.open() ? 0 : 3;
      });
      CAPTURE(static_cast<int>(fault), at, further, again.exit_code);
      REQUIRE((again.exit_code == kDied || again.exit_code == 0));
      if (again.exit_code == 0) break;
      ++deaths;
    }
    CAPTURE(static_cast<int>(fault), at, died.acknowledged);
    REQUIRE(b.faults_after(died.acknowledged) == "");
  }
  CHECK(deaths > 100);
}

TEST_CASE("a full disk costs answers, and nothing that was answered", "[gateway][P22][slow]") {
  const Fault fault = GENERATE(Fault::no_space, Fault::no_space_once);
  Bench b;
  b.reset();
  const std::size_t steps =
      run_with_fault(b.g.config.data, Fault::none, 0, [&](const Say& say) { return b.live(say); }).steps;
  for (std::size_t at = 1; at <= steps; at += 3) {
    b.reset();
    const Outcome run =
        run_with_fault(b.g.config.data, fault, at, [&](const Say& say) { return b.live(say); });
    CAPTURE(static_cast<int>(fault), at, run.acknowledged);
    REQUIRE((run.exit_code == 0 || run.exit_code == 3));  // it may not start; it does not die
    REQUIRE(b.faults_after(run.acknowledged) == "");
  }
}

TEST_CASE("a failed flush ends the process, and the restart keeps what was promised",
          "[gateway][P22][slow]") {
  Bench b;
  b.reset();
  const std::size_t steps =
      run_with_fault(b.g.config.data, Fault::none, 0, [&](const Say& say) { return b.live(say); }).steps;
  std::size_t ended = 0;
  for (std::size_t at = 1; at <= steps; at += 2) {
    b.reset();
    const Outcome run = run_with_fault(b.g.config.data, Fault::io_error_once, at,
                                       [&](const Say& say) { return b.live(say); });
    CAPTURE(at, run.acknowledged);
    ended += run.exit_code == kFlushFailed ? 1 : 0;
    REQUIRE((run.exit_code == 0 || run.exit_code == 3 || run.exit_code == kFlushFailed));
    REQUIRE(b.faults_after(run.acknowledged) == "");
  }
  CHECK(ended > 20);
}

}  // namespace
}  // namespace adit::test
