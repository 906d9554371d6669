// SPDX-License-Identifier: Apache-2.0
#include "client/council/changes.h"

#include <catch2/catch_test_macros.hpp>

#include "council_fixture.h"

using namespace adit;
using namespace adit::client;
using namespace adit::test;

namespace {

std::string all(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

std::string text_of(const Proposal& proposal, const std::optional<Proposal>& before = std::nullopt,
                    const CouncilBody* council = nullptr) {
  auto lines = changes(proposal, before, council);
  if (!lines) throw std::runtime_error(lines.error().sentence);
  return all(*lines);
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

Proposal directory_proposal(const Council& council, const DirectoryDraft& draft) {
  auto body = draft_directory(draft, council, std::nullopt, kCeremony);
  if (!body) throw std::runtime_error(body.error().sentence);
  return proposal_of(body->encode());
}

// The directory after this one, with a change.
template <class Change>
Proposal next_of(const Proposal& before, Change change) {
  DirectoryBody body = std::get<DirectoryBody>(before.content);
  body.seq += 1;
  body.prev = sha256(before.body);
  change(body);
  return proposal_of(body.encode());
}

}  // namespace

TEST_CASE("a first directory is shown whole: every field of every recipient, keys, numbers, dates") {
  Council council = signed_council(make_members(1));
  DirectoryDraft draft = first_directory(council.dep());
  draft.set = {"floor=16"};
  Proposal proposal = directory_proposal(council, draft);
  std::string text = text_of(proposal);
  CHECK(has(text, "directory 0"));
  CHECK(has(text, to_hex(council.dep().span())));
  CHECK(has(text, "floor: 8 -> 16"));
  CHECK(has(text, "2026-09-21 14:10 UTC until 2026-12-20 14:10 UTC, 90 days"));
  CHECK(has(text, "2 of 3 witnesses"));
  CHECK(has(text, gateway_key().encode()));
  for (const RecipientEntry& e : std::get<DirectoryBody>(proposal.content).recipients) {
    for (const std::string& part : {to_hex(e.rid.span()), e.name, e.org, e.scope, to_hex(e.identity.span()),
                                    to_hex(e.auth.span()), std::string("2026-10-01")}) {
      CHECK(has(text, part));
    }
  }
}

TEST_CASE("only what changes is shown against the directory before, and every change is") {
  Council council = signed_council(make_members(1));
  Proposal before = directory_proposal(council, first_directory(council.dep()));
  auto changed = [&](auto change) { return text_of(next_of(before, change), before, &council.body()); };

  std::string nothing = changed([](DirectoryBody&) {});
  CHECK(has(nothing, "nothing else changes"));
  CHECK_FALSE(has(nothing, "identity key"));

  CHECK(has(changed([](DirectoryBody& b) { b.recipients[0].name = "Zed"; }), "-> Zed"));
  CHECK(has(changed([](DirectoryBody& b) { b.recipients[0].org = "Zed"; }), "organisation: Union -> Zed"));
  CHECK(has(changed([](DirectoryBody& b) { b.recipients[0].scope = "Zed"; }), "scope: mines -> Zed"));
  CHECK(has(changed([](DirectoryBody& b) { b.recipients[0].languages = {"sw"}; }), "languages: en fr -> sw"));
  CHECK(has(changed([](DirectoryBody& b) { b.recipients[0].auth = X25519Public{}; }), "answering key"));
  CHECK(has(changed([](DirectoryBody& b) { b.recipients[0].active_from = Epoch{0}; }),
            "can be written to from"));
  CHECK(has(changed([](DirectoryBody& b) { b.recipients[0].status = RecipientStatus::suspended; }),
            "suspended: recipient"));
  CHECK(has(changed([](DirectoryBody& b) { b.recipients[0].status = RecipientStatus::revoked; }),
            "revoked for good: recipient"));
  CHECK(
      has(changed([](DirectoryBody& b) { b.recipients.erase(b.recipients.begin()); }), "removed recipient"));
  CHECK(has(changed([](DirectoryBody& b) { b.witnesses.pop_back(); }), "removed witness"));
  CHECK(has(changed([](DirectoryBody& b) { b.quorum = 1; }), "1 of 3 witnesses"));
  CHECK(has(changed([](DirectoryBody& b) { b.gateway.onion = "http://other.onion"; }),
            "gateway address: http://other.onion"));
  CHECK(has(changed([](DirectoryBody& b) { b.gateway.log_key.name = "other"; }), "gateway key: other"));
  CHECK(has(changed([](DirectoryBody& b) { b.forms = {"other/1"}; }), "forms: other/1"));
  CHECK(has(changed([](DirectoryBody& b) { b.expires_epoch = Epoch{number(b.expires_epoch) + 144}; }),
            "91 days"));
  for (const auto& [name, value] : named_params(Params{})) {
    if (name == "bucket_bits" || name == "epoch_seconds") continue;  // one value only; changes every date
    std::string assignment = std::string(name) + "=" +
                             std::to_string(name == "round_seconds" ? 600
                                            : value == 1            ? 2
                                                                    : value - 1);
    CHECK(has(changed([&](DirectoryBody& b) { REQUIRE(set_param(b.params, assignment)); }),
              std::string(name) + ": "));
  }
}

TEST_CASE("a proposal is only compared with the document that it follows") {
  Council council = signed_council(make_members(1));
  Proposal before = directory_proposal(council, first_directory(council.dep()));
  Proposal after = next_of(before, [](DirectoryBody& b) { b.prev = Digest{}; });
  auto lines = changes(after, before);
  REQUIRE_FALSE(lines);
  CHECK(lines.error().exit_code == kTrustExit);
  Proposal council_proposal = proposal_of(first_council(make_members(1)).encode());
  CHECK_FALSE(changes(after, council_proposal));
}

TEST_CASE("an applicant's text can neither move the terminal nor imitate a line of ours") {
  Council council = signed_council(make_members(1));
  Proposal plain = directory_proposal(council, first_directory(council.dep()));
  DirectoryBody body = std::get<DirectoryBody>(plain.content);
  body.recipients[0].name = "A\x1b[2J\n  added recipient 0000000000000000";
  body.recipients[1].org =
      "B\xe2\x80\xae"
      "C\r";
  body.recipients[2].scope = "\n  quorum: 0";
  Proposal proposal = proposal_of(body.encode());
  auto lines = changes(proposal, std::nullopt);
  REQUIRE(lines);
  CHECK(lines->size() == changes(plain, std::nullopt)->size());
  for (const std::string& line : *lines) {
    for (char c : line) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
    CHECK_FALSE(has(line, "\xe2\x80\xae"));
  }
}

TEST_CASE("a deployment with a short delay says on every screen that it is for tests") {
  Members members = make_members(1);
  CHECK(has(text_of(proposal_of(first_council(members, 6).encode())), "test deployment"));
  CHECK_FALSE(has(text_of(proposal_of(first_council(members, 7).encode())), "test deployment"));
  Council test = signed_council(members, 0);
  Proposal directory = directory_proposal(test, first_directory(test.dep()));
  CHECK(has(text_of(directory), "test deployment"));
  CHECK(has(text_of(directory, std::nullopt, &test.body()), "test deployment"));
  Council real = signed_council(members, 7);
  CHECK_FALSE(has(text_of(directory_proposal(real, first_directory(real.dep()))), "test deployment"));
}

TEST_CASE("a change of council names who comes, who goes and how many must sign") {
  Members old = make_members(1);
  Proposal before = proposal_of(first_council(old).encode());
  Members fresh = make_members(2, {"Di", "Ed"});
  CouncilDraft draft;
  draft.k = 1;
  draft.members = {old.list[0], fresh.list[0], fresh.list[1]};
  SeededRng rng(5);
  auto body =
      draft_successor(draft, std::get<CouncilBody>(before.content), sha256(before.body), kCeremony, rng);
  REQUIRE(body);
  std::string text = text_of(proposal_of(body->encode()), before);
  CHECK(has(text, "new member Di"));
  CHECK(has(text, "new member Ed"));
  CHECK(has(text, "no longer a member: Bo"));
  CHECK(has(text, "no longer a member: Cy"));
  CHECK_FALSE(has(text, "member Ana"));
  CHECK(has(text, "1 of its 3 members must sign"));
}
