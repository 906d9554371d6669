// SPDX-License-Identifier: Apache-2.0
#include "client/case/sync.h"

#include <adit/api.h>
#include <fmt/format.h>

#include "client/case/canary.h"
#include "client/case/card_queue.h"
#include "client/case/epoch_files.h"
#include "client/case/newest_state.h"
#include "client/case/open_epoch.h"
#include "client/case/parcel_store.h"
#include "client/case/position.h"
#include "client/case/self.h"
#include "client/case/shown_state.h"
#include "client/case/standing.h"
#include "client/case/state_checks.h"
#include "client/case/week_keys.h"
#include "client/trust/external_witness.h"
#include "crypto/note_sign.h"

namespace adit::client {
namespace {

constexpr std::int64_t kLateSeconds = 30 * 60;
constexpr std::int64_t kLateSlackSeconds = 20 * 60;

class Visit {
 public:
  Visit(DeskContext& desk, const DeskSelf& self, const WeekKeys& keys, Position position, StateBundle bundle,
        TrustedState state)
      : desk_(desk),
        self_(self),
        keys_(keys),
        position_(std::move(position)),
        bundle_(std::move(bundle)),
        state_(std::move(state)),
        epoch_seconds_(state_.params().epoch_seconds),
        clock_(desk.clock.now()),
        now_(believed_time(clock_, end_of(state_.record().epoch))) {}

  Result<SyncReport> run() {
    ADIT_TRY(bool sound, read_log());
    if (sound) {
      ADIT_TRY(sound, look_at_reporters());
    }
    if (sound && may_confirm_) ADIT_CHECK(confirm());
    ADIT_CHECK(open_unread());
    ADIT_CHECK(tidy());
    ADIT_CHECK(post_cards());
    ADIT_TRY(report_.weeks_ahead, weeks_ahead(desk_.records, now_));
    return std::move(report_);
  }

 private:
  Week week_of(Epoch epoch) const { return week_at(start_of(epoch, epoch_seconds_)); }
  UnixTime end_of(Epoch epoch) const { return start_of(Epoch{number(epoch) + 1}, epoch_seconds_); }
  bool is_kept(Epoch epoch, std::uint32_t days) const {
    return seconds(end_of(epoch)) + std::int64_t{days} * kDaySeconds > seconds(now_);
  }
  // Whether there can be letters for us in it: we hold a key of its week, and its files are not too old.
  bool is_wanted(Epoch epoch) const {
    return keys_.has(week_of(epoch)) && is_kept(epoch, state_.params().letter_days);
  }
  std::string checkpoint() const { return state_.checkpoint().note().encode(); }

  void note(const Alarm& alarm) {
    for (const Alarm& known : report_.alarms) {
      if (known.kind == alarm.kind && known.epoch == alarm.epoch) return;
    }
    report_.alarms.push_back(alarm);
  }
  Status raise(AlarmKind kind, Epoch epoch, std::vector<std::string> evidence) {
    Alarm alarm{kind, epoch, std::move(evidence)};
    ADIT_CHECK(put_alarm(desk_.records, alarm));
    note(alarm);
    return {};
  }
  // Turns what a check of the log found into an alarm; an error of another sort stays one.
  Status accuse(const Error& error, Epoch epoch) {
    std::vector<std::string> evidence;
    if (!position_.checkpoint.empty()) evidence.push_back(position_.checkpoint);
    evidence.push_back(checkpoint());
    switch (error.code) {
      case Errc::log_fork: {
        ForkFinding found = examine_fork(desk_.transport, position_.checkpoint, checkpoint());
        // The checkpoints agree, so what is wrong are the entries that were served.
        const bool grew = state_.checkpoint().size() > position_.tree.size();
        bool is_fork = !(grew && found.verdict == ForkVerdict::refuted);
        if (is_fork) {
          remind_gateway(desk_.transport, position_.checkpoint, state_.directory().body().gateway.log_key);
        }
        return raise(is_fork ? AlarmKind::fork : AlarmKind::mismatch, epoch, std::move(found.evidence));
      }
      case Errc::log_count_mismatch:
        return raise(AlarmKind::mismatch, epoch, std::move(evidence));
      case Errc::log_gap:
        return raise(AlarmKind::file_missing, epoch, std::move(evidence));
      default:
        return fail(error);
    }
  }

  // 1. The log from where we left it, every check made before anything is kept. False: an alarm was
  // raised and the log is not followed.
  Result<bool> read_log() {
    report_.listed = is_listed();
    auto growth = LogGrowth::read(desk_.transport, position_.tree, position_.last_epoch, state_.checkpoint());
    if (!growth) {
      ADIT_CHECK(accuse(growth.error(), state_.record().epoch));
      return false;
    }
    for (const LoggedEpoch& epoch : growth->epochs()) {
      if (!is_wanted(epoch.record.epoch)) continue;
      auto fetched = fetch_epoch_files(desk_.records, desk_.transport, epoch.record);
      if (fetched) continue;
      ADIT_CHECK(accuse(fetched.error(), epoch.record.epoch));
      if (fetched.error().code != Errc::log_gap) return false;
      tried_.insert(epoch.record.epoch);
    }
    ADIT_TRY(bool cards, verify_new_cards(*growth));
    if (!cards) return false;
    ADIT_CHECK(keep(*growth));
    ADIT_CHECK(look_for_silence());
    return own_key_is_ours_;
  }

  Result<bool> verify_new_cards(const LogGrowth& growth) {
    ADIT_TRY(auto all, list_epochs(desk_.records));
    std::vector<const LoggedEpoch*> fresh;
    for (const LoggedEpoch& epoch : growth.epochs()) {
      all.push_back(epoch.record);
      if (keys_.has(week_of(epoch.record.epoch)) && is_kept(epoch.record.epoch, state_.params().reply_days)) {
        fresh.push_back(&epoch);
      }
    }
    auto verified = verify_cards(desk_.transport, all, fresh, epoch_seconds_);
    if (verified) return true;
    ADIT_CHECK(accuse(verified.error(), state_.record().epoch));
    return verified.error().code == Errc::log_gap;
  }

  // 2. What was read, in one transaction.
  Status keep(const LogGrowth& growth) {
    Position next = position_;
    next.tree = growth.tree();
    next.last_epoch = state_.record().epoch;
    next.checkpoint = checkpoint();
    next.directory_seq = state_.directory().body().seq;
    const bool addressable = is_addressable();
    const bool same_week =
        position_.addressable_since && week_of(*position_.addressable_since) == state_.week();
    if (!addressable) {
      next.addressable_since.reset();
    } else if (!same_week) {
      next.addressable_since = state_.record().epoch;
    }

    std::size_t noted_before = report_.alarms.size();
    ADIT_TRY(Transaction transaction, Transaction::begin(desk_.records));
    std::optional<Epoch> last = position_.last_epoch;
    std::set<Digest> cards;
    for (const LoggedEpoch& epoch : growth.epochs()) {
      const Epoch e = epoch.record.epoch;
      ADIT_CHECK(put_epoch(desk_.records, epoch.record));
      cards.insert(epoch.cards.begin(), epoch.cards.end());
      if (last && seconds(start_of(e, epoch_seconds_)) - seconds(end_of(*last)) > kLateSeconds) {
        ADIT_CHECK(raise(AlarmKind::epochs_missing, e, {checkpoint()}));
      }
      last = e;
      if (!is_wanted(e)) continue;
      bool expected = addressable && week_of(e) == state_.week() && next.addressable_since &&
                      e >= *next.addressable_since;
      const UnreadEpoch unread = UnreadEpoch::from(growth, epoch, checkpoint(), expected);
      ADIT_CHECK(desk_.records.put(Kind::unread, name_of(number(e)), unread.encode()));
    }
    CardQueue queue(desk_.records);
    ADIT_TRY(auto broken, queue.settle(cards, end_of(state_.record().epoch)));
    if (!broken.empty()) ADIT_CHECK(raise(AlarmKind::cards_missing, state_.record().epoch, {checkpoint()}));
    ADIT_CHECK(verify_own_key());
    ADIT_TRY(StateFindings found, check_state(desk_.records, self_, bundle_, state_, growth, clock_));
    for (const Alarm& alarm : found.alarms) {
      ADIT_CHECK(put_alarm(desk_.records, alarm));
      note(alarm);
    }
    may_confirm_ = found.may_confirm;
    ADIT_CHECK(remember_witnesses(desk_.records, state_.checkpoint(), state_.directory().body(),
                                  state_.record().epoch));
    ADIT_CHECK(KeyBook(desk_.records).remember(state_));
    ADIT_CHECK(desk_.records.put(Kind::directory, {}, state_.directory().body().encode()));
    ADIT_CHECK(next.save(desk_.records));
    if (auto committed = transaction.commit(); !committed) {
      report_.alarms.resize(noted_before);
      return committed;
    }
    report_.epochs = growth.epochs().size();
    position_ = std::move(next);
    return {};
  }

  // A key that is published in our name must be ours.
  Status verify_own_key() {
    const XwingPublic* shown = state_.week_key(self_.rid);
    if (shown == nullptr) return {};
    const XwingKey* own = keys_.find(state_.week());
    // Of a gateway that stood still for a month: that key was ours, and is erased.
    if (own == nullptr && is_past_keeping(state_.week(), now_)) return {};
    own_key_is_ours_ = own != nullptr && own->public_key() == *shown;
    if (own_key_is_ours_) return {};
    return raise(AlarmKind::foreign_key, state_.record().epoch, {checkpoint()});
  }

  // What reporters are shown must be of this log too. False: it is not.
  Result<bool> look_at_reporters() {
    ADIT_TRY(ShownState shown,
             look_at_shown_state(desk_.records, self_, desk_.transport, position_, state_, clock_));
    if (shown.alarms.empty() && shown.compared.empty()) return shown.may_confirm;
    ADIT_TRY(Transaction transaction, Transaction::begin(desk_.records));
    for (const Alarm& alarm : shown.alarms) ADIT_CHECK(put_alarm(desk_.records, alarm));
    for (const ByteVector& name : shown.compared) ADIT_CHECK(desk_.records.erase(Kind::shown_state, name));
    ADIT_CHECK(transaction.commit());
    for (const Alarm& alarm : shown.alarms) note(alarm);
    return shown.may_confirm;
  }

  Status look_for_silence() {
    const Epoch last = state_.record().epoch;
    // Of long epochs the next one is not due yet.
    const std::int64_t patience = std::max(kLateSeconds, std::int64_t{epoch_seconds_} + kLateSlackSeconds);
    if (seconds(clock_) - seconds(end_of(last)) <= patience) return {};
    return raise(AlarmKind::late, last, {checkpoint()});
  }

  bool is_addressable() const {
    for (const Addressable& a : state_.addressable()) {
      if (a.entry->rid == self_.rid) return true;
    }
    return false;
  }
  bool is_listed() const {
    const RecipientEntry* entry = state_.directory().find(self_.rid);
    return entry != nullptr && entry->status == RecipientStatus::active &&
           entry->active_from <= state_.record().epoch;
  }

  // 3. As a witness. The position is kept by now, so no other root of this size will ever be signed.
  Status confirm() {
    const auto& witnesses = state_.directory().body().witnesses;
    if (std::ranges::find(witnesses, self_.witness_key) == witnesses.end()) return {};
    if (position_.cosigned_size >= state_.checkpoint().size()) return {};
    const NoteSignature own =
        cosign_note(state_.checkpoint().note().text, self_.witness_key.name, self_.witness, clock_);
    Status posted =
        post_cosignature(desk_.transport, checkpoint(), state_.directory().body().gateway.log_key, {own});
    // Refused: newer checkpoints came in between, and the next visit confirms those.
    if (!posted && posted.error().code != Errc::admission_refused) {
      report_.trouble = posted.error();
      return {};
    }
    report_.cosigned = posted.has_value();
    position_.cosigned_size = state_.checkpoint().size();
    return position_.save(desk_.records);
  }

  // 4. The letters.
  Status open_unread() {
    ADIT_TRY(auto unread, list_unread(desk_.records));
    for (const UnreadEpoch& epoch : unread) ADIT_CHECK(open_one(epoch));
    return {};
  }

  Status open_one(const UnreadEpoch& unread) {
    const Epoch epoch = unread.record.epoch;
    if (!is_wanted(epoch)) {
      ADIT_TRY(Transaction transaction, Transaction::begin(desk_.records));
      ADIT_CHECK(forget_unread(desk_.records, epoch));
      ADIT_CHECK(transaction.commit());
      ++report_.gone;
      return {};
    }
    if (!tried_.contains(epoch)) {
      // Kept already, unless it was missing at an earlier visit.
      auto fetched = fetch_epoch_files(desk_.records, desk_.transport, unread.record);
      if (!fetched) ADIT_CHECK(accuse(fetched.error(), epoch));
    }
    ADIT_TRY(OpenedEpoch opened, open_epoch(desk_.records, self_, keys_, unread, epoch_seconds_));
    report_.letters += opened.letters;
    report_.repeated += opened.repeated;
    report_.damaged += opened.damaged;
    report_.spliced += opened.spliced;
    report_.canaries += opened.canaries;
    report_.not_for_us += opened.not_for_us ? 1 : 0;
    for (const Alarm& alarm : opened.alarms) note(alarm);
    return {};
  }

  // 5. Attachments that are complete now, and what has had its time.
  Status tidy() {
    ParcelStore parcels(desk_.records);
    ADIT_TRY(report_.files, parcels.find_waiting());
    if (!position_.last_epoch) {
      ADIT_TRY(report_.erased_weeks,
               erase_by_time(desk_.records, std::nullopt, std::nullopt, clock_, std::nullopt));
      return {};
    }
    const Params& params = state_.params();
    // By the log's time: a clock that runs ahead must not throw anything away.
    auto days_before = [&](std::uint32_t days) {
      std::uint64_t epochs = std::uint64_t{days} * kDaySeconds / epoch_seconds_;
      std::uint64_t last = number(*position_.last_epoch);
      return Epoch{last > epochs ? last - epochs : 0};
    };
    ADIT_CHECK(parcels.forget_before(days_before(params.parcel_days)));
    ADIT_CHECK(forget_epochs_before(days_before(std::max(params.letter_days, params.reply_days) + 1)));
    ADIT_TRY(auto unread, list_unread(desk_.records));
    std::optional<Week> scanned;
    if (unread.empty()) {
      scanned = week_of(*position_.last_epoch);
      ADIT_CHECK(miss_canaries());
    }
    ADIT_TRY(report_.erased_weeks, erase_by_time(desk_.records, position_.last_epoch,
                                                 end_of(*position_.last_epoch), clock_, scanned));
    return {};
  }

  // What was accepted and is in none of the epochs that were opened.
  Status miss_canaries() {
    ADIT_TRY(Transaction transaction, Transaction::begin(desk_.records));
    ADIT_TRY(auto lost, Canaries(desk_.records).settle_overdue(*position_.last_epoch));
    if (!lost.empty()) ADIT_CHECK(raise(AlarmKind::canary_lost, *position_.last_epoch, {checkpoint()}));
    return transaction.commit();
  }

  Status forget_epochs_before(Epoch epoch) {
    ADIT_TRY(auto epochs, list_epochs(desk_.records));
    if (epochs.empty() || epochs.front().epoch >= epoch) return {};
    ADIT_TRY(Transaction transaction, Transaction::begin(desk_.records));
    for (const EpochRecord& record : epochs) {
      if (record.epoch < epoch) ADIT_CHECK(desk_.records.erase(Kind::epoch, name_of(number(record.epoch))));
    }
    return transaction.commit();
  }

  // 6. The round's cards: always, and always as many, whatever there is to say.
  Status post_cards() {
    if (!report_.listed) return {};
    const Params& params = state_.params();
    CardQueue queue(desk_.records);
    ADIT_TRY(RoundSet set, queue.set_of_round(self_, round_at(now_, params.round_seconds),
                                              params.round_seconds, params.cards_per_round, desk_.rng));
    if (set.posted) return {};
    auto posted = desk_.transport.post(api::kCardsPath, set.upload);
    if (posted) {
      report_.posted = true;
      return queue.mark_posted(set);
    }
    // Kept: the same set is posted again while the round lasts, and its cards go into a later one after.
    if (posted.error().code != Errc::admission_refused) report_.trouble = posted.error();
    return {};
  }

  DeskContext& desk_;
  const DeskSelf& self_;
  const WeekKeys& keys_;
  Position position_;
  StateBundle bundle_;
  TrustedState state_;
  std::uint32_t epoch_seconds_;
  UnixTime clock_;  // as this machine says
  UnixTime now_;    // to go by
  bool own_key_is_ours_ = true;
  bool may_confirm_ = true;
  std::set<Epoch> tried_;
  SyncReport report_;
};

}  // namespace

Result<SyncReport> sync(DeskContext& desk) {
  ADIT_TRY(DeskSelf self, load_self(desk.records));
  ADIT_TRY(Position position, Position::load(desk.records));
  ADIT_TRY(NewestState newest, fetch_newest_state(desk, self, position));
  ADIT_TRY(WeekKeys keys, WeekKeys::load(desk.records));
  return Visit(desk, self, keys, std::move(position), std::move(newest.bundle), std::move(newest.state))
      .run();
}

}  // namespace adit::client
