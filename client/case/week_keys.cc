// SPDX-License-Identifier: Apache-2.0
#include "client/case/week_keys.h"

#include "client/trust/gateway_state.h"

namespace adit::client {
namespace {

Week week_of(const Record& record) { return Week{static_cast<std::uint32_t>(number_of(record))}; }

std::int64_t start_of_week(Week week) {
  return std::int64_t{number(week)} * kWeekSeconds + kWeekOffsetSeconds;
}

// The bulletin of a week: its bytes are the same each time, as Ed25519 signatures are.
UnverifiedEnvelope bulletin_of(const DeskSelf& self, Week week, const XwingPublic& key) {
  UnverifiedEnvelope out;
  out.body = BulletinBody{self.dep(), self.rid, week, key}.encode();
  out.signatures.emplace_back(0, self.identity.sign_document(DocumentType::bulletin, self.dep(), out.body));
  return out;
}

ByteVector book_name(const Rid& rid, Week week) {
  ByteVector out(rid.span().begin(), rid.span().end());
  append_le32(out, number(week));
  return out;
}

}  // namespace

Result<WeekKeys> WeekKeys::load(Records& records) {
  WeekKeys out;
  ADIT_TRY(auto rows, records.list(Kind::week_secret));
  for (const Record& row : rows) {
    if (row.value.size() != kXwingSeedBytes) return fail(Errc::store_corrupt);
    out.keys_.emplace(week_of(row),
                      XwingKey(XwingSeed::copy_of(row.value.expose().first<kXwingSeedBytes>())));
  }
  return out;
}

const XwingKey* WeekKeys::find(Week week) const {
  auto at = keys_.find(week);
  return at == keys_.end() ? nullptr : &at->second;
}

std::vector<WeekSecret> WeekKeys::only(Week week) const {
  std::vector<WeekSecret> out;
  if (const XwingKey* key = find(week)) out.push_back({week, key});
  return out;
}

std::vector<WeekSecret> WeekKeys::with_grace(Week week) const {
  std::vector<WeekSecret> out = only(week);
  Week before{number(week) - 1};
  if (const XwingKey* key = find(before)) out.push_back({before, key});
  return out;
}

std::vector<Week> WeekKeys::weeks() const {
  std::vector<Week> out;
  for (const auto& [week, key] : keys_) out.push_back(week);
  return out;
}

Result<PublishReport> publish_week_keys(Records& records, const DeskSelf& self, Transport& transport,
                                        const Clock& clock, Rng& rng, unsigned weeks) {
  PublishReport report;
  const Week first = week_at(clock.now());
  {
    ADIT_TRY(Transaction transaction, Transaction::begin(records));
    for (unsigned i = 0; i < weeks; ++i) {
      ByteVector name = name_of(number(next(first, i)));
      ADIT_TRY(auto secret, records.get(Kind::week_secret, name));
      if (secret) continue;
      auto seed = XwingSeed::make([&](MutableByteSpan out) { rng.fill(out); });
      ADIT_CHECK(records.put(Kind::week_secret, name, seed.expose()));
      report.made.push_back(next(first, i));
    }
    // Before anyone can seal to a key its secret is on the disk.
    ADIT_CHECK(transaction.commit());
  }
  ADIT_TRY(WeekKeys keys, WeekKeys::load(records));
  for (unsigned i = 0; i < weeks; ++i) {
    Week week = next(first, i);
    ADIT_TRY(auto done, records.get(Kind::week_published, name_of(number(week))));
    if (done) {
      report.before.push_back(week);
      continue;
    }
    const XwingKey* key = keys.find(week);
    if (key == nullptr) return fail(Errc::store_corrupt);
    ADIT_CHECK(post_document(transport, bulletin_of(self, week, key->public_key())));
    ADIT_CHECK(records.put(Kind::week_published, name_of(number(week)), {}));
    report.published.push_back(week);
  }
  return report;
}

Result<unsigned> weeks_ahead(Records& records, UnixTime now) {
  unsigned count = 0;
  for (;; ++count) {
    ADIT_TRY(auto done, records.get(Kind::week_published, name_of(number(next(week_at(now), count)))));
    if (!done) return count;
  }
}

bool is_past_keeping(Week week, UnixTime now) {
  return seconds(now) >= start_of_week(week) + kSecretMaxDays * kDaySeconds;
}

Result<std::size_t> erase_old_secrets(Records& records, UnixTime now, std::optional<Week> scanned) {
  ADIT_TRY(auto rows, records.list(Kind::week_secret));
  std::vector<Week> old;
  for (const Record& row : rows) {
    Week week = week_of(row);
    bool grace_is_over = number(week_at(now)) >= number(week) + 2;
    bool is_scanned = scanned && number(*scanned) >= number(week) + 2;
    if ((grace_is_over && is_scanned) || is_past_keeping(week, now)) old.push_back(week);
  }
  if (old.empty()) return old.size();
  ADIT_TRY(auto seen, records.list(Kind::seen));
  ADIT_TRY(Transaction transaction, Transaction::begin(records));
  for (Week week : old) {
    ADIT_CHECK(records.erase(Kind::week_secret, name_of(number(week))));
    ADIT_CHECK(records.erase(Kind::week_published, name_of(number(week))));
  }
  // A replay of what no key opens any more needs no memory.
  for (const Record& row : seen) {
    Week week{static_cast<std::uint32_t>(load_le(row.value.expose()))};
    if (std::ranges::find(old, week) != old.end()) ADIT_CHECK(records.erase(Kind::seen, row.name));
  }
  ADIT_CHECK(transaction.commit());
  return old.size();
}

Status KeyBook::remember(const TrustedState& state) {
  for (const RecipientEntry& entry : state.directory().body().recipients) {
    const XwingPublic* key = state.week_key(entry.rid);
    if (key == nullptr) continue;
    ByteVector name = book_name(entry.rid, state.week());
    ADIT_TRY(auto before, records_.get(Kind::week_key, name));
    if (!before) ADIT_CHECK(records_.put(Kind::week_key, name, key->span()));
  }
  return {};
}

Result<bool> KeyBook::is_reused(const XwingPublic& key, const Rid& rid, Week week) const {
  ADIT_TRY(auto rows, records_.list(Kind::week_key));
  const ByteVector own = book_name(rid, week);
  return std::ranges::any_of(rows, [&](const Record& row) {
    return row.name != own && std::ranges::equal(row.value.expose(), key.span());
  });
}

std::optional<XwingPublic> KeyBook::week_key(const Rid& rid, Week week) const {
  auto found = records_.get(Kind::week_key, book_name(rid, week));
  if (!found || !*found) return std::nullopt;
  return XwingPublic::from((*found)->expose());
}

}  // namespace adit::client
