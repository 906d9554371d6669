// SPDX-License-Identifier: Apache-2.0
#include "client/case/card_queue.h"

#include <adit/api.h>
#include <adit/cardset.h>

#include "crypto/sha256.h"
#include "crypto/value.h"

namespace adit::client {
namespace {

constexpr std::size_t kMaxBodyItems = 8;

ByteVector encode_card(const QueuedCard& c) {
  Array body;
  for (std::uint64_t n : c.body) body.emplace_back(n);
  return encode(Array{c.number, c.thread, static_cast<std::uint64_t>(c.kind), body, c.text,
                      c.round ? Value(number(*c.round)) : Value()});
}

Result<QueuedCard> parse_card(ByteSpan bytes) {
  auto value = decode(bytes);
  if (!value) return fail(Errc::store_corrupt);
  Reader r(*value);
  QueuedCard c;
  c.number = r.number();
  c.thread = r.bytes<X25519Public>();
  c.kind = static_cast<CardKind>(r.number(static_cast<std::uint64_t>(CardKind::notice)));
  Reader body(r.array(0, kMaxBodyItems));
  while (body.left() > 0) c.body.push_back(body.number());
  if (!body.done()) r.refuse();
  c.text = r.text(kCardBytes);
  if (r.next_is_nil()) {
    r.any();
  } else {
    c.round = Round{r.number()};
  }
  if (!r.done()) return fail(Errc::store_corrupt);
  return c;
}

ByteVector encode_set(const RoundSet& s) {
  return encode(Array{number(s.round), static_cast<std::uint64_t>(seconds(s.ends)),
                      std::uint64_t{s.posted ? 1u : 0u}, ByteSpan(s.upload)});
}

Result<RoundSet> parse_set(ByteSpan bytes) {
  auto value = decode(bytes);
  if (!value) return fail(Errc::store_corrupt);
  Reader r(*value);
  RoundSet s;
  s.round = Round{r.number()};
  s.ends = UnixTime{static_cast<std::int64_t>(r.number(INT64_MAX))};
  s.posted = r.number(1) == 1;
  s.upload = r.blob(api::card_set_bytes(api::kMaxCardsPerRound));
  if (!r.done() || s.upload.size() < api::kCardSetTailBytes) return fail(Errc::store_corrupt);
  return s;
}

CardContent content_of(const QueuedCard& card, const std::vector<Mid>& acks) {
  return {card.kind, card.body, acks, card.text, {}};
}

}  // namespace

std::vector<Digest> RoundSet::hashes() const {
  std::vector<Digest> out;
  ByteSpan cards = ByteSpan(upload).first(upload.size() - api::kCardSetTailBytes);
  for (; cards.size() >= kCardBytes; cards = cards.subspan(kCardBytes))
    out.push_back(sha256(cards.first(kCardBytes)));
  return out;
}

std::ptrdiff_t CardQueue::bytes_left(CardKind kind, const std::vector<std::uint64_t>& body,
                                     std::string_view text) {
  return card_bytes_left(CardContent{kind, body, std::vector<Mid>(kMaxCardAcks), std::string(text), {}});
}

Status CardQueue::put(const QueuedCard& card) {
  return records_.put(Kind::queued_card, name_of(card.number), encode_card(card));
}
Status CardQueue::put_set(const RoundSet& set) {
  return records_.put(Kind::card_set, name_of(number(set.round)), encode_set(set));
}

Status CardQueue::add(const X25519Public& thread, CardKind kind, std::vector<std::uint64_t> body,
                      std::string text) {
  if (body.size() > kMaxBodyItems || bytes_left(kind, body, text) < 0) return fail(Errc::report_too_long);
  ADIT_TRY(std::uint64_t n, next_number(records_, "card"));
  return put({n, thread, kind, std::move(body), std::move(text), std::nullopt});
}

Status CardQueue::acknowledge(const X25519Public& thread) {
  ADIT_TRY(auto cards, waiting());
  for (const QueuedCard& card : cards) {
    if (card.thread == thread && !card.round) return {};
  }
  return add(thread, CardKind::acknowledgement, {}, "");
}

Result<std::vector<QueuedCard>> CardQueue::waiting() const { return cards(Kind::queued_card); }
Result<std::vector<QueuedCard>> CardQueue::sent() const { return cards(Kind::sent_card); }

Result<std::vector<QueuedCard>> CardQueue::cards(Kind kind) const {
  ADIT_TRY(auto rows, records_.list(kind));
  std::vector<QueuedCard> out;
  for (const Record& row : rows) {
    ADIT_TRY(QueuedCard card, parse_card(row.value.expose()));
    out.push_back(std::move(card));
  }
  std::ranges::sort(out, {}, &QueuedCard::number);
  return out;
}

Result<std::vector<RoundSet>> CardQueue::sets() const {
  ADIT_TRY(auto rows, records_.list(Kind::card_set));
  std::vector<RoundSet> out;
  for (const Record& row : rows) {
    ADIT_TRY(RoundSet set, parse_set(row.value.expose()));
    out.push_back(std::move(set));
  }
  std::ranges::sort(out, {}, &RoundSet::round);
  return out;
}

Result<std::vector<Round>> CardQueue::settle(const std::set<Digest>& published, UnixTime log_time) {
  std::vector<Round> broken;
  ADIT_TRY(auto open, sets());
  ADIT_TRY(auto cards, waiting());
  for (const RoundSet& set : open) {
    auto hashes = set.hashes();
    bool is_published = std::ranges::all_of(hashes, [&](const Digest& d) { return published.contains(d); });
    std::int64_t round_seconds = seconds(set.ends) / (static_cast<std::int64_t>(number(set.round)) + 1);
    if (!is_published && seconds(log_time) < seconds(set.ends) + round_seconds) continue;
    for (QueuedCard& card : cards) {
      if (card.round != set.round) continue;
      card.round.reset();
      if (!is_published) {
        ADIT_CHECK(put(card));
        continue;
      }
      ADIT_CHECK(records_.erase(Kind::queued_card, name_of(card.number)));
      if (card.is_automatic()) continue;
      ADIT_CHECK(records_.put(Kind::sent_card, name_of(card.number), encode_card(card)));
    }
    if (!is_published && set.posted) broken.push_back(set.round);
    ADIT_CHECK(records_.erase(Kind::card_set, name_of(number(set.round))));
  }
  return broken;
}

Result<RoundSet> CardQueue::set_of_round(const DeskSelf& self, Round round, std::uint32_t round_seconds,
                                         std::size_t cards, Rng& rng) {
  ADIT_TRY(auto kept, records_.get(Kind::card_set, name_of(number(round))));
  if (kept) return parse_set(kept->expose());
  ADIT_TRY(Transaction transaction, Transaction::begin(records_));
  ADIT_TRY(RoundSet set, make_set(self, round, round_seconds, cards, rng));
  ADIT_CHECK(transaction.commit());
  return set;
}

Result<RoundSet> CardQueue::make_set(const DeskSelf& self, Round round, std::uint32_t round_seconds,
                                     std::size_t cards, Rng& rng) {
  ADIT_TRY(auto queue, waiting());
  std::ranges::stable_partition(queue, [](const QueuedCard& card) { return !card.is_automatic(); });
  Inbox inbox(records_);
  std::set<X25519Public> answered;
  std::vector<SealedCard> sealed;
  for (QueuedCard& card : queue) {
    if (card.round) continue;
    // The answer before it has acknowledged everything that arrived.
    if (card.is_automatic() && answered.contains(card.thread)) {
      ADIT_CHECK(records_.erase(Kind::queued_card, name_of(card.number)));
      continue;
    }
    if (sealed.size() == cards) continue;
    ADIT_TRY(Thread thread, inbox.thread(card.thread));
    auto one = seal_card(self.dep(), self.recipient(), thread.reply_to(), content_of(card, thread.mids), rng);
    if (!one) {
      // A thread whose keys cannot be answered to must not block the others.
      ADIT_CHECK(records_.erase(Kind::queued_card, name_of(card.number)));
      continue;
    }
    sealed.push_back(std::move(*one));
    answered.insert(card.thread);
    card.round = round;
    ADIT_CHECK(put(card));
  }
  while (sealed.size() < cards) sealed.push_back(seal_dummy_card(self.dep(), rng));
  UnixTime ends{static_cast<std::int64_t>((number(round) + 1) * round_seconds)};
  ADIT_TRY(ByteVector upload, sign_card_set(self.dep(), self.rid, round, std::move(sealed), self.identity));
  RoundSet set{round, ends, false, std::move(upload)};
  ADIT_CHECK(put_set(set));
  return set;
}

Status CardQueue::mark_posted(const RoundSet& set) {
  RoundSet posted = set;
  posted.posted = true;
  return put_set(posted);
}

}  // namespace adit::client
