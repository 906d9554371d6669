// SPDX-License-Identifier: Apache-2.0
// A card with every value on the way, a dummy, forgeries, and a set of cards as it is posted.
#include <adit/api.h>
#include <adit/cardset.h>

#include "crypto/card_format.h"
#include "crypto/derive.h"
#include "crypto/letter_keys.h"
#include "crypto/padded.h"
#include "tests/vectors/adit_vectors.h"

namespace adit::test {
namespace {

CardContent make_content() {
  CardContent c;
  c.kind = CardKind::status;
  c.body = {3};
  c.acks = {Mid(secret_named("mid").span().first<16>())};
  c.text = "Merci. Nous cherchons.";
  return c;
}

// A card whose block is what the caller says, sealed with the given randomness.
SealedCard assemble(const Scene& scene, const XwingPublic& reply_key, const Key& random,
                    const CardBlock& block, const Key& thread_key) {
  CardBlock untagged{block.rid, block.grant, block.content.clone(), Tag32{}};
  ByteVector untagged_block = *pad(untagged.encode(), kCardBlockBytes);
  PublicKeyHash h = hash_of(reply_key);
  auto seed = derived_secret<EncapsulationSeed>("adit1 rencap"_label, random.expose(),
                                                {scene.dep.span(), h.span(), untagged_block});
  auto sealed = encapsulate(reply_key, seed);
  ADIT_ASSERT(sealed);
  CardKeys keys = card_keys(scene.dep, sealed->ciphertext, sealed->secret, reply_key);
  untagged.tag = card_tag(thread_key, keys.rcom, untagged_block);
  ByteVector card;
  append(card, sealed->ciphertext.span());
  append(card, keys.rcom.span());
  append(card, aead_seal(keys.key, keys.rcom.span(), *pad(untagged.encode(), kCardBlockBytes)));
  return *SealedCard::parse(card);
}

void add_card(Files& out, const Scene& scene) {
  ThreadKeys keys = scene.thread();
  const ScenePerson& p = scene.people[1];
  CardContent content = make_content();
  RecordingRng rng(3);
  auto card = seal_card(scene.dep, {p.rid, &p.auth_secret, p.auth},
                        {keys.reply_key(), keys.thread_public(), keys.grant(p.rid)}, content, rng);
  ADIT_ASSERT(card);

  CardBlock untagged{p.rid, keys.grant(p.rid), content.clone(), Tag32{}};
  ByteVector untagged_block = *pad(untagged.encode(), kCardBlockBytes);
  auto random = secret_from<Key>(hex(rng.drawn().at(0).get<std::string>()));
  PublicKeyHash h = hash_of(keys.reply_key());
  auto seed = derived_secret<EncapsulationSeed>("adit1 rencap"_label, random.expose(),
                                                {scene.dep.span(), h.span(), untagged_block});
  auto sealed = encapsulate(keys.reply_key(), seed);
  ADIT_ASSERT(sealed);
  CardKeys derived_keys = card_keys(scene.dep, sealed->ciphertext, sealed->secret, keys.reply_key());
  Key ck = *keys.thread_key(p.rid, p.auth);
  Tag32 tag = card_tag(ck, derived_keys.rcom, untagged_block);
  ADIT_ASSERT(assemble(scene, keys.reply_key(), random, untagged, ck).hash() == card->hash());
  CardBlock tagged{p.rid, keys.grant(p.rid), content.clone(), tag};

  Directory directory = scene.verified_directory();
  XwingKey reply_key(keys.reply_seed());
  Json refused = Json::array();
  auto refuse = [&](const char* what, const SealedCard& c) {
    auto verdict = open_card(keys, reply_key, c, directory);
    ADIT_ASSERT(!verdict);
    refused.push_back({{"what", what}, {"card", hx(c.bytes())}, {"outcome", outcome(verdict)}});
  };
  CardBlock forged{p.rid, keys.grant(scene.people[0].rid), content.clone(), Tag32{}};
  refuse("another recipient's grant", assemble(scene, keys.reply_key(), random, forged, ck));
  forged = {scene.people[0].rid, keys.grant(scene.people[0].rid), content.clone(), Tag32{}};
  refuse("in another recipient's name, tag under one's own key",
         assemble(scene, keys.reply_key(), random, forged, ck));
  forged = {Rid{}, keys.grant(Rid{}), content.clone(), Tag32{}};
  refuse("a recipient who is not in the directory", assemble(scene, keys.reply_key(), random, forged, ck));
  ByteVector damaged(card->bytes().begin(), card->bytes().end());
  damaged[1152] ^= 1;
  refuse("a changed block", *SealedCard::parse(damaged));
  damaged[1152] ^= 1;
  damaged[1120] ^= 1;
  refuse("a changed commitment", *SealedCard::parse(damaged));

  RecordingRng dummy_rng(4);
  SealedCard dummy = seal_dummy_card(scene.dep, dummy_rng);
  refuse("a dummy", dummy);

  out["card.json"] = {
      {"about", "An answer (2.7), with every value on the way"},
      {"dep", hx(scene.dep)},
      {"council", hx(scene.council.encode())},
      {"directory", hx(scene.directory.encode())},
      {"root", hx(keys.root())},
      {"reply_seed", hx(keys.reply_seed())},
      {"X_T", hx(keys.thread_public())},
      {"rid", hx(p.rid)},
      {"auth_secret", hx(p.auth_secret)},
      {"A_R", hx(p.auth)},
      {"grant", hx(keys.grant(p.rid))},
      {"ck", hx(ck)},
      {"content", {{"kind", 2}, {"body", {3}}, {"acks", {hx(content.acks[0])}}, {"text", content.text}}},
      {"randomness", rng.drawn()},
      {"block_with_zero_tag", hx(untagged.encode())},
      {"pk_hash", hx(h)},
      {"encapsulation_seed", hx(seed)},
      {"ct", hx(sealed->ciphertext)},
      {"ss", hx(sealed->secret)},
      {"rcom", hx(derived_keys.rcom)},
      {"rkey", hx(derived_keys.key)},
      {"body", hx(derived<Digest>("adit1 body"_label, kNoKey, {untagged_block}))},
      {"tag", hx(tag)},
      {"block", hx(tagged.encode())},
      {"card", hx(card->bytes())},
      {"card_sha256", hx(card->hash())},
      {"dummy",
       {{"randomness_order", "32 bytes for a throw-away key, the block, 32 bytes for the encapsulation"},
        {"randomness", dummy_rng.drawn()},
        {"card_sha256", hx(dummy.hash())}}},
      {"refused", refused}};
}

void add_cardset(Files& out, const Scene& scene) {
  SeededRng rng(5);
  const ScenePerson& p = scene.people[2];
  SealedCard card = seal_dummy_card(scene.dep, rng);
  Round round = round_at(scene.now, 7200);
  std::vector<SealedCard> cards{card};
  auto upload = sign_card_set(scene.dep, p.rid, round, cards, p.identity);
  ADIT_ASSERT(upload);
  auto envelope = UnverifiedEnvelope::parse(*unpad(ByteSpan(*upload).last(api::kCardSetTailBytes)));
  ADIT_ASSERT(envelope);
  Directory directory = scene.verified_directory();
  auto by_other = sign_card_set(scene.dep, p.rid, round, cards, scene.people[0].identity);
  ByteVector changed = *upload;
  changed[0] ^= 1;
  Json refused = Json::array();
  refused.push_back({{"what", "signed by another recipient"},
                     {"upload", hx(*by_other)},
                     {"outcome", outcome(CardSet::verify(*by_other, directory))}});
  refused.push_back({{"what", "another card than was signed"},
                     {"upload", hx(changed)},
                     {"outcome", outcome(CardSet::verify(changed, directory))}});
  out["cardpost.json"] = {{"about", "A recipient's cards of a round, as they are posted (2.7)"},
                          {"dep", hx(scene.dep)},
                          {"council", hx(scene.council.encode())},
                          {"directory", hx(scene.directory.encode())},
                          {"rid", hx(p.rid)},
                          {"identity_seed", hx(secret_named(p.label + " identity"))},
                          {"round", number(round)},
                          {"card", hx(card.bytes())},
                          {"body", hx(envelope->body)},
                          {"signature", hx(envelope->signatures[0].second)},
                          {"envelope", hx(envelope->encode())},
                          {"upload", hx(*upload)},
                          {"refused", refused}};
}

}  // namespace

void add_card_vectors(Files& out, const Scene& scene) {
  add_card(out, scene);
  add_cardset(out, scene);
}

}  // namespace adit::test
