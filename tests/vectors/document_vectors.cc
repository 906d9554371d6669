// SPDX-License-Identifier: Apache-2.0
// Council, directory, bulletin, burn: bodies, signatures, envelopes, and what is refused.
#include "crypto/sha256.h"
#include "tests/vectors/adit_vectors.h"

namespace adit::test {
namespace {

Json signatures(const std::vector<IndexedSignature>& list) {
  Json out = Json::array();
  for (const auto& [index, signature] : list) out.push_back({{"index", index}, {"signature", hx(signature)}});
  return out;
}
Json envelope_json(const UnverifiedEnvelope& e, DocumentType type, const DeploymentId& dep) {
  Json out{{"body", hx(e.body)},
           {"signed",
            {{"before_body", hx(signed_bytes(type, dep, {}))},
             {"sha256", sha256_hex(signed_bytes(type, dep, e.body))}}},
           {"signatures", signatures(e.signatures)}};
  if (e.new_signatures) out["new_signatures"] = signatures(*e.new_signatures);
  out["envelope"] = hx(e.encode());
  return out;
}

void add_council(Files& out, const Scene& scene) {
  Json members = Json::array();
  for (std::size_t i = 0; i < 3; ++i) {
    members.push_back({{"name", scene.council_body.members[i].name},
                       {"seed", hx(secret_named("member " + std::to_string(i)))},
                       {"pk", hx(scene.members[i].public_key())}});
  }
  auto genesis = Council::genesis(scene.council, scene.dep);
  ADIT_ASSERT(genesis);

  // The next council: two of the old members and a new one, k = 2, signed by both sets.
  CouncilBody next = scene.council_body;
  next.seq = 1;
  next.prev = sha256(scene.council.body);
  next.delay_days = 7;
  SigningKey fourth(secret_named_as<Ed25519Seed>("member 3"));
  next.members[0] = {"Member 3", fourth.public_key()};
  UnverifiedEnvelope successor = scene.sign_by_council(DocumentType::council, next.encode());
  successor.new_signatures.emplace();
  successor.new_signatures->emplace_back(
      0, fourth.sign_document(DocumentType::council, scene.dep, successor.body));
  successor.new_signatures->emplace_back(
      2, scene.members[2].sign_document(DocumentType::council, scene.dep, successor.body));
  ADIT_ASSERT(genesis->successor(successor));

  Json refused = Json::array();
  auto refuse_genesis = [&](const char* what, const UnverifiedEnvelope& e) {
    refused.push_back({{"what", what},
                       {"as", "genesis"},
                       {"envelope", hx(e.encode())},
                       {"outcome", outcome(Council::genesis(e, scene.dep))}});
  };
  auto refuse_next = [&](const char* what, const UnverifiedEnvelope& e) {
    refused.push_back({{"what", what},
                       {"as", "successor"},
                       {"envelope", hx(e.encode())},
                       {"outcome", outcome(genesis->successor(e))}});
  };
  UnverifiedEnvelope e = scene.council;
  e.signatures.pop_back();
  refuse_genesis("one signature of two", e);
  e = scene.council;
  e.signatures[0].second.mutable_span()[10] ^= 1;
  refuse_genesis("a bad signature", e);
  e = scene.council;
  e.signatures[1].first = 1;
  refuse_genesis("a signature under another member's index", e);
  e = scene.council;
  e.body.back() ^= 1;
  refuse_genesis("another body", e);
  e = successor;
  e.new_signatures.reset();
  refuse_next("not signed by the new members", e);
  e = successor;
  e.signatures.clear();
  refuse_next("not signed by the old members", e);
  refuse_next("does not follow", scene.council);

  out["council.json"] = {{"about", "The first council and its successor (2.5)"},
                         {"fields",
                          {{"seq", 0},
                           {"prev", hx(Digest{})},
                           {"k", 2},
                           {"members", members},
                           {"from_epoch", number(scene.council_body.from_epoch)},
                           {"expires_epoch", number(scene.council_body.expires_epoch)},
                           {"delay_days", scene.council_body.delay_days},
                           {"nonce", hx(scene.council_body.nonce)}}},
                         {"dep", hx(scene.dep)},
                         {"genesis", envelope_json(scene.council, DocumentType::council, scene.dep)},
                         {"new_member_seed", hx(secret_named("member 3"))},
                         {"successor", envelope_json(successor, DocumentType::council, scene.dep)},
                         {"refused", refused}};
}

Json params_json(const Params& p) {
  return {{"epoch_seconds", p.epoch_seconds},
          {"floor", p.floor},
          {"cap", p.cap},
          {"parcel_floor", p.parcel_floor},
          {"parcel_cap", p.parcel_cap},
          {"round_seconds", p.round_seconds},
          {"cards_per_round", p.cards_per_round},
          {"bucket_bits", p.bucket_bits},
          {"d0", p.puzzle_bits},
          {"k", p.puzzle_hard_bits},
          {"reply_days", p.reply_days},
          {"letter_days", p.letter_days},
          {"parcel_days", p.parcel_days},
          {"fresh_hours", p.fresh_hours},
          {"token_share", p.token_share}};
}

void add_directory(Files& out, const Scene& scene) {
  auto genesis = Council::genesis(scene.council, scene.dep);
  ADIT_ASSERT(genesis);
  Json recipients = Json::array();
  for (std::size_t i = 0; i < scene.people.size(); ++i) {
    const ScenePerson& p = scene.people[i];
    const RecipientEntry& r = scene.directory_body.recipients[i];
    recipients.push_back({{"identity_seed", hx(secret_named(p.label + " identity"))},
                          {"auth_secret", hx(p.auth_secret)},
                          {"witness_seed", hx(secret_named(p.label + " witness"))},
                          {"rid", hx(p.rid)},
                          {"name", r.name},
                          {"org", r.org},
                          {"scope", r.scope},
                          {"languages", r.languages},
                          {"identity", hx(r.identity)},
                          {"auth", hx(r.auth)},
                          {"active_from", number(r.active_from)},
                          {"status", static_cast<int>(r.status)},
                          {"witness", p.witness_key.encode()}});
  }
  Json refused = Json::array();
  auto refuse = [&](const char* what, const UnverifiedEnvelope& e) {
    auto verdict = Directory::verify(e, *genesis);
    ADIT_ASSERT(!verdict);
    refused.push_back({{"what", what}, {"envelope", hx(e.encode())}, {"outcome", outcome(verdict)}});
  };
  auto changed = [&](auto&& change) {
    DirectoryBody d = scene.directory_body;
    change(d);
    return scene.sign_by_council(DocumentType::directory, d.encode());
  };
  refuse("recipients out of order",
         changed([](DirectoryBody& d) { std::swap(d.recipients[0], d.recipients[1]); }));
  refuse("a recipient twice", changed([](DirectoryBody& d) { d.recipients[1] = d.recipients[0]; }));
  refuse("an id that is not of its key", changed([](DirectoryBody& d) { d.recipients[0].rid = Rid{}; }));
  refuse("a witness twice", changed([](DirectoryBody& d) { d.witnesses[1] = d.witnesses[0]; }));
  refuse("a quorum of none", changed([](DirectoryBody& d) { d.quorum = 0; }));
  refuse("a quorum of more than there are", changed([](DirectoryBody& d) { d.quorum = 4; }));
  refuse("a life of over 180 days",
         changed([](DirectoryBody& d) { d.expires_epoch = Epoch{number(d.from_epoch) + 180 * 144 + 1}; }));
  refuse("a floor over the cap", changed([](DirectoryBody& d) { d.params.floor = 257; }));
  refuse("rounds that are not whole epochs", changed([](DirectoryBody& d) { d.params.round_seconds = 601; }));
  refuse("a council that is not in force", changed([](DirectoryBody& d) { d.council_seq = 1; }));
  refuse("another deployment", changed([](DirectoryBody& d) {
           d.dep = DeploymentId{};
           for (RecipientEntry& r : d.recipients) r.rid = rid_of(d.dep, r.identity);
           std::ranges::sort(d.recipients, {}, &RecipientEntry::rid);
         }));
  UnverifiedEnvelope e = scene.directory;
  e.signatures.pop_back();
  refuse("one signature of two", e);
  e = scene.directory;
  e.signatures.emplace_back(2, Signature{});
  e.signatures.erase(e.signatures.begin() + 1);
  refuse("a bad signature", e);

  Json witnesses = Json::array();
  for (const NoteKey& w : scene.directory_body.witnesses) witnesses.push_back(w.encode());
  out["directory.json"] = {{"about", "A directory, signed by members 0 and 2 of council.json (2.5)"},
                           {"dep", hx(scene.dep)},
                           {"council", hx(scene.council.encode())},
                           {"log_seed", hx(secret_named("log"))},
                           {"fields",
                            {{"seq", 0},
                             {"prev", hx(Digest{})},
                             {"council_seq", 0},
                             {"from_epoch", number(scene.directory_body.from_epoch)},
                             {"expires_epoch", number(scene.directory_body.expires_epoch)},
                             {"onion", scene.directory_body.gateway.onion},
                             {"log_vkey", scene.log_note_key.encode()},
                             {"recipients", recipients},
                             {"q", 2},
                             {"witnesses", witnesses},
                             {"params", params_json(scene.directory_body.params)},
                             {"forms", scene.directory_body.forms}}},
                           {"directory", envelope_json(scene.directory, DocumentType::directory, scene.dep)},
                           {"refused", refused}};
}

void add_own_documents(Files& out, const Scene& scene) {
  Directory directory = scene.verified_directory();
  Json bulletins = Json::array();
  for (std::size_t i = 0; i < scene.people.size(); ++i) {
    const ScenePerson& p = scene.people[i];
    bulletins.push_back({{"rid", hx(p.rid)},
                         {"week", number(scene.week)},
                         {"week_seed", hx(p.week_key.seed())},
                         {"xwing_pk", hx(p.week_key.public_key())},
                         {"bulletin", envelope_json(scene.bulletins[i], DocumentType::bulletin, scene.dep)}});
  }
  Json refused = Json::array();
  auto refuse = [&](const char* what, const UnverifiedEnvelope& e) {
    refused.push_back(
        {{"what", what}, {"envelope", hx(e.encode())}, {"outcome", outcome(Bulletin::verify(e, directory))}});
  };
  const ScenePerson& p = scene.people[0];
  XwingPublic low = p.week_key.public_key();
  for (std::size_t i = 1184; i < 1216; ++i) low.mutable_span()[i] = 0;
  refuse("a key with a point of low order",
         scene.sign_by(p, DocumentType::bulletin, BulletinBody{scene.dep, p.rid, scene.week, low}.encode()));
  XwingPublic over = p.week_key.public_key();
  for (std::size_t i = 0; i < 3; ++i) over.mutable_span()[i] = 0xff;
  refuse("a key with coefficients over q",
         scene.sign_by(p, DocumentType::bulletin, BulletinBody{scene.dep, p.rid, scene.week, over}.encode()));
  refuse("signed by another recipient",
         scene.sign_by(scene.people[1], DocumentType::bulletin, scene.bulletins[0].body));
  refuse("signed as a burn", scene.sign_by(p, DocumentType::burn, scene.bulletins[0].body));
  UnverifiedEnvelope e = scene.bulletins[0];
  e.signatures[0].first = 1;
  refuse("an index that is not 0", e);
  refuse("an unknown recipient",
         scene.sign_by(p, DocumentType::bulletin,
                       BulletinBody{scene.dep, Rid{}, scene.week, p.week_key.public_key()}.encode()));
  out["bulletin.json"] = {{"about", "Week keys, signed by the identities of directory.json (2.5)"},
                          {"dep", hx(scene.dep)},
                          {"council", hx(scene.council.encode())},
                          {"directory", hx(scene.directory.encode())},
                          {"bulletins", bulletins},
                          {"refused", refused}};

  UnverifiedEnvelope burn =
      scene.sign_by(p, DocumentType::burn, BurnBody{scene.dep, p.rid, scene.epoch}.encode());
  UnverifiedEnvelope forged = scene.sign_by(scene.people[1], DocumentType::burn, burn.body);
  out["burn.json"] = {{"about", "A burn (2.5); documents and identities of directory.json"},
                      {"dep", hx(scene.dep)},
                      {"council", hx(scene.council.encode())},
                      {"directory", hx(scene.directory.encode())},
                      {"rid", hx(p.rid)},
                      {"from_epoch", number(scene.epoch)},
                      {"burn", envelope_json(burn, DocumentType::burn, scene.dep)},
                      {"refused", Json::array({{{"what", "signed by another recipient"},
                                                {"envelope", hx(forged.encode())},
                                                {"outcome", outcome(Burn::verify(forged, directory))}}})}};
}

}  // namespace

void add_document_vectors(Files& out, const Scene& scene) {
  add_council(out, scene);
  add_directory(out, scene);
  add_own_documents(out, scene);
}

}  // namespace adit::test
