// SPDX-License-Identifier: Apache-2.0
// A letter to two recipients with every value on the way, damaged copies of it, and a decoy.
#include "crypto/letter_keys.h"
#include "crypto/padded.h"
#include "tests/vectors/adit_vectors.h"

namespace adit::test {
namespace {

class SceneBook final : public WeekKeyBook {
 public:
  explicit SceneBook(const Scene& scene) : scene_(scene) {}
  std::optional<XwingPublic> week_key(const Rid& rid, Week week) const override {
    for (const ScenePerson& p : scene_.people) {
      if (p.rid == rid && week == scene_.week) return p.week_key.public_key();
    }
    return std::nullopt;
  }

 private:
  const Scene& scene_;
};

Result<OpenedLetter> open_as(const Scene& scene, const ScenePerson& p, const SealedLetter& letter) {
  std::array weeks{WeekSecret{scene.week, &p.week_key}};
  return open_letter(scene.dep, letter, weeks, {p.rid, &p.auth_secret, p.auth}, SceneBook(scene));
}

LetterDraft make_draft(const Scene& scene) {
  LetterDraft d;
  d.core.form = "report";
  d.core.language = "fr";
  d.core.fields = {{"what", "Un pont qui n'existe que sur le papier."}, {"where", "\xc3\x89tretat"}};
  d.core.files.push_back({"photo.jpg",
                          "image/jpeg",
                          1000,
                          secret_named("file digest"),
                          secret_named_as<Key>("file key"),
                          {ParcelId(secret_named("part").span())},
                          secret_named("original")});
  d.kind = LetterKind::report;
  d.mid = Mid(secret_named("mid").span().first<16>());
  d.week = scene.week;
  d.view = ViewId(secret_named("view").span().first<8>());
  for (std::size_t i : {0u, 2u}) {
    const ScenePerson& p = scene.people[i];
    d.addressees.push_back({p.rid, p.week_key.public_key(), p.auth});
  }
  return d;
}

// The letter key again, from what its owner knows: the third draw after shuffle and grants.
Json slot_values(const Scene& scene, const Key& letter_key, std::uint8_t i, const XwingPublic* recipient) {
  XwingPublic pk = recipient != nullptr ? *recipient : dummy_public(scene.dep, letter_key, i);
  PublicKeyHash h = hash_of(pk);
  auto seed = derived_secret<EncapsulationSeed>("adit1 encap"_label, letter_key.expose(),
                                                {scene.dep.span(), ByteSpan(&i, 1), h.span()});
  auto sealed = encapsulate(pk, seed);
  ADIT_ASSERT(sealed);
  Json out{{"for", recipient != nullptr ? "recipient" : "dummy"}};
  if (recipient == nullptr) out["dummy_seed"] = hx(dummy_seed(scene.dep, letter_key, i));
  out["pk_hash"] = hx(h);
  out["encapsulation_seed"] = hx(seed);
  out["ct"] = hx(sealed->ciphertext);
  out["ss"] = hx(sealed->secret);
  out["w"] = hx(wrap(letter_key, sealed->secret, scene.dep, i, h));
  return out;
}

void add_key_values(Json& j, const LetterKeys& keys) {
  j["k_core"] = hx(keys.core);
  j["c1"] = hx(keys.c1);
  j["k_chan"] = hx(keys.channel);
  j["c2"] = hx(keys.c2);
  j["com"] = hx(keys.com);
}

const char* verdict_name(SlotVerdict v) {
  switch (v) {
    case SlotVerdict::readable:
      return "readable";
    case SlotVerdict::not_readable:
      return "not_readable";
    case SlotVerdict::dummy:
      return "dummy";
    case SlotVerdict::unlisted:
      return "unlisted";
  }
  return "";
}

void add_letter(Files& out, const Scene& scene) {
  ThreadKeys keys = scene.thread();
  LetterDraft draft = make_draft(scene);
  RecordingRng rng(1);
  auto letter = seal_letter(keys, draft, rng);
  ADIT_ASSERT(letter);
  auto opened = open_as(scene, scene.people[0], *letter);
  ADIT_ASSERT(opened);

  Json addressees = Json::array();
  for (std::size_t i : {0u, 2u}) {
    const ScenePerson& p = scene.people[i];
    addressees.push_back({{"rid", hx(p.rid)},
                          {"week_seed", hx(p.week_key.seed())},
                          {"auth_secret", hx(p.auth_secret)},
                          {"A_R", hx(p.auth)},
                          {"grant", hx(keys.grant(p.rid))},
                          {"ck", hx(*keys.thread_key(p.rid, p.auth))}});
  }
  Json j{{"about", "A letter to two recipients (2.3), with every value on the way"},
         {"dep", hx(scene.dep)},
         {"root", hx(keys.root())},
         {"reply_seed", hx(keys.reply_seed())},
         {"reply_pk", hx(keys.reply_key())},
         {"X_T", hx(keys.thread_public())},
         {"addressees", addressees},
         {"kind", static_cast<int>(draft.kind)},
         {"mid", hx(draft.mid)},
         {"week", number(draft.week)},
         {"view", hx(draft.view)},
         {"randomness_order",
          "shuffle of 4 places, addressees first (for i = 4, 3, 2: le32 mod i, drawn again if below 2^32 mod "
          "i; swap place "
          "i-1 with it); 16 bytes for the grant of each place without a recipient; 32 bytes for the letter "
          "key; 16 bytes for "
          "the tag of each of the four places, used where there is no recipient"},
         {"randomness", rng.drawn()},
         {"core_fields",
          {{"form", draft.core.form},
           {"lang", draft.core.language},
           {"fields", {{"what", draft.core.fields[0].second}, {"where", draft.core.fields[1].second}}},
           {"file",
            {{"name", "photo.jpg"},
             {"type", "image/jpeg"},
             {"size", 1000},
             {"sha256", hx(secret_named("file digest"))},
             {"key", hx(secret_named("file key"))},
             {"parts", {hx(secret_named("part"))}},
             {"original", hx(secret_named("original"))}}}}},
         {"core", hx(draft.core.encode())}};

  ByteVector core_block = *pad(draft.core.encode(), kCoreBlockBytes);
  ByteVector untagged = without_tags(opened->channel).encode();
  ByteVector untagged_block = *pad(untagged, kChannelBlockBytes);
  j["channel_with_zero_tags"] = hx(untagged);
  // Draws 0 to 2 shuffle, 3 and 4 are grants, 5 is the letter key's.
  auto random = secret_from<Key>(hex(rng.drawn().at(5).get<std::string>()));
  auto letter_key = derived_secret<Key>("adit1 letterkey"_label, random.expose(),
                                        {keys.root().expose(), core_block, untagged_block});
  j["k_L"] = hx(letter_key);
  Json slots = Json::array();
  Json verdicts = Json::array();
  for (std::uint8_t i = 0; i < kSlots; ++i) {
    const XwingPublic* recipient = nullptr;
    for (const Addressee& a : draft.addressees) {
      if (opened->channel.slots[i].rid == a.rid) recipient = &a.week_key;
    }
    slots.push_back(slot_values(scene, letter_key, i, recipient));
    ADIT_ASSERT(slots.back()["ct"] == hx(letter->ciphertext(i)) &&
                slots.back()["w"] == hx(letter->wrapped(i).span()));
    verdicts.push_back(verdict_name(opened->verdicts[i]));
  }
  j["slots"] = slots;
  HeaderHash hh = header_hash(scene.dep, letter->slots());
  j["hh"] = hx(hh);
  LetterKeys derived_keys = letter_keys(letter_key, hh);
  add_key_values(j, derived_keys);
  ADIT_ASSERT(derived_keys.com == letter->commitment());
  j["core_body"] = hx(derived<Digest>("adit1 body"_label, kNoKey, {core_block}));
  j["channel_body"] = hx(derived<Digest>("adit1 body"_label, kNoKey, {untagged_block}));
  Json tags = Json::array();
  for (const ChannelSlot& slot : opened->channel.slots) tags.push_back(hx(slot.tag));
  j["tags"] = tags;
  j["channel"] = hx(opened->channel.encode());
  j["letter"] = hx(letter->bytes());
  j["letter_sha256"] = hx(letter->hash());
  j["verdicts"] = verdicts;

  Json outcomes = Json::array();
  for (const ScenePerson& p : scene.people) {
    outcomes.push_back({{"rid", hx(p.rid)},
                        {"week_seed", hx(p.week_key.seed())},
                        {"auth_secret", hx(p.auth_secret)},
                        {"outcome", outcome(open_as(scene, p, *letter))}});
  }
  j["openings"] = outcomes;
  Json changed = Json::array();
  for (std::size_t at : {0u, 1120u, 1152u, 4607u, 4608u, 4639u, 4640u, 6175u, 6176u, 16383u}) {
    ByteVector bytes(letter->bytes().begin(), letter->bytes().end());
    bytes[at] ^= 1;
    auto result = open_as(scene, scene.people[0], *SealedLetter::parse(bytes));
    ADIT_ASSERT(!result);
    changed.push_back({{"offset", at}, {"xor", 1}, {"outcome_for_first", outcome(result)}});
  }
  j["changed"] = changed;

  // An insider who holds k_L writes another core under the same keys.
  Core other;
  other.form = "report";
  ByteVector spliced(letter->bytes().begin(), letter->bytes().end());
  ByteVector core =
      aead_seal(derived_keys.core, derived_keys.com.span(), *pad(other.encode(), kCoreBlockBytes));
  std::ranges::copy(core, spliced.begin() + 6176);
  j["spliced"] = {
      {"what", "another core under the same keys"},
      {"core", hx(other.encode())},
      {"letter_sha256", sha256_hex(spliced)},
      {"outcome_for_first", outcome(open_as(scene, scene.people[0], *SealedLetter::parse(spliced)))}};
  out["letter.json"] = j;
}

void add_decoy(Files& out, const Scene& scene) {
  RecordingRng rng(2);
  SealedLetter decoy = seal_decoy(scene.dep, rng);
  ByteVector core_block = hex(rng.drawn().at(0).get<std::string>());
  ByteVector channel_block = hex(rng.drawn().at(1).get<std::string>());
  auto random = secret_from<Key>(hex(rng.drawn().at(2).get<std::string>()));
  auto letter_key =
      derived_secret<Key>("adit1 letterkey"_label, random.expose(), {ByteSpan(), core_block, channel_block});
  Json slots = Json::array();
  for (std::uint8_t i = 0; i < kSlots; ++i) slots.push_back(slot_values(scene, letter_key, i, nullptr));
  HeaderHash hh = header_hash(scene.dep, decoy.slots());
  Json j{{"about", "A decoy (2.3): four dummy slots, random blocks, the root empty"},
         {"dep", hx(scene.dep)},
         {"randomness_order", "the core block, the channel block, 32 bytes for the letter key"},
         {"randomness", rng.drawn()},
         {"k_L", hx(letter_key)},
         {"slots", slots},
         {"hh", hx(hh)}};
  add_key_values(j, letter_keys(letter_key, hh));
  j["letter_sha256"] = hx(decoy.hash());
  out["decoy.json"] = j;
}

}  // namespace

void add_letter_vectors(Files& out, const Scene& scene) {
  add_letter(out, scene);
  add_decoy(out, scene);
}

}  // namespace adit::test
