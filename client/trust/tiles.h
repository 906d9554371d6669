// SPDX-License-Identifier: Apache-2.0
// Proofs from a log's tiles (C2SP tlog-tiles): what witnesses and third persons need who do not have
// the entries. Nothing that is fetched is trusted; whoever uses a proof verifies it.
#pragma once

#include <adit/log.h>

#include <map>

#include "client/net/transport.h"

namespace adit::client {

class Tiles {
 public:
  // Of the log's tree of this size, which must be one that the gateway signed.
  Tiles(Transport& transport, std::uint64_t size) : transport_(transport), size_(size) {}

  // The root of the leaves [begin, end), end <= size. Errors: log_gap, peer_misbehaved, those of
  // Transport::get.
  Result<Digest> range(std::uint64_t begin, std::uint64_t end);
  // RFC 6962 section 2.1.2, from `begin` to the whole tree; 0 < begin <= size.
  Result<std::vector<Digest>> consistency_proof(std::uint64_t begin);

 private:
  Result<Digest> node(unsigned level, std::uint64_t index);
  Result<std::vector<Digest>*> tile(unsigned level, std::uint64_t index);

  Transport& transport_;
  std::uint64_t size_;
  std::map<std::pair<unsigned, std::uint64_t>, std::vector<Digest>> tiles_;
};

// The nodes of protocol 2.16a: the consistency proof, preceded by the root of the first leaves where
// that proof leaves it out.
Result<std::vector<Digest>> fetch_fork_nodes(Transport& transport, std::uint64_t first, std::uint64_t second);

// The roots of the first leaves and of the whole to which nodes lead; nothing if their number is wrong.
struct TwoRoots {
  Digest first;
  Digest second;
};
std::optional<TwoRoots> roots_of_nodes(std::uint64_t first, std::uint64_t second,
                                       std::span<const Digest> nodes);

}  // namespace adit::client
