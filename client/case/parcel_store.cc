// SPDX-License-Identifier: Apache-2.0
#include "client/case/parcel_store.h"

#include "crypto/sha256.h"

namespace adit::client {

Status ParcelStore::put(Epoch epoch, const std::vector<ByteVector>& parcels) {
  ByteVector ids;
  for (const ByteVector& parcel : parcels) {
    auto id = sha256_as<ParcelId>(parcel);
    append(ids, id.span());
    ADIT_CHECK(records_.put(Kind::parcel, id.span(), parcel));
  }
  return records_.put(Kind::parcel_epoch, name_of(number(epoch)), ids);
}

Status ParcelStore::expect(const Letter& letter) {
  if (letter.core.files.empty()) return {};
  return records_.put(Kind::file_states, name_of(letter.number), ByteVector(letter.core.files.size()));
}

Result<ByteVector> ParcelStore::find(const ParcelId& id) const {
  for (Kind kind : {Kind::kept_parcel, Kind::parcel}) {
    ADIT_TRY(auto found, records_.get(kind, id.span()));
    if (found) return ByteVector(found->expose().begin(), found->expose().end());
  }
  return fail(Errc::parcel_missing);
}

Result<MissingParts> ParcelStore::missing(const FileEntry& file) const {
  auto find_it = [&](const ParcelId& id) { return find(id); };
  return missing_parts(file, find_it, [&](const ParcelId& id) -> Result<bool> {
    auto found = find(id);
    if (!found && found.error().code != Errc::parcel_missing) return fail(found.error());
    return found.has_value();
  });
}

Result<SecretBuffer> ParcelStore::open(const FileEntry& file) const {
  return open_file(file, [&](const ParcelId& id) { return find(id); });
}

Result<FileState> ParcelStore::try_to_keep(const FileEntry& file) {
  // What opening asks for is what belongs to the file.
  std::vector<ParcelId> used;
  auto opened = open_file(file, [&](const ParcelId& id) {
    used.push_back(id);
    return find(id);
  });
  if (!opened) {
    switch (opened.error().code) {
      case Errc::parcel_missing:
        return FileState::waiting;
      case Errc::parcel_damaged:
        return FileState::damaged;
      default:
        return fail(opened.error());
    }
  }
  for (const ParcelId& id : used) {
    ADIT_TRY(ByteVector parcel, find(id));
    ADIT_CHECK(records_.put(Kind::kept_parcel, id.span(), parcel));
  }
  return FileState::complete;
}

Result<std::size_t> ParcelStore::find_waiting() {
  std::size_t found = 0;
  ADIT_TRY(auto rows, records_.list(Kind::file_states));
  for (const Record& row : rows) {
    ByteVector states(row.value.expose().begin(), row.value.expose().end());
    if (std::ranges::find(states, std::uint8_t{0}) == states.end()) continue;
    ADIT_TRY(Letter letter, Inbox(records_).letter(number_of(row)));
    if (letter.core.files.size() != states.size()) return fail(Errc::store_corrupt);
    ADIT_TRY(Transaction transaction, Transaction::begin(records_));
    for (std::size_t i = 0; i < states.size(); ++i) {
      if (states[i] != 0) continue;
      ADIT_TRY(FileState now, try_to_keep(letter.core.files[i]));
      states[i] = static_cast<std::uint8_t>(now);
      if (now == FileState::complete) ++found;
    }
    ADIT_CHECK(records_.put(Kind::file_states, row.name, states));
    ADIT_CHECK(transaction.commit());
  }
  return found;
}

Status ParcelStore::forget_before(Epoch epoch) {
  ADIT_TRY(auto rows, records_.list(Kind::parcel_epoch));
  for (const Record& row : rows) {
    if (number_of(row) >= number(epoch)) continue;
    ADIT_TRY(Transaction transaction, Transaction::begin(records_));
    for (ByteSpan ids = row.value.expose(); ids.size() >= ParcelId::kSize;
         ids = ids.subspan(ParcelId::kSize)) {
      ADIT_CHECK(records_.erase(Kind::parcel, ids.first(ParcelId::kSize)));
    }
    ADIT_CHECK(records_.erase(Kind::parcel_epoch, row.name));
    ADIT_CHECK(transaction.commit());
  }
  return {};
}

Result<std::vector<FileState>> ParcelStore::states(const Letter& letter) const {
  std::vector<FileState> out(letter.core.files.size(), FileState::waiting);
  ADIT_TRY(auto found, records_.get(Kind::file_states, name_of(letter.number)));
  if (!found) return out;
  for (std::size_t i = 0; i < std::min(out.size(), found->size()); ++i) {
    std::uint8_t state = found->expose()[i];
    if (state > static_cast<std::uint8_t>(FileState::damaged)) return fail(Errc::store_corrupt);
    out[i] = static_cast<FileState>(state);
  }
  return out;
}

}  // namespace adit::client
