// SPDX-License-Identifier: Apache-2.0
#include "client/thread/session.h"

#include <adit/api.h>

#include <algorithm>

#include "client/trust/gateway_state.h"

namespace adit::client {
namespace {

constexpr std::size_t kMaxCardDayBytes = std::size_t{256} << 20;

// The most that a day can hold by the directory's numbers. Former recipients' cards are still in
// files of the window, so it counts with the most recipients there can be.
std::size_t card_day_bytes(const Params& params) {
  std::uint64_t rounds = std::uint64_t{86400} / std::max(params.round_seconds, 1u) + 2;
  std::uint64_t cards = rounds * kMaxRecipients * std::max(params.cards_per_round, 1u);
  return static_cast<std::size_t>(std::min<std::uint64_t>(cards * kCardBytes, kMaxCardDayBytes));
}

}  // namespace

Result<Session> Session::open(const DeploymentId& dep, Surroundings& s, const StateMemory& memory) {
  auto state = fetch_state(s.transport, dep, s.clock.now(), Quorum::required, memory);
  // A gateway that has published nothing yet cannot take anything either.
  if (!state && state.error().code == Errc::not_found) return fail(Errc::gateway_busy);
  if (!state) return fail(state.error());
  return Session(std::move(*state), s);
}

// The week is the witnesses' one; this machine's clock only tells how much of it has gone by since.
void Session::note_week_end() {
  week_ends_.reset();
  if (week_at(state_.now()) != state_.week()) return;
  std::int64_t end = kWeekOffsetSeconds + std::int64_t{number(state_.week()) + 1} * kWeekSeconds;
  std::int64_t left = end - seconds(state_.now());
  week_ends_ = UnixTime{seconds(s_->clock.now()) + left};
}

Status Session::renew_if_week_turned() {
  if (!week_ends_ || s_->clock.now() < *week_ends_) return {};
  ADIT_CHECK(pause_before_request(*s_));
  StateMemory memory{state_.directory().body().seq};
  ADIT_TRY(state_, fetch_state(s_->transport, state_.dep(), s_->clock.now(), Quorum::required, memory));
  note_week_end();
  return {};
}

Delivery Session::post_letter(const SealedLetter& letter) {
  if (Status paused = pause_before_request(*s_); !paused) return {Sent::no, paused.error()};
  return deliver(*s_, state_, letter.bytes(), week_ends_);
}

Delivery Session::post_object(ByteSpan object) {
  if (Status paused = pause_before_request(*s_); !paused) return {Sent::no, paused.error()};
  return deliver(*s_, state_, object);
}

ParcelDelivery Session::post_parcels(const Parcels& parcels) { return deliver_parcels(*s_, state_, parcels); }

// A day without cards has no file yet.
Result<ByteVector> Session::get_day(Day day, std::size_t max_bytes) {
  unsigned pause = kFirstBackOffSeconds;
  for (unsigned tries = 1;; ++tries) {
    auto body = s_->transport.get(api::cards_path(day), max_bytes);
    if (body) return std::move(*body);
    Errc code = body.error().code;
    if (code == Errc::not_found) return ByteVector{};
    if (!comes_back(code) || tries >= kMaxTries) return fail(body.error());
    s_->talk.progress("the answers could not be fetched yet; trying again");
    if (!s_->pauses.wait(pause)) return fail(Errc::interrupted);
    pause = std::min(pause * 2, kMaxBackOffSeconds);
  }
}

CardDays Session::get_cards(Window window) {
  CardDays out;
  // The witnesses' time may be days old; it is better only than a clock that is plainly wrong.
  Day today = day_at(state_.local_clock_is_off() ? state_.now() : s_->clock.now());
  std::size_t max_bytes = card_day_bytes(state_.params());
  for (unsigned back = 0; back < static_cast<unsigned>(window); ++back) {
    if (Status paused = pause_before_request(*s_); !paused) {
      out.error = paused.error();
      break;
    }
    s_->talk.progress("fetching answers, whoever they are for; only yours will open");
    auto body = get_day(Day{number(today) - back}, max_bytes);
    if (!body) {
      out.error = body.error();
      break;
    }
    if (body->size() % kCardBytes != 0) out.error = Error(Errc::peer_misbehaved);
    out.days.push_back(std::move(*body));
  }
  std::ranges::reverse(out.days);
  return out;
}

bool ends_session(const Delivery& delivery) {
  if (!delivery.error) return false;
  switch (delivery.error->code) {
    case Errc::admission_refused:
    case Errc::gateway_busy:
    case Errc::object_wrong_size:
      return false;
    default:
      return true;
  }
}

}  // namespace adit::client
