// SPDX-License-Identifier: Apache-2.0
#include <adit/letter.h>

#include "crypto/file_entry.h"
#include "crypto/sha256.h"
#include "crypto/value.h"

namespace adit {
namespace {

constexpr std::uint64_t kFormat = 1;
constexpr std::size_t kMaxFields = 256;
constexpr std::size_t kMaxFiles = 32;

}  // namespace

Result<SealedLetter> SealedLetter::parse(ByteSpan bytes) {
  if (bytes.size() != kLetterBytes) return fail(Errc::object_wrong_size);
  return SealedLetter(ByteVector(bytes.begin(), bytes.end()));
}

XwingCiphertext SealedLetter::ciphertext(std::size_t i) const {
  return *XwingCiphertext::from(slots().subspan(i * kSlotBytes, kXwingCiphertextBytes));
}
Bytes<struct WrapTag, kKeyBytes> SealedLetter::wrapped(std::size_t i) const {
  return *Bytes<struct WrapTag, kKeyBytes>::from(
      slots().subspan(i * kSlotBytes + kXwingCiphertextBytes, kKeyBytes));
}
Commitment SealedLetter::commitment() const {
  return *Commitment::from(bytes().subspan(kSlotsBytes, kCommitmentBytes));
}
LetterHash SealedLetter::hash() const { return sha256_as<LetterHash>(bytes_); }

ByteVector Channel::encode() const {
  Array rids;
  Array grants;
  Array tags;
  for (const ChannelSlot& slot : slots) {
    rids.push_back(slot.rid ? Value(*slot.rid) : Value());
    grants.emplace_back(slot.grant);
    tags.emplace_back(slot.tag);
  }
  return adit::encode(Array{kFormat, rids, reply_key, thread_public, grants, tags, mid,
                            static_cast<std::uint64_t>(kind), std::uint64_t{number(week)}, view});
}

Result<Channel> Channel::parse(ByteSpan bytes) {
  ADIT_TRY(Value value, decode(bytes));
  Reader r(value);
  Channel c;
  r.exactly(kFormat);
  Reader rids(r.array(kSlots, kSlots));
  c.reply_key = r.bytes<XwingPublic>();
  c.thread_public = r.bytes<X25519Public>();
  Reader grants(r.array(kSlots, kSlots));
  Reader tags(r.array(kSlots, kSlots));
  for (ChannelSlot& slot : c.slots) {
    slot.rid = rids.bytes_or_nil<Rid>();
    slot.grant = grants.bytes<Grant>();
    slot.tag = tags.bytes<Tag16>();
  }
  if (!rids.done() || !grants.done() || !tags.done()) r.refuse();
  c.mid = r.bytes<Mid>();
  c.kind = static_cast<LetterKind>(r.number(static_cast<std::uint64_t>(LetterKind::sealed_original)));
  c.week = Week{static_cast<std::uint32_t>(r.number(UINT32_MAX))};
  c.view = r.bytes<ViewId>();
  ADIT_CHECK(r.done());
  return c;
}

Value encode_files(const std::vector<FileEntry>& files) {
  Array out;
  for (const FileEntry& f : files) {
    Array parts;
    for (const ParcelId& id : f.parts) parts.emplace_back(id);
    out.emplace_back(Array{f.name, f.type, f.size, f.sha256, ByteSpan(f.key.expose()), parts,
                           f.original ? Value(*f.original) : Value()});
  }
  return out;
}

std::vector<FileEntry> parse_files(const Array& items, Reader& outer) {
  std::vector<FileEntry> out;
  for (const Value& item : items) {
    Reader r(item);
    std::string name = r.text(kMaxFileNameBytes);
    std::string type = r.text(kMaxFileTypeBytes);
    std::uint64_t size = r.number(kMaxFileBytes);
    auto digest = r.bytes<Digest>();
    auto key = Key::copy_of(r.bytes<Digest>().span());
    std::vector<ParcelId> parts;
    for (const Value& part : r.array(1, kMaxInlineParts)) {
      auto id = part.bytes() != nullptr ? ParcelId::from(*part.bytes()) : std::nullopt;
      if (!id) r.refuse();
      parts.push_back(id.value_or(ParcelId{}));
    }
    auto original = r.bytes_or_nil<Digest>();
    if (!r.done()) outer.refuse();
    out.push_back(
        {std::move(name), std::move(type), size, digest, std::move(key), std::move(parts), original});
  }
  return out;
}

ByteVector Core::encode() const {
  Array pairs;
  for (const auto& [key, text] : fields) pairs.emplace_back(Array{key, text});
  return adit::encode(Array{kFormat, form, language, pairs, encode_files(files)});
}

Result<Core> Core::parse(ByteSpan bytes) {
  ADIT_TRY(Value value, decode(bytes));
  Reader r(value);
  Core c;
  r.exactly(kFormat);
  c.form = r.text(64);
  c.language = r.text(35);
  for (const Value& item : r.array(0, kMaxFields)) {
    Reader pair(item);
    std::string key = pair.text(32);
    std::string text = pair.text(kCoreBlockBytes);
    if (!pair.done()) r.refuse();
    c.fields.emplace_back(std::move(key), std::move(text));
  }
  c.files = parse_files(r.array(0, kMaxFiles), r);
  ADIT_CHECK(r.done());
  return c;
}

std::ptrdiff_t core_bytes_left(const Core& core) {
  return static_cast<std::ptrdiff_t>(kCoreTextBytes) - static_cast<std::ptrdiff_t>(core.encode().size());
}

}  // namespace adit
