// SPDX-License-Identifier: Apache-2.0
#include "tests/support/world.h"

#include <algorithm>
#include <cstdlib>

#include "crypto/sha256.h"

namespace adit::test {
namespace {

constexpr std::uint64_t kDirectoryDays = 90;
constexpr std::uint64_t kCouncilDays = 1000;

template <class Secret>
Secret random_secret(Rng& rng) {
  return Secret::make([&](MutableByteSpan out) { rng.fill(out); });
}

SigningKey random_signing_key(Rng& rng) { return SigningKey(random_secret<Ed25519Seed>(rng)); }

Epoch after_days(Epoch from, std::uint64_t days, const Params& params) {
  return Epoch{number(from) + days * static_cast<std::uint64_t>(kDaySeconds) / params.epoch_seconds};
}

TestRecipient make_recipient(const DeploymentId& dep, Rng& rng) {
  SigningKey identity = random_signing_key(rng);
  auto auth_secret = random_secret<X25519Secret>(rng);
  X25519Public auth = x25519_public(auth_secret);
  SigningKey witness = random_signing_key(rng);
  XwingKey week_key(random_secret<XwingSeed>(rng));
  Rid rid = rid_of(dep, identity.public_key());
  // The name shows no person: recipients' clients cosign in public.
  NoteKey witness_key =
      note_key("adit.invalid/witness/" + to_hex(rid.span()), NoteKeyType::cosignature, witness);
  return {"",
          std::move(identity),
          std::move(auth_secret),
          auth,
          std::move(witness),
          std::move(witness_key),
          std::move(week_key),
          rid};
}

RecipientEntry entry_of_recipient(const TestRecipient& r, Epoch active_from) {
  RecipientEntry entry;
  entry.rid = r.rid;
  entry.name = r.name;
  entry.org = "Office of Tests";
  entry.scope = "everything";
  entry.languages = {"en"};
  entry.identity = r.identity.public_key();
  entry.auth = r.auth;
  entry.active_from = active_from;
  return entry;
}

}  // namespace

UnverifiedEnvelope World::sign_council(const CouncilBody& body) const {
  UnverifiedEnvelope out;
  out.body = body.encode();
  for (std::uint32_t i = 0; i < council_body.k; ++i) {
    out.signatures.emplace_back(i, members[i].sign_document(DocumentType::council, dep, out.body));
  }
  // A successor is signed by its own members too; here they are the same people.
  if (body.seq > 0) {
    out.new_signatures.emplace();
    for (std::uint32_t i = 0; i < body.k; ++i) {
      out.new_signatures->emplace_back(i, members[i].sign_document(DocumentType::council, dep, out.body));
    }
  }
  return out;
}

UnverifiedEnvelope World::sign_directory(const DirectoryBody& body) const {
  UnverifiedEnvelope out;
  out.body = body.encode();
  for (std::uint32_t i = 0; i < council_body.k; ++i) {
    out.signatures.emplace_back(i, members[i].sign_document(DocumentType::directory, dep, out.body));
  }
  return out;
}

UnverifiedEnvelope World::sign_bulletin(const TestRecipient& by, Week week, const XwingPublic& key) const {
  UnverifiedEnvelope out;
  out.body = BulletinBody{dep, by.rid, week, key}.encode();
  out.signatures.emplace_back(0, by.identity.sign_document(DocumentType::bulletin, dep, out.body));
  return out;
}

UnverifiedEnvelope World::sign_burn(const TestRecipient& by, Epoch from) const {
  UnverifiedEnvelope out;
  out.body = BurnBody{dep, by.rid, from}.encode();
  out.signatures.emplace_back(0, by.identity.sign_document(DocumentType::burn, dep, out.body));
  return out;
}

Council World::verified_council() const {
  auto verified = Council::genesis(council, dep);
  ADIT_ASSERT(verified);
  return std::move(*verified);
}

Directory World::verified_directory() const {
  auto verified = Directory::verify(directory, verified_council());
  ADIT_ASSERT(verified);
  return std::move(*verified);
}

StateBundle World::bundle(std::size_t witnesses, UnixTime cosigned_at) const {
  StateBundle out;
  out.council = {council.encode()};
  out.directory = directory.encode();
  for (const UnverifiedEnvelope& bulletin : bulletins) out.bulletins.push_back(bulletin.encode());

  std::vector<Digest> documents;
  documents.push_back(sha256(out.council.front()));
  documents.push_back(sha256(out.directory));
  for (const ByteVector& bulletin : out.bulletins) documents.push_back(sha256(bulletin));
  std::ranges::sort(documents);
  CompactTree tree;
  for (const Digest& digest : documents) tree.append(leaf_hash(entry_of(EntryKind::document, digest)));

  EpochRecord record;
  record.epoch = epoch_at(options.now, directory_body.params.epoch_seconds);
  record.letters = options.letters;
  record.parcels = options.parcels;
  record.documents = static_cast<std::uint32_t>(documents.size());
  record.state_hash = out.state_hash();
  record.feed = record.parcels_file = record.cards_file = sha256(ByteSpan{});
  out.epoch_record = record.encode();
  tree.append(leaf_hash(out.epoch_record));
  out.proof = tree.last_leaf_proof();

  UnverifiedNote note;
  note.text = CheckpointBody{log_origin(dep), tree.size(), tree.root()}.encode();
  note.signatures.push_back(sign_note(note.text, log_note_key.name, log_key));
  for (std::size_t i = 0; i < std::min(witnesses, recipients.size()); ++i) {
    note.signatures.push_back(
        cosign_note(note.text, recipients[i].witness_key.name, recipients[i].witness, cosigned_at));
  }
  out.checkpoint = note.encode();
  return out;
}

TrustedState World::state() const {
  auto verified =
      TrustedState::verify(bundle(recipients.size(), options.now), dep, options.now, Quorum::required);
  ADIT_ASSERT(verified);
  return std::move(*verified);
}

World make_world(const WorldOptions& options) {
  SeededRng rng(options.seed);
  const Epoch now = epoch_at(options.now, options.params.epoch_seconds);

  std::vector<SigningKey> members;
  CouncilBody council;
  council.k = std::min(options.k, static_cast<std::uint32_t>(options.members));
  for (std::size_t i = 0; i < options.members; ++i) {
    members.push_back(random_signing_key(rng));
    council.members.push_back({"Member " + std::to_string(i + 1), members.back().public_key()});
  }
  council.from_epoch = now;
  council.expires_epoch = after_days(now, kCouncilDays, options.params);
  council.delay_days = options.delay_days;
  council.nonce = rng.bytes<Digest>();
  const DeploymentId dep = deployment_of(council.encode());

  SigningKey log_key = random_signing_key(rng);
  NoteKey log_note_key = note_key(log_origin(dep), NoteKeyType::ed25519, log_key);

  std::vector<TestRecipient> recipients;
  for (std::size_t i = 0; i < options.recipients; ++i) recipients.push_back(make_recipient(dep, rng));
  std::ranges::sort(recipients, {}, &TestRecipient::rid);

  DirectoryBody directory;
  directory.dep = dep;
  directory.from_epoch = now;
  directory.expires_epoch = after_days(now, kDirectoryDays, options.params);
  directory.gateway = {"adit.invalid", log_note_key};
  for (std::size_t i = 0; i < recipients.size(); ++i) {
    recipients[i].name = "Recipient " + std::to_string(i + 1);
    directory.recipients.push_back(entry_of_recipient(recipients[i], now));
    directory.witnesses.push_back(recipients[i].witness_key);
  }
  directory.quorum = std::min(options.quorum, static_cast<std::uint32_t>(options.recipients));
  directory.params = options.params;
  directory.forms = {"report"};

  World world{options,
              std::move(members),
              std::move(council),
              dep,
              std::move(log_key),
              std::move(log_note_key),
              std::move(recipients),
              std::move(directory),
              {},
              {},
              {}};
  world.council = world.sign_council(world.council_body);
  world.directory = world.sign_directory(world.directory_body);
  for (const TestRecipient& r : world.recipients) {
    world.bulletins.push_back(world.sign_bulletin(r, week_at(options.now), r.week_key.public_key()));
  }
  return world;
}

ThreadKeys make_thread(const DeploymentId& dep, std::uint64_t seed) {
  SeededRng rng(seed);
  return ThreadKeys(random_secret<Root>(rng), dep);
}

std::optional<XwingPublic> TestKeyBook::week_key(const Rid& rid, Week week) const {
  if (week != week_at(world_.options.now)) return std::nullopt;
  for (const TestRecipient& r : world_.recipients) {
    if (r.rid == rid) return r.week_key.public_key();
  }
  return std::nullopt;
}

}  // namespace adit::test
