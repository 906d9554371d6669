// SPDX-License-Identifier: Apache-2.0
// A witness that keeps to C2SP tlog-witness to the letter, and what a desk makes of its answers.
#include <adit/api.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/case/alarms.h"
#include "client/case/position.h"
#include "client/desk/carry_witness.h"
#include "client/trust/external_witness.h"
#include "crypto/base64.h"
#include "tests/client/case/office.h"

using namespace adit;
using namespace adit::client;
using test::Office;

namespace {

// Written from the specification: add-checkpoint, and nothing that it does not ask for.
class StrictWitness final : public WitnessLink {
 public:
  StrictWitness(NoteKey log, std::string origin, UnixTime now)
      : log_(std::move(log)), origin_(std::move(origin)), now_(now) {}

  NoteKey key() const { return note_key("witness.example/w1", NoteKeyType::cosignature, signer_); }

  Result<WitnessAnswer> add_checkpoint(ByteSpan bytes) override {
    requests.emplace_back(as_text(bytes));
    return answer(as_text(bytes));
  }

  std::uint64_t size = 0;
  Digest root;
  std::vector<std::string> requests;
  std::string noise;  // lines of keys that nobody knows

 private:
  static WitnessAnswer bad() { return {400, "bad request\n"}; }
  static std::optional<std::string> line_of(std::string_view& rest) {
    std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    std::string line(rest.substr(0, end));
    rest.remove_prefix(end + 1);
    return line;
  }

  WitnessAnswer answer(std::string_view rest) {
    auto first = line_of(rest);
    if (!first || !first->starts_with("old ")) return bad();
    const std::string digits = first->substr(4);
    if (digits.empty() || (digits.size() > 1 && digits[0] == '0') ||
        digits.find_first_not_of("0123456789") != std::string::npos)
      return bad();
    const std::uint64_t old = std::stoull(digits);
    std::vector<Digest> proof;
    for (;;) {
      auto line = line_of(rest);
      if (!line) return bad();
      if (line->empty()) break;
      auto bytes = from_base64(*line);
      auto digest = bytes ? Digest::from(*bytes) : std::nullopt;
      if (!digest || proof.size() == 63) return bad();
      proof.push_back(*digest);
    }
    auto note = UnverifiedNote::parse(rest);
    if (!note) return bad();
    auto body = CheckpointBody::parse(note->text);
    if (!body) return bad();
    if (body->origin != origin_) return {404, ""};
    if (!is_signed_by(*note, log_)) return {403, ""};
    if (old > body->size) return bad();
    if (old != size) return {409, std::to_string(size) + "\n"};
    if (old == body->size && root != body->root) return {409, std::to_string(size) + "\n"};
    if (old == 0 ? !proof.empty() : !verify_consistency(old, body->size, root, body->root, proof))
      return {422, ""};
    size = body->size;
    root = body->root;
    UnverifiedNote mine{note->text, {cosign_note(note->text, key().name, signer_, now_)}};
    return {200, noise + mine.encode().substr(note->text.size() + 1)};
  }

  SigningKey signer_{
      Ed25519Seed::make([](MutableByteSpan out) { std::ranges::fill(out, std::uint8_t{77}); })};
  NoteKey log_;
  std::string origin_;
  UnixTime now_;
};

struct Bench {
  Office office;
  StrictWitness witness{office.world.log_note_key, log_origin(office.world.dep), office.clock.now()};
  WitnessPlace place{"https://witness.example", witness.key()};
  std::uint64_t known = 0;

  Bench() { REQUIRE(office.sync(0)); }
  Status go() { return carry(office.desks[0]->records, *office.gateway, witness, place, known); }
  std::uint64_t size() { return Position::load(office.desks[0]->records)->tree.size(); }
  std::size_t alarms() {
    const auto all = list_alarms(office.desks[0]->records);
    return static_cast<std::size_t>(std::ranges::count(*all, AlarmKind::witness_disagrees, &Alarm::kind));
  }
};

}  // namespace

TEST_CASE("a witness that never saw the log confirms it, and the gateway gets the cosignature", "[witness]") {
  Bench bench;
  REQUIRE(bench.go());
  CHECK(bench.witness.size == bench.size());
  CHECK(bench.known == bench.size());
  auto note = UnverifiedNote::parse(bench.office.gateway->cosigned.back());
  CHECK(cosigned_at(*note, bench.witness.key()).has_value());
  // Only the log's own signature goes out.
  CHECK(UnverifiedNote::parse(bench.witness.requests[0].substr(bench.witness.requests[0].find("\n\n") + 2))
            ->signatures.size() == 1);
}

TEST_CASE("a witness gets the proof from where it is, also if the desk does not know where that is",
          "[witness]") {
  Bench bench;
  REQUIRE(bench.go());
  for (int i = 0; i < 40; ++i) bench.office.gateway->publish();
  REQUIRE(bench.office.sync(0));
  const bool forgotten = GENERATE(false, true);
  if (forgotten) bench.known = 0;
  bench.witness.requests.clear();
  REQUIRE(bench.go());
  CHECK(bench.witness.requests.size() == (forgotten ? 2 : 1));
  CHECK(bench.witness.size == bench.size());
  // The same again: the same size, no proof, one more cosignature.
  REQUIRE(bench.go());
}

TEST_CASE("a witness that has seen another history is an alarm", "[witness]") {
  Bench bench;
  bench.witness.size = bench.size();
  SECTION("of the same size") { bench.witness.root = Digest{}; }
  SECTION("of a smaller size") {
    bench.witness.size -= 3;
    bench.witness.root = Digest{};
  }
  SECTION("of a larger size than the gateway shows") { bench.witness.size += 5; }
  Status carried = bench.go();
  REQUIRE_FALSE(carried);
  CHECK(carried.error().code == Errc::log_fork);
  CHECK(bench.alarms() == 1);
}

TEST_CASE("what a witness should not answer is refused and accuses nobody", "[witness]") {
  Bench bench;
  SECTION("another witness's signature") {
    bench.place.key.key = bench.office.world.log_note_key.key;
    CHECK(bench.go().error().code == Errc::peer_misbehaved);
  }
  SECTION("it does not know the log") {
    StrictWitness stranger(bench.office.world.log_note_key, "example.com/other", bench.office.clock.now());
    CHECK(carry(bench.office.desks[0]->records, *bench.office.gateway, stranger, bench.place, bench.known)
              .error()
              .code == Errc::admission_refused);
  }
  CHECK(bench.alarms() == 0);
}

TEST_CASE("lines of keys that are not known are ignored", "[witness]") {
  Bench bench;
  SigningKey other(Ed25519Seed::make([](MutableByteSpan out) { std::ranges::fill(out, std::uint8_t{5}); }));
  UnverifiedNote noise{"x\n", {sign_note("x\n", "noise.example", other)}};
  bench.witness.noise = noise.encode().substr(3);
  REQUIRE(bench.go());
  auto note = UnverifiedNote::parse(bench.office.gateway->cosigned.back());
  CHECK(note->signatures.size() == 2);  // the log's and the witness's
}

TEST_CASE("a witness to which another desk carried more accuses nobody", "[witness]") {
  Bench bench;
  for (int i = 0; i < 3; ++i) bench.office.gateway->publish();
  REQUIRE(bench.office.sync(1));
  std::uint64_t known = 0;
  REQUIRE(carry(bench.office.desks[1]->records, *bench.office.gateway, bench.witness, bench.place, known));
  REQUIRE(bench.witness.size > bench.size());
  SECTION("the gateway shows as much") {
    CHECK(bench.go().error().code == Errc::checkpoint_stale);
    REQUIRE(bench.office.sync(0));
    CHECK(bench.go());
  }
  SECTION("the gateway is away") {
    bench.office.gateway->unreachable = true;
    CHECK(bench.go().error().code == Errc::network_unreachable);
  }
  CHECK(bench.alarms() == 0);
}

TEST_CASE("a gateway that only claims to have as much as the witness is accused", "[witness]") {
  Bench bench;
  test::FakeGateway behind = *bench.office.gateway;
  for (int i = 0; i < 3; ++i) bench.office.gateway->publish();
  REQUIRE(bench.office.sync(1));
  std::uint64_t known = 0;
  REQUIRE(carry(bench.office.desks[1]->records, *bench.office.gateway, bench.witness, bench.place, known));
  SECTION("it shows what it showed before") {}
  SECTION("it shows a checkpoint that its log did not sign") {
    auto state = StateBundle::parse(behind.files.at(std::string(api::kPendingStatePath)));
    auto note = UnverifiedNote::parse(state->checkpoint);
    auto body = CheckpointBody::parse(note->text);
    body->size += 1000;
    note->text = body->encode();
    state->checkpoint = note->encode();
    behind.files[std::string(api::kPendingStatePath)] = state->encode();
  }
  SECTION("it shows nothing that can be read") {
    behind.files[std::string(api::kPendingStatePath)] = ByteVector(100, 1);
  }
  *bench.office.gateway = behind;
  CHECK(bench.go().error().code == Errc::log_fork);
  CHECK(bench.alarms() == 1);
}
