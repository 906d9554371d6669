// SPDX-License-Identifier: Apache-2.0
#include "client/case/card_queue.h"
#include "client/case/position.h"
#include "client/case/self.h"
#include "client/case/state_checks.h"
#include "client/case/week_keys.h"
#include "client/desk/desk.h"
#include "client/trust/terms.h"

namespace adit::client {
namespace {

// A day and no more: what is older is not "lately".
std::uint64_t epochs_of_a_day(std::uint32_t epoch_seconds) {
  return static_cast<std::uint64_t>(kDaySeconds) / epoch_seconds;
}

Status look_at_directory(Records& records, const DeskSelf& self, const DirectoryBody& directory, UnixTime now,
                         Health& out) {
  const std::uint32_t epoch_seconds = directory.params.epoch_seconds;
  for (const RecipientEntry& entry : directory.recipients) {
    out.listed = out.listed || (entry.rid == self.rid && entry.status == RecipientStatus::active &&
                                entry.active_from <= *out.last_epoch);
  }
  out.log_end = start_of(Epoch{number(*out.last_epoch) + 1}, epoch_seconds);
  out.quorum = directory.quorum;
  ADIT_TRY(auto witnesses, list_witnesses(records, directory));
  for (const WitnessSeen& w : witnesses) {
    bool is_lately = w.last && number(*w.last) + epochs_of_a_day(epoch_seconds) >= number(*out.last_epoch);
    out.witnesses.push_back({w.key.name, w.last, is_lately, w.key == self.witness_key});
  }
  out.directory_ends = start_of(directory.expires_epoch, epoch_seconds);
  out.directory_is_ending = is_ending(directory.from_epoch, directory.expires_epoch, epoch_seconds,
                                      *out.log_end, kDirectorySoonSeconds);
  ADIT_TRY(auto sets, CardQueue(records).sets());
  for (const RoundSet& set : sets) {
    out.cards_posted =
        out.cards_posted || (set.posted && set.round == round_at(believed_time(now, out.log_end),
                                                                 directory.params.round_seconds));
  }
  return {};
}

}  // namespace

Result<Health> view_health(Records& records, UnixTime now) {
  Health out;
  ADIT_TRY(DeskSelf self, load_self(records));
  ADIT_TRY(Position position, Position::load(records));
  ADIT_TRY(auto directory, load_directory(records));
  ADIT_TRY(auto letters, records.list(Kind::letter));
  ADIT_TRY(out.quarantined, Inbox(records).quarantined());
  ADIT_TRY(auto unread, records.list(Kind::unread));
  ADIT_TRY(auto cards, CardQueue(records).waiting());
  ADIT_TRY(out.weeks_ahead, weeks_ahead(records, now));
  ADIT_TRY(out.alarms, open_alarms(records));
  ADIT_TRY(auto canaries, Canaries(records).list());
  out.canaries = rate_of(canaries);
  out.now = now;
  out.name = self.name;
  out.rid = self.rid;
  out.address = self.gateway.address;
  out.last_epoch = position.last_epoch;
  out.log_size = position.tree.size();
  out.letters = letters.size();
  out.unread_epochs = unread.size();
  for (const QueuedCard& card : cards) ++(card.is_automatic() ? out.automatic_cards : out.waiting_cards);
  if (directory && position.last_epoch) ADIT_CHECK(look_at_directory(records, self, *directory, now, out));
  return out;
}

}  // namespace adit::client
