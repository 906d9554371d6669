// SPDX-License-Identifier: Apache-2.0
// Objects that are nearly valid: the fuzzer changes values, not bytes, and what it changed is signed,
// sealed and logged again, so that what lies behind signatures and seals is reached. The first byte of an
// input chooses the kind of object, the rest is its value.
#include <adit/api.h>
#include <adit/cardset.h>

#include "crypto/card_format.h"
#include "crypto/letter_keys.h"
#include "crypto/padded.h"
#include "crypto/sha256.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutate_value.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::test;

namespace {

constexpr unsigned kKinds = 8;

struct Scene {
  World world = make_world();
  Council council = world.verified_council();
  Directory directory = world.verified_directory();
  ThreadKeys thread = make_thread(world.dep, 5);
  XwingKey reply_key{thread.reply_seed()};
  SeededRng rng{9};
  SealedCard dummy = seal_dummy_card(world.dep, rng);
  const TestRecipient& me() const { return world.recipients.front(); }
  TestKeyBook book{world};
  // A letter's slots: the first for me, the rest for nobody.
  Key letter_key = Key::make([](auto) {});
  ByteVector slots = [&] {
    ByteVector out;
    for (std::uint8_t i = 0; i < kSlots; ++i) {
      auto key = i == 0 ? me().week_key.public_key() : dummy_public(world.dep, letter_key, i);
      append(out, make_slot(world.dep, letter_key, i, key)->span());
    }
    return out;
  }();
};

Scene& scene() {
  static Scene s;
  return s;
}

void sign_by_members(UnverifiedEnvelope& e, DocumentType type, const DeploymentId& dep) {
  const World& w = scene().world;
  e.signatures.clear();
  for (std::uint32_t i = 0; i < w.council_body.k; ++i) {
    e.signatures.emplace_back(i, w.members[i].sign_document(type, dep, e.body));
  }
}
UnverifiedEnvelope signed_by_me(ByteSpan body, DocumentType type, const TestRecipient& by) {
  UnverifiedEnvelope e{ByteVector(body.begin(), body.end()), {}, std::nullopt};
  e.signatures.emplace_back(0, by.identity.sign_document(type, scene().world.dep, body));
  return e;
}

void council(ByteSpan body) {
  UnverifiedEnvelope e{ByteVector(body.begin(), body.end()), {}, std::nullopt};
  DeploymentId dep = deployment_of(body);
  sign_by_members(e, DocumentType::council, dep);
  if (auto first = Council::genesis(e, dep)) {
    require(first->body().encode() == e.body && first->body().seq == 0);
    require(first->body().k >= 1 && first->body().k <= first->body().members.size());
  }
  sign_by_members(e, DocumentType::council, scene().world.dep);
  e.new_signatures = e.signatures;
  if (auto next = scene().council.successor(e)) require(next->body().seq == 1);
}

void directory(ByteSpan body) {
  UnverifiedEnvelope e{ByteVector(body.begin(), body.end()), {}, std::nullopt};
  sign_by_members(e, DocumentType::directory, scene().world.dep);
  auto d = Directory::verify(e, scene().council);
  if (!d) return;
  require(d->body().encode() == e.body && d->body().dep == scene().world.dep);
  require(d->body().quorum >= 1 && d->body().quorum <= d->body().witnesses.size());
  require(d->params().round_seconds % d->params().epoch_seconds == 0);
  for (const RecipientEntry& entry : d->body().recipients) {
    require(d->find(entry.rid) == &entry && entry.rid == rid_of(scene().world.dep, entry.identity));
  }
}

void what_recipients_sign(ByteSpan body) {
  Scene& s = scene();
  auto bulletin = Bulletin::verify(signed_by_me(body, DocumentType::bulletin, s.me()), s.directory);
  if (bulletin) require(bulletin->body().rid == s.me().rid);
  auto burn = Burn::verify(signed_by_me(body, DocumentType::burn, s.me()), s.directory);
  if (burn) require(burn->body().rid == s.me().rid);
  require(!bulletin || !burn);
  auto tail = pad(signed_by_me(body, DocumentType::cardpost, s.me()).encode(), api::kCardSetTailBytes);
  if (!tail) return;
  ByteVector upload(s.dummy.bytes().begin(), s.dummy.bytes().end());
  append(upload, *tail);
  if (auto set = CardSet::verify(upload, s.directory)) {
    require(set->rid() == s.me().rid && set->cards().size() == 1);
  }
}

// Signs what can be signed again and logs it in a tree of one leaf.
void log_again(StateBundle& bundle, const DeploymentId& dep) {
  const World& w = scene().world;
  for (ByteVector& bytes : bundle.council) {
    auto e = UnverifiedEnvelope::parse(bytes);
    if (!e) continue;
    sign_by_members(*e, DocumentType::council, dep);
    bytes = e->encode();
  }
  if (auto e = UnverifiedEnvelope::parse(bundle.directory)) {
    sign_by_members(*e, DocumentType::directory, dep);
    bundle.directory = e->encode();
  }
  for (auto* list : {&bundle.bulletins, &bundle.burns}) {
    for (ByteVector& bytes : *list) {
      auto e = UnverifiedEnvelope::parse(bytes);
      if (!e) continue;
      for (const TestRecipient& r : w.recipients) {
        if (std::ranges::search(e->body, r.rid.span()).empty()) continue;
        auto type = list == &bundle.burns ? DocumentType::burn : DocumentType::bulletin;
        bytes = signed_by_me(e->body, type, r).encode();
      }
    }
  }
  if (auto record = EpochRecord::parse(bundle.epoch_record)) {
    record->state_hash = bundle.state_hash();
    bundle.epoch_record = record->encode();
  }
  bundle.proof.clear();
  UnverifiedNote note;
  note.text = CheckpointBody{log_origin(dep), 1, leaf_hash(bundle.epoch_record)}.encode();
  note.signatures.push_back(sign_note(note.text, w.log_note_key.name, w.log_key));
  for (const TestRecipient& r : w.recipients) {
    note.signatures.push_back(cosign_note(note.text, r.witness_key.name, r.witness, kNow));
  }
  bundle.checkpoint = note.encode();
}

void state(ByteSpan value) {
  if (value.size() > kBundleUnitBytes - 4) return;
  ByteVector padded;
  append_le32(padded, static_cast<std::uint32_t>(value.size()));
  append(padded, value);
  padded.resize(kBundleUnitBytes);
  auto bundle = StateBundle::parse(padded);
  if (!bundle) return;
  require(bundle->encode() == padded);
  auto genesis = UnverifiedEnvelope::parse(bundle->council.front());
  if (!genesis) return;
  DeploymentId dep = deployment_of(genesis->body);
  log_again(*bundle, dep);
  auto trusted = TrustedState::verify(*bundle, dep, kNow, Quorum::required);
  if (!trusted) return;
  require(trusted->dep() == dep && trusted->checkpoint().size() == 1);
  require(!trusted->directory().is_expired(epoch_at(trusted->now(), trusted->params().epoch_seconds)));
  for (const Addressable& a : trusted->addressable()) {
    require(a.entry->status == RecipientStatus::active && a.entry->active_from <= trusted->record().epoch);
    require(trusted->week_key(a.entry->rid) != nullptr);
  }
}

void letter(ByteSpan channel_bytes, ByteSpan core_bytes) {
  Scene& s = scene();
  auto core_block = pad(core_bytes, kCoreBlockBytes);
  if (!core_block) return;
  auto keys = letter_keys(s.letter_key, header_hash(s.world.dep, s.slots));
  ByteVector channel_text(channel_bytes.begin(), channel_bytes.end());
  // With the tag that the owner of the thread named in it would have made for me.
  if (auto channel = Channel::parse(channel_bytes)) {
    auto self = s.me().self();
    auto key =
        thread_key_of_recipient(s.world.dep, *self.auth_secret, self.auth, self.rid, channel->thread_public);
    auto untagged = pad(without_tags(*channel).encode(), kChannelBlockBytes);
    if (key && untagged) channel->slots[0].tag = letter_tag(*key, keys.com, *core_block, *untagged);
    channel_text = channel->encode();
  }
  auto channel_block = pad(channel_text, kChannelBlockBytes);
  if (!channel_block) return;
  ByteVector bytes = s.slots;
  append(bytes, keys.com.span());
  append(bytes, aead_seal(keys.channel, keys.com.span(), *channel_block));
  append(bytes, aead_seal(keys.core, keys.com.span(), *core_block));
  auto sealed = SealedLetter::parse(bytes);
  require(sealed.has_value());
  const std::array weeks{WeekSecret{week_at(kNow), &s.me().week_key}};
  auto opened = open_letter(s.world.dep, *sealed, weeks, s.me().self(), s.book);
  if (!opened) {
    require(opened.error().code != Errc::letter_not_mine);
    return;
  }
  require(opened->own_slot == 0 && opened->channel.slots[0].rid == s.me().rid);
  require(opened->channel.encode() == channel_text);
  require(std::ranges::equal(opened->core.encode(), core_bytes));
  bool known_week = opened->channel.week == week_at(kNow);
  require(opened->verdicts[0] == (known_week ? SlotVerdict::readable : SlotVerdict::not_readable));
  for (std::size_t i = 1; i < kSlots; ++i) {
    bool named = opened->channel.slots[i].rid.has_value();
    require(opened->verdicts[i] == (named ? SlotVerdict::not_readable : SlotVerdict::dummy));
  }
}

void card(ByteSpan block_bytes) {
  Scene& s = scene();
  auto seed = EncapsulationSeed::make([](auto) {});
  auto sealed_to = encapsulate(s.reply_key.public_key(), seed);
  require(sealed_to.has_value());
  CardKeys keys = card_keys(s.world.dep, sealed_to->ciphertext, sealed_to->secret, s.reply_key.public_key());
  ByteVector text(block_bytes.begin(), block_bytes.end());
  if (auto block = CardBlock::parse(block_bytes)) {
    block->tag = Tag32{};
    auto untagged = pad(block->encode(), kCardBlockBytes);
    auto self = s.me().self();
    auto key = thread_key_of_recipient(s.world.dep, *self.auth_secret, self.auth, self.rid,
                                       s.thread.thread_public());
    if (untagged && key) block->tag = card_tag(*key, keys.rcom, *untagged);
    if (block->rid == self.rid && (block->grant.span()[0] & 1) == 0) block->grant = s.thread.grant(self.rid);
    untagged = [&] {
      CardBlock without{block->rid, block->grant, block->content.clone(), Tag32{}};
      return pad(without.encode(), kCardBlockBytes);
    }();
    if (untagged && key) block->tag = card_tag(*key, keys.rcom, *untagged);
    text = block->encode();
  }
  auto block = pad(text, kCardBlockBytes);
  if (!block) return;
  ByteVector bytes;
  append(bytes, sealed_to->ciphertext.span());
  append(bytes, keys.rcom.span());
  append(bytes, aead_seal(keys.key, keys.rcom.span(), *block));
  auto sealed = SealedCard::parse(bytes);
  require(sealed.has_value());
  auto opened = open_card(s.thread, s.reply_key, *sealed, s.directory);
  if (opened) {
    require(opened->from == s.me().rid && claimed_sender(s.thread, s.reply_key, *sealed) == s.me().rid);
    require(opened->content.acks.size() <= kMaxCardAcks);
  } else {
    require(opened.error().code == Errc::card_forged);
  }
}

// The bytes of the two items of an array of bytes.
void letter_of(ByteSpan value) {
  auto parts = decode(value);
  if (!parts || !parts->array() || parts->array()->size() != 2) return;
  const ByteVector* channel = (*parts->array())[0].bytes();
  const ByteVector* core = (*parts->array())[1].bytes();
  if (channel && core) letter(*channel, *core);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  ByteSpan value(data + 1, size - 1);
  switch (data[0] % kKinds) {
    case 0:
      council(value);
      break;
    case 1:
      directory(value);
      break;
    case 2:
      what_recipients_sign(value);
      break;
    case 3:
      state(value);
      break;
    case 4:
      letter_of(value);
      break;
    case 5:
      card(value);
      break;
    case 6:
      require_round_trip<UnverifiedEnvelope>(value);
      break;
    default:
      require_round_trip<Core>(value);
  }
  return 0;
}

// Found by libFuzzer by its name.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed) {
  Dice dice(seed);
  auto value = size > 1 ? decode(ByteSpan(data + 1, size - 1)) : Result<Value>(Value());
  ByteVector bytes = mutated_encoding(value ? *value : Value(Array{}), dice);
  if (bytes.size() + 1 > max_size) return size;
  if (size == 0) data[0] = static_cast<std::uint8_t>(dice.roll(kKinds));
  std::ranges::copy(bytes, data + 1);
  return bytes.size() + 1;
}
