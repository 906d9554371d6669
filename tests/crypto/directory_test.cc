// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "crypto/sha256.h"
#include "tests/support/hex.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::test;

namespace {

const World& world() {
  static const World kWorld = make_world();
  return kWorld;
}
Errc verdict(const UnverifiedEnvelope& e) {
  return error_of(Directory::verify(e, world().verified_council()));
}

template <class Change>
bool refused(Change&& change) {
  DirectoryBody body = world().directory_body;
  change(body);
  return error_of(DirectoryBody::parse(body.encode())) == Errc::directory_invalid;
}

}  // namespace

TEST_CASE("a directory comes back from its bytes", "[directory]") {
  auto back = DirectoryBody::parse(world().directory_body.encode());
  REQUIRE(back);
  CHECK(back->encode() == world().directory_body.encode());
  CHECK(back->recipients == world().directory_body.recipients);
  CHECK(back->params == world().directory_body.params);
  CHECK(back->witnesses == world().directory_body.witnesses);
}

TEST_CASE("a recipient's id is derived from the deployment and the identity key", "[directory]") {
  const TestRecipient& r = world().recipients[0];
  ByteVector input;
  append(input, as_bytes("adit/v1/rid"));
  input.push_back(0);
  append(input, world().dep.span());
  append(input, r.identity.public_key().span());
  CHECK(to_hex(rid_of(world().dep, r.identity.public_key()).span()) ==
        to_hex(sha256(input).span().first<8>()));
}

TEST_CASE("a directory that lists a recipient wrongly is refused", "[directory]") {
  CHECK(refused([](DirectoryBody& d) { d.recipients.clear(); }));
  CHECK(refused([](DirectoryBody& d) { std::swap(d.recipients[0], d.recipients[1]); }));
  CHECK(refused([](DirectoryBody& d) { d.recipients[1] = d.recipients[0]; }));
  CHECK(refused([](DirectoryBody& d) { d.recipients[0].rid.mutable_span()[0] ^= 1; }));  // not of its key
  CHECK(refused([](DirectoryBody& d) { d.recipients[0].identity.mutable_span()[0] ^= 1; }));
  CHECK(refused([](DirectoryBody& d) { d.recipients[0].name = std::string(401, 'x'); }));
  CHECK(refused([](DirectoryBody& d) { d.recipients[0].languages.assign(33, "en"); }));
  CHECK(refused([](DirectoryBody& d) { d.recipients[0].languages = {std::string(36, 'x')}; }));
  CHECK(refused([](DirectoryBody& d) { d.recipients[0].status = static_cast<RecipientStatus>(3); }));
  CHECK(refused([](DirectoryBody& d) {
    while (d.recipients.size() <= kMaxRecipients) d.recipients.push_back(d.recipients.back());
  }));
}

TEST_CASE("a directory with unusable witnesses is refused", "[directory]") {
  CHECK(refused([](DirectoryBody& d) { d.quorum = 0; }));
  CHECK(refused([](DirectoryBody& d) { d.quorum = 4; }));
  CHECK(refused([](DirectoryBody& d) { d.witnesses.clear(); }));
  CHECK(refused([](DirectoryBody& d) { d.witnesses[1].key = d.witnesses[0].key; }));  // one person, two names
  CHECK(refused([](DirectoryBody& d) { d.witnesses[1].type = NoteKeyType::ed25519; }));
  CHECK(refused([](DirectoryBody& d) { d.gateway.log_key.type = NoteKeyType::cosignature; }));
}

TEST_CASE("a directory lives at most 180 days", "[directory]") {
  auto with_days = [](std::uint64_t days) {
    return [days](DirectoryBody& d) { d.expires_epoch = Epoch{number(d.from_epoch) + days * 144}; };
  };
  CHECK_FALSE(refused(with_days(180)));
  CHECK(refused([](DirectoryBody& d) { d.expires_epoch = Epoch{number(d.from_epoch) + 180 * 144 + 1}; }));
  CHECK(refused(with_days(0)));
  Directory directory = world().verified_directory();
  Epoch end = world().directory_body.expires_epoch;
  CHECK(directory.is_expired(end));
  CHECK_FALSE(directory.is_expired(Epoch{number(end) - 1}));
}

TEST_CASE("numbers of a deployment outside their range are refused", "[directory]") {
  struct Row {
    std::uint32_t Params::* member;
    std::uint32_t min;
    std::uint32_t max;
  };
  const Row rows[] = {
      {&Params::cards_per_round, 1, 4},   {&Params::bucket_bits, 0, 0},   {&Params::puzzle_bits, 0, 24},
      {&Params::puzzle_hard_bits, 0, 16}, {&Params::reply_days, 1, 365},  {&Params::letter_days, 1, 365},
      {&Params::parcel_days, 1, 365},     {&Params::fresh_hours, 1, 720}, {&Params::token_share, 0, 65536},
  };
  for (const Row& row : rows) {
    auto with = [&](std::uint32_t n) { return refused([&](DirectoryBody& d) { d.params.*row.member = n; }); };
    CHECK_FALSE(with(row.min));
    CHECK_FALSE(with(row.max));
    CHECK(with(row.max + 1));
    if (row.min > 0) CHECK(with(row.min - 1));
  }
  CHECK(refused([](DirectoryBody& d) { d.params.epoch_seconds = 0; }));
  CHECK(refused([](DirectoryBody& d) { d.params.epoch_seconds = 86401; }));
  CHECK(refused([](DirectoryBody& d) { d.params.round_seconds = 0; }));
  CHECK(refused([](DirectoryBody& d) { d.params.floor = 0; }));
  CHECK(refused([](DirectoryBody& d) { d.params.floor = d.params.cap + 1; }));
  CHECK(refused([](DirectoryBody& d) { d.params.parcel_floor = d.params.parcel_cap + 1; }));
  CHECK(refused([](DirectoryBody& d) { d.params.cap = 65537; }));
}

TEST_CASE("a round that is not a whole number of epochs is refused", "[directory]") {
  CHECK(refused([](DirectoryBody& d) { d.params.round_seconds = 601; }));
  CHECK(refused([](DirectoryBody& d) { d.params.round_seconds = 300; }));
  CHECK_FALSE(refused([](DirectoryBody& d) { d.params.round_seconds = 600; }));
  CHECK_FALSE(refused([](DirectoryBody& d) { d.params.round_seconds = 86400; }));
}

TEST_CASE("a directory needs k signatures of the council in force", "[directory]") {
  CHECK(Directory::verify(world().directory, world().verified_council()));
  UnverifiedEnvelope e = world().directory;
  e.signatures.pop_back();
  CHECK(verdict(e) == Errc::directory_invalid);
  e = world().directory;
  e.signatures[0].second.mutable_span()[0] ^= 1;
  CHECK(verdict(e) == Errc::directory_invalid);
  e = world().directory;
  e.body.back() ^= 1;
  CHECK(verdict(e) == Errc::directory_invalid);
  e = world().directory;
  e.new_signatures = e.signatures;
  CHECK(verdict(e) == Errc::directory_invalid);
  e = world().directory;
  e.signatures.emplace_back(2, Signature{});
  CHECK(verdict(e) == Errc::directory_invalid);

  // The same body signed as another type of document.
  e = world().directory;
  for (std::uint32_t i = 0; i < 2; ++i) {
    e.signatures[i].second = world().members[i].sign_document(DocumentType::council, world().dep, e.body);
  }
  CHECK(verdict(e) == Errc::directory_invalid);
}

TEST_CASE("a directory of another council or deployment is refused", "[directory]") {
  DirectoryBody body = world().directory_body;
  body.council_seq = 1;
  CHECK(verdict(world().sign_directory(body)) == Errc::directory_invalid);
  World other = make_world({.seed = 5});
  CHECK(verdict(other.directory) == Errc::document_wrong_type);
  CHECK(verdict(world().council) == Errc::directory_invalid);
}

TEST_CASE("recipients are found by their id", "[directory]") {
  Directory directory = world().verified_directory();
  for (const TestRecipient& r : world().recipients) {
    REQUIRE(directory.find(r.rid) != nullptr);
    CHECK(directory.find(r.rid)->name == r.name);
  }
  CHECK(directory.find(Rid{}) == nullptr);
  CHECK(directory.body_hash() == sha256(world().directory.body));
}
