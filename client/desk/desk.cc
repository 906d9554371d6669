// SPDX-License-Identifier: Apache-2.0
#include "client/desk/desk.h"

#include "client/case/position.h"
#include "client/case/self.h"
#include "client/case/week_keys.h"
#include "client/trust/files.h"
#include "crypto/value.h"

namespace adit::client {
namespace {

std::vector<QueuedCard> of_thread(const std::vector<QueuedCard>& cards, const X25519Public& thread) {
  std::vector<QueuedCard> out;
  for (const QueuedCard& card : cards) {
    if (card.thread == thread && !card.is_automatic()) out.push_back(card);
  }
  return out;
}

Result<LetterView> view_of(Records& records, Letter letter) {
  CardQueue queue(records);
  ADIT_TRY(Thread thread, Inbox(records).thread(letter.channel.thread_public));
  ADIT_TRY(auto files, ParcelStore(records).states(letter));
  ADIT_TRY(auto sent, queue.sent());
  ADIT_TRY(auto waiting, queue.waiting());
  LetterView view{.letter = std::move(letter),
                  .thread = thread.number,
                  .files = std::move(files),
                  .sent = of_thread(sent, thread.thread_public),
                  .waiting = of_thread(waiting, thread.thread_public)};
  return view;
}

}  // namespace

Result<std::vector<LetterView>> view_letters(Records& records) {
  ADIT_TRY(auto letters, Inbox(records).letters());
  std::vector<LetterView> out;
  for (Letter& letter : letters) {
    ADIT_TRY(LetterView view, view_of(records, std::move(letter)));
    out.push_back(std::move(view));
  }
  return out;
}

Result<LetterView> view_letter(Records& records, std::uint64_t number) {
  ADIT_TRY(Letter letter, Inbox(records).letter(number));
  return view_of(records, std::move(letter));
}

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
  ADIT_TRY(out.alarms, list_alarms(records));
  out.name = self.name;
  out.rid = self.rid;
  out.address = self.gateway.address;
  out.last_epoch = position.last_epoch;
  out.log_size = position.tree.size();
  out.letters = letters.size();
  out.unread_epochs = unread.size();
  for (const QueuedCard& card : cards) ++(card.is_automatic() ? out.automatic_cards : out.waiting_cards);
  if (directory && position.last_epoch) {
    for (const RecipientEntry& entry : directory->recipients) {
      out.listed = out.listed || (entry.rid == self.rid && entry.status == RecipientStatus::active &&
                                  entry.active_from <= *position.last_epoch);
    }
  }
  return out;
}

Result<Saved> save_files(Records& records, std::uint64_t number, const std::filesystem::path& folder) {
  ADIT_TRY(Letter letter, Inbox(records).letter(number));
  if (letter.core.files.empty()) return fail(Errc::not_found);
  ADIT_CHECK(make_folder(folder));
  ParcelStore parcels(records);
  Saved out;
  for (std::size_t i = 0; i < letter.core.files.size(); ++i) {
    const FileEntry& file = letter.core.files[i];
    auto bytes = parcels.open(file);
    if (!bytes) {
      if (bytes.error().code != Errc::parcel_missing && bytes.error().code != Errc::parcel_damaged) {
        return fail(bytes.error());
      }
      out.missing.emplace_back(i + 1, bytes.error());
      continue;
    }
    std::filesystem::path path = folder / attachment_name(i, file);
    ADIT_CHECK(write_new_file(path, bytes->expose(), Rights::owner_only));
    out.files.push_back(path);
  }
  return out;
}

Status queue_reply(Records& records, std::uint64_t number, const Reply& reply, Rng& rng) {
  if (!is_clean_utf8(reply.text)) return fail(Errc::form_invalid);
  ADIT_TRY(DeskSelf self, load_self(records));
  ADIT_TRY(Letter letter, Inbox(records).letter(number));
  ADIT_TRY(Thread thread, Inbox(records).thread(letter.channel.thread_public));
  if (CardQueue::bytes_left(reply.kind, reply.body, reply.text) < 0) return fail(Errc::report_too_long);
  // Now, while a person is here to be told, and not when the round comes.
  CardContent content{reply.kind, reply.body, thread.mids, reply.text, {}};
  auto trial = seal_card(self.dep(), self.recipient(), thread.reply_to(), content, rng);
  if (!trial) return fail(trial.error());
  ADIT_TRY(Transaction transaction, Transaction::begin(records));
  ADIT_CHECK(CardQueue(records).add(thread.thread_public, reply.kind, reply.body, reply.text));
  return transaction.commit();
}

}  // namespace adit::client
