// SPDX-License-Identifier: Apache-2.0
// Proofs as files: one spelling each, and what they show.
#include <catch2/catch_test_macros.hpp>

#include "client/trust/fork_proof.h"
#include "client/verify/fork_file.h"
#include "client/verify/proof_file.h"
#include "tests/client/verify/proofs.h"

using namespace adit;
using namespace adit::client;
using namespace adit::test;

namespace {

// As the desk writes it.
ForkFile desk_file(const std::string& seen, const std::string& shown, const std::vector<Digest>& nodes) {
  auto text = encode_fork_proof(seen, shown, encode_nodes(nodes));
  REQUIRE(text);
  auto file = ForkFile::parse(*text);
  REQUIRE(file);
  CHECK(file->encode() == *text);
  return std::move(*file);
}

}  // namespace

TEST_CASE("two roots of one size are a fork, and the same root twice is none", "[verify]") {
  World w = make_world();
  auto one = checkpoint_of(w, some_leaves(5));
  CHECK(judge_fork(desk_file(one, checkpoint_of(w, some_leaves(5, 1)), {}), w.log_note_key) ==
        ForkVerdict::fork);
  CHECK(judge_fork(desk_file(one, checkpoint_of(w, some_leaves(5), 1), {}), w.log_note_key) ==
        ForkVerdict::no_fork);
}

TEST_CASE("for all small sizes nodes tell a fork from a log that went on", "[verify]") {
  World w = make_world();
  for (std::size_t second = 2; second <= 18; ++second) {
    for (std::size_t first = 1; first < second; ++first) {
      Leaves honest = some_leaves(second);
      Leaves other = some_leaves(second);
      other[first - 1] = some_leaves(first, 1).back();  // differs in the last entry of the first
      auto before = checkpoint_of(w, std::span(honest).first(first));
      auto nodes = fork_nodes(honest, first);
      CHECK(judge_fork(desk_file(before, checkpoint_of(w, honest), nodes), w.log_note_key) ==
            ForkVerdict::no_fork);
      auto forked = checkpoint_of(w, other);
      CHECK(judge_fork(desk_file(before, forked, fork_nodes(other, first)), w.log_note_key) ==
            ForkVerdict::fork);
      // Nodes of the wrong tree, too few, too many, or none show nothing.
      CHECK(judge_fork(desk_file(before, forked, nodes), w.log_note_key) == ForkVerdict::nothing);
      CHECK(judge_fork(desk_file(before, forked, {}), w.log_note_key) == ForkVerdict::nothing);
      auto wrong = fork_nodes(other, first);
      wrong.push_back(Digest{});
      CHECK(judge_fork(desk_file(before, forked, wrong), w.log_note_key) == ForkVerdict::nothing);
      wrong.resize(wrong.size() - 2);
      CHECK(judge_fork(desk_file(before, forked, wrong), w.log_note_key) == ForkVerdict::nothing);
    }
  }
}

TEST_CASE("nobody is accused of what another key signed", "[verify]") {
  World w = make_world();
  World other = make_world({.seed = 2});
  auto own = checkpoint_of(w, some_leaves(5));
  auto forged = UnverifiedNote::parse(checkpoint_of(w, some_leaves(5, 1)));
  REQUIRE(forged);
  forged->signatures = {sign_note(forged->text, w.log_note_key.name, other.log_key)};
  CHECK(judge_fork(desk_file(own, forged->encode(), {}), w.log_note_key) == ForkVerdict::other_signer);
  CHECK(judge_fork(desk_file(own, checkpoint_of(other, some_leaves(5, 1)), {}), w.log_note_key) ==
        ForkVerdict::other_logs);
}

TEST_CASE("a file that is not the proof of a fork is refused", "[verify]") {
  World w = make_world();
  auto small = checkpoint_of(w, some_leaves(3));
  auto large = checkpoint_of(w, some_leaves(5));
  const std::string line(kForkSeparator);
  for (const std::string& text :
       {std::string(), small, small + line, line + small, small + large, large + line + small,
        small + line + large + line, small + line + large + line + "AAAA\n",
        small + line + large + line + "x", small + line + small + line + encode_nodes({Digest{}}),
        small + line + large + line + encode_nodes({Digest{}}) + line}) {
    CHECK_FALSE(ForkFile::parse(text));
  }
  CHECK_FALSE(ForkFile::parse(small + line + large + line + encode_nodes(std::vector<Digest>(65))));
  CHECK(ForkFile::parse(small + line + large + line + encode_nodes(std::vector<Digest>(64))));
}

TEST_CASE("a tlog-proof has one spelling", "[verify]") {
  World w = make_world();
  for (std::size_t nodes : {0u, 1u, 7u}) {
    InclusionFile file{std::nullopt, 12, std::vector<Digest>(nodes), checkpoint_of(w, some_leaves(20))};
    for (bool extra : {false, true}) {
      if (extra) file.extra = ByteVector{1, 2, 3};
      auto again = InclusionFile::parse(file.encode());
      REQUIRE(again);
      CHECK(again->encode() == file.encode());
      CHECK(again->nodes.size() == nodes);
    }
  }
  std::string good = InclusionFile{std::nullopt, 1, {Digest{}}, checkpoint_of(w, some_leaves(2))}.encode();
  auto changed = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  CHECK(InclusionFile::parse(good));
  for (const std::string& text :
       {changed("@v1", "@v2"), changed("index 1", "index 01"), changed("index 1", "index -1"),
        changed("index 1\n", ""), changed("index 1", "index 1 "), changed("AAAA", "AAA"),
        changed("=\n\n", "=\n"), good.substr(0, 40), changed("index", "extra !\nindex")}) {
    CHECK_FALSE(InclusionFile::parse(text));
  }
}
