// SPDX-License-Identifier: Apache-2.0
// Proofs as files: C2SP tlog-proof (an entry is in a log), and a list of nodes (one tree goes on from
// another).
//
//   c2sp.org/tlog-proof@v1
//   extra <base64>            (may be missing; means nothing here)
//   index <number>
//   <node in base64>          (one a line, from the leaf upwards)
//   <empty line>
//   <signed checkpoint>
#pragma once

#include <adit/log.h>

#include <optional>
#include <string>
#include <vector>

namespace adit::client {

inline constexpr std::size_t kMaxProofNodes = 64;
inline constexpr std::size_t kMaxProofFileBytes = 65536;

struct InclusionFile {
  std::optional<ByteVector> extra;
  std::uint64_t index = 0;
  std::vector<Digest> nodes;
  std::string checkpoint;

  // Errors: file_damaged, file_too_large.
  static Result<InclusionFile> parse(std::string_view text);
  std::string encode() const;
};

// 32 bytes in base64 a line, 64 lines at most; may be empty. Errors: file_damaged.
Result<std::vector<Digest>> parse_nodes(std::string_view text);
std::string encode_nodes_text(std::span<const Digest> nodes);

}  // namespace adit::client
