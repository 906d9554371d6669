// SPDX-License-Identifier: Apache-2.0
// A film that was shortened on a phone may still hold what was cut off: the list of edits only hides
// it. What is never shown goes, but for the few samples from which decoding begins.
#include <fmt/format.h>

#include "client/scrub/media/bmff.h"

namespace adit::client::media {

void cut_hidden(Track& track, Harvest& harvest) {
  // Sound decoders need a little to warm up.
  constexpr std::size_t kWarmUp = 4;
  std::size_t shown = 0, which = 0;
  for (std::size_t i = 0; i < track.edits.size(); ++i) {
    if (track.edits[i].media_time < 0) continue;
    ++shown;
    which = i;
  }
  if (shown != 1) return;
  auto& edit = track.edits[which];
  auto& samples = track.samples;
  const auto scale = std::int64_t{track.timescale};
  const auto start = edit.media_time;

  std::size_t first = 0, last_before = 0;
  std::int64_t now = 0, first_time = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (now + samples[i].shift <= start) {
      last_before = i;
      if (track.video && samples[i].key) {
        first = i;
        first_time = now;
      }
    }
    now += std::int64_t{samples[i].duration} * samples[i].count;
  }
  const auto total = now;
  if (!track.video && last_before > kWarmUp) {
    first = last_before - kWarmUp;
    for (std::size_t i = 0; i < first; ++i)
      first_time += std::int64_t{samples[i].duration} * samples[i].count;
  }

  std::size_t end = samples.size();
  std::int64_t end_time = total;
  if (edit.duration > 0) {
    auto n = static_cast<std::int64_t>(edit.duration);
    auto until = start + n / kMovieTicks * scale + n % kMovieTicks * scale / kMovieTicks + scale / 10;
    while (end > first + 1) {
      const auto& s = samples[end - 1];
      auto begins = end_time - std::int64_t{s.duration} * s.count;
      if (begins + s.shift <= until) break;
      end_time = begins;
      --end;
    }
  }
  if (start < first_time) first = 0, first_time = 0;
  if (first == 0 && end == samples.size()) return;
  samples.erase(samples.begin() + static_cast<std::ptrdiff_t>(end), samples.end());
  samples.erase(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(first));
  edit.media_time -= first_time;
  auto hidden = (first_time + total - end_time) / scale;
  harvest.found(FindingClass::hidden,
                fmt::format("{} that had been cut off and was still in the file",
                            hidden < 1 ? "less than a second" : fmt::format("about {} s", hidden)));
}

}  // namespace adit::client::media
