// SPDX-License-Identifier: Apache-2.0
// The gateway's newest state, through the checks; what happens at a desk when there is none.
#pragma once

#include <adit/state.h>

#include "client/case/position.h"
#include "client/case/self.h"
#include "client/case/sync.h"

namespace adit::client {

struct NewestState {
  StateBundle bundle;
  TrustedState state;
};

// A state that is refused is an alarm as well as an error. Week keys whose time is over are erased
// whether there is a state or not.
// Errors: those of fetch_bundle and verify_bundle, and of the records.
Result<NewestState> fetch_newest_state(DeskContext& desk, const DeskSelf& self, const Position& position);

}  // namespace adit::client
