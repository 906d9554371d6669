// SPDX-License-Identifier: Apache-2.0
// The real gateway under the shim, and the one question that every fault is judged by: is each letter
// that was answered 202 published exactly once, and is there one log?
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/e2e/kill9_gateway.h"
#include "tests/fault/shim.h"

namespace adit::test {

// What the shim and the test share: a page in a file that both map.
class ControlPage {
 public:
  ControlPage();
  ~ControlPage();
  ControlPage(const ControlPage&) = delete;
  ControlPage& operator=(const ControlPage&) = delete;
  fault::Control* operator->() const { return control_; }
  // Starts it under the shim.
  bool start(RunningGateway& gateway) const;

 private:
  std::string file_;
  fault::Control* control_ = nullptr;
};

class FaultyGateway {
 public:
  FaultyGateway();

  void arm(fault::Mode mode, std::uint64_t at, int error = 0);
  void disarm() { control_->mode = fault::Mode::none; }
  std::uint64_t hits() const { return control_->hits; }
  void move_clock(std::int64_t seconds) { control_->clock += seconds; }

  // A new letter, once. True if it was answered 202.
  bool post_new();
  // Everything that was not promised yet, again and again, and the gateway started again where it ended,
  // until all of it is promised and published. Moves the clock from epoch to epoch.
  void settle();
  bool try_start();
  // Starts it until it runs, if it has ended.
  void revive();
  // Moves the clock to the next epoch and waits until it is published and put away. The exit code if the
  // process ended before.
  std::optional<int> wait_for_tick();
  // Until nothing of a tick is left to do.
  void wait_for_rest();
  // Waits for the end of the process, from epoch to epoch. Its exit code, or nothing.
  std::optional<int> wait_for_end(int epochs);
  // Notes the newest checkpoint. False if there was another of this size.
  bool look();
  // All that is wrong; empty if nothing is.
  std::vector<std::string> faults();

  RunningGateway gateway;
  int deaths = 0;

 private:
  struct Letter {
    std::string text;
    SealedLetter sealed;
    bool promised = false;
  };
  bool post(Letter& letter);
  bool is_at_rest() const { return !std::filesystem::exists(gateway.data() / "stage"); }
  bool is_published(const std::map<Digest, int>& leaves, const Letter& letter) const;

  ControlPage control_;
  std::vector<Letter> letters_;
  std::map<std::uint64_t, Digest> heads_;
  bool forked_ = false;
};

}  // namespace adit::test
