// SPDX-License-Identifier: Apache-2.0
// What a session needs from the outside: the network, time, randomness, someone to tell, and a way
// to wait. Tests put their own behind each, so nothing here sleeps or prints by itself.
#pragma once

#include <adit/clock.h>
#include <adit/result.h>

#include <string_view>

#include "client/net/transport.h"

namespace adit::client {

// Told in words what is going on. Text is ours, or made inert before.
class Talk {
 public:
  virtual ~Talk() = default;
  virtual void say(std::string_view text) = 0;       // stays on the screen
  virtual void progress(std::string_view text) = 0;  // replaces the progress before it
};

// Waits, and knows whether the person wants to stop.
class Pauses {
 public:
  virtual ~Pauses() = default;
  // False if interrupted.
  virtual bool wait(unsigned seconds) = 0;
  virtual bool interrupted() const = 0;
};

// random: pauses of chance length between requests, so that they do not show by their rhythm what
// is being done. immediate: "urgent, and it is safe".
enum class Tempo : std::uint8_t { random, immediate };

struct Surroundings {
  Transport& transport;
  const Clock& clock;
  Rng& rng;
  Talk& talk;
  Pauses& pauses;
  Tempo tempo = Tempo::random;
};

inline constexpr double kMeanPauseSeconds = 20;

// A pause before the next request: exponential, so that a long wait tells nothing about its end.
// Errors: interrupted.
Status pause_before_request(Surroundings& s);

}  // namespace adit::client
