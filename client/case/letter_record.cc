// SPDX-License-Identifier: Apache-2.0
#include "client/case/letter_record.h"

#include "crypto/sha256.h"
#include "crypto/value.h"

namespace adit::client {
namespace {
constexpr std::uint64_t kFormat = 1;
constexpr std::size_t kMaxProof = 64;
}  // namespace

LetterHash Letter::hash() const { return sha256_as<LetterHash>(sealed); }

bool Letter::is_included() const {
  auto note = UnverifiedNote::parse(checkpoint);
  if (!note) return false;
  auto body = CheckpointBody::parse(note->text);
  if (!body) return false;
  ByteVector entry = entry_of(EntryKind::letter, Digest(hash().span()));
  return verify_inclusion(leaf, body->size, leaf_hash(entry), proof, body->root).has_value();
}

ByteVector encode_letter(const Letter& l) {
  Array readership;
  for (Readership r : l.readership) readership.emplace_back(static_cast<std::uint64_t>(r));
  Array proof;
  for (const Digest& d : l.proof) proof.emplace_back(d);
  ByteVector channel = l.channel.encode();
  ByteVector core = l.core.encode();
  return encode(Array{kFormat, l.number, number(l.epoch), static_cast<std::uint64_t>(seconds(l.epoch_start)),
                      ByteSpan(channel), ByteSpan(core), readership, std::uint64_t{l.own_slot}, l.header_hash,
                      std::uint64_t{l.view_known ? 1u : 0u}, ByteSpan(l.sealed),
                      ByteSpan(l.core_key.expose()), l.channel_commitment, l.leaf, proof, l.checkpoint});
}

Result<Letter> parse_letter(ByteSpan bytes) {
  auto value = decode(bytes);
  if (!value) return fail(Errc::store_corrupt);
  Reader r(*value);
  r.exactly(kFormat);
  std::uint64_t letter_number = r.number();
  Epoch epoch{r.number()};
  UnixTime start{static_cast<std::int64_t>(r.number(INT64_MAX))};
  auto channel = Channel::parse(r.blob(kChannelBlockBytes));
  auto core = Core::parse(r.blob(kCoreBlockBytes));
  std::array<Readership, kSlots> readership{};
  Reader slots(r.array(kSlots, kSlots));
  for (Readership& slot : readership) {
    slot = static_cast<Readership>(slots.number(static_cast<std::uint64_t>(Readership::unknown)));
  }
  if (!slots.done()) r.refuse();
  auto own_slot = static_cast<std::size_t>(r.number(kSlots - 1));
  auto header_hash = r.bytes<HeaderHash>();
  bool view_known = r.number(1) == 1;
  ByteVector sealed = r.blob(kLetterBytes);
  Key core_key = Key::copy_of(r.bytes<Digest>().span());
  auto commitment = r.bytes<Commitment>();
  std::uint64_t leaf = r.number();
  std::vector<Digest> proof;
  Reader digests(r.array(0, kMaxProof));
  while (digests.left() > 0) proof.push_back(digests.bytes<Digest>());
  if (!digests.done()) r.refuse();
  std::string checkpoint = r.text(kMaxNoteBytes);
  if (!r.done() || !channel || !core) return fail(Errc::store_corrupt);
  return Letter{.number = letter_number,
                .epoch = epoch,
                .epoch_start = start,
                .channel = std::move(*channel),
                .core = std::move(*core),
                .readership = readership,
                .own_slot = own_slot,
                .header_hash = header_hash,
                .view_known = view_known,
                .sealed = std::move(sealed),
                .core_key = std::move(core_key),
                .channel_commitment = commitment,
                .leaf = leaf,
                .proof = std::move(proof),
                .checkpoint = std::move(checkpoint)};
}

}  // namespace adit::client
