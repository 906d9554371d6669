// SPDX-License-Identifier: Apache-2.0
#include "gateway/tree.h"

#include <adit/api.h>

namespace adit::gateway {
namespace {

constexpr std::size_t kMaxLevels = 8;
constexpr std::size_t kMaxBundleEdgeBytes = kTileWidth * (2 + kEpochRecordBytes);

// How many tiles of `level` a log of this size has begun.
std::uint64_t tile_index(std::uint64_t size, std::size_t level) { return size >> (8 * (level + 1)); }

Digest root_of_tile(ByteSpan hashes) {
  std::vector<Digest> row;
  for (std::size_t i = 0; i < hashes.size(); i += Digest::kSize) {
    row.push_back(*Digest::from(hashes.subspan(i, Digest::kSize)));
  }
  while (row.size() > 1) {
    for (std::size_t i = 0; i < row.size() / 2; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
    row.resize(row.size() / 2);
  }
  return row.front();
}

}  // namespace

Status LogTree::append(ByteSpan entry, const TileSink& sink) {
  const std::uint64_t index = size();
  append_bundled(bundle_, entry);
  if ((index + 1) % kTileWidth == 0) {
    ADIT_CHECK(sink(api::entries_path(index / kTileWidth, kTileWidth), bundle_));
    bundle_.clear();
  }
  Digest leaf = leaf_hash(entry);
  compact_.append(leaf);
  return append_hash(0, leaf, sink);
}

Status LogTree::append_hash(std::size_t level, const Digest& hash, const TileSink& sink) {
  if (levels_.size() == level) levels_.emplace_back();
  adit::append(levels_[level], hash.span());
  if (levels_[level].size() < kTileWidth * Digest::kSize) return {};
  ByteVector full = std::exchange(levels_[level], {});
  // The size already counts the leaf, so the tile that it completes is the one before.
  ADIT_CHECK(
      sink(api::tile_path(static_cast<unsigned>(level), tile_index(size(), level) - 1, kTileWidth), full));
  return append_hash(level + 1, root_of_tile(full), sink);
}

Status LogTree::partials(const TileSink& sink) const {
  if (!bundle_.empty()) {
    ADIT_CHECK(
        sink(api::entries_path(size() / kTileWidth, static_cast<unsigned>(size() % kTileWidth)), bundle_));
  }
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    if (levels_[level].empty()) continue;
    auto width = static_cast<unsigned>(levels_[level].size() / Digest::kSize);
    ADIT_CHECK(
        sink(api::tile_path(static_cast<unsigned>(level), tile_index(size(), level), width), levels_[level]));
  }
  return {};
}

Value LogTree::encode() const {
  Array levels;
  for (const ByteVector& level : levels_) levels.emplace_back(ByteSpan(level));
  ByteVector compact = compact_.encode();
  return Array{ByteSpan(compact), levels, ByteSpan(bundle_)};
}

Result<LogTree> LogTree::parse(const Value& value) {
  Reader r(value);
  ByteVector compact = r.blob(8 + 64 * Digest::kSize);
  LogTree out;
  out.levels_.clear();
  for (const Value& item : r.array(1, kMaxLevels)) {
    if (item.bytes() == nullptr) return fail(Errc::wire_not_canonical);
    out.levels_.push_back(*item.bytes());
  }
  out.bundle_ = r.blob(kMaxBundleEdgeBytes);
  ADIT_CHECK(r.done());
  ADIT_TRY(out.compact_, CompactTree::parse(compact));
  for (std::size_t level = 0; level < kMaxLevels; ++level) {
    std::uint64_t width = out.size() >> (8 * level) & (kTileWidth - 1);
    std::uint64_t held = level < out.levels_.size() ? out.levels_[level].size() : 0;
    if (held != width * Digest::kSize) return fail(Errc::wire_not_canonical);
  }
  if (!parse_bundle(out.bundle_, static_cast<std::size_t>(out.size() % kTileWidth))) {
    return fail(Errc::wire_not_canonical);
  }
  return out;
}

Result<Digest> root_of_first(std::uint64_t size, std::uint64_t published,
                             const std::function<Result<ByteVector>(const std::string& path)>& tile) {
  std::optional<Digest> root;  // of what lies right of the subtrees that are still to come
  for (std::size_t level = 0; size >> (8 * level) > 0; ++level) {
    const std::uint64_t index = tile_index(size, level);
    const std::uint64_t width = size >> (8 * level) & (kTileWidth - 1);
    if (width == 0) continue;
    const std::uint64_t there =
        std::min<std::uint64_t>((published >> (8 * level)) - index * kTileWidth, kTileWidth);
    ADIT_TRY(ByteVector hashes,
             tile(api::tile_path(static_cast<unsigned>(level), index, static_cast<unsigned>(there))));
    if (hashes.size() != there * Digest::kSize) return fail(Errc::store_corrupt);
    // The complete subtrees of this level, the smallest and rightmost first.
    for (std::uint64_t part = 1; part <= width; part *= 2) {
      if ((width & part) == 0) continue;
      const std::uint64_t first = width / (2 * part) * (2 * part);
      const Digest left = root_of_tile(ByteSpan(hashes).subspan(first * Digest::kSize, part * Digest::kSize));
      root = root ? node_hash(left, *root) : left;
    }
  }
  return root.value_or(empty_root());
}

std::vector<std::string> outgrown_partials(std::uint64_t before, std::uint64_t size) {
  std::vector<std::string> out;
  auto folder = [](std::string path) { return path.substr(0, path.rfind('/')); };
  for (std::size_t level = 0; tile_index(size, level) > 0; ++level) {
    for (std::uint64_t i = tile_index(before, level); i < tile_index(size, level); ++i) {
      out.push_back(folder(api::tile_path(static_cast<unsigned>(level), i, 1)));
      if (level == 0) out.push_back(folder(api::entries_path(i, 1)));
    }
  }
  return out;
}

}  // namespace adit::gateway
