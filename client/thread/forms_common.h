// SPDX-License-Identifier: Apache-2.0
// The blocks that all forms share (users 2.8.0), as far as their answers travel. What is answered
// on the reporter's machine only (hidden data, who sees the screen), the files, and the choice of
// recipients are no fields.
#pragma once

#include <span>

#include "client/thread/forms.h"

namespace adit::client {

Block start_block();
Block place_block();
Block safety_block();
Block proof_block();
Block consent_block();

}  // namespace adit::client
