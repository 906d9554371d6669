// SPDX-License-Identifier: Apache-2.0
// Real waiting. adit-desk watch catches the signals that end it: what is under way is finished first.
#pragma once

#include <csignal>

#include "client/thread/talk.h"

namespace adit::client {

class SignalPauses final : public Pauses {
 public:
  // SIGINT and SIGTERM no longer end the process: they end wait(), and interrupted() tells.
  void catch_signals();

  bool wait(unsigned seconds) override;
  bool interrupted() const override { return interrupted_ || is_pending(); }

 private:
  bool is_pending() const;
  sigset_t caught_{};
  bool catches_ = false;
  bool interrupted_ = false;
};

}  // namespace adit::client
