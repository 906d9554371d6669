// SPDX-License-Identifier: Apache-2.0
#include "client/thread/talk.h"

#include <cmath>

namespace adit::client {

Status pause_before_request(Surroundings& s) {
  if (s.pauses.interrupted()) return fail(Errc::interrupted);
  if (s.tempo == Tempo::immediate) return {};
  constexpr std::uint32_t kSteps = 1u << 30;
  double uniform = (static_cast<double>(s.rng.below(kSteps)) + 1) / kSteps;  // in (0, 1]
  auto seconds = static_cast<unsigned>(std::lround(-kMeanPauseSeconds * std::log(uniform)));
  s.talk.progress("waiting a while, so that the rhythm of your requests does not give you away");
  if (!s.pauses.wait(seconds)) return fail(Errc::interrupted);
  return {};
}

}  // namespace adit::client
