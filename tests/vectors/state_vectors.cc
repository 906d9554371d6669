// SPDX-License-Identifier: Apache-2.0
// A state bundle that passes, and one for each check that fails.
#include <adit/state.h>

#include "crypto/sha256.h"
#include "tests/vectors/adit_vectors.h"

namespace adit::test {
namespace {

StateBundle make_bundle(const Scene& scene) {
  StateBundle b;
  b.council = {scene.council.encode()};
  b.directory = scene.directory.encode();
  for (const auto& e : scene.bulletins) b.bulletins.push_back(e.encode());
  return b;
}

// Signs the tree of two documents and the record around what the bundle holds.
void sign_bundle(const Scene& scene, StateBundle& b, std::vector<std::int64_t> times) {
  EpochRecord r;
  r.epoch = scene.epoch;
  r.documents = 2;
  r.state_hash = b.state_hash();
  r.feed = r.parcels_file = r.cards_file = sha256(ByteSpan{});
  b.epoch_record = r.encode();
  CompactTree tree;
  for (const ByteVector& document : {b.council[0], b.directory}) {
    tree.append(leaf_hash(entry_of(EntryKind::document, sha256(document))));
  }
  tree.append(leaf_hash(b.epoch_record));
  b.proof = tree.last_leaf_proof();
  UnverifiedNote note;
  note.text = CheckpointBody{log_origin(scene.dep), tree.size(), tree.root()}.encode();
  note.signatures.push_back(sign_note(note.text, scene.log_note_key.name, scene.log_key));
  for (std::size_t i = 0; i < times.size(); ++i) {
    const ScenePerson& p = scene.people[i];
    note.signatures.push_back(cosign_note(note.text, p.witness_key.name, p.witness, UnixTime{times[i]}));
  }
  b.checkpoint = note.encode();
}

ByteVector unpadded(const StateBundle& b) {
  ByteVector padded = b.encode();
  std::size_t size = load_le(ByteSpan(padded).first(4));
  return ByteVector(padded.begin() + 4, padded.begin() + 4 + static_cast<std::ptrdiff_t>(size));
}
Json addressable(const TrustedState& state) {
  Json out = Json::array();
  for (const Addressable& a : state.addressable()) out.push_back(hx(a.entry->rid));
  return out;
}

}  // namespace

void add_state_vectors(Files& out, const Scene& scene) {
  const std::int64_t now = seconds(scene.now);
  StateBundle good = make_bundle(scene);
  sign_bundle(scene, good, {now - 60, now, now + 60});
  auto state = TrustedState::verify(good, scene.dep, scene.now, Quorum::required);
  ADIT_ASSERT(state);
  Json cases = Json::array();
  auto add = [&](const char* what, const StateBundle& b, std::int64_t local) {
    auto verdict = TrustedState::verify(b, scene.dep, UnixTime{local}, Quorum::required);
    Json row{
        {"what", what}, {"local_clock", local}, {"value", hx(unpadded(b))}, {"outcome", outcome(verdict)}};
    if (verdict) row["addressable"] = addressable(*verdict);
    cases.push_back(row);
  };
  StateBundle b = good;
  b.council[0].back() ^= 1;
  add("1: a bad signature under the council", b, now);
  b = good;
  b.directory.back() ^= 1;
  add("2: a bad signature under the directory", b, now);
  b = make_bundle(scene);
  sign_bundle(scene, b, {now});
  add("3: one witness of two", b, now);
  b = make_bundle(scene);
  sign_bundle(scene, b, {now - 73 * 3600, now});
  add("3: a witness too far from the median", b, now);
  b = good;
  add("3: too old", b, now + 72 * 3600 + 1);
  add("3: just fresh enough", b, now + 72 * 3600);
  b = good;
  b.proof[0].mutable_span()[0] ^= 1;
  add("4: a bad proof", b, now);
  b = good;
  b.bulletins.pop_back();
  add("5: a bulletin left out", b, now);
  b = make_bundle(scene);
  const ScenePerson& p = scene.people[0];
  b.burns.push_back(
      scene.sign_by(p, DocumentType::burn, BurnBody{scene.dep, p.rid, scene.epoch}.encode()).encode());
  sign_bundle(scene, b, {now, now});
  add("6: a recipient who burned its keys", b, now);
  b = make_bundle(scene);
  b.bulletins[1] = scene
                       .sign_by(scene.people[1], DocumentType::bulletin,
                                BulletinBody{scene.dep, scene.people[1].rid, next(scene.week),
                                             scene.people[1].week_key.public_key()}
                                    .encode())
                       .encode();
  sign_bundle(scene, b, {now, now});
  add("6: a bulletin of another week", b, now);

  ByteVector padded = good.encode();
  out["state.json"] = {
      {"about", "A state bundle (2.5); documents of council.json, directory.json, bulletin.json"},
      {"dep", hx(scene.dep)},
      {"local_clock", now},
      {"checkpoint", good.checkpoint},
      {"epoch_record", hx(good.epoch_record)},
      {"state_hash", hx(good.state_hash())},
      {"value", hx(unpadded(good))},
      {"padding", "le32 size, the value, zeros up to the next multiple of 65536"},
      {"padded_bytes", padded.size()},
      {"padded_sha256", sha256_hex(padded)},
      {"addressable", addressable(*state)},
      {"cases", cases}};
}

}  // namespace adit::test
