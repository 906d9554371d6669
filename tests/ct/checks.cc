// SPDX-License-Identifier: Apache-2.0
// Whatever handles secrets, once each, for valgrind to look at (P17). A check that gives a wrong result
// fails as well: code that does nothing is constant in time too.
#include <adit/feed.h>
#include <adit/parcel.h>
#include <sodium.h>
#include <valgrind/memcheck.h>

#include <cstdio>
#include <cstring>
#include <functional>
#include <map>

#include "crypto/card_format.h"
#include "crypto/constant_time.h"
#include "crypto/derive.h"
#include "crypto/letter_keys.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::test;

namespace {

#define REQUIRE(condition) \
  if (!(condition)) return std::printf("line %d: %s\n", __LINE__, #condition), false

volatile unsigned sink;

SealedLetter letter_to(const World& w, const ThreadKeys& thread, std::size_t recipients) {
  LetterDraft draft;
  draft.core = Core{"report", "en", {{"account", "what happened"}}, {}};
  draft.week = week_at(kNow);
  for (std::size_t i = 0; i < recipients; ++i) draft.addressees.push_back(w.recipients[i].addressee());
  SeededRng rng(3);
  auto sealed = seal_letter(thread, draft, rng);
  ADIT_ASSERT(sealed.has_value());
  return std::move(*sealed);
}

// Every secret a thread has, and what both sides share.
bool derive_all() {
  World w = make_world();
  const TestRecipient& r = w.recipients.front();
  ThreadKeys thread = make_thread(w.dep, 5);
  auto ours = thread.thread_key(r.rid, r.auth);
  auto theirs = thread_key_of_recipient(w.dep, r.auth_secret, r.auth, r.rid, thread.thread_public());
  REQUIRE(ours && theirs && ct::equal(ours->expose(), theirs->expose()));
  Key file = file_key(thread, Digest{});
  ByteVector parcel = seal_parcel(file, 0, 1, ByteVector(100, 7));
  REQUIRE(parcel.size() == kParcelBytes);
  return true;
}

bool open_letters() {
  World w = make_world();
  ThreadKeys thread = make_thread(w.dep, 5);
  TestKeyBook book(w);
  SealedLetter letter = letter_to(w, thread, 2);
  const std::array weeks{WeekSecret{week_at(kNow), &w.recipients[0].week_key}};
  auto opened = open_letter(w.dep, letter, weeks, w.recipients[0].self(), book);
  REQUIRE(opened && opened->core.fields.size() == 1);
  REQUIRE(opened->verdicts[opened->own_slot] == SlotVerdict::readable);
  return true;
}

// Letters of others, decoys, and damaged ones; two week keys.
bool scan() {
  World w = make_world();
  ThreadKeys thread = make_thread(w.dep, 5);
  TestKeyBook book(w);
  SeededRng rng(8);
  const TestRecipient& me = w.recipients[2];
  const std::array weeks{WeekSecret{week_at(kNow), &me.week_key},
                         WeekSecret{Week{1}, &w.recipients[1].week_key}};
  auto outcome = [&](const SealedLetter& letter) {
    auto opened = open_letter(w.dep, letter, std::span(weeks).first(1), me.self(), book);
    return opened ? Errc::internal : opened.error().code;
  };
  REQUIRE(outcome(seal_decoy(w.dep, rng)) == Errc::letter_not_mine);
  SealedLetter mine = letter_to(w, thread, 3);
  for (std::size_t at : {std::size_t{10}, kSlotsBytes + 1}) {
    ByteVector bytes(mine.bytes().begin(), mine.bytes().end());
    bytes[at] ^= 1;
    REQUIRE(outcome(*SealedLetter::parse(bytes)) == Errc::letter_not_mine);
  }
  ByteVector bytes(mine.bytes().begin(), mine.bytes().end());
  bytes.back() ^= 1;
  REQUIRE(outcome(*SealedLetter::parse(bytes)) == Errc::letter_damaged);
  REQUIRE(open_letter(w.dep, mine, weeks, me.self(), book).has_value());
  return true;
}

bool cards() {
  World w = make_world();
  ThreadKeys thread = make_thread(w.dep, 5);
  XwingKey reply_key(thread.reply_seed());
  Directory directory = w.verified_directory();
  SeededRng rng(4);
  const TestRecipient& r = w.recipients.front();
  CardContent content;
  content.text = "we work on it";
  ReplyTo to{thread.reply_key(), thread.thread_public(), thread.grant(r.rid)};
  ct::publish(to.grant);  // it came in a letter
  auto card = seal_card(w.dep, r.self(), to, content, rng);
  REQUIRE(card);
  auto opened = open_card(thread, reply_key, *card, directory);
  REQUIRE(opened && opened->content.text == content.text);
  REQUIRE(!open_card(thread, reply_key, seal_dummy_card(w.dep, rng), directory));
  to.grant = Grant{};
  auto forged = seal_card(w.dep, r.self(), to, content, rng);
  REQUIRE(forged && !open_card(thread, reply_key, *forged, directory));
  return true;
}

bool feeds() {
  World w = make_world();
  SeededRng rng(4);
  std::vector<XwingPublic> keys;
  for (const TestRecipient& r : w.recipients) keys.push_back(r.week_key.public_key());
  SealedLetter decoy = seal_decoy(w.dep, rng);
  auto sealed = seal_feed(w.dep, keys, decoy.bytes(), rng);
  REQUIRE(sealed);
  const std::array weeks{WeekSecret{week_at(kNow), &w.recipients[1].week_key}};
  ct::publish(sealed->feed);
  auto opened = open_feed(w.dep, sealed->feed, weeks);
  REQUIRE(opened && opened->letters.size() == 1);
  return true;
}

bool sign_all() {
  World w = make_world();
  REQUIRE(w.verified_directory().body().recipients.size() == 3);
  REQUIRE(w.bundle(2, kNow).checkpoint.size() > 100);
  return true;
}

// The check digits of what was typed. Finding the words in their lists is not constant in time.
bool typed_secret() {
  auto good = parse_secret("00000 00000 00000 00000 00000 00430");
  auto bad = parse_secret("00000 00000 00000 00000 00000 00431");
  REQUIRE(good && !bad);
  return true;
}

Key secret_key() {
  return Key::make([](MutableByteSpan out) { std::memset(out.data(), 7, out.size()); });
}
bool planted_branch() {
  Key key = secret_key();
  if (key.expose()[3] > 100) sink = 1;
  return true;
}
bool planted_address() {
  static volatile unsigned table[256];
  Key key = secret_key();
  sink = table[key.expose()[0]];
  return true;
}
bool planted_memcmp() {
  Key key = secret_key();
  auto tag = derived<Tag16>("adit1 ftag"_label, key.expose(), {});
  Tag16 theirs;
  if (std::memcmp(tag.data(), theirs.data(), Tag16::kSize) == 0) sink = 1;
  return true;
}
// A letter's tag compared with the type's own ==.
bool planted_tag() {
  Key key = secret_key();
  Tag16 tag = letter_tag(key, Commitment{}, ByteVector(10), ByteVector(10));
  if (tag == Tag16{}) sink = 1;
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  static const std::map<std::string, std::function<bool()>> kChecks{
      {"derive", derive_all},
      {"letter", open_letters},
      {"scan", scan},
      {"card", cards},
      {"feed", feeds},
      {"sign", sign_all},
      {"secret", typed_secret},
      {"planted-branch", planted_branch},
      {"planted-address", planted_address},
      {"planted-memcmp", planted_memcmp},
      {"planted-tag", planted_tag},
  };
  if (argc != 2 || !kChecks.contains(argv[1]) || sodium_init() < 0) return 2;
  if (RUNNING_ON_VALGRIND == 0) return std::printf("this says nothing without valgrind\n"), 3;
  return kChecks.at(argv[1])() ? 0 : 1;
}
