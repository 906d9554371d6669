// SPDX-License-Identifier: Apache-2.0
// D, values, padding, words and digits, and what follows from a root.
#include "crypto/derive.h"
#include "crypto/padded.h"
#include "crypto/value.h"
#include "crypto/words.h"
#include "tests/vectors/adit_vectors.h"

namespace adit::test {
namespace {

Json derivations() {
  Json out = Json::array();
  ByteVector key;
  for (std::uint8_t i = 0; i < 32; ++i) key.push_back(i);
  auto add = [&](Label label, ByteSpan with, std::size_t bytes, std::vector<ByteVector> parts) {
    ByteVector result(bytes);
    Json listed = Json::array();
    for (const ByteVector& p : parts) listed.push_back(hx(p));
    switch (parts.size()) {
      case 0:
        derive(label, with, result, {});
        break;
      case 1:
        derive(label, with, result, {parts[0]});
        break;
      default:
        derive(label, with, result, {parts[0], parts[1]});
        break;
    }
    out.push_back({{"label", std::string(label.text())},
                   {"key", hx(with)},
                   {"bytes", bytes},
                   {"parts", listed},
                   {"out", hx(result)}});
  };
  for (const Label& label : Labels::kAll) add(label, key, 32, {hex("616263"), {}});
  add("adit1 check"_label, kNoKey, 16, {});
  add("adit1 check"_label, kNoKey, 16, {ByteVector{}});
  add("adit1 encap"_label, key, 64, {filled(200, 0xff), hex("03")});
  return out;
}

Json values() {
  Json accepted = Json::array();
  for (const auto& [what, value] : std::initializer_list<std::pair<const char*, Value>>{
           {"nil", Value()},
           {"0", Value(std::uint64_t{0})},
           {"127", Value(std::uint64_t{127})},
           {"128", Value(std::uint64_t{128})},
           {"255", Value(std::uint64_t{255})},
           {"256", Value(std::uint64_t{256})},
           {"65535", Value(std::uint64_t{65535})},
           {"65536", Value(std::uint64_t{65536})},
           {"4294967295", Value(std::uint64_t{4294967295})},
           {"4294967296", Value(std::uint64_t{4294967296})},
           {"18446744073709551615", Value(UINT64_MAX)},
           {"text abc", Value("abc")},
           {"text of 31 x", Value(std::string(31, 'x'))},
           {"text of 32 x", Value(std::string(32, 'x'))},
           {"bytes 0102", Value(ByteSpan(hex("0102")))},
           {"bytes, 256 zeros", Value(ByteSpan(filled(256, 0)))},
           {"array of 15 nil", Value(Array(15))},
           {"array of 16 nil", Value(Array(16))}}) {
    accepted.push_back({{"value", what}, {"hex", hx(encode(value))}});
  }
  Json refused = Json::array();
  for (const auto& [what, digits] : std::initializer_list<std::pair<const char*, const char*>>{
           {"nothing", ""},
           {"integer in a longer form", "cc7f"},
           {"integer in a longer form", "cd00ff"},
           {"integer in a longer form", "cf00000000ffffffff"},
           {"signed form of a positive number", "d001"},
           {"negative number", "ff"},
           {"boolean", "c3"},
           {"float", "cb3ff0000000000000"},
           {"map", "80"},
           {"extension", "d40001"},
           {"text with a longer header", "d90161"},
           {"bytes with a longer header", "c5000109"},
           {"array with a longer header", "dc0001c0"},
           {"text with NUL", "a100"},
           {"text that is not UTF-8", "a2c0af"},
           {"text with a surrogate", "a3eda080"},
           {"bytes after the value", "c0c0"},
           {"cut", "9201"},
           {"seven levels", "91919191919190"},
           {"length of gigabytes", "ddffffffff"}}) {
    ADIT_ASSERT(!decode(hex(digits)));
    refused.push_back({{"what", what}, {"hex", digits}});
  }
  return {{"accepted", accepted}, {"refused", refused}};
}

Json padding() {
  Json blocks = Json::array();
  for (const char* m : {"", "00", "0a0b0c", "ffffffffffff"}) {
    blocks.push_back({{"m", m}, {"bytes", 8}, {"block", hx(*pad(hex(m), 8))}});
  }
  Json refused = Json::array();
  for (const char* block :
       {"0700000000000000", "ffff000000000000", "0200010200000001", "0000000000000080", "00"}) {
    ADIT_ASSERT(!unpad(hex(block)));
    refused.push_back(block);
  }
  return {{"blocks", blocks}, {"refused", refused}};
}

Json secret_texts() {
  Json rows = Json::array();
  for (const char* digits : {"0000000000000000000000", "ffffffffffffffffffffff", "0102030405060708090a0b",
                             "8f3a27c45b1d90e6f07723"}) {
    auto secret = secret_from<ThreadSecret>(hex(digits));
    Json row{{"secret", digits}, {"digits", text_of(secret_digits(secret))}};
    const char* names[] = {"english", "spanish", "french", "portuguese"};
    for (std::size_t i = 0; i < 4; ++i) row[names[i]] = text_of(secret_words(secret, kWordLists[i]));
    rows.push_back(row);
  }
  Json typed = Json::array();
  for (const char* text :
       {"ABSURD avoid  scissors, anxiety\ngather-lottery category door tray",
        "absu avoi scis anxi gath lott cate door tray", "001218426182456967898401291271",
        "00121 84261 82456 96789 84012 91271",
        "absurd avoid scissors anxiety gather lottery category door door",
        "avoid absurd scissors anxiety gather lottery category door tray",
        "absurd avoid scissors anxiety gather lottery category door",
        "absurd avoid scissors anxiety gather lottery category door xylophone",
        "00121 84261 82456 96789 84012 91272", "99999 99999 99999 99999 99999 99999", ""}) {
    auto secret = parse_secret(text);
    Json row{{"typed", text}, {"outcome", outcome(secret)}};
    if (secret) row["secret"] = hx(*secret);
    typed.push_back(row);
  }
  return {{"about", "11 bytes as words of four lists and as digits (2.2); what is typed and what it means"},
          {"secrets", rows},
          {"typed", typed}};
}

}  // namespace

void add_basic_vectors(Files& out) {
  out["derive.json"] = {
      {"about", "D (2.1): BLAKE2b with the label as personalisation; parts each after le32 of their length"},
      {"values", derivations()}};
  out["value.json"] = values();
  out["padding.json"] = padding();
  out["secret.json"] = secret_texts();
}

void add_thread_vectors(Files& out, const Scene& scene) {
  auto secret = secret_from<ThreadSecret>(hex("8f3a27c45b1d90e6f07723"));
  auto salt = derived<Tag16>("adit1 salt"_label, kNoKey, {scene.dep.span()});
  auto root = root_of(secret, scene.dep);
  ADIT_ASSERT(root);
  Json j{{"about", "From the secret to the keys of a thread (2.2)"},
         {"dep", hx(scene.dep)},
         {"secret", hx(secret)},
         {"argon2id", {{"passes", kArgonPasses}, {"memory", kArgonMemoryBytes}, {"salt", hx(salt)}}},
         {"root", hx(*root)}};
  ThreadKeys keys(std::move(*root), scene.dep);
  j["reply_seed"] = hx(keys.reply_seed());
  j["reply_pk"] = hx(keys.reply_key());
  j["x_T"] = hx(derived_secret<Key>("adit1 thread-x"_label, keys.root().expose(), {scene.dep.span()}));
  j["X_T"] = hx(keys.thread_public());
  j["abase"] = hx(keys.attachment_base());
  j["bucket"] = hx(derived<Tag16>("adit1 bucket"_label, keys.root().expose(), {scene.dep.span()}));
  Json recipients = Json::array();
  for (const ScenePerson& p : scene.people) {
    auto shared = x25519(p.auth_secret, keys.thread_public());
    ADIT_ASSERT(shared);
    recipients.push_back({{"rid", hx(p.rid)},
                          {"auth_secret", hx(p.auth_secret)},
                          {"A_R", hx(p.auth)},
                          {"grant", hx(keys.grant(p.rid))},
                          {"dh", hx(*shared)},
                          {"ck", hx(*keys.thread_key(p.rid, p.auth))}});
  }
  j["recipients"] = recipients;
  j["refused"] = Json::array({{{"what", "A_R of low order"},
                               {"A_R", hx(X25519Public{})},
                               {"outcome", outcome(keys.thread_key(scene.people[0].rid, X25519Public{}))}}});
  out["thread.json"] = j;
}

}  // namespace adit::test
