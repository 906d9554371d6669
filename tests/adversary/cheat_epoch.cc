// SPDX-License-Identifier: Apache-2.0
// What a gateway can do to the newest epoch of its log, and to the files that the log names.
#include <adit/api.h>
#include <adit/feed.h>

#include <functional>
#include <map>

#include "crypto/sha256.h"
#include "tests/adversary/public_log.h"

namespace adit::test {
namespace {

using Arguments = std::vector<std::string>;

std::filesystem::path file_of(const PublicLog& log, const std::string& path) {
  return log.folder / path.substr(1);
}

void erase_entry(PublicLog& log, std::size_t i) {
  log.entries.erase(log.entries.begin() + static_cast<std::ptrdiff_t>(i));
}

std::size_t first_letter(const PublicLog& log) {
  auto leaves = log.leaves(EntryKind::letter);
  if (leaves.size() < 2) give_up("the newest epoch has no two letters");
  return leaves.front();
}

void write_record(PublicLog& log) {
  log.bundle.epoch_record = log.record.encode();
  log.entries.back() = log.bundle.epoch_record;
}

// The newest epoch's letters and parcels as an insider reads them, to be sealed again.
struct Contents {
  std::vector<SealedLetter> letters;
  std::vector<ByteVector> parcels;
};
Contents open_newest(const PublicLog& log, const Insider& insider) {
  const Epoch epoch = log.record.epoch;
  std::vector<WeekSecret> secrets;
  for (Week week : insider.keys.weeks()) secrets.push_back({week, insider.keys.find(week)});
  const ByteVector feed = read_bytes(file_of(log, api::feed_path(epoch)));
  auto opened = must(open_feed(log.dep, feed, secrets), "feed");
  const ByteVector file = read_bytes(file_of(log, api::parcels_path(epoch)));
  Contents out{std::move(opened.letters), {}};
  for (std::uint32_t i = 0; i < log.record.parcels; ++i) {
    auto sealed = ByteSpan(file).subspan(i * kSealedParcelBytes, kSealedParcelBytes);
    out.parcels.push_back(must(open_feed_parcel(opened.key, i, sealed), "parcel"));
  }
  return out;
}

void seal_newest(PublicLog& log, const Contents& contents, std::span<const XwingPublic> readers) {
  ByteVector letters;
  for (const SealedLetter& letter : contents.letters) append(letters, letter.bytes());
  SystemRng rng;
  auto sealed = must(seal_feed(log.dep, readers, letters, rng), "feed");
  ByteVector parcels;
  for (std::uint32_t i = 0; i < contents.parcels.size(); ++i) {
    append(parcels, seal_feed_parcel(sealed.key, i, contents.parcels[i]));
  }
  write_bytes(file_of(log, api::feed_path(log.record.epoch)), sealed.feed);
  write_bytes(file_of(log, api::parcels_path(log.record.epoch)), parcels);
  log.record.feed = sha256(sealed.feed);
  log.record.parcels_file = sha256(parcels);
  write_record(log);
}

SealedLetter with_a_bit_changed(const SealedLetter& letter) {
  ByteVector bytes(letter.bytes().begin(), letter.bytes().end());
  bytes[100] ^= 1;
  return must(SealedLetter::parse(bytes), "letter");
}

void each_letter_changed(PublicLog& log, const Insider& insider, bool leaves_too) {
  Contents contents = open_newest(log, insider);
  for (SealedLetter& letter : contents.letters) letter = with_a_bit_changed(letter);
  if (leaves_too) {
    std::ranges::sort(contents.letters, {}, [](const SealedLetter& l) { return l.hash(); });
    auto at = log.leaves(EntryKind::letter);
    for (std::size_t i = 0; i < at.size(); ++i) {
      log.entries[at[i]] = entry_of(EntryKind::letter, Digest(contents.letters[i].hash().span()));
    }
  }
  seal_newest(log, contents, log.week_keys_of_bulletins());
}

// The same entries in another history: one leaf before the newest epoch is another one.
void rewrite_the_past(PublicLog& log) {
  for (std::size_t i = log.epoch_begin() - 1; i > 0; --i) {
    if (log.entries[i][0] != static_cast<std::uint8_t>(EntryKind::letter)) continue;
    log.entries[i][5] ^= 1;
    return;
  }
  give_up("no letter in the past");
}

// As if the newest epoch had never been.
void forget_the_newest(PublicLog& log) {
  log.entries.resize(log.epoch_begin());
  log.record = must(EpochRecord::parse(log.entries.back()), "record before");
  log.renew_record();
}

void change_cards(PublicLog& log, const std::function<void(ByteVector&)>& change) {
  // The newest round stands at the end of the newest day.
  std::filesystem::path newest;
  for (const auto& entry : std::filesystem::directory_iterator(log.folder / "v1" / "cards")) {
    newest = std::max(newest, entry.path());
  }
  ByteVector day = read_bytes(newest);
  change(day);
  write_bytes(newest, day);
}

const std::map<std::string, std::function<void(PublicLog&, const Arguments&)>> kCheats = {
    {"drop-letter", [](PublicLog& log, const Arguments&) { erase_entry(log, first_letter(log)); }},
    {"drop-letter-and-count",
     [](PublicLog& log, const Arguments&) {
       erase_entry(log, first_letter(log));
       --log.record.letters;
       write_record(log);
     }},
    {"reorder",
     [](PublicLog& log, const Arguments&) {
       const std::size_t i = first_letter(log);
       std::swap(log.entries[i], log.entries[i + 1]);
     }},
    {"reorder-kinds",
     [](PublicLog& log, const Arguments&) {
       auto cards = log.leaves(EntryKind::card);
       if (cards.empty()) give_up("no card in the newest epoch");
       const auto at = [&](std::size_t i) { return log.entries.begin() + static_cast<std::ptrdiff_t>(i); };
       std::rotate(at(first_letter(log)), at(cards.front()), at(cards.front() + 1));
     }},
    {"count",
     [](PublicLog& log, const Arguments& which) {
       std::map<std::string, std::uint32_t*> counts = {{"letters", &log.record.letters},
                                                       {"cards", &log.record.cards},
                                                       {"parcels", &log.record.parcels},
                                                       {"documents", &log.record.documents}};
       ++*counts.at(which.at(0));
       write_record(log);
     }},
    {"plant",
     [](PublicLog& log, const Arguments&) {
       // In its place by hash and counted: only what is under the seal does not have it.
       Digest planted(ByteSpan(log.entries[first_letter(log)]).subspan(1).first<32>());
       planted.mutable_span()[31] ^= 1;
       const ByteVector entry = entry_of(EntryKind::letter, planted);
       std::size_t at = first_letter(log);
       while (log.entries[at][0] == static_cast<std::uint8_t>(EntryKind::letter) && log.entries[at] < entry)
         ++at;
       log.entries.insert(log.entries.begin() + static_cast<std::ptrdiff_t>(at), entry);
       ++log.record.letters;
       write_record(log);
     }},
    {"change-leaf",
     [](PublicLog& log, const Arguments&) { log.entries[log.leaves(EntryKind::letter).back()][32] ^= 1; }},
    {"tail",
     [](PublicLog& log, const Arguments&) { log.entries.push_back(entry_of(EntryKind::letter, Digest{})); }},
    {"rewrite-past", [](PublicLog& log, const Arguments&) { rewrite_the_past(log); }},
    {"rewind", [](PublicLog& log, const Arguments&) { forget_the_newest(log); }},
    {"same-epoch-twice",
     [](PublicLog& log, const Arguments&) {
       const std::vector<ByteVector> again(
           log.entries.begin() + static_cast<std::ptrdiff_t>(log.epoch_begin()), log.entries.end());
       log.entries.insert(log.entries.end(), again.begin(), again.end());
     }},
    {"remove-feed",
     [](PublicLog& log, const Arguments&) {
       std::filesystem::remove(file_of(log, api::feed_path(log.record.epoch)));
     }},
    {"change-feed",
     [](PublicLog& log, const Arguments&) {
       ByteVector feed = read_bytes(file_of(log, api::feed_path(log.record.epoch)));
       feed.back() ^= 1;
       write_bytes(file_of(log, api::feed_path(log.record.epoch)), feed);
     }},
    {"change-parcels",
     [](PublicLog& log, const Arguments&) {
       ByteVector parcels = read_bytes(file_of(log, api::parcels_path(log.record.epoch)));
       parcels.front() ^= 1;
       write_bytes(file_of(log, api::parcels_path(log.record.epoch)), parcels);
     }},
    {"other-letters-under-the-seal",
     [](PublicLog& log, const Arguments& a) { each_letter_changed(log, insider_of(a.at(0)), false); }},
    {"kill-letters",
     [](PublicLog& log, const Arguments& a) { each_letter_changed(log, insider_of(a.at(0)), true); }},
    {"fewer-letters-under-the-seal",
     [](PublicLog& log, const Arguments& a) {
       Contents contents = open_newest(log, insider_of(a.at(0)));
       contents.letters.pop_back();
       seal_newest(log, contents, log.week_keys_of_bulletins());
     }},
    {"leave-out",
     [](PublicLog& log, const Arguments& a) {
       // Sealed to the first insider alone.
       const Insider& insider = insider_of(a.at(0));
       const Contents contents = open_newest(log, insider);
       const Week week =
           must(BulletinBody::parse(
                    must(UnverifiedEnvelope::parse(log.bundle.bulletins.front()), "bulletin").body),
                "bulletin")
               .week;
       const std::array readers{insider.keys.find(week)->public_key()};
       seal_newest(log, contents, readers);
     }},
    {"change-cards",
     [](PublicLog& log, const Arguments&) {
       change_cards(log, [](ByteVector& day) { day[day.size() - 10] ^= 1; });
     }},
    {"swap-cards",
     [](PublicLog& log, const Arguments&) {
       change_cards(log, [](ByteVector& day) {
         std::swap_ranges(day.end() - 2 * kCardBytes, day.end() - kCardBytes, day.end() - kCardBytes);
       });
     }},
};

}  // namespace

void cheat_with_epoch(PublicLog& log, const std::string& what, const Arguments& arguments) {
  auto cheat = kCheats.find(what);
  if (cheat == kCheats.end()) give_up("there is no cheat " + what);
  cheat->second(log, arguments);
}

}  // namespace adit::test
