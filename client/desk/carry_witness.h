// SPDX-License-Identifier: Apache-2.0
// The checkpoint that a desk has read, to a witness elsewhere, and its cosignature to the gateway.
#pragma once

#include <adit/log.h>

#include <map>
#include <string>
#include <vector>

#include "client/case/records.h"
#include "client/net/transport.h"
#include "client/net/witness_link.h"

namespace adit::client {

struct WitnessPlace {
  std::string url;
  NoteKey key;

  static Result<WitnessPlace> parse(std::string_view text);  // URL=VKEY; config_invalid
};

// `known`: what the witness confirmed last, kept for the next time. A witness that has seen another
// history, or a longer one than the gateway shows, is an alarm (log_fork). Errors: those of ask_witness and
// post_cosignature; checkpoint_stale: another desk was ahead, sync first; not_found: nothing was read yet.
Status carry(Records& records, Transport& gateway, WitnessLink& witness, const WitnessPlace& place,
             std::uint64_t& known);

// All witnesses of a watching desk, at each visit. What does not work now is tried at the next one.
class WitnessRound {
 public:
  void carry(const std::vector<WitnessPlace>& places, const NetOptions& net, Rng& rng, Transport& gateway,
             Records& records);

 private:
  std::map<std::string, std::uint64_t> known_;
};

}  // namespace adit::client
