// SPDX-License-Identifier: Apache-2.0
// Merkle trees and their proofs as RFC 6962 defines them in section 2.1, without any cleverness: what the
// tests hold the real ones against.
#pragma once

#include <adit/log.h>

#include <span>
#include <vector>

namespace adit::test {

Digest root_of(std::span<const Digest> leaves);                                            // MTH
std::vector<Digest> inclusion_proof(std::span<const Digest> leaves, std::size_t index);    // PATH
std::vector<Digest> consistency_proof(std::span<const Digest> leaves, std::size_t first);  // PROOF

}  // namespace adit::test
