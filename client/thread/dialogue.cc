// SPDX-License-Identifier: Apache-2.0
#include "client/thread/dialogue.h"

#include <algorithm>

#include "crypto/xwing.h"

namespace adit::client {
namespace {

Voice* voice_of(Dialogue& dialogue, const Directory& directory, const Rid& rid) {
  auto at = std::ranges::lower_bound(dialogue.voices, rid, {}, &Voice::rid);
  if (at != dialogue.voices.end() && at->rid == rid) return &*at;
  const RecipientEntry* entry = directory.find(rid);
  if (entry == nullptr) return nullptr;
  return &*dialogue.voices.insert(at, Voice{rid, entry->name, entry->org, {}, {}, 0});
}

bool says_something(const CardContent& content) {
  return content.kind != CardKind::acknowledgement || !content.text.empty() || !content.files.empty();
}

void count_forged(Dialogue& dialogue, const Directory& directory, const std::optional<Rid>& claimed) {
  Voice* voice = claimed ? voice_of(dialogue, directory, *claimed) : nullptr;
  if (voice == nullptr) {
    ++dialogue.forged_by_unknown;
  } else {
    ++voice->forged;
  }
}

}  // namespace

Dialogue open_cards(const ThreadKeys& keys, const Directory& directory, const CardDays& cards) {
  Dialogue out;
  out.error = cards.error;
  XwingKey reply_key(keys.reply_seed());
  std::set<CardHash> seen;
  for (const ByteVector& day : cards.days) {
    for (std::size_t at = 0; at + kCardBytes <= day.size(); at += kCardBytes) {
      auto card = SealedCard::parse(ByteSpan(day).subspan(at, kCardBytes));
      if (!card || !seen.insert(card->hash()).second) continue;
      auto opened = open_card(keys, reply_key, *card, directory);
      if (!opened) {
        if (opened.error().code == Errc::card_forged) {
          count_forged(out, directory, claimed_sender(keys, reply_key, *card));
        }
        continue;
      }
      Voice* voice = voice_of(out, directory, opened->from);
      voice->received.insert(opened->content.acks.begin(), opened->content.acks.end());
      if (says_something(opened->content)) voice->messages.push_back(std::move(opened->content));
    }
  }
  return out;
}

}  // namespace adit::client
