// SPDX-License-Identifier: Apache-2.0
#include "client/case/position.h"

#include "crypto/value.h"

namespace adit::client {
namespace {

constexpr std::uint64_t kFormat = 1;
constexpr std::size_t kMaxTreeBytes = 8 + 64 * Digest::kSize;

Value or_nil(const std::optional<Epoch>& epoch) { return epoch ? Value(number(*epoch)) : Value(); }

std::optional<std::uint64_t> number_or_nil(Reader& r) {
  if (!r.next_is_nil()) return r.number();
  r.any();
  return std::nullopt;
}
std::optional<Epoch> epoch_or_nil(Reader& r) {
  auto n = number_or_nil(r);
  return n ? std::optional(Epoch{*n}) : std::nullopt;
}

// Digests, one after another.
ByteVector packed(const std::vector<Digest>& digests) {
  ByteVector out;
  for (const Digest& d : digests) append(out, d.span());
  return out;
}
std::vector<Digest> unpacked(Reader& r) {
  constexpr std::size_t kMaxDigests = 65536;
  ByteVector bytes = r.blob(kMaxDigests * Digest::kSize);
  std::vector<Digest> out;
  if (bytes.size() % Digest::kSize != 0) r.refuse();
  for (ByteSpan rest = bytes; rest.size() >= Digest::kSize; rest = rest.subspan(Digest::kSize)) {
    out.push_back(*Digest::from(rest.first(Digest::kSize)));
  }
  return out;
}

Result<EpochRecord> parse_epoch(const SecretBuffer& value) {
  auto record = EpochRecord::parse(value.expose());
  if (!record) return fail(Errc::store_corrupt);
  return *record;
}

}  // namespace

Result<Position> Position::load(Records& records) {
  ADIT_TRY(auto found, records.get(Kind::position, {}));
  Position out;
  if (!found) return out;
  auto value = decode(found->expose());
  if (!value) return fail(Errc::store_corrupt);
  Reader r(*value);
  r.exactly(kFormat);
  auto tree = CompactTree::parse(r.blob(kMaxTreeBytes));
  out.last_epoch = epoch_or_nil(r);
  out.checkpoint = r.text(kMaxNoteBytes);
  out.directory_seq = number_or_nil(r);
  out.cosigned_size = r.number();
  out.addressable_since = epoch_or_nil(r);
  if (!r.done() || !tree) return fail(Errc::store_corrupt);
  out.tree = std::move(*tree);
  return out;
}

Status Position::save(Records& records) const {
  ByteVector edge = tree.encode();
  return records.put(Kind::position, {},
                     encode(Array{kFormat, ByteSpan(edge), or_nil(last_epoch), checkpoint,
                                  directory_seq ? Value(*directory_seq) : Value(), cosigned_size,
                                  or_nil(addressable_since)}));
}

UnreadEpoch UnreadEpoch::from(const LogGrowth& growth, const LoggedEpoch& epoch, std::string checkpoint,
                              bool expected) {
  UnreadEpoch out;
  out.record = epoch.record;
  out.expected = expected;
  out.first_letter_leaf = epoch.first_letter_leaf();
  out.letters = epoch.letters;
  out.parcels = epoch.parcels;
  out.checkpoint = std::move(checkpoint);
  for (std::size_t i = 0; i < epoch.letters.size(); ++i) {
    out.proofs.push_back(growth.inclusion_proof(epoch.first_letter_leaf() + i));
  }
  return out;
}

ByteVector UnreadEpoch::encode() const {
  // All proofs are of one tree and of neighbours: their sizes differ by little, but they do.
  ByteVector sizes;
  ByteVector all;
  for (const auto& proof : proofs) {
    sizes.push_back(static_cast<std::uint8_t>(proof.size()));
    append(all, packed(proof));
  }
  return adit::encode(Array{kFormat, ByteSpan(record.encode()), std::uint64_t{expected ? 1u : 0u},
                            first_letter_leaf, ByteSpan(packed(letters)), ByteSpan(sizes), ByteSpan(all),
                            ByteSpan(packed(parcels)), checkpoint});
}

Result<UnreadEpoch> UnreadEpoch::parse(ByteSpan bytes) {
  constexpr std::size_t kMaxProofsBytes = std::size_t{65536} * 40 * Digest::kSize;
  auto value = decode(bytes);
  if (!value) return fail(Errc::store_corrupt);
  Reader r(*value);
  UnreadEpoch out;
  r.exactly(kFormat);
  auto record = EpochRecord::parse(r.blob(kEpochRecordBytes));
  out.expected = r.number(1) == 1;
  out.first_letter_leaf = r.number();
  out.letters = unpacked(r);
  ByteVector sizes = r.blob(65536);
  ByteVector all = r.blob(kMaxProofsBytes);
  out.parcels = unpacked(r);
  out.checkpoint = r.text(kMaxNoteBytes);
  if (!r.done() || !record || sizes.size() != out.letters.size()) return fail(Errc::store_corrupt);
  out.record = *record;
  ByteSpan rest = all;
  for (std::uint8_t n : sizes) {
    if (rest.size() < n * Digest::kSize) return fail(Errc::store_corrupt);
    std::vector<Digest> proof;
    for (unsigned i = 0; i < n; ++i) {
      proof.push_back(*Digest::from(rest.first(Digest::kSize)));
      rest = rest.subspan(Digest::kSize);
    }
    out.proofs.push_back(std::move(proof));
  }
  return out;
}

Result<std::vector<UnreadEpoch>> list_unread(Records& records) {
  ADIT_TRY(auto rows, records.list(Kind::unread));
  std::vector<UnreadEpoch> out;
  for (const Record& row : rows) {
    ADIT_TRY(UnreadEpoch unread, UnreadEpoch::parse(row.value.expose()));
    out.push_back(std::move(unread));
  }
  std::ranges::sort(out, {}, [](const UnreadEpoch& u) { return u.record.epoch; });
  return out;
}

Result<std::vector<EpochRecord>> list_epochs(Records& records) {
  ADIT_TRY(auto rows, records.list(Kind::epoch));
  std::vector<EpochRecord> out;
  for (const Record& row : rows) {
    ADIT_TRY(EpochRecord record, parse_epoch(row.value));
    out.push_back(record);
  }
  std::ranges::sort(out, {}, &EpochRecord::epoch);
  return out;
}

Result<std::optional<EpochRecord>> find_epoch(Records& records, Epoch epoch) {
  ADIT_TRY(auto found, records.get(Kind::epoch, name_of(number(epoch))));
  if (!found) return std::optional<EpochRecord>();
  ADIT_TRY(EpochRecord record, parse_epoch(*found));
  return std::optional(record);
}

Status put_epoch(Records& records, const EpochRecord& record) {
  return records.put(Kind::epoch, name_of(number(record.epoch)), record.encode());
}

Result<std::optional<DirectoryBody>> load_directory(Records& records) {
  ADIT_TRY(auto found, records.get(Kind::directory, {}));
  if (!found) return std::optional<DirectoryBody>();
  auto body = DirectoryBody::parse(found->expose());
  if (!body) return fail(Errc::store_corrupt);
  return std::optional<DirectoryBody>(std::move(*body));
}

}  // namespace adit::client
