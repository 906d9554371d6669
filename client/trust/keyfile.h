// SPDX-License-Identifier: Apache-2.0
// A secret in a file, under a passphrase: council members' keys, and whatever else a person keeps.
//
//     bytes  field
//        16  "adit/v1/keyfile" 00
//        16  salt
//     n+16  XChaCha20-Poly1305 under Argon2id(passphrase, salt, t = 3, 64 MiB), ad = the 32 bytes before
//        32  SHA-256 of all before: tells a damaged file from a wrong passphrase
#pragma once

#include <adit/result.h>
#include <adit/secret.h>

#include <filesystem>

namespace adit::client {

inline constexpr std::size_t kMaxKeyfileSecretBytes = 4096;

// Errors: file_unreadable, store_corrupt (damaged, or not a key file), passphrase_wrong, out_of_memory.
Result<SecretBuffer> open_keyfile(const std::filesystem::path& path, const SecretBuffer& passphrase);

// A new file that only its owner can read, on the disk when this returns. Never overwrites.
// Errors: those of write_new_file, file_too_large, out_of_memory, random_unavailable.
Status write_keyfile(const std::filesystem::path& path, const SecretBuffer& passphrase, ByteSpan secret);

}  // namespace adit::client
