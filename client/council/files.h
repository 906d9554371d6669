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
// The council in force: the first council, then its successors in order, each in a file of its own.
Outcome<Council> read_council(const std::vector<std::filesystem::path>& chain);
Outcome<Directory> read_directory(const std::filesystem::path& file, const Council& council);

// The public half of a member's key, as member-key wrote it: one line.
std::string member_line(const Ed25519Public& key);
Outcome<Ed25519Public> parse_member_line(std::string_view text, std::string_view what);

}  // namespace adit::client
