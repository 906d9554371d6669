// SPDX-License-Identifier: Apache-2.0
// A reporter's session with a gateway, always of the same shape (protocol 2.7): one GET of the state,
// one POST of a letter, real or decoy, one GET for each card day of the window. Only attachments add
// to it. So nobody who sees the requests can tell writing from reading.
#pragma once

#include <adit/letter.h>
#include <adit/state.h>

#include <vector>

#include "client/thread/outbox.h"
#include "client/thread/talk.h"

namespace adit::client {

enum class Window : std::uint8_t { days3 = 3, days14 = 14, days45 = 45 };

// The cards of the days of a window, oldest day first.
struct CardDays {
  std::vector<ByteVector> days;
  std::optional<Error> error;  // some days are missing
};

class Session {
 public:
  // Fetches the state and puts it through the six checks; nothing goes on without.
  // Errors: those of fetch_state.
  static Result<Session> open(const DeploymentId& dep, Surroundings& s, const StateMemory& memory = {});

  const TrustedState& state() const { return state_; }
  Surroundings& surroundings() const { return *s_; }

  // The state again if a new week has begun since it was fetched: what was sealed to the week before
  // would soon open for nobody. Errors: those of fetch_state.
  Status renew_if_week_turned();

  // Error week_over, before anything else is tried, once the week has ended that the letter is sealed to.
  Delivery post_letter(const SealedLetter& letter);
  // A letter or parcel that was sealed elsewhere.
  Delivery post_object(ByteSpan object);
  CardDays get_cards(Window window);
  ParcelDelivery post_parcels(const Parcels& parcels);

 private:
  Session(TrustedState state, Surroundings& s) : state_(std::move(state)), s_(&s) { note_week_end(); }
  void note_week_end();
  Result<ByteVector> get_day(Day day, std::size_t max_bytes);

  TrustedState state_;
  Surroundings* s_;  // outlives the session
  // When the state's week ends by this machine's clock; nothing if it had ended before the state came.
  std::optional<UnixTime> week_ends_;
};

// True if, after a delivery that ended like this, there is no point in asking for more.
bool ends_session(const Delivery& delivery);

}  // namespace adit::client
