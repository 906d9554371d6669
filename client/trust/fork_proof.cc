// SPDX-License-Identifier: Apache-2.0
#include "client/trust/fork_proof.h"

#include "crypto/base64.h"

namespace adit::client {
namespace {

Result<std::uint64_t> size_of(const std::string& text) {
  ADIT_TRY(auto note, UnverifiedNote::parse(text));
  ADIT_TRY(auto body, CheckpointBody::parse(note.text));
  return body.size;
}

}  // namespace

Result<std::string> encode_fork_proof(const std::string& seen, const std::string& shown,
                                      const std::string& nodes) {
  ADIT_TRY(std::uint64_t seen_size, size_of(seen));
  ADIT_TRY(std::uint64_t shown_size, size_of(shown));
  const bool is_shrunk = shown_size < seen_size;
  std::string out = is_shrunk ? shown : seen;
  out += kForkSeparator;
  out += is_shrunk ? seen : shown;
  if (seen_size != shown_size && !nodes.empty()) {
    out += kForkSeparator;
    out += nodes;
  }
  return out;
}

std::string encode_nodes(const std::vector<Digest>& nodes) {
  std::string out;
  for (const Digest& node : nodes) out += to_base64(node.span()) + "\n";
  return out;
}

}  // namespace adit::client
