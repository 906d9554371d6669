// SPDX-License-Identifier: Apache-2.0
// Test vectors of others: what our wrappers say is what the world says. Origins in README.md.
#include <adit/log.h>
#include <sodium.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "crypto/base64.h"
#include "crypto/cell.h"
#include "crypto/sign.h"
#include "crypto/xwing.h"
#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;
using nlohmann::json;

namespace {

std::string file(const std::string& name) {
  std::ifstream in(std::string(ADIT_SOURCE_DIR) + "/tests/vectors/" + name, std::ios::binary);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}
ByteVector field(const json& row, const char* name) { return hex(row.at(name).get<std::string>()); }

// Calls use(group, test) for each test of a Wycheproof file; how many there were.
template <class Use>
int for_each_wycheproof(const std::string& name, Use&& use) {
  json all = json::parse(file("wycheproof/" + name));
  int n = 0;
  for (const json& group : all.at("testGroups")) {
    for (const json& t : group.at("tests")) {
      INFO(name << " " << t.at("tcId"));
      use(group, t);
      ++n;
    }
  }
  CHECK(n == all.at("numberOfTests"));
  return n;
}
bool has_flag(const json& t, const char* flag) {
  return std::ranges::any_of(t.at("flags"), [&](const json& f) { return f == flag; });
}

}  // namespace

TEST_CASE("X-Wing: key generation, encapsulation and decapsulation of the draft, by API and by kept key",
          "[vectors]") {
  json all = json::parse(file("xwing/test-vectors.json"));
  CHECK(all.size() == 3);
  for (const json& row : all) {
    auto seed = secret_from<XwingSeed>(field(row, "seed"));
    auto pk = *XwingPublic::from(field(row, "pk"));
    CHECK(to_hex(field(row, "sk")) == to_hex(seed.expose()));
    CHECK(xwing_public(seed) == pk);
    XwingKey key(seed);
    CHECK(key.public_key() == pk);

    auto sealed = encapsulate(pk, secret_from<EncapsulationSeed>(field(row, "eseed")));
    REQUIRE(sealed);
    CHECK(to_hex(sealed->ciphertext.span()) == to_hex(field(row, "ct")));
    CHECK(to_hex(sealed->secret.expose()) == to_hex(field(row, "ss")));

    auto by_api = decapsulate(seed, sealed->ciphertext);
    auto by_key = key.decapsulate(sealed->ciphertext);
    REQUIRE((by_api && by_key));
    CHECK(to_hex(by_api->expose()) == to_hex(field(row, "ss")));
    CHECK(to_hex(by_key->expose()) == to_hex(field(row, "ss")));
  }
}

TEST_CASE("X25519: every Wycheproof result, and low-order points refused", "[vectors]") {
  int refused = 0;
  for_each_wycheproof("x25519_test.json", [&](const json&, const json& t) {
    auto shared =
        x25519(secret_from<X25519Secret>(field(t, "private")), *X25519Public::from(field(t, "public")));
    if (has_flag(t, "ZeroSharedSecret")) {
      CHECK(error_of(shared) == Errc::key_invalid);
      ++refused;
      return;
    }
    REQUIRE(shared);
    CHECK(to_hex(shared->expose()) == t.at("shared").get<std::string>());
  });
  CHECK(refused == 31);
}

TEST_CASE("XChaCha20-Poly1305: every Wycheproof result", "[vectors]") {
  int through_cell = 0;
  for_each_wycheproof("xchacha20_poly1305_test.json", [&](const json& group, const json& t) {
    ByteVector iv = field(t, "iv");
    bool valid = t.at("result") == "valid";
    if (group.at("ivSize") != 192) {
      CHECK_FALSE(valid);  // our types allow no other size
      return;
    }
    ByteVector key = field(t, "key");
    ByteVector aad = field(t, "aad");
    ByteVector msg = field(t, "msg");
    ByteVector sealed = field(t, "ct");
    append(sealed, field(t, "tag"));
    ByteVector opened(msg.size());
    bool opens = crypto_aead_xchacha20poly1305_ietf_decrypt(opened.data(), nullptr, nullptr, sealed.data(),
                                                            sealed.size(), aad.data(), aad.size(), iv.data(),
                                                            key.data()) == 0;
    CHECK(opens == valid);
    if (valid) {
      CHECK(opened == msg);
      ByteVector again(msg.size() + 16);
      crypto_aead_xchacha20poly1305_ietf_encrypt(again.data(), nullptr, msg.data(), msg.size(), aad.data(),
                                                 aad.size(), nullptr, iv.data(), key.data());
      CHECK(again == sealed);
    }
    if (aad.empty()) {  // has the form of a cell of the pool
      ByteVector cell = iv;
      append(cell, sealed);
      auto content = open_cell(secret_from<Key>(key), cell);
      CHECK(content.has_value() == valid);
      if (content) CHECK(*content == msg);
      ++through_cell;
    }
    if (std::ranges::all_of(iv, [](std::uint8_t b) { return b == 0; })) {
      CHECK(aead_open(secret_from<Key>(key), aad, sealed).has_value() == valid);
    }
  });
  CHECK(through_cell == 45);
}

TEST_CASE("Ed25519: every Wycheproof result", "[vectors]") {
  for_each_wycheproof("ed25519_test.json", [&](const json& group, const json& t) {
    auto key = *Ed25519Public::from(hex(group.at("publicKey").at("pk").get<std::string>()));
    auto signature = Signature::from(field(t, "sig"));
    bool good = signature && verify_ed25519(key, field(t, "msg"), *signature);
    CHECK(good == (t.at("result") == "valid"));
  });
}

// Signatures in corner cases on which libraries differ. Which ones pass is part of the protocol, since
// two clients that disagree about a document would disagree about a state.
TEST_CASE("Ed25519: exactly 43 of the 914 corner cases of CCTV are accepted, and these", "[vectors]") {
  json all = json::parse(file("cctv/ed25519vectors.json"));
  std::vector<int> accepted;
  for (const json& row : all) {
    auto key = *Ed25519Public::from(field(row, "key"));
    auto signature = *Signature::from(field(row, "sig"));
    if (!verify_ed25519(key, as_bytes(row.at("msg").get<std::string>()), signature)) continue;
    accepted.push_back(row.at("number").get<int>());
    // No point of small order, none in a second encoding, nothing left over for a cofactor.
    if (!row.at("flags").is_null()) {
      for (const char* flag :
           {"low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue"}) {
        CHECK_FALSE(has_flag(row, flag));
      }
    }
  }
  CHECK(all.size() == 914);
  const std::vector<int> expected = {7,   29,  50,  117, 139, 161, 182, 249, 305, 411, 425,
                                     438, 465, 473, 481, 489, 497, 511, 525, 538, 565, 573,
                                     581, 589, 597, 611, 625, 638, 665, 673, 681, 689, 697,
                                     711, 725, 738, 765, 773, 781, 789, 797, 832, 899};
  CHECK(accepted == expected);
}

TEST_CASE("RFC 6962: every inclusion proof of the suite", "[vectors]") {
  int valid = 0;
  int malformed = 0;
  for (const json& row : json::parse(file("merkle/inclusion.json"))) {
    INFO(row.at("file"));
    bool want = !row.at("wantErr").get<bool>();
    auto root = Digest::from(*from_base64(row.at("root").get<std::string>()));
    auto leaf = Digest::from(*from_base64(row.at("leafHash").get<std::string>()));
    std::vector<Digest> proof;
    bool well_formed = root && leaf;
    if (!row.at("proof").is_null()) {
      for (const json& p : row.at("proof")) {
        auto digest = Digest::from(*from_base64(p.get<std::string>()));
        well_formed = well_formed && digest;
        proof.push_back(digest.value_or(Digest{}));
      }
    }
    if (!well_formed) {  // our types do not let it in
      CHECK_FALSE(want);
      ++malformed;
      continue;
    }
    bool good = verify_inclusion(row.at("leafIdx").get<std::uint64_t>(),
                                 row.at("treeSize").get<std::uint64_t>(), *leaf, proof, *root)
                    .has_value();
    CHECK(good == want);
    valid += good ? 1 : 0;
  }
  CHECK(valid == 6);
  CHECK(malformed < 30);
}

TEST_CASE("RFC 6962: every consistency proof of the suite", "[vectors]") {
  int valid = 0;
  int malformed = 0;
  for (const json& row : json::parse(file("merkle/consistency.json"))) {
    INFO(row.at("file"));
    bool want = !row.at("wantErr").get<bool>();
    auto root1 = Digest::from(*from_base64(row.at("root1").get<std::string>()));
    auto root2 = Digest::from(*from_base64(row.at("root2").get<std::string>()));
    std::vector<Digest> proof;
    bool well_formed = root1 && root2;
    if (!row.at("proof").is_null()) {
      for (const json& p : row.at("proof")) {
        auto digest = Digest::from(*from_base64(p.get<std::string>()));
        well_formed = well_formed && digest;
        proof.push_back(digest.value_or(Digest{}));
      }
    }
    if (!well_formed) {
      // One row of the suite that is to pass has roots of 12 bytes, equal texts.
      CHECK(want == (row.at("desc") == "sizes are equal (one) and proof is empty"));
      ++malformed;
      continue;
    }
    bool good = verify_consistency(row.at("size1").get<std::uint64_t>(), row.at("size2").get<std::uint64_t>(),
                                   *root1, *root2, proof)
                    .has_value();
    CHECK(good == want);
    valid += good ? 1 : 0;
  }
  CHECK(valid == 5);
  CHECK(malformed < 30);
}

TEST_CASE("signed note: the example of the specification verifies", "[vectors]") {
  std::string vkey = file("tlog/signed-note-example.vkey");
  while (!vkey.empty() && vkey.back() == '\n') vkey.pop_back();
  auto key = NoteKey::parse(vkey);
  REQUIRE(key);
  CHECK(key->encode() == vkey);
  auto id = key->id();
  CHECK(to_hex(id) == "530d903a");
  std::string text = file("tlog/signed-note-example.txt");
  auto note = UnverifiedNote::parse(text);
  REQUIRE(note);
  CHECK(note->encode() == text);
  CHECK(is_signed_by(*note, *key));
  note->text[0] = 't';
  CHECK_FALSE(is_signed_by(*note, *key));
}
