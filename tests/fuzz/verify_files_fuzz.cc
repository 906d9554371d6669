// SPDX-License-Identifier: Apache-2.0
// Any text as the files that adit-verify is given: one spelling each, and nobody is accused without a
// signature.
#include "client/verify/fork_file.h"
#include "client/verify/proof_file.h"
#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;
using namespace adit::client;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = as_text(ByteSpan(data, size));
  if (auto file = InclusionFile::parse(text)) require(file->encode() == text);
  if (auto nodes = parse_nodes(text)) require(encode_nodes_text(*nodes) == text);
  auto fork = ForkFile::parse(text);
  if (!fork) return 0;
  require(fork->encode() == text);
  // A key that signed nothing here.
  NoteKey key{fork->first_body.origin, NoteKeyType::ed25519, Ed25519Public{}};
  auto verdict = judge_fork(*fork, key);
  require(verdict == ForkVerdict::other_signer || verdict == ForkVerdict::other_logs);
  return 0;
}
