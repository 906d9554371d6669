// SPDX-License-Identifier: Apache-2.0
// A key from a passphrase: Argon2id with the passes and the memory of protocol 2.1.
#pragma once

#include <adit/result.h>
#include <adit/secret.h>

namespace adit {

using PassphraseSalt = Bytes<struct PassphraseSaltTag, 16>;

// Errors: out_of_memory.
Result<Key> passphrase_key(ByteSpan passphrase, const PassphraseSalt& salt);

}  // namespace adit
