// SPDX-License-Identifier: Apache-2.0
// P10: each of the six checks broken alone, in what a real server serves.
#include <adit/api.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <functional>

#include "client/trust/gateway_state.h"
#include "tests/client/net/servers.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::client;
using namespace adit::test;

namespace {

constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 24 * kHour;

UnixTime after(std::int64_t seconds_later) { return UnixTime{seconds(kNow) + seconds_later}; }

struct Fetch {
  ByteVector body;
  DeploymentId dep;
  UnixTime now = kNow;
  Quorum quorum = Quorum::required;
  StateMemory memory;
};

Result<TrustedState> fetch(const Fetch& what) {
  ScriptedServer server(http_answer(200, std::string(as_text(what.body))));
  SystemRng rng;
  NetOptions options;
  options.direct = true;
  auto transport = open_transport(Address::parse(server.url()).value(), options, rng).value();
  return fetch_state(*transport, what.dep, what.now, what.quorum, what.memory);
}

Errc fetch_error(const Fetch& what) {
  auto state = fetch(what);
  return state ? Errc::internal : state.error().code;
}

// Takes a world, and says what is served and how it is looked at.
struct Break {
  const char* what;
  std::function<Fetch(World&)> make;
  Errc errc;
};

Fetch served(World& w, const StateBundle& bundle) {
  Fetch f;
  f.body = bundle.encode();
  f.dep = w.dep;
  return f;
}
Fetch served(World& w) { return served(w, w.bundle(3, kNow)); }

const std::vector<Break>& breaks() {
  static const std::vector<Break> rows = {
      {"1: another deployment's council",
       [](World& w) {
         Fetch f = served(w);
         f.dep = make_world({.seed = 2}).dep;
         return f;
       },
       Errc::genesis_mismatch},
      {"1: a council with k - 1 signatures",
       [](World& w) {
         w.council.signatures.pop_back();
         return served(w);
       },
       Errc::council_invalid},
      {"1: a second council that the first did not sign",
       [](World& w) {
         CouncilBody body = w.council_body;
         body.seq = 1;
         UnverifiedEnvelope next = w.sign_council(body);
         next.signatures.clear();
         StateBundle bundle = w.bundle(3, kNow);
         bundle.council.push_back(next.encode());
         return served(w, bundle);
       },
       Errc::council_invalid},
      {"2: a directory with k - 1 signatures",
       [](World& w) {
         w.directory.signatures.pop_back();
         return served(w);
       },
       Errc::directory_invalid},
      {"2: a directory that is over",
       [](World& w) {
         Fetch f = served(w, w.bundle(3, after(91 * kDay)));
         f.now = after(91 * kDay);
         return f;
       },
       Errc::directory_expired},
      {"2: a directory older than one that was seen",
       [](World& w) {
         Fetch f = served(w);
         f.memory.directory_seq = w.directory_body.seq + 1;
         return f;
       },
       Errc::directory_rolled_back},
      {"3: a checkpoint that the log did not sign",
       [](World& w) {
         StateBundle bundle = w.bundle(3, kNow);
         UnverifiedNote note = UnverifiedNote::parse(bundle.checkpoint).value();
         note.signatures[0] = sign_note(note.text, w.log_note_key.name, w.recipients[0].witness);
         bundle.checkpoint = note.encode();
         return served(w, bundle);
       },
       Errc::checkpoint_invalid},
      {"3: one cosignature less than the quorum", [](World& w) { return served(w, w.bundle(1, kNow)); },
       Errc::witnesses_missing},
      {"3: cosignatures that are too old",
       [](World& w) { return served(w, w.bundle(3, after(-73 * kHour))); }, Errc::checkpoint_stale},
      {"3: a clock 400 days ahead of all cosignatures",
       [](World& w) {
         Fetch f = served(w);
         f.now = after(400 * kDay);
         return f;
       },
       Errc::checkpoint_stale},
      {"4: a proof of something else",
       [](World& w) {
         StateBundle bundle = w.bundle(3, kNow);
         bundle.proof.front().mutable_span()[0] ^= 1;
         return served(w, bundle);
       },
       Errc::proof_invalid},
      {"4: another epoch record",
       [](World& w) {
         StateBundle bundle = w.bundle(3, kNow);
         bundle.epoch_record.back() ^= 1;
         return served(w, bundle);
       },
       Errc::proof_invalid},
      {"5: a bulletin left out",
       [](World& w) {
         StateBundle bundle = w.bundle(3, kNow);
         bundle.bulletins.pop_back();
         return served(w, bundle);
       },
       Errc::state_mismatch},
      {"5: the record of one epoch, the documents of another",
       [](World& w) {
         StateBundle bundle = w.bundle(3, kNow);
         DirectoryBody later = w.directory_body;
         later.seq = 1;
         bundle.directory = w.sign_directory(later).encode();
         return served(w, bundle);
       },
       Errc::state_mismatch},
      {"5: a burn put in",
       [](World& w) {
         StateBundle bundle = w.bundle(3, kNow);
         bundle.burns.push_back(w.sign_burn(w.recipients[0], Epoch{0}).encode());
         return served(w, bundle);
       },
       Errc::state_mismatch},
      {"two keys of one recipient for one week",
       [](World& w) {
         w.bulletins.push_back(
             w.sign_bulletin(w.recipients[0], week_at(kNow), w.recipients[1].week_key.public_key()));
         return served(w);
       },
       Errc::state_mismatch},
      {"a bundle with a byte in its padding",
       [](World& w) {
         Fetch f = served(w);
         f.body.back() = 1;
         return f;
       },
       Errc::state_mismatch},
      {"a bundle of another size",
       [](World& w) {
         Fetch f = served(w);
         f.body.pop_back();
         return f;
       },
       Errc::state_mismatch},
      {"an empty bundle",
       [](World& w) {
         Fetch f = served(w);
         f.body.clear();
         return f;
       },
       Errc::state_mismatch},
      {"a council that is no envelope",
       [](World& w) {
         StateBundle bundle = w.bundle(3, kNow);
         bundle.council[0] = {0xC1};
         return served(w, bundle);
       },
       Errc::state_mismatch},
      {"a directory that is no envelope",
       [](World& w) {
         StateBundle bundle = w.bundle(3, kNow);
         bundle.directory = {0xC1};
         return served(w, bundle);
       },
       Errc::state_mismatch},
      {"a bulletin in the directory's place",
       [](World& w) {
         StateBundle bundle = w.bundle(3, kNow);
         bundle.directory = bundle.bulletins[0];
         return served(w, bundle);
       },
       Errc::directory_invalid},
  };
  return rows;
}

}  // namespace

TEST_CASE("a good state is trusted, and all its recipients can be written to", "[trust]") {
  World w = make_world();
  auto state = fetch(served(w));
  REQUIRE(state);
  CHECK(state->addressable().size() == 3);
  CHECK(state->dep() == w.dep);
  CHECK_FALSE(state->local_clock_is_off());
}

TEST_CASE("each check of a state, broken alone, stops the client", "[trust]") {
  auto i = GENERATE(range(std::size_t{0}, breaks().size()));
  const Break& row = breaks()[i];
  DYNAMIC_SECTION(row.what) {
    World w = make_world();
    Errc errc = fetch_error(row.make(w));
    CHECK(name(errc) == name(row.errc));
    CHECK(errc == row.errc);
    CHECK(exit_code(errc) == 5);
  }
}

TEST_CASE("every flipped byte of what is signed or hashed stops the client", "[trust]") {
  World w = make_world();
  const ByteVector good = served(w).body;
  const std::size_t used = load_le(ByteSpan(good).first(4));
  SeededRng rng(3);
  for (int i = 0; i < 60; ++i) {
    Fetch f = served(w);
    std::size_t at = 4 + rng.below(static_cast<std::uint32_t>(used));
    f.body[at] ^= static_cast<std::uint8_t>(1u << rng.below(8));
    auto state = fetch(f);
    // A spoilt cosignature may be one more than the quorum needs: then the state is the same.
    if (state) {
      CHECK(state->addressable().size() == 3);
      CHECK(at < 4 + w.bundle(3, kNow).checkpoint.size() + 8);
    } else {
      CHECK(exit_code(state.error().code) == 5);
    }
  }
}

TEST_CASE("a clock 400 days behind is corrected by the witnesses", "[trust]") {
  World w = make_world();
  Fetch f = served(w);
  f.now = after(-400 * kDay);
  auto state = fetch(f);
  REQUIRE(state);
  CHECK(state->local_clock_is_off());
  CHECK(state->now() == kNow);
}

TEST_CASE("a recipient whose own documents are wrong cannot be written to, the others can", "[trust]") {
  World w = make_world();
  SECTION("a bulletin that someone else signed") { w.bulletins[1].signatures = w.bulletins[0].signatures; }
  SECTION("a bulletin of another week") {
    w.bulletins[1] =
        w.sign_bulletin(w.recipients[1], next(week_at(kNow)), w.recipients[1].week_key.public_key());
  }
  SECTION("a key that nobody can seal to") {
    w.bulletins[1] = w.sign_bulletin(w.recipients[1], week_at(kNow), XwingPublic{});
  }
  SECTION("a suspended one") {
    w.directory_body.recipients[1].status = RecipientStatus::suspended;
    w.directory = w.sign_directory(w.directory_body);
  }
  SECTION("one that is too new") {
    w.directory_body.recipients[1].active_from = epoch_at(after(kDay), 600);
    w.directory = w.sign_directory(w.directory_body);
  }
  auto state = fetch(served(w));
  REQUIRE(state);
  auto addressable = state->addressable();
  REQUIRE(addressable.size() == 2);
  CHECK(addressable[0].entry->rid == w.recipients[0].rid);
  CHECK(addressable[1].entry->rid == w.recipients[2].rid);
}

TEST_CASE("a witness looks at the pending state, where its own cosignature is still missing", "[trust]") {
  World w = make_world();
  Fetch f = served(w, w.bundle(0, kNow));
  CHECK(fetch_error(f) == Errc::witnesses_missing);
  f.quorum = Quorum::pending;
  CHECK(fetch(f));
}

TEST_CASE("a gateway that has no state yet, or serves too much, is told apart", "[trust]") {
  World w = make_world();
  SystemRng rng;
  NetOptions options;
  options.direct = true;
  auto code = [&](const std::string& answer) {
    ScriptedServer server(answer);
    auto transport = open_transport(Address::parse(server.url()).value(), options, rng).value();
    return fetch_state(*transport, w.dep, kNow, Quorum::required).error().code;
  };
  CHECK(code(http_answer(404)) == Errc::not_found);
  CHECK(code(http_answer(200, std::string(kMaxBundleBytes + 1, '\0'))) == Errc::peer_misbehaved);
}
