// SPDX-License-Identifier: Apache-2.0
// Sealing, opening and scanning letters and cards.
#include "crypto/xwing.h"
#include "tests/bench/table.h"
#include "tests/support/hex.h"
#include "tests/support/world.h"

namespace adit::bench {
namespace {

using namespace adit::test;

LetterDraft draft_to(const World& world, std::size_t recipients) {
  LetterDraft d;
  d.core.form = "report";
  d.core.fields = {{"what", std::string(3000, 'a')}};
  d.week = week_at(kNow);
  for (std::size_t i = 0; i < recipients; ++i) d.addressees.push_back(world.recipients[i].addressee());
  return d;
}

void kem() {
  heading("X-Wing (what everything else is bound by)");
  XwingSeed seed = secret_of<XwingSeed>(1);
  XwingKey key(seed);
  auto sealed = encapsulate(key.public_key(), secret_of<EncapsulationSeed>(2));
  row_us("key pair", time_of([&] { (void)xwing_public(seed); }));
  row_us("encapsulate",
         time_of([&] { (void)encapsulate(key.public_key(), secret_of<EncapsulationSeed>(2)); }));
  row_us("decapsulate, the library's call", time_of([&] { (void)decapsulate(seed, sealed->ciphertext); }));
  row_us("decapsulate, kept key", time_of([&] { (void)key.decapsulate(sealed->ciphertext); }));
}

void sealing(const World& world) {
  heading("Sealing");
  SystemRng rng;
  ThreadKeys keys = make_thread(world.dep, 1);
  LetterDraft one = draft_to(world, 1);
  LetterDraft four = draft_to(world, 4);
  auto [first, second] =
      times_of([&] { (void)seal_letter(keys, one, rng); }, [&] { (void)seal_letter(keys, four, rng); }, 600);
  row_us("letter to one recipient", first, "below 10 ms");
  row_us("letter to four recipients", second);
  row("four recipients / one", second / first, "", "P2: within 3 %");
  row_us("decoy", time_of([&] { (void)seal_decoy(world.dep, rng); }));
  ThreadSecret secret = new_secret(rng);
  row_us("secret to root (Argon2id, 64 MiB)", time_of([&] { (void)root_of(secret, world.dep); }, 0.4, 3));
}

void opening(const World& world) {
  heading("Opening and scanning, one week key");
  SystemRng rng;
  ThreadKeys keys = make_thread(world.dep, 1);
  auto mine = seal_letter(keys, draft_to(world, 2), rng);
  SealedLetter other = seal_decoy(world.dep, rng);
  const TestRecipient& r = world.recipients[0];
  std::array weeks{WeekSecret{week_at(kNow), &r.week_key}};
  TestKeyBook book(world);
  auto scan = [&](const SealedLetter& letter) {
    (void)open_letter(world.dep, letter, weeks, r.self(), book);
  };
  row_us("letter that is mine (with the check of who else reads it)", time_of([&] { scan(*mine); }));
  auto kem_alone = [&] {
    for (std::size_t i = 0; i < kSlots; ++i) (void)r.week_key.decapsulate(other.ciphertext(i));
  };
  auto [not_mine, bound] = times_of([&] { scan(other); }, kem_alone, 1500);
  row_us("letter that is not mine", not_mine);
  row_us("the four decapsulations alone", bound);
  row("scan / decapsulations alone", not_mine / bound, "", "below 1.5");
  row("scan rate", 1 / not_mine, "letters/s", "per core");

  SealedCard dummy = seal_dummy_card(world.dep, rng);
  XwingKey reply(keys.reply_seed());
  Directory directory = world.verified_directory();
  row_us("card that is not mine", time_of([&] { (void)open_card(keys, reply, dummy, directory); }));
  row_us("state bundle, all six checks", time_of([&] {
           (void)TrustedState::verify(world.bundle(3, kNow), world.dep, kNow, Quorum::required);
         }),
         "3 recipients, made and checked");
}

}  // namespace

void bench_letters() {
  World world = make_world({.recipients = 4});
  kem();
  sealing(world);
  opening(world);
}

}  // namespace adit::bench
