// SPDX-License-Identifier: Apache-2.0
// A letter as it lies in the vault.
#pragma once

#include "client/case/inbox.h"

namespace adit::client {

ByteVector encode_letter(const Letter& letter);
Result<Letter> parse_letter(ByteSpan bytes);  // store_corrupt

}  // namespace adit::client
