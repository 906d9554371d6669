// SPDX-License-Identifier: Apache-2.0
#include "client/desk/desk.h"

#include "client/case/position.h"
#include "client/case/self.h"
#include "client/thread/forms.h"
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

Result<std::vector<MissingParts>> missing_of(Records& records, const Letter& letter,
                                             const std::vector<FileState>& states) {
  std::vector<MissingParts> out(letter.core.files.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (states.at(i) != FileState::waiting) continue;
    auto missing = ParcelStore(records).missing(letter.core.files[i]);
    if (missing) out[i] = std::move(*missing);
    if (!missing && missing.error().code != Errc::parcel_damaged) return fail(missing.error());
  }
  return out;
}

// Where the thread has a cleaned file of which a commitment to this original was made.
Result<std::optional<OriginalOf>> find_original(Records& records, const X25519Public& thread, const Key& salt,
                                                const Digest& digest) {
  ADIT_TRY(auto letters, Inbox(records).letters());
  for (const Letter& other : letters) {
    if (other.channel.thread_public != thread) continue;
    for (std::size_t i = 0; i < other.core.files.size(); ++i) {
      const auto& commitment = other.core.files[i].original;
      if (commitment && opens_original(*commitment, salt, digest))
        return std::optional(OriginalOf{other.number, i + 1});
    }
  }
  return std::optional<OriginalOf>();
}

std::optional<Key> salt_from(std::string_view hex) {
  auto bytes = from_hex(hex);
  if (!bytes || bytes->size() != kKeyBytes) return std::nullopt;
  Key key = Key::copy_of(std::span<const std::uint8_t, kKeyBytes>(*bytes));
  sodium_memzero(bytes->data(), bytes->size());
  return key;
}

Result<std::vector<std::optional<OriginalOf>>> originals_in(Records& records, const Letter& letter) {
  std::vector<std::optional<OriginalOf>> out;
  if (letter.channel.kind != LetterKind::sealed_original) return out;
  out.resize(letter.core.files.size());
  std::size_t i = 0;
  for (const auto& [key, value] : letter.core.fields) {
    if (key != kSaltKey || i == out.size()) continue;
    if (auto salt = salt_from(value)) {
      ADIT_TRY(out[i],
               find_original(records, letter.channel.thread_public, *salt, letter.core.files[i].sha256));
    }
    ++i;
  }
  return out;
}

Result<LetterView> view_of(Records& records, Letter letter) {
  CardQueue queue(records);
  ADIT_TRY(Thread thread, Inbox(records).thread(letter.channel.thread_public));
  ADIT_TRY(auto files, ParcelStore(records).states(letter));
  ADIT_TRY(auto sent, queue.sent());
  ADIT_TRY(auto waiting, queue.waiting());
  ADIT_TRY(auto missing, missing_of(records, letter, files));
  ADIT_TRY(auto original_of, originals_in(records, letter));
  LetterView view{.letter = std::move(letter),
                  .thread = thread.number,
                  .files = std::move(files),
                  .missing = std::move(missing),
                  .original_of = std::move(original_of),
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

Result<std::optional<OriginalOf>> check_original(Records& records, std::uint64_t number, const Digest& sha256,
                                                 std::string_view salt_hex) {
  ADIT_TRY(Letter letter, Inbox(records).letter(number));
  auto salt = salt_from(salt_hex);
  if (!salt) return fail(Errc::form_invalid);
  return find_original(records, letter.channel.thread_public, *salt, sha256);
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
      std::string words;
      if (bytes.error().code == Errc::parcel_missing) {
        auto missing = parcels.missing(file);
        if (missing) words = missing_words(*missing);
      }
      out.missing.push_back({i + 1, bytes.error(), std::move(words)});
      continue;
    }
    std::filesystem::path path =
        folder / attachment_name(i, file, is_uncleaned(letter, i) ? kUncleanedStem : kCleanedStem);
    ADIT_CHECK(write_new_file(path, bytes->expose(), Rights::owner_only));
    out.files.push_back(path);
    out.uncleaned = out.uncleaned || is_uncleaned(letter, i);
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
