// SPDX-License-Identifier: Apache-2.0
// A session of a desk that looks like a reporter's, because it is one: a state, a letter, the cards of
// three days, each by a circuit of its own. The letter is to the desk itself.
#pragma once

#include <functional>
#include <memory>

#include "client/case/records.h"
#include "client/case/self.h"
#include "client/thread/talk.h"

namespace adit::client {

// Opens the vault; it is closed again when the result goes.
using OpenRecords = std::function<Result<std::unique_ptr<Records>>()>;

// The vault is open only between requests, not while they and the pauses last.
// Errors: those of a reporter's session; recipient_not_addressable (reporters cannot write to this desk
// now either). The letter is waited for only if it was accepted.
Status send_canary(const OpenRecords& open, const DeskSelf& self, Surroundings& surroundings);

}  // namespace adit::client
