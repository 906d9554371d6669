// SPDX-License-Identifier: Apache-2.0
// A feed of one letter to three recipients, and one parcel of the parcels file.
#include "crypto/feed_keys.h"
#include "crypto/sha256.h"
#include "tests/vectors/adit_vectors.h"

namespace adit::test {

void add_feed_vectors(Files& out, const Scene& scene) {
  SeededRng letter_rng(6);
  SealedLetter letter = seal_decoy(scene.dep, letter_rng);
  std::vector<XwingPublic> keys;
  for (const ScenePerson& p : scene.people) keys.push_back(p.week_key.public_key());
  RecordingRng rng(7);
  auto feed = seal_feed(scene.dep, keys, letter.bytes(), rng);
  ADIT_ASSERT(feed);

  Json slots = Json::array();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    PublicKeyHash h = hash_of(keys[i]);
    auto seed = derived_secret<EncapsulationSeed>("adit1 f-encap"_label, feed->key.key.expose(),
                                                  {scene.dep.span(), feed_index(i), h.span()});
    auto sealed = encapsulate(keys[i], seed);
    ADIT_ASSERT(sealed);
    slots.push_back({{"week_seed", hx(scene.people[i].week_key.seed())},
                     {"pk_hash", hx(h)},
                     {"encapsulation_seed", hx(seed)},
                     {"ct", hx(sealed->ciphertext)},
                     {"ss", hx(sealed->secret)},
                     {"w", hx(feed_wrap(feed->key.key, sealed->secret, scene.dep, i, h))}});
  }
  ByteVector parcel(kParcelBytes);
  for (std::size_t i = 0; i < parcel.size(); ++i) parcel[i] = static_cast<std::uint8_t>(i % 251);
  ByteVector sealed_parcel = seal_feed_parcel(feed->key, 1, parcel);

  Json changed = Json::array();
  std::array weeks{WeekSecret{scene.week, &scene.people[1].week_key}};
  for (std::size_t at : {0u, 1154u, 1200u, 3458u, 3490u, 19000u}) {
    ByteVector bytes = feed->feed;
    bytes[at] ^= 1;
    changed.push_back(
        {{"offset", at}, {"xor", 1}, {"outcome_for_second", outcome(open_feed(scene.dep, bytes, weeks))}});
  }
  XwingKey other(secret_named_as<XwingSeed>("nobody"));
  std::array others{WeekSecret{scene.week, &other}};
  out["feed.json"] = {{"about", "The feed of an epoch and a parcel of its second file (2.6)"},
                      {"dep", hx(scene.dep)},
                      {"letter", hx(letter.bytes())},
                      {"randomness", rng.drawn()},
                      {"k_F", hx(feed->key.key)},
                      {"slots", slots},
                      {"hh", hx(feed->key.header)},
                      {"com", hx(feed->key.com)},
                      {"k_core", hx(feed_core_key(feed->key.key, feed->key.header))},
                      {"feed_bytes", feed->feed.size()},
                      {"feed", hx(feed->feed)},
                      {"feed_sha256", sha256_hex(feed->feed)},
                      {"parcel",
                       {{"rule", "byte i is i mod 251"},
                        {"index", 1},
                        {"key", hx(feed_parcel_key(feed->key, 1))},
                        {"first_bytes", hx(ByteSpan(sealed_parcel).first(64))},
                        {"last_bytes", hx(ByteSpan(sealed_parcel).last(16))},
                        {"sha256", sha256_hex(sealed_parcel)}}},
                      {"outcome_for_others", outcome(open_feed(scene.dep, feed->feed, others))},
                      {"changed", changed}};
}

}  // namespace adit::test
