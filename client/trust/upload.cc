// SPDX-License-Identifier: Apache-2.0
#include <adit/api.h>

#include <chrono>
#include <thread>

#include "client/trust/gateway_state.h"
#include "crypto/padded.h"
#include "crypto/sha256.h"

namespace adit::client {
namespace {

constexpr unsigned kMaxRefusals = 3;
constexpr unsigned kFirstPauseSeconds = 15;
constexpr unsigned kMaxPauseSeconds = 1800;
constexpr unsigned kMaxSleeps = 6;

// The pauses after 503s.
class BackOff {
 public:
  BackOff(Rng& rng, const std::function<bool(unsigned)>& retry) : rng_(rng), retry_(retry) {}

  // False: give up.
  bool pause() {
    unsigned pause = base_seconds_ / 2 + rng_.below(base_seconds_ + 1);
    base_seconds_ = std::min(base_seconds_ * 2, kMaxPauseSeconds);
    if (retry_) return retry_(pause);
    if (sleeps_ == kMaxSleeps) return false;
    ++sleeps_;
    std::this_thread::sleep_for(std::chrono::seconds(pause));
    return true;
  }

 private:
  Rng& rng_;
  const std::function<bool(unsigned)>& retry_;
  unsigned base_seconds_ = kFirstPauseSeconds;
  unsigned sleeps_ = 0;
};

Result<ByteVector> admitted_at(std::uint32_t effort, ByteSpan object, const TrustedState& state, Rng& rng,
                               const PuzzleProgress& progress) {
  PuzzleTask task{state.dep(), state.checkpoint().root(), sha256(object)};
  PuzzleCost cost = at_effort({state.params().puzzle_bits, state.params().puzzle_hard_bits}, effort);
  ADIT_TRY(PuzzleNonce nonce, solve_puzzle(task, cost, rng, progress));
  ByteVector out(object.begin(), object.end());
  append(out, PuzzleTrailer{state.record().epoch, nonce}.encode());
  return out;
}

}  // namespace

std::uint32_t first_effort_of(ByteSpan object, const TrustedState& state) {
  const EpochRecord& last = state.record();
  const Params& params = state.params();
  return object.size() == kParcelBytes ? first_effort(last.parcels, params.parcel_floor, params.parcel_cap)
                                       : first_effort(last.letters, params.floor, params.cap);
}

Status upload(Transport& transport, ByteSpan object, TrustedState& state, const Clock& clock, Rng& rng,
              const PuzzleProgress& progress, const std::function<bool(unsigned seconds)>& retry) {
  BackOff back_off(rng, retry);
  unsigned refusals = 0;
  std::uint32_t effort = first_effort_of(object, state);
  ADIT_TRY(ByteVector body, admitted_at(effort, object, state, rng, progress));
  for (;;) {
    Status sent = transport.post(api::kUploadPath, body);
    if (sent) return sent;
    if (sent.error().code == Errc::gateway_busy) {
      if (!back_off.pause()) return sent;
      if (std::uint32_t more = raised_effort(effort); more != effort) {
        effort = more;
        ADIT_TRY(body, admitted_at(effort, object, state, rng, progress));
      }
    } else if (sent.error().code == Errc::admission_refused && refusals < kMaxRefusals) {
      // The seed is too old, or the price went up: both stand in the newest state.
      ++refusals;
      StateMemory memory{state.directory().body().seq};
      ADIT_TRY(state, fetch_state(transport, state.dep(), clock.now(), Quorum::required, memory));
      effort = first_effort_of(object, state);
      ADIT_TRY(body, admitted_at(effort, object, state, rng, progress));
    } else {
      return sent;
    }
  }
}

Status post_document(Transport& transport, const UnverifiedEnvelope& envelope) {
  ADIT_TRY(ByteVector body, pad(envelope.encode(), api::kDocumentBytes));
  return transport.post(api::kDocumentsPath, body);
}

}  // namespace adit::client
