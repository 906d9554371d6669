// SPDX-License-Identifier: Apache-2.0
// The operator's socket: whoever connects (mode 0600: the gateway's user) gets one short message and the
// end. Nothing is read, so there is nothing to parse.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "gateway/listen.h"

namespace adit::gateway {

class Admin {
 public:
  // listener: opened before the process was locked in. `say` is called on a thread of its own.
  Admin(Fd listener, std::function<std::string()> say);
  ~Admin();
  Admin(const Admin&) = delete;
  Admin& operator=(const Admin&) = delete;

 private:
  void serve();
  bool stops_within(int milliseconds) const;

  Fd listener_;
  std::function<std::string()> say_;
  Fd stop_;  // closing its other end is the sign to stop
  Fd stopper_;
  std::thread thread_;
};

// Prints what the gateway of this configuration says of itself. 0 if it serves, 1 if it does not.
int run_status(const Config& config, bool json);

}  // namespace adit::gateway
