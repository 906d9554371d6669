// SPDX-License-Identifier: Apache-2.0
// P2: the time of sealing does not tell how many recipients there are. Work is counted instead of
// time: the calls below are nearly all of it, and the linker puts our counters in front of them
// (--wrap). What clocks say is in the benchmarks.
#include <sodium.h>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/world.h"

namespace {
struct Work {
  int key_pairs = 0;
  int encapsulations = 0;
  int exchanges = 0;
  std::size_t hashed_calls = 0;
  std::size_t hashed_bytes = 0;
  std::size_t sealed_bytes = 0;
  friend bool operator==(const Work&, const Work&) = default;
};
Work work;
}  // namespace

extern "C" {
int __real_crypto_kem_xwing_seed_keypair(unsigned char* pk, unsigned char* sk, const unsigned char* seed);
int __wrap_crypto_kem_xwing_seed_keypair(unsigned char* pk, unsigned char* sk, const unsigned char* seed) {
  ++work.key_pairs;
  return __real_crypto_kem_xwing_seed_keypair(pk, sk, seed);
}
int __real_crypto_kem_xwing_enc_deterministic(unsigned char* ct, unsigned char* ss, const unsigned char* pk,
                                              const unsigned char* seed);
int __wrap_crypto_kem_xwing_enc_deterministic(unsigned char* ct, unsigned char* ss, const unsigned char* pk,
                                              const unsigned char* seed) {
  ++work.encapsulations;
  return __real_crypto_kem_xwing_enc_deterministic(ct, ss, pk, seed);
}
int __real_crypto_scalarmult_curve25519(unsigned char* q, const unsigned char* n, const unsigned char* p);
int __wrap_crypto_scalarmult_curve25519(unsigned char* q, const unsigned char* n, const unsigned char* p) {
  ++work.exchanges;
  return __real_crypto_scalarmult_curve25519(q, n, p);
}
int __real_crypto_generichash_blake2b_update(crypto_generichash_blake2b_state* state, const unsigned char* in,
                                             unsigned long long size);
int __wrap_crypto_generichash_blake2b_update(crypto_generichash_blake2b_state* state, const unsigned char* in,
                                             unsigned long long size) {
  ++work.hashed_calls;
  work.hashed_bytes += size;
  return __real_crypto_generichash_blake2b_update(state, in, size);
}
int __real_crypto_aead_xchacha20poly1305_ietf_encrypt(unsigned char* c, unsigned long long* clen,
                                                      const unsigned char* m, unsigned long long mlen,
                                                      const unsigned char* ad, unsigned long long adlen,
                                                      const unsigned char* nsec, const unsigned char* npub,
                                                      const unsigned char* k);
int __wrap_crypto_aead_xchacha20poly1305_ietf_encrypt(unsigned char* c, unsigned long long* clen,
                                                      const unsigned char* m, unsigned long long mlen,
                                                      const unsigned char* ad, unsigned long long adlen,
                                                      const unsigned char* nsec, const unsigned char* npub,
                                                      const unsigned char* k) {
  work.sealed_bytes += mlen;
  return __real_crypto_aead_xchacha20poly1305_ietf_encrypt(c, clen, m, mlen, ad, adlen, nsec, npub, k);
}
}

using namespace adit;
using namespace adit::test;

namespace {

// A letter to n recipients that makes only the dummy keys it needs, as one would write it at first:
// the planted fault.
void seal_as_needed(const World& world, std::size_t n) {
  for (std::size_t i = 0; i < kSlots; ++i) {
    SeededRng rng(i);
    auto seed = XwingSeed::make([&](MutableByteSpan out) { rng.fill(out); });
    XwingPublic key = i < n ? world.recipients[i].week_key.public_key() : xwing_public(seed);
    (void)encapsulate(key, EncapsulationSeed::make([](auto) {}));
  }
}

template <class Seal>
Work counted(Seal&& seal) {
  work = {};
  seal();
  return work;
}
Work work_of_letter(const World& world, std::size_t recipients, std::uint64_t seed) {
  ThreadKeys keys = make_thread(world.dep, 1);
  LetterDraft draft;
  draft.core.form = "report";
  draft.core.fields = {{"what", "text"}};
  draft.week = week_at(kNow);
  for (std::size_t i = 0; i < recipients; ++i) draft.addressees.push_back(world.recipients[i].addressee());
  SeededRng rng(seed);
  return counted([&] { REQUIRE(seal_letter(keys, draft, rng)); });
}

}  // namespace

TEST_CASE("P2: sealing to one recipient takes the same work as sealing to four", "[P2]") {
  World world = make_world({.recipients = 4});
  Work one = work_of_letter(world, 1, 1);
  CHECK(one.key_pairs == 4);
  CHECK(one.encapsulations == 4);
  CHECK(one.exchanges > 0);
  CHECK(one.hashed_bytes > 4 * kCoreBlockBytes);
  for (std::size_t n = 1; n <= 4; ++n) {
    for (std::uint64_t seed = 0; seed < 8; ++seed) {  // wherever they end up in the letter
      Work w = work_of_letter(world, n, seed);
      CHECK(w == one);
    }
  }
}

TEST_CASE("P2: the counters see a sealer that makes only the keys it needs", "[P2]") {
  World world = make_world({.recipients = 4});
  CHECK(counted([&] { seal_as_needed(world, 1); }) != counted([&] { seal_as_needed(world, 4); }));
}
