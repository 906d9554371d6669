// SPDX-License-Identifier: Apache-2.0
// What systemd wants to know (sd_notify(3)), in its plain protocol: a few words to a socket. The socket
// is connected once, before connecting is forbidden.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "gateway/listen.h"

namespace adit::gateway {

class Notifier {
 public:
  // Reads NOTIFY_SOCKET and WATCHDOG_USEC; where there are none, nothing is ever said.
  Notifier();
  // "READY=1", "STOPPING=1", "WATCHDOG=1".
  void say(std::string_view state) const;
  // How often "WATCHDOG=1" is expected, halved.
  std::optional<std::chrono::milliseconds> watchdog() const { return watchdog_; }

 private:
  Fd socket_;
  std::optional<std::chrono::milliseconds> watchdog_;
};

}  // namespace adit::gateway
