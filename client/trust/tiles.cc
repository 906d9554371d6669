// SPDX-License-Identifier: Apache-2.0
#include "client/trust/tiles.h"

#include <adit/api.h>

#include <bit>

namespace adit::client {
namespace {
constexpr unsigned kTileHeight = 8;
constexpr std::uint64_t kTileNodes = 256;
}  // namespace

Result<std::vector<Digest>*> Tiles::tile(unsigned level, std::uint64_t index) {
  auto at = tiles_.find({level, index});
  if (at != tiles_.end()) return &at->second;
  const std::uint64_t nodes = size_ >> (kTileHeight * level);
  auto width = static_cast<unsigned>(std::min(kTileNodes, nodes - index * kTileNodes));
  auto bytes = transport_.get(api::tile_path(level, index, width), kTileNodes * Digest::kSize);
  // A partial tile may have given way to the full one.
  if (!bytes && bytes.error().code == Errc::not_found && width < kTileNodes) {
    bytes = transport_.get(api::tile_path(level, index, kTileNodes), kTileNodes * Digest::kSize);
  }
  if (!bytes) return fail(bytes.error().code == Errc::not_found ? Errc::log_gap : bytes.error().code);
  if (bytes->size() < width * Digest::kSize) return fail(Errc::peer_misbehaved);
  std::vector<Digest> out;
  for (unsigned i = 0; i < width; ++i) {
    out.push_back(*Digest::from(ByteSpan(*bytes).subspan(i * Digest::kSize, Digest::kSize)));
  }
  return &tiles_.emplace(std::pair(level, index), std::move(out)).first->second;
}

Result<Digest> Tiles::node(unsigned level, std::uint64_t index) {
  ADIT_TRY(auto* nodes, tile(level, index / kTileNodes));
  return nodes->at(index % kTileNodes);
}

Result<Digest> Tiles::range(std::uint64_t begin, std::uint64_t end) {
  ADIT_ASSERT(begin < end && end <= size_);
  const std::uint64_t width = end - begin;
  if (std::has_single_bit(width)) {
    ADIT_ASSERT(begin % width == 0);
    const auto height = static_cast<unsigned>(std::countr_zero(width));
    if (height % kTileHeight == 0) return node(height / kTileHeight, begin >> height);
  }
  const std::uint64_t middle = begin + std::bit_floor(width - 1);
  ADIT_TRY(Digest left, range(begin, middle));
  ADIT_TRY(Digest right, range(middle, end));
  return node_hash(left, right);
}

Result<std::vector<Digest>> Tiles::consistency_proof(std::uint64_t begin) {
  std::vector<Digest> down;
  std::uint64_t from = 0;
  std::uint64_t end = size_;
  // Towards the right edge of the first `begin` leaves, its neighbours on the way.
  bool is_whole = true;  // [from, end) begins at the first leaf: its root is known to the verifier
  while (begin != end) {
    const std::uint64_t middle = from + std::bit_floor(end - from - 1);
    if (begin <= middle) {
      ADIT_TRY(Digest right, range(middle, end));
      down.push_back(right);
      end = middle;
    } else {
      ADIT_TRY(Digest left, range(from, middle));
      down.push_back(left);
      from = middle;
      is_whole = false;
    }
  }
  if (!is_whole) {
    ADIT_TRY(Digest last, range(from, end));
    down.push_back(last);
  }
  return std::vector<Digest>{down.rbegin(), down.rend()};
}

Result<std::vector<Digest>> fetch_fork_nodes(Transport& transport, std::uint64_t first,
                                             std::uint64_t second) {
  if (first == 0 || first >= second) return fail(Errc::internal);
  Tiles tiles(transport, second);
  ADIT_TRY(auto nodes, tiles.consistency_proof(first));
  if (std::has_single_bit(first)) {
    ADIT_TRY(Digest start, tiles.range(0, first));
    nodes.insert(nodes.begin(), start);
  }
  return nodes;
}

std::optional<TwoRoots> roots_of_nodes(std::uint64_t first, std::uint64_t second,
                                       std::span<const Digest> nodes) {
  if (first == 0 || first >= second || nodes.empty()) return std::nullopt;
  TwoRoots out{nodes[0], nodes[0]};
  std::uint64_t fn = first - 1;
  std::uint64_t sn = second - 1;
  while ((fn & 1) == 1) {
    fn >>= 1;
    sn >>= 1;
  }
  for (const Digest& node : nodes.subspan(1)) {
    if (sn == 0) return std::nullopt;
    if ((fn & 1) == 1 || fn == sn) {
      out.first = node_hash(node, out.first);
      out.second = node_hash(node, out.second);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      out.second = node_hash(out.second, node);
    }
    fn >>= 1;
    sn >>= 1;
  }
  if (sn != 0) return std::nullopt;
  return out;
}

}  // namespace adit::client
