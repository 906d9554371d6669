// SPDX-License-Identifier: Apache-2.0
#include "client/case/epoch_files.h"

#include <adit/api.h>
#include <adit/feed.h>

#include <map>

#include "crypto/sha256.h"

namespace adit::client {
namespace {

constexpr std::size_t kMaxDayBytes = std::size_t{256} << 20;

Status fetch_file(Records& records, Transport& transport, Kind kind, const EpochRecord& record,
                  const std::string& path, std::size_t max_bytes, const Digest& expected) {
  ByteVector name = name_of(number(record.epoch));
  ADIT_TRY(auto kept, records.get(kind, name));
  if (kept && sha256(kept->expose()) == expected) return {};
  auto file = transport.get(path, max_bytes);
  if (!file) {
    switch (file.error().code) {
      case Errc::not_found:
        return fail(Errc::log_gap);
      // Larger than what the record says there is, or not a file at all.
      case Errc::peer_misbehaved:
        return fail(Errc::log_count_mismatch);
      default:
        return fail(file.error());
    }
  }
  if (sha256(*file) != expected) return fail(Errc::log_count_mismatch);
  return records.put(kind, name, *file);
}

}  // namespace

Status fetch_epoch_files(Records& records, Transport& transport, const EpochRecord& record) {
  Status feed;
  Status parcels;
  // With neither letters nor parcels there was nobody to encrypt to.
  if (record.letters + record.parcels > 0) {
    feed = fetch_file(records, transport, Kind::feed_file, record, api::feed_path(record.epoch),
                      feed_bytes(kMaxFeedSlots, record.letters), record.feed);
    if (!feed && feed.error().code != Errc::log_gap) return feed;
  }
  if (record.parcels > 0) {
    parcels = fetch_file(records, transport, Kind::parcels_file, record, api::parcels_path(record.epoch),
                         record.parcels * kSealedParcelBytes, record.parcels_file);
  }
  return parcels ? feed : parcels;
}

Status verify_cards(Transport& transport, const std::vector<EpochRecord>& all,
                    const std::vector<const LoggedEpoch*>& fresh, std::uint32_t epoch_seconds) {
  auto day_of_epoch = [&](Epoch epoch) { return day_at(start_of(epoch, epoch_seconds)); };
  std::map<Day, std::map<Epoch, const LoggedEpoch*>> days;
  for (const LoggedEpoch* epoch : fresh) {
    if (epoch->record.cards > 0) days[day_of_epoch(epoch->record.epoch)][epoch->record.epoch] = epoch;
  }
  for (const auto& [day, epochs] : days) {
    auto file = transport.get(api::cards_path(day), kMaxDayBytes);
    if (!file) return fail(file.error().code == Errc::not_found ? Errc::log_gap : file.error().code);
    std::size_t at = 0;
    for (const EpochRecord& record : all) {
      if (day_of_epoch(record.epoch) != day) continue;
      const std::size_t bytes = record.cards * kCardBytes;
      if (auto mine = epochs.find(record.epoch); mine != epochs.end()) {
        if (file->size() < at + bytes) return fail(Errc::log_count_mismatch);
        ByteSpan cards = ByteSpan(*file).subspan(at, bytes);
        if (sha256(cards) != record.cards_file) return fail(Errc::log_count_mismatch);
        for (const Digest& leaf : mine->second->cards) {
          if (sha256(cards.first(kCardBytes)) != leaf) return fail(Errc::log_count_mismatch);
          cards = cards.subspan(kCardBytes);
        }
      }
      at += bytes;
    }
  }
  return {};
}

}  // namespace adit::client
