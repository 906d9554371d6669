// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "council_fixture.h"

using namespace adit;
using namespace adit::client;
using namespace adit::test;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

Proposal directory_of(const Council& council) {
  auto body = draft_directory(first_directory(council.dep()), council, std::nullopt, kCeremony);
  if (!body) throw std::runtime_error(body.error().sentence);
  return proposal_of(body->encode());
}

}  // namespace

TEST_CASE("a signature is a file with one spelling") {
  Members members = make_members(1);
  Proposal proposal = proposal_of(first_council(members).encode());
  auto dep = adit::deployment_of(proposal.body);
  std::string text = sign_proposal(proposal, dep, members.keys[0]).encode();
  auto parsed = MemberSignature::parse(text, "a.sig");
  REQUIRE(parsed);
  CHECK(parsed->encode() == text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string shorter = text.substr(0, i);
    CHECK_FALSE(MemberSignature::parse(shorter, "a.sig"));
  }
  CHECK_FALSE(MemberSignature::parse(text + "\n", "a.sig"));
}

TEST_CASE("any two of three members make a first council, one does not, and the missing are named") {
  Members members = make_members(1);
  Proposal proposal = proposal_of(first_council(members).encode());
  auto dep = adit::deployment_of(proposal.body);
  std::vector<MemberSignature> all;
  for (const SigningKey& key : members.keys) all.push_back(sign_as(proposal, dep, key, "x.sig"));
  for (std::size_t left_out = 0; left_out < 3; ++left_out) {
    auto two = all;
    two.erase(two.begin() + static_cast<std::ptrdiff_t>(left_out));
    auto envelope = merge(proposal, two, nullptr);
    REQUIRE(envelope);
    CHECK(envelope->body == proposal.body);
    CHECK(Council::genesis(*envelope, dep));
  }
  auto one = merge(proposal, {all[1]}, nullptr);
  REQUIRE_FALSE(one);
  CHECK(one.error().exit_code == kTrustExit);
  CHECK(has(one.error().sentence, "missing: Ana, Cy"));
  CHECK_FALSE(merge(proposal, {all[1], all[1]}, nullptr));
}

TEST_CASE("merge refuses a signature that is not valid, and says which") {
  Members members = make_members(1);
  Proposal proposal = proposal_of(first_council(members).encode());
  auto dep = adit::deployment_of(proposal.body);
  std::vector<MemberSignature> list = {sign_as(proposal, dep, members.keys[0], "ana.sig"),
                                       sign_as(proposal, dep, members.keys[1], "bo.sig")};
  REQUIRE(merge(proposal, list, nullptr));
  std::string expected = "bo.sig";
  SECTION("a flipped bit") { list[1].signature.mutable_span()[5] ^= 1; }
  SECTION("for another deployment") {
    list[1] = sign_as(proposal, DeploymentId{}, members.keys[1], "bo.sig");
  }
  SECTION("for another proposal") {
    Proposal other = proposal_of(first_council(make_members(1), 8).encode());
    list[1] = sign_as(other, adit::deployment_of(other.body), members.keys[1], "bo.sig");
  }
  SECTION("by nobody of the council") { list[1] = sign_as(proposal, dep, make_members(5).keys[0], "bo.sig"); }
  SECTION("in the name of another member") { list[1].key = members.list[2].key; }
  auto envelope = merge(proposal, list, nullptr);
  REQUIRE_FALSE(envelope);
  CHECK(has(envelope.error().sentence, expected));
  CHECK(envelope.error().exit_code == kTrustExit);
}

TEST_CASE("a directory is signed by its council and by no other") {
  Members members = make_members(1);
  Council council = signed_council(members);
  Proposal proposal = directory_of(council);
  std::vector<MemberSignature> list = {sign_as(proposal, council.dep(), members.keys[2], "c"),
                                       sign_as(proposal, council.dep(), members.keys[0], "a")};
  auto envelope = merge(proposal, list, &council);
  REQUIRE(envelope);
  CHECK(Directory::verify(*envelope, council));
  CHECK_FALSE(merge(proposal, list, nullptr));
  Council other = signed_council(make_members(2));
  CHECK_FALSE(merge(proposal, list, &other));
}

TEST_CASE("a council takes over when enough of the old and of the new have signed") {
  Members old = make_members(1);
  Council council = signed_council(old);
  Proposal genesis = proposal_of(first_council(old).encode());
  Members fresh = make_members(2, {"Di", "Ed"});
  CouncilDraft draft;
  draft.k = 2;
  draft.members = {old.list[0], fresh.list[0], fresh.list[1]};
  SeededRng rng(5);
  auto body = draft_successor(draft, council.body(), sha256(genesis.body), kCeremony, rng);
  REQUIRE(body);
  Proposal proposal = proposal_of(body->encode());
  CHECK_FALSE(client::deployment_of(proposal, nullptr));
  auto sign = [&](const SigningKey& key) { return sign_as(proposal, council.dep(), key, "x"); };

  // Ana is in both and signs once.
  auto envelope = merge(proposal, {sign(old.keys[0]), sign(old.keys[1]), sign(fresh.keys[1])}, &council);
  REQUIRE(envelope);
  auto next = council.successor(*envelope);
  REQUIRE(next);
  CHECK(next->dep() == council.dep());
  CHECK(next->body().members == draft.members);

  auto without_new = merge(proposal, {sign(old.keys[0]), sign(old.keys[1])}, &council);
  REQUIRE_FALSE(without_new);
  CHECK(has(without_new.error().sentence, "missing: Di, Ed"));
  auto without_old = merge(proposal, {sign(old.keys[0]), sign(fresh.keys[0]), sign(fresh.keys[1])}, &council);
  REQUIRE_FALSE(without_old);
  CHECK(has(without_old.error().sentence, "missing: Bo, Cy"));
}
