// SPDX-License-Identifier: Apache-2.0
// The six checks of protocol 2.5, in their order.
#include <adit/state.h>

namespace adit {
namespace {

constexpr std::int64_t kHourSeconds = 3600;
constexpr std::int64_t kClockToleranceSeconds = 24 * kHourSeconds;

Result<Council> verify_chain(const std::vector<ByteVector>& chain, const DeploymentId& dep) {
  ADIT_TRY(auto first, UnverifiedEnvelope::parse(chain.front()));
  ADIT_TRY(Council council, Council::genesis(first, dep));
  for (std::size_t i = 1; i < chain.size(); ++i) {
    ADIT_TRY(auto envelope, UnverifiedEnvelope::parse(chain[i]));
    ADIT_TRY(council, council.successor(envelope));
  }
  return council;
}

// The median of the cosignatures that count. Errors: witnesses_missing, checkpoint_stale.
Result<UnixTime> verify_cosignatures(const Checkpoint& checkpoint, const DirectoryBody& directory,
                                     UnixTime local) {
  std::vector<UnixTime> times = checkpoint.cosignatures(directory.witnesses);
  if (times.size() < directory.quorum) return fail(Errc::witnesses_missing);
  UnixTime median = times[times.size() / 2];
  const std::int64_t fresh = directory.params.fresh_hours * kHourSeconds;
  std::size_t near = 0;
  for (UnixTime t : times) {
    std::int64_t off = seconds(t) - seconds(median);
    if (off <= fresh && off >= -fresh) ++near;
  }
  if (near < directory.quorum) return fail(Errc::witnesses_missing);
  if (seconds(local) - seconds(median) > fresh) return fail(Errc::checkpoint_stale);
  return median;
}

}  // namespace

Result<TrustedState> TrustedState::verify(const StateBundle& bundle, const DeploymentId& dep, UnixTime local,
                                          Quorum quorum, const StateMemory& memory) {
  // 1. Council.
  ADIT_TRY(Council council, verify_chain(bundle.council, dep));

  // 2. Directory.
  ADIT_TRY(auto directory_envelope, UnverifiedEnvelope::parse(bundle.directory));
  ADIT_TRY(Directory directory, Directory::verify(directory_envelope, council));
  if (memory.directory_seq && directory.body().seq < *memory.directory_seq) {
    return fail(Errc::directory_rolled_back);
  }

  // 3. Checkpoint.
  ADIT_TRY(Checkpoint checkpoint,
           Checkpoint::verify(bundle.checkpoint, log_origin(dep), directory.body().gateway.log_key));
  UnixTime now = local;
  if (quorum == Quorum::required) {
    ADIT_TRY(now, verify_cosignatures(checkpoint, directory.body(), local));
  }
  Epoch epoch_now = epoch_at(now, directory.params().epoch_seconds);
  if (directory.is_expired(epoch_now)) return fail(Errc::directory_expired);
  if (epoch_now >= council.body().expires_epoch) return fail(Errc::council_invalid);

  // 4. Inclusion of the epoch record as the last leaf.
  ADIT_TRY(EpochRecord record, EpochRecord::parse(bundle.epoch_record));
  if (checkpoint.size() == 0) return fail(Errc::proof_invalid);
  ADIT_CHECK(verify_inclusion(checkpoint.size() - 1, checkpoint.size(), leaf_hash(bundle.epoch_record),
                              bundle.proof, checkpoint.root()));

  // 5. The documents are those that the record commits to.
  if (record.state_hash != bundle.state_hash()) return fail(Errc::state_mismatch);

  TrustedState state(std::move(council), std::move(directory), std::move(checkpoint), record);
  state.week_ = week_at(start_of(record.epoch, state.params().epoch_seconds));
  state.now_ = now;
  std::int64_t off = seconds(local) - seconds(now);
  state.local_clock_is_off_ = off > kClockToleranceSeconds || off < -kClockToleranceSeconds;

  // 6. Bulletins and burns; a bad one makes its recipient unaddressable and nothing else.
  for (const ByteVector& bytes : bundle.bulletins) {
    auto envelope = UnverifiedEnvelope::parse(bytes);
    if (!envelope) continue;
    auto bulletin = Bulletin::verify(*envelope, state.directory_);
    if (!bulletin || bulletin->body().week != state.week_) continue;
    auto [at, fresh] = state.keys_.emplace(bulletin->body().rid, bulletin->body().key);
    // Two keys of one recipient for one week: somebody is being singled out.
    if (!fresh) return fail(Errc::state_mismatch);
  }
  for (const ByteVector& bytes : bundle.burns) {
    auto envelope = UnverifiedEnvelope::parse(bytes);
    if (!envelope) continue;
    if (auto burn = Burn::verify(*envelope, state.directory_)) {
      state.burned_.emplace(burn->body().rid, burn->body().from_epoch);
    }
  }
  return state;
}

const XwingPublic* TrustedState::week_key(const Rid& rid) const {
  auto at = keys_.find(rid);
  return at == keys_.end() ? nullptr : &at->second;
}

std::vector<Addressable> TrustedState::addressable() const {
  std::vector<Addressable> out;
  // A key of last week can still be opened; an older one may be gone (protocol 2.2).
  Week today = week_at(now_);
  if (week_ > today || number(today) - number(week_) > 1) return out;
  for (const RecipientEntry& entry : directory_.body().recipients) {
    const XwingPublic* key = week_key(entry.rid);
    auto burned = burned_.find(entry.rid);
    bool is_burned = burned != burned_.end() && burned->second <= record_.epoch;
    if (entry.status == RecipientStatus::active && entry.active_from <= record_.epoch && key != nullptr &&
        !is_burned) {
      out.push_back({&entry, *key});
    }
  }
  return out;
}

}  // namespace adit
