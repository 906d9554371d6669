// SPDX-License-Identifier: Apache-2.0
// A council member's signing key in a file, under a passphrase.
#pragma once

#include <adit/clock.h>
#include <adit/secret.h>

#include <filesystem>
#include <optional>

#include "client/council/problem.h"
#include "crypto/sign.h"

namespace adit::client {

// Asked once from a descriptor, twice from a terminal.
Outcome<SecretBuffer> new_passphrase(std::optional<int> fd);
Outcome<SecretBuffer> passphrase_of(const std::filesystem::path& file, std::optional<int> fd);

// A new key in a new file; its public half.
Outcome<Ed25519Public> make_member_key(const std::filesystem::path& file, const SecretBuffer& passphrase,
                                       Rng& rng);
Outcome<SigningKey> open_member_key(const std::filesystem::path& file, const SecretBuffer& passphrase);

}  // namespace adit::client
