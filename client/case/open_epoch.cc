// SPDX-License-Identifier: Apache-2.0
#include "client/case/open_epoch.h"

#include <adit/feed.h>

#include "client/case/canary.h"
#include "client/case/card_queue.h"
#include "client/case/inbox.h"
#include "client/case/parcel_store.h"
#include "crypto/sha256.h"

namespace adit::client {
namespace {

class EpochOpener {
 public:
  EpochOpener(Records& records, const DeskSelf& self, const WeekKeys& keys, const UnreadEpoch& unread,
              std::uint32_t epoch_seconds)
      : records_(records),
        self_(self),
        unread_(unread),
        start_(start_of(unread.record.epoch, epoch_seconds)),
        week_(week_at(start_)),
        secrets_(keys.with_grace(week_)),
        own_(keys.only(week_)),
        book_(records),
        inbox_(records),
        queue_(records),
        canaries_(records) {}

  Result<OpenedEpoch> run() {
    ADIT_TRY(Transaction transaction, Transaction::begin(records_));
    ADIT_TRY(bool done, open_files());
    if (done) ADIT_CHECK(forget_unread(records_, unread_.record.epoch));
    for (const Alarm& alarm : out_.alarms) ADIT_CHECK(put_alarm(records_, alarm));
    ADIT_CHECK(transaction.commit());
    return std::move(out_);
  }

 private:
  // False if a file is missing.
  Result<bool> open_files() {
    ByteVector name = name_of(number(unread_.record.epoch));
    if (unread_.letters.empty() && unread_.parcels.empty()) return true;
    ADIT_TRY(auto feed, records_.get(Kind::feed_file, name));
    if (!feed) return false;
    auto opened = open_feed(self_.dep(), feed->expose(), own_);
    if (!opened) {
      if (opened.error().code != Errc::letter_not_mine) {
        alarm(AlarmKind::mismatch);
      } else {
        out_.not_for_us = true;
        if (unread_.expected) alarm(AlarmKind::left_out);
      }
      return true;
    }
    ADIT_CHECK(open_letters(opened->letters));
    if (unread_.parcels.empty()) return true;
    ADIT_TRY(auto parcels, records_.get(Kind::parcels_file, name));
    if (!parcels) return false;
    ADIT_CHECK(open_parcels(opened->key, parcels->expose()));
    return true;
  }

  Status open_letters(const std::vector<SealedLetter>& letters) {
    // The log names its letters in the order in which they are under the seal.
    if (letters.size() != unread_.letters.size()) alarm(AlarmKind::mismatch);
    for (std::size_t i = 0; i < std::min(letters.size(), unread_.letters.size()); ++i) {
      if (Digest(letters[i].hash().span()) != unread_.letters[i]) {
        alarm(AlarmKind::mismatch);
        continue;
      }
      ADIT_CHECK(open_one(letters[i], i));
    }
    return {};
  }

  Status open_one(const SealedLetter& sealed, std::size_t i) {
    auto opened = open_letter(self_.dep(), sealed, secrets_, self_.recipient(), book_);
    if (!opened) {
      switch (opened.error().code) {
        case Errc::letter_not_mine:
          return {};
        case Errc::letter_damaged:
          ++out_.damaged;
          break;
        case Errc::letter_spliced:
          ++out_.spliced;
          break;
        default:
          return fail(opened.error());
      }
      return inbox_.quarantine(sealed, opened.error().code);
    }
    ADIT_TRY(bool is_canary, canaries_.settle_arrived(sealed.hash()));
    if (is_canary) {
      ++out_.canaries;
      return {};
    }
    ADIT_TRY(bool view_known, knows_view(opened->channel.view));
    Letter letter{.number = 0,
                  .epoch = unread_.record.epoch,
                  .epoch_start = start_,
                  .channel = std::move(opened->channel),
                  .core = std::move(opened->core),
                  .readership = {},
                  .own_slot = opened->own_slot,
                  .header_hash = opened->header_hash,
                  .view_known = view_known,
                  .sealed = ByteVector(sealed.bytes().begin(), sealed.bytes().end()),
                  .core_key = std::move(opened->core_key),
                  .channel_commitment = opened->channel_commitment,
                  .leaf = unread_.first_letter_leaf + i,
                  .proof = unread_.proofs[i],
                  .checkpoint = unread_.checkpoint};
    for (std::size_t slot = 0; slot < kSlots; ++slot) {
      letter.readership[slot] = readership_of(letter.channel, slot, opened->verdicts[slot]);
    }
    ADIT_TRY(Inbox::Outcome outcome, inbox_.put(letter, week_));
    switch (outcome) {
      case Inbox::Outcome::replayed:
        return {};
      case Inbox::Outcome::repeated:
        ++out_.repeated;
        break;
      case Inbox::Outcome::fresh:
        ++out_.letters;
        if (!view_known) alarm(AlarmKind::unknown_view);
        ADIT_CHECK(ParcelStore(records_).expect(letter));
        break;
    }
    return queue_.acknowledge(letter.channel.thread_public);
  }

  Readership readership_of(const Channel& channel, std::size_t slot, SlotVerdict verdict) const {
    switch (verdict) {
      case SlotVerdict::readable:
        return Readership::readable;
      case SlotVerdict::dummy:
        return Readership::unused;
      case SlotVerdict::unlisted:
        return Readership::unlisted;
      case SlotVerdict::not_readable:
        break;
    }
    // A desk that was away for a week may not have seen the keys of that week.
    return book_.week_key(*channel.slots[slot].rid, channel.week) ? Readership::not_readable
                                                                  : Readership::unknown;
  }

  Result<bool> knows_view(const ViewId& view) {
    if (!views_) {
      ADIT_TRY(auto epochs, list_epochs(records_));
      views_.emplace();
      for (const EpochRecord& record : epochs) views_->insert(record.view());
    }
    return views_->contains(view);
  }

  Status open_parcels(const FeedKey& key, ByteSpan file) {
    std::vector<ByteVector> parcels;
    if (file.size() != unread_.parcels.size() * kSealedParcelBytes) {
      alarm(AlarmKind::mismatch);
      return {};
    }
    for (std::uint32_t i = 0; i < unread_.parcels.size(); ++i) {
      auto parcel = open_feed_parcel(key, i, file.subspan(i * kSealedParcelBytes, kSealedParcelBytes));
      if (!parcel || sha256(*parcel) != unread_.parcels[i]) {
        alarm(AlarmKind::mismatch);
        continue;
      }
      parcels.push_back(std::move(*parcel));
    }
    out_.has_parcels = !parcels.empty();
    return ParcelStore(records_).put(unread_.record.epoch, parcels);
  }

  void alarm(AlarmKind kind) {
    for (const Alarm& known : out_.alarms) {
      if (known.kind == kind) return;
    }
    out_.alarms.push_back({kind, unread_.record.epoch, {unread_.checkpoint}});
  }

  Records& records_;
  const DeskSelf& self_;
  const UnreadEpoch& unread_;
  UnixTime start_;
  Week week_;
  std::vector<WeekSecret> secrets_;
  std::vector<WeekSecret> own_;
  KeyBook book_;
  Inbox inbox_;
  CardQueue queue_;
  Canaries canaries_;
  std::optional<std::set<ViewId>> views_;
  OpenedEpoch out_;
};

}  // namespace

Status forget_unread(Records& records, Epoch epoch) {
  ByteVector name = name_of(number(epoch));
  ADIT_CHECK(records.erase(Kind::unread, name));
  ADIT_CHECK(records.erase(Kind::feed_file, name));
  return records.erase(Kind::parcels_file, name);
}

Result<OpenedEpoch> open_epoch(Records& records, const DeskSelf& self, const WeekKeys& keys,
                               const UnreadEpoch& unread, std::uint32_t epoch_seconds) {
  return EpochOpener(records, self, keys, unread, epoch_seconds).run();
}

}  // namespace adit::client
