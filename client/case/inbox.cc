// SPDX-License-Identifier: Apache-2.0
#include "client/case/inbox.h"

#include "client/case/letter_record.h"
#include "crypto/sha256.h"
#include "crypto/value.h"

namespace adit::client {
namespace {

// A message is itself in its thread. Parts of a long report share their id and differ in their core.
ByteVector message_name(const Letter& letter) {
  ByteVector out(letter.channel.thread_public.span().begin(), letter.channel.thread_public.span().end());
  append(out, letter.channel.mid.span());
  if (letter.channel.kind == LetterKind::continuation) append(out, sha256(letter.core.encode()).span());
  return out;
}

ByteVector encode_thread(const Thread& t) {
  Array mids;
  for (const Mid& mid : t.mids) mids.emplace_back(mid);
  return encode(Array{t.number, t.thread_public, t.reply_key, t.grant, mids});
}

Result<Thread> parse_thread(ByteSpan bytes) {
  auto value = decode(bytes);
  if (!value) return fail(Errc::store_corrupt);
  Reader r(*value);
  Thread t;
  t.number = r.number();
  t.thread_public = r.bytes<X25519Public>();
  t.reply_key = r.bytes<XwingPublic>();
  t.grant = r.bytes<Grant>();
  Reader mids(r.array(0, kMaxCardAcks));
  while (mids.left() > 0) t.mids.push_back(mids.bytes<Mid>());
  if (!mids.done() || !r.done()) return fail(Errc::store_corrupt);
  return t;
}

}  // namespace

Status Inbox::put_thread(const Thread& thread) {
  return records_.put(Kind::thread, thread.thread_public.span(), encode_thread(thread));
}

Result<Inbox::Outcome> Inbox::put(Letter& letter, Week week) {
  ADIT_TRY(auto replayed, records_.get(Kind::seen, letter.header_hash.span()));
  if (replayed) return Outcome::replayed;
  ADIT_CHECK(records_.put(Kind::seen, letter.header_hash.span(), name_of(number(week))));

  auto known = thread(letter.channel.thread_public);
  if (!known && known.error().code != Errc::not_found) return fail(known.error());
  Thread t;
  if (known) {
    t = std::move(*known);
  } else {
    t.thread_public = letter.channel.thread_public;
    ADIT_TRY(t.number, next_number(records_, "thread"));
  }
  t.reply_key = letter.channel.reply_key;
  t.grant = letter.channel.slots[letter.own_slot].grant;
  std::erase(t.mids, letter.channel.mid);
  t.mids.push_back(letter.channel.mid);
  if (t.mids.size() > kMaxCardAcks) t.mids.erase(t.mids.begin());
  ADIT_CHECK(put_thread(t));

  ByteVector message = message_name(letter);
  ADIT_TRY(auto repeated, records_.get(Kind::message, message));
  if (repeated) return Outcome::repeated;
  ADIT_TRY(letter.number, next_number(records_, "letter"));
  ADIT_CHECK(records_.put(Kind::message, message, name_of(letter.number)));
  SecretBuffer bytes{ByteSpan(encode_letter(letter))};
  ADIT_CHECK(records_.put(Kind::letter, name_of(letter.number), bytes.expose()));
  return Outcome::fresh;
}

Status Inbox::quarantine(const SealedLetter& letter, Errc why) {
  ByteVector value{static_cast<std::uint8_t>(why)};
  append(value, letter.bytes());
  return records_.put(Kind::quarantine, letter.hash().span(), value);
}

Result<Inbox::Quarantined> Inbox::quarantined() const {
  ADIT_TRY(auto rows, records_.list(Kind::quarantine));
  Quarantined out;
  for (const Record& row : rows) {
    if (row.value.empty()) return fail(Errc::store_corrupt);
    bool spliced = row.value.expose()[0] == static_cast<std::uint8_t>(Errc::letter_spliced);
    ++(spliced ? out.spliced : out.damaged);
  }
  return out;
}

Result<std::vector<Letter>> Inbox::letters() const {
  ADIT_TRY(auto rows, records_.list(Kind::letter));
  std::vector<Letter> out;
  for (const Record& row : rows) {
    ADIT_TRY(Letter letter, parse_letter(row.value.expose()));
    out.push_back(std::move(letter));
  }
  std::ranges::sort(out, {}, &Letter::number);
  return out;
}

Result<Letter> Inbox::letter(std::uint64_t number) const {
  ADIT_TRY(auto found, records_.get(Kind::letter, name_of(number)));
  if (!found) return fail(Errc::not_found);
  return parse_letter(found->expose());
}

Result<Thread> Inbox::thread(const X25519Public& key) const {
  ADIT_TRY(auto found, records_.get(Kind::thread, key.span()));
  if (!found) return fail(Errc::not_found);
  return parse_thread(found->expose());
}

Result<std::vector<Thread>> Inbox::threads() const {
  ADIT_TRY(auto rows, records_.list(Kind::thread));
  std::vector<Thread> out;
  for (const Record& row : rows) {
    ADIT_TRY(Thread t, parse_thread(row.value.expose()));
    out.push_back(std::move(t));
  }
  std::ranges::sort(out, {}, &Thread::number);
  return out;
}

}  // namespace adit::client
