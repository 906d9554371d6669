// SPDX-License-Identifier: Apache-2.0
// Letters of a desk to itself (protocol 2.10): whether what a gateway accepts is delivered. On the wire
// they are a reporter's letters like any other; only this desk knows them, by their hashes.
#pragma once

#include <adit/letter.h>

#include <optional>
#include <vector>

#include "client/case/records.h"

namespace adit::client {

enum class CanaryState : std::uint8_t {  // in the file: do not change
  waiting = 0,                           // accepted, and not due yet
  arrived = 1,
  lost = 2,
  unsure = 3,  // nobody knows whether it was accepted: it counts only if it comes
};

struct Canary {
  std::uint64_t number = 0;
  LetterHash hash;
  Epoch sent{};  // by this machine's clock
  CanaryState state = CanaryState::waiting;
};

// After so many epochs it is overdue: a batch may be full once or twice.
inline constexpr std::uint64_t kCanaryEpochs = 6;
// The rate is of the last so many that were decided: four weeks at sixty a week.
inline constexpr std::size_t kCanariesKept = 240;
inline constexpr double kCanariesPerWeek = 60;

class Canaries {
 public:
  explicit Canaries(Records& records) : records_(records) {}

  // Before it is sent, so that it is known when it comes whatever happens in between; unsure. In a
  // transaction of its own.
  Result<Canary> add(const LetterHash& hash, Epoch now);
  Status accepted(Canary canary);          // it is waited for
  Status take_back(const Canary& canary);  // it was not accepted
  // Within a transaction. True if this letter is one of ours: it is not shown. Reads the list once for all
  // letters, as long as nobody else changes it.
  Result<bool> settle_arrived(const LetterHash& hash);
  // Within a transaction. All epochs up to `read` were opened. Returns those that are lost now.
  Result<std::vector<Canary>> settle_overdue(Epoch read);

  Result<std::vector<Canary>> list() const;  // ascending by number

 private:
  Status put(const Canary& canary);
  Records& records_;
  std::optional<std::vector<Canary>> known_;  // as settle_arrived() read it
};

struct CanaryRate {
  std::size_t waiting = 0;
  std::size_t arrived = 0;
  std::size_t lost = 0;
  // Wilson's interval at 95 %, of the share that is delivered; 0 to 1 if nothing was decided yet.
  double low = 0;
  double high = 1;
};
CanaryRate rate_of(const std::vector<Canary>& canaries);
// The interval alone. Errors: none; n = 0 gives 0 to 1.
std::pair<double, double> wilson_interval(std::size_t good, std::size_t n);

}  // namespace adit::client
