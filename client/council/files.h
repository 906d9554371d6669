// SPDX-License-Identifier: Apache-2.0
// Files that a council passes from hand to hand. Nothing is ever overwritten.
#pragma once

#include <adit/bytes.h>
#include <adit/document.h>

#include <filesystem>
#include <vector>

#include "client/council/problem.h"

namespace adit::client {

Outcome<ByteVector> read_small_file(const std::filesystem::path& file);
Outcome<void> write_public_file(const std::filesystem::path& file, ByteSpan bytes);

// A signed document as merge wrote it; nobody has looked at its signatures.
Outcome<UnverifiedEnvelope> read_document(const std::filesystem::path& file);
// Every council so far: the first, then its successors in order, each in a file of its own. The last
// one is in force.
Outcome<std::vector<Council>> read_councils(const std::vector<std::filesystem::path>& chain);
Outcome<Council> read_council(const std::vector<std::filesystem::path>& chain);  // the last one
// A directory signed by the one of these councils that it names.
Outcome<Directory> read_directory(const std::filesystem::path& file, const std::vector<Council>& councils);

// The public half of a member's key, as member-key wrote it: one line.
std::string member_line(const Ed25519Public& key);
Outcome<Ed25519Public> parse_member_line(std::string_view text, std::string_view what);

}  // namespace adit::client
