// SPDX-License-Identifier: Apache-2.0
// Signing notes: the gateway's log key and the recipients' witness keys.
#pragma once

#include <adit/log.h>

#include "crypto/sign.h"

namespace adit {

// The verifier key that goes into the directory.
NoteKey note_key(std::string name, NoteKeyType type, const SigningKey& key);

NoteSignature sign_note(std::string_view text, const std::string& name, const SigningKey& key);
NoteSignature cosign_note(std::string_view text, const std::string& name, const SigningKey& key,
                          UnixTime time);

}  // namespace adit
