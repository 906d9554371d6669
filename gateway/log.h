// SPDX-License-Identifier: Apache-2.0
// What the gateway says while it runs: one line on standard error for each event of its own, and
// nothing for any request. A value is logged only if its type says that it may be; text, times,
// addresses and sizes have no such type.
#pragma once

#include <adit/error.h>
#include <adit/units.h>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace adit::gateway {

enum class Event : std::uint8_t {
  ready,
  stopping,
  stopped,
  stop_incomplete,  // something was still under way when the time for stopping was over
  accept_failed,
  session_failed,  // an exception in a session: a bug, or no memory
  loop_failed,     // an exception out of the event loop: a bug
  listener_failed,
  service_failed,
  certificates_renewed,
  certificates_kept,  // what SIGHUP asked to read does not fit
};
std::string_view text(Event event);

// How many of something. Shown rounded up to a power of two, so that lines cannot be added up.
struct Count {
  std::uint64_t n;
};

template <class T>
concept LogSafe =
    std::same_as<T, Errc> || std::same_as<T, Error> || std::same_as<T, Count> || std::same_as<T, Epoch>;

std::string log_text(Errc code);
std::string log_text(const Error& error);
std::string log_text(Count count);
std::string log_text(Epoch epoch);
void log_line(std::string_view line);

template <LogSafe... Ts>
void log(Event event, const Ts&... values) {
  std::string line(text(event));
  ((line += ' ', line += log_text(values)), ...);
  log_line(line);
}

}  // namespace adit::gateway
