// SPDX-License-Identifier: Apache-2.0
#include "gateway/log.h"

#include <unistd.h>

#include <bit>

namespace adit::gateway {

std::string_view text(Event event) {
  switch (event) {
    case Event::ready:
      return "ready";
    case Event::stopping:
      return "stopping: what was accepted is still answered";
    case Event::stopped:
      return "stopped";
    case Event::stop_incomplete:
      return "stopped with answers still owed";
    case Event::accept_failed:
      return "a connection could not be accepted; waiting a moment";
    case Event::session_failed:
      return "a connection ended by a fault of the gateway";
    case Event::loop_failed:
      return "a fault reached the event loop";
    case Event::listener_failed:
      return "a listener has failed";
    case Event::service_failed:
      return "the gateway cannot work";
    case Event::certificates_renewed:
      return "certificates and keys are those of the files now";
    case Event::certificates_kept:
      return "certificates and keys were not read again; those in use stay";
  }
  return "";
}

std::string log_text(Errc code) { return std::string(name(code)); }

std::string log_text(const Error& error) {
  std::string_view file = error.file;
  if (auto slash = file.rfind('/'); slash != std::string_view::npos) file.remove_prefix(slash + 1);
  return std::string(name(error.code)) + " (" + std::string(file) + ":" + std::to_string(error.line) + ")";
}

std::string log_text(Count count) {
  return "up to " + std::to_string(count.n > (std::uint64_t{1} << 62) ? count.n : std::bit_ceil(count.n));
}

std::string log_text(Epoch epoch) { return "epoch " + std::to_string(number(epoch)); }

void log_line(std::string_view line) {
  const std::string whole = "adit-gateway: " + std::string(line) + "\n";
  // One write, so that lines of several threads do not mix. Nobody can be told if it fails.
  [[maybe_unused]] auto written = ::write(STDERR_FILENO, whole.data(), whole.size());
}

}  // namespace adit::gateway
