// SPDX-License-Identifier: Apache-2.0
// Entries, tree, tiles, epoch record, notes, checkpoint, cosignature.
#include <adit/api.h>

#include "crypto/base64.h"
#include "crypto/sha256.h"
#include "tests/vectors/adit_vectors.h"

namespace adit::test {
namespace {

EpochRecord make_record(const Scene& scene) {
  EpochRecord r;
  r.epoch = scene.epoch;
  r.letters = 8;
  r.cards = 3;
  r.parcels = 2;
  r.documents = 5;
  r.state_hash = secret_named("state");
  r.feed = secret_named("feed");
  r.parcels_file = secret_named("parcels");
  r.cards_file = secret_named("cards");
  return r;
}

void add_entries(Files& out, const Scene& scene) {
  Digest d = secret_named("object");
  EpochRecord r = make_record(scene);
  ByteVector record = r.encode();
  Json entries = Json::array();
  ByteVector bundle;
  for (auto [what, kind] :
       std::initializer_list<std::pair<const char*, EntryKind>>{{"letter", EntryKind::letter},
                                                                {"card", EntryKind::card},
                                                                {"parcel", EntryKind::parcel},
                                                                {"document", EntryKind::document}}) {
    ByteVector entry = entry_of(kind, d);
    append_bundled(bundle, entry);
    entries.push_back({{"what", what},
                       {"sha256_of_object", hx(d)},
                       {"entry", hx(entry)},
                       {"leaf_hash", hx(leaf_hash(entry))}});
  }
  append_bundled(bundle, record);
  out["entry.json"] = {{"about", "Entries, an epoch record, a bundle of entries (2.5)"},
                       {"entries", entries},
                       {"record",
                        {{"epoch", number(r.epoch)},
                         {"letters", r.letters},
                         {"cards", r.cards},
                         {"parcels", r.parcels},
                         {"documents", r.documents},
                         {"state_hash", hx(r.state_hash)},
                         {"feed", hx(r.feed)},
                         {"parcels_file", hx(r.parcels_file)},
                         {"cards_file", hx(r.cards_file)},
                         {"encoded", hx(record)},
                         {"leaf_hash", hx(leaf_hash(record))},
                         {"view", hx(r.view())}}},
                       {"bundle", {{"entries", 5}, {"hex", hx(bundle)}}}};
}

void add_tree(Files& out) {
  Json rows = Json::array();
  CompactTree tree;
  rows.push_back({{"size", 0}, {"root", hx(tree.root())}, {"compact", hx(tree.encode())}});
  for (std::uint8_t i = 0; i < 21; ++i) {
    tree.append(leaf_hash(ByteSpan(&i, 1)));
    Json proof = Json::array();
    for (const Digest& d : tree.last_leaf_proof()) proof.push_back(hx(d));
    rows.push_back({{"size", tree.size()},
                    {"root", hx(tree.root())},
                    {"last_leaf_proof", proof},
                    {"compact", hx(tree.encode())}});
  }
  Json paths = Json::array();
  for (auto [level, index, width] :
       std::initializer_list<std::tuple<unsigned, std::uint64_t, unsigned>>{{0, 0, 256},
                                                                            {0, 0, 1},
                                                                            {1, 7, 3},
                                                                            {0, 999, 256},
                                                                            {0, 1000, 256},
                                                                            {2, 1234067, 1},
                                                                            {0, 123456789, 256}}) {
    paths.push_back({{"level", level},
                     {"index", index},
                     {"width", width},
                     {"tile", api::tile_path(level, index, width)},
                     {"entries", api::entries_path(index, width)}});
  }
  Json refused = Json::array();
  for (const char* target : {"/tile/0/0", "/tile/00/000", "/tile/64/000", "/tile/0/x000/001",
                             "/tile/0/000.p/256", "/tile/0/000.p/0", "/tile/0/000.p/01", "/v1/feed/01",
                             "/v1/feed/", "/v1/state/", "/v1/state?x", "/v1/../x", "/v1/u"}) {
    ADIT_ASSERT(!api::is_file_target(target));
    refused.push_back(target);
  }
  out["tree.json"] = {{"about",
                       "RFC 6962 trees whose entry i is the one byte i; the right edge as a recipient keeps "
                       "it; paths of tiles"},
                      {"trees", rows},
                      {"paths", paths},
                      {"refused_targets", refused}};
}

void add_checkpoint(Files& out, const Scene& scene) {
  CheckpointBody body{log_origin(scene.dep), 21, secret_named("tree root")};
  UnverifiedNote note;
  note.text = body.encode();
  note.signatures.push_back(sign_note(note.text, scene.log_note_key.name, scene.log_key));
  Json cosignatures = Json::array();
  for (std::size_t i = 0; i < 2; ++i) {
    const ScenePerson& p = scene.people[i];
    UnixTime at{seconds(scene.now) + static_cast<std::int64_t>(i)};
    note.signatures.push_back(cosign_note(note.text, p.witness_key.name, p.witness, at));
    cosignatures.push_back({{"witness_seed", hx(secret_named(p.label + " witness"))},
                            {"vkey", p.witness_key.encode()},
                            {"time", seconds(at)},
                            {"signed", cosignature_text(note.text, at)},
                            {"blob", to_base64(note.signatures.back().blob)}});
  }
  Json refused = Json::array();
  auto refuse = [&](const char* what, const std::string& text) {
    auto verdict = Checkpoint::verify(text, body.origin, scene.log_note_key);
    ADIT_ASSERT(!verdict);
    refused.push_back({{"what", what}, {"note", text}, {"outcome", outcome(verdict)}});
  };
  UnverifiedNote changed = note;
  changed.signatures.erase(changed.signatures.begin());
  refuse("no signature of the log", changed.encode());
  changed = note;
  changed.signatures[0].blob.back() ^= 1;
  refuse("a bad signature of the log", changed.encode());
  changed = note;
  changed.text = CheckpointBody{body.origin, 22, body.root}.encode();
  refuse("another size", changed.encode());
  changed = note;
  changed.text = body.origin + "\n021\n" + to_base64(body.root.span()) + "\n";
  changed.signatures = {sign_note(changed.text, scene.log_note_key.name, scene.log_key)};
  refuse("a size in another spelling, signed", changed.encode());
  changed.text = body.encode() + "extension\n";
  changed.signatures = {sign_note(changed.text, scene.log_note_key.name, scene.log_key)};
  refuse("an extension line, signed", changed.encode());
  changed.text = CheckpointBody{"adit.invalid/0000000000000000", 21, body.root}.encode();
  changed.signatures = {sign_note(changed.text, scene.log_note_key.name, scene.log_key)};
  refuse("another origin, signed", changed.encode());

  out["checkpoint.json"] = {
      {"about", "A checkpoint with cosignatures (2.5; C2SP signed-note, tlog-checkpoint, tlog-cosignature)"},
      {"dep", hx(scene.dep)},
      {"log_seed", hx(secret_named("log"))},
      {"log_vkey", scene.log_note_key.encode()},
      {"origin", body.origin},
      {"size", body.size},
      {"root", hx(body.root)},
      {"text", note.text},
      {"log_blob", to_base64(note.signatures[0].blob)},
      {"cosignatures", cosignatures},
      {"note", note.encode()},
      {"refused", refused}};
}

}  // namespace

void add_log_vectors(Files& out, const Scene& scene) {
  add_entries(out, scene);
  add_tree(out);
  add_checkpoint(out, scene);
}

}  // namespace adit::test
