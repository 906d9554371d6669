// SPDX-License-Identifier: Apache-2.0
#include "client/thread/outbox.h"

#include <adit/api.h>
#include <adit/trailer.h>
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "client/trust/gateway_state.h"
#include "crypto/sha256.h"

namespace adit::client {
namespace {

// The step of effort that an object begins with: never from what another object needed, or those of
// one session would be known by it.
std::uint32_t effort_for(ByteSpan object, const TrustedState& state) {
  const EpochRecord& last = state.record();
  const Params& params = state.params();
  return object.size() == kParcelBytes ? first_effort(last.parcels, params.parcel_floor, params.parcel_cap)
                                       : first_effort(last.letters, params.floor, params.cap);
}

// Object and trailer, with words about the work.
Result<ByteVector> admitted(Surroundings& s, const TrustedState& state, ByteSpan object,
                            std::uint32_t effort) {
  const Params& params = state.params();
  const PuzzleCost cost = at_effort({params.puzzle_bits, params.puzzle_hard_bits}, effort);
  const std::uint64_t usual = std::uint64_t{1} << std::min(cost.hard_bits, 62u);
  const std::int64_t begin = seconds(s.clock.now());
  const PuzzleTask task{state.dep(), state.checkpoint().root(), sha256(object)};
  auto progress = [&](std::uint64_t trials) {
    s.talk.progress(work_in_words(trials, usual, seconds(s.clock.now()) - begin));
    return !s.pauses.interrupted();
  };
  ADIT_TRY(PuzzleNonce nonce, solve_puzzle(task, cost, s.rng, progress));
  ByteVector out(object.begin(), object.end());
  append(out, PuzzleTrailer{state.record().epoch, nonce}.encode());
  return out;
}

// A newer state, for a newer seed. Nothing if that went well.
std::optional<Error> renew(Surroundings& s, TrustedState& state) {
  if (Status paused = pause_before_request(s); !paused) return paused.error();
  StateMemory memory{state.directory().body().seq};
  auto newer = fetch_state(s.transport, state.dep(), s.clock.now(), Quorum::required, memory);
  if (!newer) return newer.error();
  state = std::move(*newer);
  return std::nullopt;
}

std::string_view reason_in_words(Errc code) {
  switch (code) {
    case Errc::gateway_busy:
      return "the gateway is busy with others";
    case Errc::network_unreachable:
      return "no connection";
    default:
      return "the connection broke";
  }
}

}  // namespace

bool comes_back(Errc code) {
  return code == Errc::gateway_busy || code == Errc::network_unreachable || code == Errc::network_failed;
}

bool may_pass(Errc code) { return comes_back(code) || code == Errc::admission_refused; }

std::string work_in_words(std::uint64_t trials, std::uint64_t usual, std::int64_t elapsed_seconds) {
  std::string out = "doing the work that keeps the gateway from being flooded";
  // Once it is known how fast this machine is.
  if (elapsed_seconds < 2 || trials == 0) return out;
  std::int64_t all = elapsed_seconds * static_cast<std::int64_t>(usual) / static_cast<std::int64_t>(trials);
  if (trials < usual) return fmt::format("{}: usually {} in all", out, duration_in_words(all));
  return fmt::format("{}: usually {}, a little longer this time", out, duration_in_words(all));
}

Delivery deliver(Surroundings& s, TrustedState& state, ByteSpan object, std::optional<UnixTime> until) {
  Sent known = Sent::no;
  unsigned tries = 0;
  unsigned refusals = 0;
  unsigned pause = kFirstBackOffSeconds;
  std::uint32_t effort = effort_for(object, state);
  bool state_is_old = false;
  std::optional<ByteVector> body;
  for (;;) {
    if (s.pauses.interrupted()) return {known, Error(Errc::interrupted)};
    if (until && s.clock.now() >= *until) return {known, Error(Errc::week_over)};
    std::optional<Error> error;
    if (state_is_old && !(error = renew(s, state))) effort = effort_for(object, state);
    if (!error) {
      state_is_old = false;
      if (!body) {
        auto made = admitted(s, state, object, effort);
        if (!made) return {known, made.error()};
        body = std::move(*made);
      }
      Status posted = s.transport.post(api::kUploadPath, *body);
      if (posted) return {Sent::yes, std::nullopt};
      error = posted.error();
      if (error->code == Errc::network_failed || error->code == Errc::peer_misbehaved) known = Sent::maybe;
      if (error->code == Errc::admission_refused) {
        if (++refusals > kMaxRefusals) return {known, error};
        state_is_old = true;
        body.reset();
        continue;
      }
      if (error->code == Errc::gateway_busy && raised_effort(effort) != effort) {
        effort = raised_effort(effort);
        body.reset();
      }
    }
    if (!comes_back(error->code) || ++tries >= kMaxTries) return {known, error};
    // By chance half as long to half as long again, so that clients do not come back together.
    unsigned wait = pause / 2 + s.rng.below(pause + 1);
    s.talk.progress(fmt::format("{}; trying again in {} seconds", reason_in_words(error->code), wait));
    if (!s.pauses.wait(wait)) return {known, Error(Errc::interrupted)};
    pause = std::min(pause * 2, kMaxBackOffSeconds);
  }
}

std::string duration_in_words(std::int64_t seconds) {
  if (seconds < 60) return "less than a minute";
  std::int64_t minutes = (seconds + 59) / 60;
  if (minutes < 120) return fmt::format("about {} minutes", minutes);
  return fmt::format("about {} hours", (minutes + 59) / 60);
}

std::vector<std::uint32_t> shuffled(std::size_t n, Rng& rng) {
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  for (std::size_t i = n; i > 1; --i) {
    std::swap(order[i - 1], order[rng.below(static_cast<std::uint32_t>(i))]);
  }
  return order;
}

namespace {

// One of the parcels, after a pause.
std::optional<Error> deliver_one(Surroundings& s, TrustedState& state, const Parcels& parcels,
                                 std::size_t i) {
  if (Status paused = pause_before_request(s); !paused) return paused.error();
  auto parcel = parcels.make(i);
  if (!parcel) return parcel.error();
  Delivery delivery = deliver(s, state, *parcel);
  return delivery.sent == Sent::yes ? std::nullopt : delivery.error;
}

void tell(Surroundings& s, const ParcelDelivery& out, std::int64_t begin) {
  std::int64_t each = (seconds(s.clock.now()) - begin) / static_cast<std::int64_t>(out.sent);
  auto left = static_cast<std::int64_t>(out.total - out.sent);
  std::string rest = left == 0 ? std::string() : ", " + duration_in_words(each * left) + " left";
  s.talk.progress(fmt::format("sent {} of {} pieces{}", out.sent, out.total, rest));
}

}  // namespace

ParcelDelivery deliver_parcels(Surroundings& s, TrustedState& state, const Parcels& parcels) {
  ParcelDelivery out{0, parcels.count, std::nullopt};
  std::vector<std::uint32_t> order = shuffled(parcels.count, s.rng);
  std::vector<std::uint32_t> lost;
  unsigned in_a_row = 0;
  const std::int64_t begin = seconds(s.clock.now());
  for (bool again : {false, true}) {
    for (std::uint32_t index : order) {
      auto error = deliver_one(s, state, parcels, index);
      if (!error) {
        in_a_row = 0;
        ++out.sent;
        tell(s, out, begin);
        continue;
      }
      if (again || !may_pass(error->code) || ++in_a_row >= kMaxLostInARow) {
        out.error = error;
        return out;
      }
      lost.push_back(index);
    }
    order = std::move(lost);
    lost.clear();
  }
  return out;
}

}  // namespace adit::client
