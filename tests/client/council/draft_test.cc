// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/council/dates.h"
#include "client/trust/terms.h"
#include "council_fixture.h"

using namespace adit;
using namespace adit::client;
using namespace adit::test;

namespace {

DirectoryBody draft_or_throw(const DirectoryDraft& draft, const Council& council,
                             const std::optional<Directory>& before = std::nullopt,
                             UnixTime now = kCeremony) {
  auto body = draft_directory(draft, council, before, now);
  if (!body) throw std::runtime_error(body.error().sentence);
  return std::move(*body);
}

Directory sign_directory(const Members& members, const Council& council, const DirectoryBody& body) {
  auto proposal = proposal_of(body.encode());
  auto envelope = merge(proposal,
                        {sign_as(proposal, council.dep(), members.keys[0], "a"),
                         sign_as(proposal, council.dep(), members.keys[1], "b")},
                        &council);
  REQUIRE(envelope);
  auto directory = Directory::verify(*envelope, council);
  REQUIRE(directory);
  return std::move(*directory);
}

}  // namespace

TEST_CASE("a first council has members who must sign, a term and a nonce of its own") {
  Members members = make_members(1);
  CouncilBody body = first_council(members);
  CHECK(body.k == 2);
  CHECK(body.members == members.list);
  CHECK(body.nonce != Digest{});
  CHECK(CouncilBody::parse(body.encode()));
  CHECK(days_between(body.from_epoch, body.expires_epoch, 600) == 730);
}

TEST_CASE("a council that cannot be is refused in one sentence") {
  CouncilDraft draft;
  draft.k = 2;
  draft.members = make_members(1).list;
  SeededRng rng(1);
  SECTION("nobody") { draft.members.clear(); }
  SECTION("k is zero") { draft.k = 0; }
  SECTION("k is more than there are") { draft.k = 4; }
  SECTION("one key twice") { draft.members[2].key = draft.members[0].key; }
  SECTION("a member without a name") { draft.members[1].name.clear(); }
  SECTION("no term") { draft.expires_days = 0; }
  SECTION("a term without end") { draft.expires_days = kMaxCouncilDays + 1; }
  SECTION("epochs of nothing") { draft.epoch_seconds = 0; }
  SECTION("a delay of more than a year") { draft.delay_days = 366; }
  auto body = draft_council(draft, kCeremony, rng);
  REQUIRE_FALSE(body);
  CHECK(body.error().exit_code == kUsageExit);
  CHECK_FALSE(body.error().sentence.empty());
  CHECK(body.error().sentence.find('\n') == std::string::npos);
}

TEST_CASE("a first directory lists its recipients by rid, and they are its witnesses") {
  Council council = signed_council(make_members(1));
  DirectoryBody body = draft_or_throw(first_directory(council.dep()), council);
  CHECK(body.seq == 0);
  CHECK(body.recipients.size() == 3);
  CHECK(std::ranges::is_sorted(body.recipients, {}, &RecipientEntry::rid));
  CHECK(body.witnesses.size() == 3);
  CHECK(body.quorum == 2);
  CHECK(days_between(body.from_epoch, body.expires_epoch, 600) == 90);
}

TEST_CASE("new recipients wait for the council's delay and for the ceremony") {
  Members members = make_members(1);
  DirectoryBody real =
      draft_or_throw(first_directory(signed_council(members).dep()), signed_council(members));
  for (const RecipientEntry& e : real.recipients)
    CHECK(days_between(real.from_epoch, e.active_from, 600) == 10);
  Council test = signed_council(members, 0);
  DirectoryDraft draft = first_directory(test.dep());
  CHECK(number(draft_or_throw(draft, test).recipients[0].active_from) ==
        number(draft_or_throw(draft, test).from_epoch) + 1);
  draft.lead_seconds = 6000;
  CHECK(number(draft_or_throw(draft, test).recipients[0].active_from) ==
        number(draft_or_throw(draft, test).from_epoch) + 10);
}

TEST_CASE("the next directory follows the last and keeps what is not changed") {
  Members members = make_members(1);
  Council council = signed_council(members);
  Directory first = sign_directory(members, council, draft_or_throw(first_directory(council.dep()), council));
  DirectoryDraft draft;
  draft.add = {application_of(14, council.dep(), "De")};
  UnixTime later{seconds(kCeremony) + 20 * kDaySeconds};
  DirectoryBody body = draft_or_throw(draft, council, first, later);
  CHECK(body.seq == 1);
  CHECK(body.prev == first.body_hash());
  CHECK(body.gateway == first.body().gateway);
  CHECK(body.recipients.size() == 4);
  CHECK(body.quorum == 3);
  for (const RecipientEntry& old : first.body().recipients) {
    CHECK(std::ranges::find(body.recipients, old) != body.recipients.end());
  }
}

TEST_CASE("a suspended recipient witnesses no longer, and can be taken back; a revoked one cannot") {
  Members members = make_members(1);
  Council council = signed_council(members);
  Directory first = sign_directory(members, council, draft_or_throw(first_directory(council.dep()), council));
  Rid rid = first.body().recipients[1].rid;
  DirectoryDraft draft;
  draft.suspend = {rid};
  DirectoryBody without = draft_or_throw(draft, council, first);
  CHECK(without.recipients[1].status == RecipientStatus::suspended);
  CHECK(without.witnesses.size() == 2);
  CHECK(
      std::ranges::none_of(without.witnesses, [&](const NoteKey& k) { return k.name == witness_name(rid); }));

  Directory second = sign_directory(members, council, without);
  DirectoryDraft back;
  back.reinstate = {rid};
  CHECK(draft_or_throw(back, council, second).recipients[1].status == RecipientStatus::active);

  DirectoryDraft out;
  out.revoke = {rid};
  Directory third = sign_directory(members, council, draft_or_throw(out, council, second));
  auto again = draft_directory(back, council, third, kCeremony);
  REQUIRE_FALSE(again);
  CHECK(again.error().sentence.find("revoked") != std::string::npos);
}

TEST_CASE("a directory that cannot be is refused in one sentence") {
  Council council = signed_council(make_members(1));
  DirectoryDraft draft = first_directory(council.dep());
  UnixTime now = kCeremony;
  SECTION("no gateway key") { draft.gateway_key.reset(); }
  SECTION("a witness key as gateway key") { draft.gateway_key = draft.add[0].witness; }
  SECTION("no address") { draft.address.reset(); }
  SECTION("an address that is none") { draft.address = "somewhere"; }
  SECTION("nobody in it") { draft.add.clear(); }
  SECTION("one recipient twice") { draft.add.push_back(draft.add[0]); }
  SECTION("a witness key in another's name") { draft.add[0].witness.name = draft.add[1].witness.name; }
  SECTION("181 days") { draft.expires_days = 181; }
  SECTION("no days") { draft.expires_days = 0; }
  SECTION("a quorum of more than there are") { draft.quorum = 4; }
  SECTION("a quorum of nobody") { draft.quorum = 0; }
  SECTION("a number that does not exist") { draft.set = {"speed=9"}; }
  SECTION("a number that is none") { draft.set = {"floor=many"}; }
  SECTION("a floor above the cap") { draft.set = {"floor=300"}; }
  SECTION("epochs of another length than the council's") { draft.set = {"epoch_seconds=3"}; }
  SECTION("rounds that do not begin with an epoch") { draft.set = {"round_seconds=7201"}; }
  SECTION("a council whose term is over") { now = UnixTime{seconds(kCeremony) + 731 * kDaySeconds}; }
  SECTION("a stranger suspended") { draft.suspend = {Rid{}}; }
  auto body = draft_directory(draft, council, std::nullopt, now);
  REQUIRE_FALSE(body);
  CHECK((body.error().exit_code == kUsageExit || body.error().exit_code == kFileExit));
  CHECK_FALSE(body.error().sentence.empty());
  CHECK(body.error().sentence.find('\n') == std::string::npos);
}

TEST_CASE("180 days is exactly what a directory may last, whatever the length of an epoch") {
  Members members = make_members(1);
  CouncilDraft council_draft;
  council_draft.k = 1;
  council_draft.members = members.list;
  council_draft.epoch_seconds = GENERATE(1u, 7u, 600u, 86399u, 86400u);
  SeededRng rng(3);
  auto body = draft_council(council_draft, kCeremony, rng);
  REQUIRE(body);
  auto proposal = proposal_of(body->encode());
  auto dep = adit::deployment_of(proposal.body);
  auto envelope = merge(proposal, {sign_as(proposal, dep, members.keys[0], "a")}, nullptr);
  REQUIRE(envelope);
  auto council = Council::genesis(*envelope, dep);
  REQUIRE(council);
  DirectoryDraft draft = first_directory(dep);
  draft.expires_days = 180;
  std::string length = std::to_string(council_draft.epoch_seconds);
  draft.set = {"epoch_seconds=" + length, "round_seconds=" + length};
  CHECK(DirectoryBody::parse(draft_or_throw(draft, *council).encode()));
}

TEST_CASE("a directory ends with its council at the latest") {
  Council council = signed_council(make_members(1));
  DirectoryDraft draft = first_directory(council.dep());
  UnixTime late{seconds(kCeremony) + 700 * kDaySeconds};
  CHECK(draft_or_throw(draft, council, std::nullopt, late).expires_epoch == council.body().expires_epoch);
}

TEST_CASE("every number of a deployment can be set by its name") {
  Params params;
  for (const auto& [name, value] : named_params(params)) {
    Params changed = params;
    REQUIRE(set_param(changed, std::string(name) + "=" + std::to_string(value + 1)));
    CHECK_FALSE(changed == params);
  }
}

TEST_CASE("dates are those of the calendar") {
  CHECK(date_text(UnixTime{0}) == "1970-01-01 00:00 UTC");
  CHECK(date_text(UnixTime{951782400}) == "2000-02-29 00:00 UTC");
  CHECK(date_text(UnixTime{1790000000}) == "2026-09-21 14:13 UTC");
  CHECK(epoch_text(Epoch{UINT64_MAX}, 600) == "no date at all");
  CHECK(days_between(Epoch{0}, Epoch{UINT64_MAX}, 86400) > 0);
}

TEST_CASE("a document without an end that is a date does not end soon") {
  const UnixTime now{1790000000};
  const std::uint64_t last = std::uint64_t{INT64_MAX} / 600;
  for (std::uint64_t end : {UINT64_MAX, UINT64_MAX - 1, std::uint64_t{1} << 63, last + 1, last}) {
    CHECK_FALSE(is_ending(Epoch{0}, Epoch{end}, 600, now, kCouncilSoonSeconds));
  }
  // Near enough, and long past.
  const std::uint64_t today = number(epoch_at(now, 600));
  CHECK(is_ending(Epoch{0}, Epoch{today + 144}, 600, now, kCouncilSoonSeconds));
  CHECK(is_ending(Epoch{0}, Epoch{today - 144}, 600, now, kCouncilSoonSeconds));
}
