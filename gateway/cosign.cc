// SPDX-License-Identifier: Apache-2.0
#include "gateway/cosign.h"

#include <algorithm>

namespace adit::gateway {
namespace {

// The line of the note that is a valid cosignature of `key`, and its time.
struct ValidLine {
  NoteSignature line;
  UnixTime time;
};
std::optional<ValidLine> line_of(const UnverifiedNote& note, const NoteKey& key) {
  for (const NoteSignature& line : note.signatures) {
    // One at a time: of two lines in one name the bad one must not be taken for the good one.
    if (auto time = cosigned_at({note.text, {line}}, key)) return ValidLine{line, *time};
  }
  return std::nullopt;
}

// Puts it in place of an older one of the same witness. True if something changed.
bool merge(UnverifiedNote& into, const ValidLine& fresh, const NoteKey& witness) {
  auto before = line_of(into, witness);
  if (before && before->time >= fresh.time) return false;
  if (before) {
    std::erase_if(into.signatures, [&](const NoteSignature& s) { return s.blob == before->line.blob; });
  }
  if (into.signatures.size() == kMaxNoteSignatures) return false;
  into.signatures.push_back(fresh.line);
  return true;
}

std::vector<NoteKey> witnesses_of(const StateBundle& bundle) {
  auto directory = directory_of(bundle);
  return directory ? directory->witnesses : std::vector<NoteKey>{};
}

}  // namespace

Result<DirectoryBody> directory_of(const StateBundle& bundle) {
  auto envelope = UnverifiedEnvelope::parse(bundle.directory);
  if (!envelope) return fail(Errc::state_mismatch);
  return DirectoryBody::parse(envelope->body);
}

Result<SignedEpoch> SignedEpoch::from(StateBundle bundle) {
  auto note = UnverifiedNote::parse(bundle.checkpoint);
  if (!note) return fail(Errc::store_corrupt);
  auto checkpoint = CheckpointBody::parse(note->text);
  auto record = EpochRecord::parse(bundle.epoch_record);
  if (!checkpoint || !record) return fail(Errc::store_corrupt);
  return SignedEpoch{record->epoch, checkpoint->size, checkpoint->root, std::move(bundle)};
}

Result<Checkpoints> Checkpoints::open(std::filesystem::path folder, const DeploymentId& dep) {
  Checkpoints out(std::move(folder), dep);
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(out.folder_, error)) {
    if (entry.path().extension() == ".new") {
      ADIT_CHECK(remove_file(entry.path()));
      continue;
    }
    ADIT_TRY(ByteVector bytes, read_sealed(entry.path(), kMaxBundleBytes));
    auto bundle = StateBundle::parse(bytes);
    if (!bundle) return fail(Errc::store_corrupt);
    ADIT_TRY(SignedEpoch signed_epoch, SignedEpoch::from(std::move(*bundle)));
    if (out.path_of(signed_epoch.epoch) != entry.path()) return fail(Errc::store_corrupt);
    out.kept_.push_back(std::move(signed_epoch));
  }
  if (error) return fail(Errc::store_unavailable);
  std::ranges::sort(out.kept_, {}, &SignedEpoch::epoch);
  return out;
}

Status Checkpoints::save(const SignedEpoch& signed_epoch, UnixTime stamp_time) {
  return write_sealed(path_of(signed_epoch.epoch), signed_epoch.bundle.encode(), stamp_time);
}

Status Checkpoints::add(StateBundle bundle, UnixTime stamp_time) {
  ADIT_TRY(SignedEpoch fresh, SignedEpoch::from(std::move(bundle)));
  if (std::ranges::find(kept_, fresh.epoch, &SignedEpoch::epoch) == kept_.end()) {
    ADIT_CHECK(save(fresh, stamp_time));
    kept_.push_back(std::move(fresh));
  }
  while (kept_.size() > kPuzzleSeedEpochs) {
    ADIT_CHECK(remove_file(path_of(kept_.front().epoch)));
    kept_.erase(kept_.begin());
  }
  return {};
}

Result<bool> Checkpoints::cosign(std::string_view text, UnixTime stamp_time) {
  auto note = UnverifiedNote::parse(text);
  if (!note) return fail(Errc::wire_not_canonical);
  for (SignedEpoch& signed_epoch : kept_) {
    auto merged = UnverifiedNote::parse(signed_epoch.bundle.checkpoint);
    if (!merged || merged->text != note->text) continue;
    bool valid = false;
    bool changed = false;
    for (const NoteKey& witness : witnesses_of(signed_epoch.bundle)) {
      auto line = line_of(*note, witness);
      if (!line) continue;
      valid = true;
      changed = merge(*merged, *line, witness) || changed;
    }
    if (!valid) return fail(Errc::admission_refused);
    if (!changed) return false;
    SignedEpoch next = signed_epoch;
    next.bundle.checkpoint = merged->encode();
    if (!save(next, stamp_time)) return fail(Errc::gateway_busy);
    signed_epoch = std::move(next);
    return true;
  }
  return fail(Errc::admission_refused);
}

const SignedEpoch* Checkpoints::newest_with_quorum(UnixTime now) const {
  for (auto it = kept_.rbegin(); it != kept_.rend(); ++it) {
    if (TrustedState::verify(it->bundle, dep_, now, Quorum::required)) return &*it;
  }
  return nullptr;
}

}  // namespace adit::gateway
