// SPDX-License-Identifier: Apache-2.0
// A session of a desk that looks like a reporter's, because it is one: a state, a letter, the cards of
// three days, each by a circuit of its own. The letter is to the desk itself.
#pragma once

#include "client/case/records.h"
#include "client/desk/commands.h"

namespace adit::client {

// The vault is open only between requests, not while they and the pauses last.
// Errors: those of a reporter's session; recipient_not_addressable (reporters cannot write to this desk
// now either). The letter is waited for only if it was accepted.
Status send_canary(const OpenRecords& open, Tempo tempo, const DeskCommon& common, DeskWorld& world);

}  // namespace adit::client
