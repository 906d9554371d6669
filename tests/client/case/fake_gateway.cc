// SPDX-License-Identifier: Apache-2.0
#include "tests/client/case/fake_gateway.h"

#include <adit/api.h>
#include <adit/cardset.h>
#include <adit/feed.h>
#include <adit/parcel.h>

#include "crypto/padded.h"
#include "crypto/sha256.h"

namespace adit::test {
namespace {

template <class Object>
void sort_by_hash(std::vector<Object>& objects) {
  std::ranges::sort(objects, {}, [](const Object& o) { return o.hash(); });
}

}  // namespace

FakeGateway::FakeGateway(const World& world, std::vector<RecipientEntry> recipients,
                         std::vector<NoteKey> witnesses, ManualClock& clock)
    : world_(&world), clock_(&clock), directory_(world.directory_body) {
  std::ranges::sort(recipients, {}, &RecipientEntry::rid);
  directory_.recipients = std::move(recipients);
  directory_.witnesses = std::move(witnesses);
  directory_.quorum = static_cast<std::uint32_t>(directory_.witnesses.size() / 2 + 1);
  directory_envelope_ = world.sign_directory(directory_);
  pending_documents_ = {world.council.encode(), directory_envelope_.encode()};
}

void FakeGateway::change_directory(const std::function<void(DirectoryBody&)>& change) {
  directory_.prev = sha256(directory_.encode());
  ++directory_.seq;
  change(directory_);
  directory_envelope_ = world_->sign_directory(directory_);
  pending_documents_.push_back(directory_envelope_.encode());
}

XwingPublic FakeGateway::week_key(const Rid& rid) const { return keys_.at({week_at(clock_->now()), rid}); }

const RecipientEntry& FakeGateway::entry(const Rid& rid) const {
  for (const RecipientEntry& e : directory_.recipients) {
    if (e.rid == rid) return e;
  }
  throw std::logic_error("no such recipient");
}

StateBundle FakeGateway::state_documents(Week week) const {
  StateBundle out;
  out.council = {world_->council.encode()};
  out.directory = directory_envelope_.encode();
  for (const auto& [name, envelope] : in_force_) {
    if (name.first == week) out.bulletins.push_back(envelope);
  }
  return out;
}

std::vector<SealedCard> FakeGateway::round_cards(Epoch epoch) {
  const Params& p = directory_.params;
  // The oldest round that ended and that somebody posted in, otherwise the one that ended last.
  std::uint64_t ended = (number(epoch) + 1) * p.epoch_seconds / p.round_seconds;
  std::vector<SealedCard> out;
  if (ended <= next_round_) return out;
  Round round{ended - 1};
  for (const auto& [name, sets] : card_sets) {
    if (number(name.first) >= next_round_ && number(name.first) < ended) {
      round = name.first;
      break;
    }
  }
  next_round_ = number(round) + 1;
  for (const RecipientEntry& r : directory_.recipients) {
    auto sets = card_sets.find({round, r.rid});
    for (std::uint32_t i = 0; i < p.cards_per_round; ++i) {
      if (sets != card_sets.end() && promise_cards) {
        out.push_back(*SealedCard::parse(ByteSpan(sets->second.front()).subspan(i * kCardBytes, kCardBytes)));
      } else {
        out.push_back(seal_dummy_card(directory_.dep, rng_));
      }
    }
  }
  sort_by_hash(out);
  return out;
}

void FakeGateway::append(ByteSpan entry) {
  entries_.emplace_back(entry.begin(), entry.end());
  tree_.append(leaf_hash(entry));
}

void FakeGateway::write_entries() {
  for (std::size_t tile = 0; tile * 256 < entries_.size(); ++tile) {
    std::size_t width = std::min<std::size_t>(256, entries_.size() - tile * 256);
    ByteVector bundle;
    for (std::size_t i = 0; i < width; ++i) append_bundled(bundle, entries_[tile * 256 + i]);
    files[api::entries_path(tile, static_cast<unsigned>(width))] = bundle;
  }
}

void FakeGateway::write_tiles() {
  std::vector<Digest> nodes;
  for (const ByteVector& entry : entries_) nodes.push_back(leaf_hash(entry));
  for (unsigned level = 0; !nodes.empty(); ++level) {
    std::vector<Digest> above;
    for (std::size_t tile = 0; tile * 256 < nodes.size(); ++tile) {
      std::size_t width = std::min<std::size_t>(256, nodes.size() - tile * 256);
      ByteVector bytes;
      std::vector<Digest> row(nodes.begin() + static_cast<std::ptrdiff_t>(tile * 256),
                              nodes.begin() + static_cast<std::ptrdiff_t>(tile * 256 + width));
      for (const Digest& d : row) adit::append(bytes, d.span());
      files[api::tile_path(level, tile, static_cast<unsigned>(width))] = bytes;
      if (width < 256) break;
      for (std::size_t half = 128; half > 0; half /= 2) {
        for (std::size_t i = 0; i < half; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
      }
      above.push_back(row[0]);
    }
    nodes = std::move(above);
  }
}

// Merges one more cosignature, and shows a state to reporters once there are enough.
void FakeGateway::cosign(const std::string& text) {
  auto note = UnverifiedNote::parse(text);
  // One that only shows what was signed before (protocol 2.10) confirms nothing.
  if (!note || note->signatures.size() < 2) return;
  cosigned.push_back(text);
  auto pending = StateBundle::parse(files.at(std::string(api::kPendingStatePath)));
  auto shown = UnverifiedNote::parse(pending->checkpoint);
  if (note->text != shown->text) return;
  for (const NoteSignature& line : note->signatures) {
    if (std::ranges::find(shown->signatures, line.blob, &NoteSignature::blob) == shown->signatures.end())
      shown->signatures.push_back(line);
  }
  pending->checkpoint = shown->encode();
  files[std::string(api::kPendingStatePath)] = pending->encode();
  if (shown->signatures.size() > directory_.quorum) {
    files[std::string(api::kStatePath)] = pending->encode();
    files[std::string(api::kCheckpointPath)] =
        ByteVector(pending->checkpoint.begin(), pending->checkpoint.end());
  }
}

void FakeGateway::skip(std::uint64_t epochs) {
  clock_->advance(static_cast<std::int64_t>(epochs * directory_.params.epoch_seconds));
}

void FakeGateway::publish(std::vector<SealedLetter> letters, std::vector<ByteVector> parcels,
                          const Tamper& before_signing, const Tamper& after_signing) {
  const Params& p = directory_.params;
  const Epoch epoch = epoch_at(clock_->now(), p.epoch_seconds);
  const Week week = week_at(start_of(epoch, p.epoch_seconds));
  Batch b;
  b.state = state_documents(week);
  std::vector<XwingPublic> readers;
  for (const auto& [name, envelope] : in_force_) {
    if (name.first == week) readers.push_back(keys_.at(name));
  }
  b.documents = std::exchange(pending_documents_, {});
  in_force_ = bulletins_;  // from the next epoch on
  if (!readers.empty()) {
    b.letters = std::move(letters);
    while (b.letters.size() < p.floor) b.letters.push_back(seal_decoy(directory_.dep, rng_));
    b.parcels = std::move(parcels);
    while (b.parcels.size() < p.parcel_floor) b.parcels.push_back(seal_decoy_parcel(rng_));
  }
  sort_by_hash(b.letters);
  std::ranges::sort(b.parcels, {}, [](const ByteVector& parcel) { return sha256(parcel); });
  b.cards = round_cards(epoch);

  if (!readers.empty()) {
    ByteVector joined;
    for (const SealedLetter& letter : b.letters) adit::append(joined, letter.bytes());
    SealedFeed sealed = *seal_feed(directory_.dep, readers, joined, rng_);
    b.feed = std::move(sealed.feed);
    for (std::uint32_t i = 0; i < b.parcels.size(); ++i) {
      adit::append(b.parcels_file, seal_feed_parcel(sealed.key, i, b.parcels[i]));
    }
  }

  std::vector<Digest> documents;
  for (const ByteVector& d : b.documents) documents.push_back(sha256(d));
  std::ranges::sort(documents);
  for (const Digest& d : documents) b.entries.push_back(entry_of(EntryKind::document, d));
  for (const SealedLetter& l : b.letters)
    b.entries.push_back(entry_of(EntryKind::letter, Digest(l.hash().span())));
  ByteVector cards;
  for (const SealedCard& c : b.cards) {
    b.entries.push_back(entry_of(EntryKind::card, Digest(c.hash().span())));
    adit::append(cards, c.bytes());
  }
  for (const ByteVector& parcel : b.parcels) b.entries.push_back(entry_of(EntryKind::parcel, sha256(parcel)));

  b.record.epoch = epoch;
  b.record.letters = static_cast<std::uint32_t>(b.letters.size());
  b.record.cards = static_cast<std::uint32_t>(b.cards.size());
  b.record.parcels = static_cast<std::uint32_t>(b.parcels.size());
  b.record.documents = static_cast<std::uint32_t>(b.documents.size());
  b.record.state_hash = b.state.state_hash();
  b.record.feed = sha256(b.feed);
  b.record.parcels_file = sha256(b.parcels_file);
  b.record.cards_file = sha256(cards);
  if (before_signing) before_signing(b);
  b.entries.push_back(b.record.encode());

  for (const ByteVector& entry : b.entries) append(entry);
  last_record_ = b.record;
  b.state.epoch_record = b.record.encode();
  b.state.proof = tree_.last_leaf_proof();
  UnverifiedNote note;
  note.text = CheckpointBody{log_origin(directory_.dep), tree_.size(), tree_.root()}.encode();
  note.signatures.push_back(sign_note(note.text, world_->log_note_key.name, world_->log_key));
  b.state.checkpoint = note.encode();
  if (after_signing) after_signing(b);

  write_entries();
  write_tiles();
  if (!b.feed.empty()) files[api::feed_path(epoch)] = b.feed;
  if (!b.parcels_file.empty()) files[api::parcels_path(epoch)] = b.parcels_file;
  ByteVector& day = files[api::cards_path(day_at(start_of(epoch, p.epoch_seconds)))];
  adit::append(day, cards);
  files[std::string(api::kPendingStatePath)] = b.state.encode();
  clock_->set(start_of(Epoch{number(epoch) + 1}, p.epoch_seconds));
}

Result<ByteVector> FakeGateway::get(std::string_view target, std::size_t max_bytes) {
  if (plan_ != nullptr) plan_->step();
  requests.emplace_back(target);
  if (!api::is_file_target(target))
    throw std::logic_error("no target of the protocol: " + std::string(target));
  if (unreachable) return fail(Errc::network_unreachable);
  auto at = files.find(std::string(target));
  if (at == files.end()) return fail(Errc::not_found);
  if (at->second.size() > max_bytes) return fail(Errc::peer_misbehaved);
  return at->second;
}

Status FakeGateway::post(std::string_view path, ByteSpan body) {
  if (plan_ != nullptr) plan_->step();
  requests.emplace_back(path);
  if (unreachable) return fail(Errc::network_unreachable);
  const api::Row* row = api::find_post(path);
  if (row == nullptr || !api::accepts(*row, body.size())) return fail(Errc::object_wrong_size);
  auto directory = Directory::verify(directory_envelope_, world_->verified_council());
  switch (row->route) {
    case api::Route::documents: {
      auto envelope = UnverifiedEnvelope::parse(*unpad(body));
      auto bulletin = Bulletin::verify(*envelope, *directory);
      if (!bulletin) return fail(Errc::admission_refused);
      std::pair name{bulletin->body().week, bulletin->body().rid};
      ByteVector bytes = envelope->encode();
      auto [at, fresh] = bulletins_.emplace(name, bytes);
      if (!fresh && at->second != bytes) return fail(Errc::admission_refused);
      if (fresh) pending_documents_.push_back(bytes);
      keys_.insert_or_assign(name, bulletin->body().key);
      break;
    }
    case api::Route::cards: {
      auto set = CardSet::verify(body, *directory);
      if (!set || set->round() != round_at(clock_->now(), params().round_seconds)) {
        return fail(Errc::admission_refused);
      }
      auto& sets = card_sets[{set->round(), set->rid()}];
      ByteVector bytes(body.begin(), body.end());
      if (std::ranges::find(sets, bytes) == sets.end()) sets.push_back(bytes);
      if (sets.size() > 1) return fail(Errc::admission_refused);
      break;
    }
    case api::Route::upload:
      if (swallow && swallow()) break;
      if (body.size() == kLetterBytes + kTrailerBytes)
        uploads.push_back(*SealedLetter::parse(body.first(kLetterBytes)));
      break;
    case api::Route::cosign:
      cosign(std::string(as_text(*unpad(body))));
      break;
    default:
      return fail(Errc::admission_refused);
  }
  // It arrived; whether the answer did is another matter.
  if (plan_ != nullptr) plan_->step();
  return {};
}

}  // namespace adit::test
