// SPDX-License-Identifier: Apache-2.0
#include "client/case/state_checks.h"

#include "client/case/week_keys.h"
#include "client/trust/terms.h"
#include "crypto/base64.h"
#include "crypto/sha256.h"

namespace adit::client {
namespace {

constexpr std::int64_t kClockSlackSeconds = 600;
constexpr std::size_t kMaxShownEnvelope = 8192;

class Checks {
 public:
  Checks(Records& records, const DeskSelf& self, const StateBundle& bundle, const TrustedState& state,
         const LogGrowth& growth, UnixTime now)
      : records_(records),
        self_(self),
        bundle_(bundle),
        state_(state),
        growth_(growth),
        now_(now),
        epoch_seconds_(state.params().epoch_seconds) {}

  Result<StateFindings> run() {
    ADIT_CHECK(check_bulletins());
    ADIT_CHECK(check_newcomers());
    ADIT_CHECK(check_burns());
    check_expiry();
    check_clock();
    return std::move(out_);
  }

 private:
  UnixTime log_end() const { return start_of(Epoch{number(state_.record().epoch) + 1}, epoch_seconds_); }
  // One alarm a week for a key, whenever it is looked at.
  Epoch first_of_week() const {
    std::int64_t start = std::int64_t{number(state_.week())} * kWeekSeconds + kWeekOffsetSeconds;
    return epoch_at(UnixTime{start + epoch_seconds_ - 1}, epoch_seconds_);
  }
  void accuse_key(std::string who, ByteSpan envelope) {
    Alarm alarm{AlarmKind::bad_bulletin, first_of_week(), {std::move(who)}};
    if (envelope.size() <= kMaxShownEnvelope) alarm.evidence.push_back(to_base64(envelope));
    out_.alarms.push_back(std::move(alarm));
  }

  Status check_bulletins() {
    KeyBook book(records_);
    for (const ByteVector& bytes : bundle_.bulletins) {
      auto envelope = UnverifiedEnvelope::parse(bytes);
      auto bulletin = envelope ? Bulletin::verify(*envelope, state_.directory())
                               : Result<Bulletin>(fail(envelope.error()));
      if (!bulletin) {
        // Of somebody who is not listed any more.
        if (bulletin.error().code == Errc::recipient_not_addressable) continue;
        auto body =
            envelope ? BulletinBody::parse(envelope->body) : Result<BulletinBody>(fail(Errc::internal));
        accuse_key(body ? to_hex(body->rid.span()) : "unreadable", bytes);
        continue;
      }
      const BulletinBody& body = bulletin->body();
      if (body.rid == self_.rid) continue;  // looked at by verify_own_key()
      const std::string who = to_hex(body.rid.span());
      if (body.week != state_.week()) {
        accuse_key(who, bytes);
        continue;
      }
      auto known = book.week_key(body.rid, body.week);
      if (known && *known != body.key) accuse_key(who, bytes);
      if (known) continue;
      ADIT_TRY(bool reused, book.is_reused(body.key, body.rid, body.week));
      if (reused || is_twice(body.key)) accuse_key(who, bytes);
    }
    return {};
  }
  // The same key for two recipients in this very state.
  bool is_twice(const XwingPublic& key) const {
    std::size_t n = 0;
    for (const RecipientEntry& entry : state_.directory().body().recipients) {
      const XwingPublic* shown = state_.week_key(entry.rid);
      n += shown != nullptr && *shown == key ? 1 : 0;
    }
    return n > 1;
  }

  // A burn in our name that we did not sign here.
  Status check_burns() {
    for (const ByteVector& bytes : bundle_.burns) {
      auto envelope = UnverifiedEnvelope::parse(bytes);
      if (!envelope) continue;
      auto burn = Burn::verify(*envelope, state_.directory());
      if (!burn || burn->body().rid != self_.rid) continue;
      ADIT_TRY(auto ours, records_.get(Kind::profile, as_bytes(kBurnedName)));
      if (ours) continue;
      out_.alarms.push_back({AlarmKind::foreign_burn, burn->body().from_epoch, {to_base64(bytes)}});
    }
    return {};
  }

  // Additions count after the council's delay, by the log: a gateway that logs what breaks it, or a
  // council in a hurry, gets no confirmation, and without a quorum reporters refuse the state.
  Status check_newcomers() {
    ADIT_TRY(auto rows, records_.list(Kind::newcomer));
    const bool is_first = rows.empty();
    std::map<Rid, std::uint64_t> known;
    for (const Record& row : rows) {
      auto rid = Rid::from(row.name);
      if (!rid) return fail(Errc::store_corrupt);
      known.emplace(*rid, load_le(row.value.expose()));
    }
    for (const RecipientEntry& entry : state_.directory().body().recipients) {
      auto at = known.find(entry.rid);
      if (at == known.end()) {
        std::uint64_t logged = is_first ? 0 : number(epoch_that_logged_directory());
        ADIT_CHECK(records_.put(Kind::newcomer, entry.rid.span(), name_of(logged)));
        check_delay(entry, logged);
      } else {
        check_delay(entry, at->second);
        known.erase(at);
      }
    }
    // Who comes back after having been taken off the list is new again.
    for (const auto& [rid, logged] : known) ADIT_CHECK(records_.erase(Kind::newcomer, rid.span()));
    return {};
  }

  Epoch epoch_that_logged_directory() const {
    const Digest digest = sha256(bundle_.directory);
    for (const LoggedEpoch& epoch : growth_.epochs()) {
      if (std::ranges::find(epoch.documents, digest) != epoch.documents.end()) return epoch.record.epoch;
    }
    return growth_.epochs().empty() ? state_.record().epoch : growth_.epochs().front().record.epoch;
  }

  void check_delay(const RecipientEntry& entry, std::uint64_t logged) {
    if (logged == 0 || entry.status != RecipientStatus::active || entry.active_from > state_.record().epoch)
      return;
    const std::uint64_t delay = std::uint64_t{state_.council().body().delay_days} * kDaySeconds;
    // A gateway counts from when it accepts, and may have been down before it could log: a seventh.
    const std::uint64_t epochs = (delay - delay / 7) / epoch_seconds_;
    if (number(state_.record().epoch) >= logged + epochs) return;
    out_.may_confirm = false;
    out_.alarms.push_back({AlarmKind::early_recipient, Epoch{logged}, {to_hex(entry.rid.span())}});
  }

  void check_expiry() {
    const DirectoryBody& directory = state_.directory().body();
    if (is_ending(directory.from_epoch, directory.expires_epoch, epoch_seconds_, log_end(),
                  kDirectorySoonSeconds)) {
      out_.alarms.push_back({AlarmKind::directory_expiring, directory.expires_epoch, {}});
    }
    const CouncilBody& council = state_.council().body();
    if (is_ending(council.from_epoch, council.expires_epoch, epoch_seconds_, log_end(),
                  kCouncilSoonSeconds)) {
      out_.alarms.push_back({AlarmKind::council_expiring, council.expires_epoch, {}});
    }
  }

  // An epoch that has ended cannot end in the future. A cosignature would have a false time.
  void check_clock() {
    if (seconds(now_) + kClockSlackSeconds >= seconds(log_end())) return;
    out_.may_confirm = false;
    out_.alarms.push_back({AlarmKind::clock_wrong, state_.record().epoch, {}});
  }

  Records& records_;
  const DeskSelf& self_;
  const StateBundle& bundle_;
  const TrustedState& state_;
  const LogGrowth& growth_;
  UnixTime now_;
  std::uint32_t epoch_seconds_;
  StateFindings out_;
};

}  // namespace

Result<StateFindings> check_state(Records& records, const DeskSelf& self, const StateBundle& bundle,
                                  const TrustedState& state, const LogGrowth& growth, UnixTime now) {
  return Checks(records, self, bundle, state, growth, now).run();
}

UnixTime believed_time(UnixTime now, std::optional<UnixTime> log_end) {
  if (!log_end) return now;
  const std::int64_t off = seconds(now) - seconds(*log_end);
  return off > kDaySeconds || off < -kDaySeconds ? *log_end : now;
}

}  // namespace adit::client
