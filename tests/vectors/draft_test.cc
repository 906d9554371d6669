// SPDX-License-Identifier: Apache-2.0
// The values of an independent prototype that was written from the design before this code: a second
// opinion on D, letter, card, parcel and puzzle. Its way from passphrase to root and its check hash
// are those of an older design and are not compared; its thread and letter begin at the root.
#include <adit/parcel.h>
#include <adit/trailer.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iterator>

#include "crypto/card_format.h"
#include "crypto/letter_keys.h"
#include "crypto/parcel_key.h"
#include "crypto/puzzle.h"
#include "crypto/sha256.h"
#include "tests/vectors/adit_vectors.h"

using namespace adit;
using namespace adit::test;

namespace {

Json draft() {
  std::ifstream in(std::string(ADIT_SOURCE_DIR) + "/tests/vectors/draft/adit_v1_draft.json");
  REQUIRE(in);
  return Json::parse(std::string{std::istreambuf_iterator<char>(in), {}});
}
std::string str(const Json& j, const char* key) { return j.at(key).get<std::string>(); }

ThreadKeys thread(const Json& j) {
  const Json& p = j.at("passphrase");
  return ThreadKeys(secret_from<Root>(hex(str(p, "root_t3_m64MiB_p1"))),
                    bytes_of<DeploymentId>(str(p, "deployment_id")));
}
// Seeds and ids of the prototype's recipients are one byte over and over.
XwingPublic week_key(std::uint8_t byte) { return xwing_public(secret_of<XwingSeed>(byte)); }

struct Draft {
  ByteVector slots;
  Key letter_key;
  HeaderHash hh;
  LetterKeys keys;
};
Draft letter_of(const Json& j, const DeploymentId& dep) {
  auto letter_key = secret_from<Key>(hex(str(j.at("letter"), "letter_key")));
  ByteVector slots;
  for (std::uint8_t i = 0; i < kSlots; ++i) {
    XwingPublic pk = i == 0 ? week_key(0x10) : i == 2 ? week_key(0x11) : dummy_public(dep, letter_key, i);
    CHECK(hx(hash_of(pk)) == str(j.at("letter"), ("pk_hash_slot" + std::to_string(i)).c_str()));
    auto slot = make_slot(dep, letter_key, i, pk);
    REQUIRE(slot);
    CHECK(to_hex(slot->span().last<32>()) ==
          str(j.at("letter"), ("wrapped_key_slot" + std::to_string(i)).c_str()));
    append(slots, slot->span());
  }
  HeaderHash hh = header_hash(dep, slots);
  LetterKeys keys = letter_keys(letter_key, hh);
  return {std::move(slots), std::move(letter_key), hh, std::move(keys)};
}

}  // namespace

TEST_CASE("the prototype derives the same keys from the same root", "[draft]") {
  Json j = draft();
  const Json& p = j.at("passphrase");
  ThreadKeys keys = thread(j);
  CHECK(hx(keys.reply_seed()) == str(p, "reply_seed"));
  CHECK(sha256_hex(keys.reply_key().span()) == str(p, "reply_pk_sha256"));
  CHECK(hx(derived_secret<Key>("adit1 thread-x"_label, keys.root().expose(), {keys.dep().span()})) ==
        str(p, "thread_x"));
  CHECK(hx(keys.thread_public()) == str(p, "thread_X"));
  CHECK(hx(keys.attachment_base()) == str(p, "attach_base"));
  CHECK(hx(derived<Tag16>("adit1 bucket"_label, keys.root().expose(), {keys.dep().span()})) ==
        str(p, "bucket"));
  CHECK(hx(derived<Tag16>("adit1 salt"_label, kNoKey, {keys.dep().span()})) == str(p, "argon2id_salt"));

  const Json& t = j.at("thread_auth");
  for (int i = 0; i < 2; ++i) {
    std::string name = "recipient" + std::to_string(i);
    auto auth_secret = secret_from<X25519Secret>(hex(str(t, (name + "_auth_sk").c_str())));
    auto rid = bytes_of<Rid>(str(t, (name + "_id").c_str()));
    auto ck = thread_key_of_recipient(keys.dep(), auth_secret, x25519_public(auth_secret), rid,
                                      keys.thread_public());
    REQUIRE(ck);
    CHECK(hx(*ck) == str(t, ("ck" + std::to_string(i)).c_str()));
  }
}

TEST_CASE("the prototype seals the same letter from the same letter key", "[draft]") {
  Json j = draft();
  const Json& l = j.at("letter");
  ThreadKeys keys = thread(j);
  Draft d = letter_of(j, keys.dep());
  CHECK(hx(d.hh) == str(l, "header_hash"));
  CHECK(sha256_hex(d.slots) == str(l, "header_sha256"));
  CHECK(hx(d.keys.core) == str(l, "core_key"));
  CHECK(hx(d.keys.channel) == str(l, "channel_key"));
  CHECK(hx(d.keys.c1) == str(l, "core_commit"));
  CHECK(hx(d.keys.c2) == str(l, "channel_commit"));
  CHECK(hx(d.keys.com) == str(l, "commitment"));

  ByteVector core = filled(kCoreBlockBytes, 0x52);
  ByteVector channel = filled(kChannelBlockBytes, 0x43);
  for (int i = 0; i < 2; ++i) {
    auto ck = secret_from<Key>(hex(str(j.at("thread_auth"), ("ck" + std::to_string(i)).c_str())));
    CHECK(hx(letter_tag(ck, d.keys.com, core, channel)) ==
          str(l, ("ftag_recipient" + std::to_string(i)).c_str()));
  }
  ByteVector letter = d.slots;
  append(letter, d.keys.com.span());
  append(letter, aead_seal(d.keys.channel, d.keys.com.span(), channel));
  append(letter, aead_seal(d.keys.core, d.keys.com.span(), core));
  CHECK(letter.size() == kLetterBytes);
  CHECK(sha256_hex(letter) == str(l, "letter_sha256"));
}

TEST_CASE("the prototype seals the same card", "[draft]") {
  Json j = draft();
  const Json& c = j.at("card");
  ThreadKeys keys = thread(j);
  ByteVector block = filled(kCardBlockBytes, 0x61);
  auto seed = derived_secret<EncapsulationSeed>("adit1 rencap"_label, hex(str(c, "random32")),
                                                {keys.dep().span(), hash_of(keys.reply_key()).span(), block});
  auto sealed = encapsulate(keys.reply_key(), seed);
  REQUIRE(sealed);
  CHECK(hx(sealed->secret) == str(c, "shared_secret"));
  CardKeys derived_keys = card_keys(keys.dep(), sealed->ciphertext, sealed->secret, keys.reply_key());
  CHECK(hx(derived_keys.rcom) == str(c, "rcom"));
  CHECK(hx(derived_keys.key) == str(c, "rkey"));
  auto ck = secret_from<Key>(hex(str(j.at("thread_auth"), "ck0")));
  CHECK(hx(card_tag(ck, derived_keys.rcom, block)) == str(c, "rtag_recipient0"));
  ByteVector card;
  append(card, sealed->ciphertext.span());
  append(card, derived_keys.rcom.span());
  append(card, aead_seal(derived_keys.key, derived_keys.rcom.span(), block));
  CHECK(sha256_hex(card) == str(c, "card_sha256"));
}

TEST_CASE("the prototype derives the same keys of a file, and accepts the same puzzle", "[draft]") {
  Json j = draft();
  const Json& p = j.at("parcel");
  Key key = file_key(thread(j), bytes_of<Digest>(str(p, "file_sha256")));
  CHECK(hx(key) == str(p, "file_key"));
  CHECK(hx(parcel_key(key, 0, 1)) == str(p, "parcel_key_0_of_1"));

  const Json& w = j.at("pow");
  PuzzleTask task{thread(j).dep(), bytes_of<Digest>(str(w, "seed")),
                  bytes_of<Digest>(str(w, "object_sha256"))};
  auto nonce = bytes_of<PuzzleNonce>(str(w, "nonce"));
  Digest pre = puzzle_cheap_hash(task, nonce);
  CHECK(hx(pre) == str(w, "pre"));
  CHECK(hx(*puzzle_hard_hash(pre)) == str(w, "out"));
  CHECK(verify_puzzle(task, {.bits = 13, .hard_bits = 5}, nonce));
}
