// SPDX-License-Identifier: Apache-2.0
#include "client/case/log_reader.h"

#include <adit/api.h>

#include <bit>

namespace adit::client {
namespace {

constexpr unsigned kTileEntries = 256;
constexpr std::size_t kMaxTileBytes = kTileEntries * (2 + kEpochRecordBytes);
// More than forty years of an ordinary log; what is larger is not read into memory.
constexpr std::uint64_t kMaxGrowth = std::uint64_t{1} << 24;

// The first `width` entries of a tile. A partial tile may have given way to the full one.
Result<std::vector<ByteVector>> fetch_entries(Transport& transport, std::uint64_t tile, unsigned width) {
  unsigned served = width;
  auto bundle = transport.get(api::entries_path(tile, width), kMaxTileBytes);
  if (!bundle && bundle.error().code == Errc::not_found && width < kTileEntries) {
    served = kTileEntries;
    bundle = transport.get(api::entries_path(tile, served), kMaxTileBytes);
  }
  if (!bundle) return fail(bundle.error().code == Errc::not_found ? Errc::log_gap : bundle.error().code);
  auto entries = parse_bundle(*bundle, served);
  if (!entries) return fail(Errc::log_count_mismatch);
  std::vector<ByteVector> out;
  for (unsigned i = 0; i < width; ++i) out.emplace_back((*entries)[i].begin(), (*entries)[i].end());
  return out;
}

// Sorts entries into epochs and refuses what no honest gateway writes.
class EpochBuilder {
 public:
  explicit EpochBuilder(std::uint64_t first_leaf, std::optional<Epoch> last)
      : next_(first_leaf), last_(last) {
    open_.first_leaf = first_leaf;
  }

  Status add(ByteSpan entry) {
    ++next_;
    if (entry.size() == kEpochRecordBytes && entry[0] == 0) return close(entry);
    if (entry.size() != kLeafEntryBytes) return fail(Errc::log_count_mismatch);
    std::vector<Digest>* list = list_of(entry[0]);
    // Documents, letters, cards, parcels; in each, ascending and nothing twice.
    if (list == nullptr || rank(entry[0]) < rank_) return fail(Errc::log_count_mismatch);
    rank_ = rank(entry[0]);
    Digest digest = *Digest::from(entry.subspan(1));
    if (!list->empty() && list->back() >= digest) return fail(Errc::log_count_mismatch);
    list->push_back(digest);
    return {};
  }

  // Errors: log_count_mismatch, if entries follow the last record.
  Result<std::vector<LoggedEpoch>> finish() {
    if (open_.first_leaf != next_) return fail(Errc::log_count_mismatch);
    return std::move(epochs_);
  }

 private:
  static int rank(std::uint8_t kind) {
    return kind == static_cast<std::uint8_t>(EntryKind::document) ? 0 : kind;
  }

  std::vector<Digest>* list_of(std::uint8_t kind) {
    switch (kind) {
      case static_cast<std::uint8_t>(EntryKind::letter):
        return &open_.letters;
      case static_cast<std::uint8_t>(EntryKind::card):
        return &open_.cards;
      case static_cast<std::uint8_t>(EntryKind::parcel):
        return &open_.parcels;
      case static_cast<std::uint8_t>(EntryKind::document):
        return &open_.documents;
      default:
        return nullptr;
    }
  }

  Status close(ByteSpan entry) {
    auto record = EpochRecord::parse(entry);
    if (!record || record->letters != open_.letters.size() || record->cards != open_.cards.size() ||
        record->parcels != open_.parcels.size() || record->documents != open_.documents.size() ||
        (last_ && record->epoch <= *last_)) {
      return fail(Errc::log_count_mismatch);
    }
    last_ = record->epoch;
    open_.record = *record;
    epochs_.push_back(std::move(open_));
    open_ = LoggedEpoch{};
    open_.first_leaf = next_;
    rank_ = 0;
    return {};
  }

  std::uint64_t next_;
  std::optional<Epoch> last_;
  int rank_ = 0;
  LoggedEpoch open_;
  std::vector<LoggedEpoch> epochs_;
};

// The known tree's complete subtrees, from its encoding: one digest for each bit set in its size,
// widest first.
std::map<std::uint64_t, Digest> edge_of(const CompactTree& tree) {
  std::map<std::uint64_t, Digest> out;
  ByteVector bytes = tree.encode();
  ByteSpan rest = ByteSpan(bytes).subspan(8);
  std::uint64_t begin = 0;
  for (std::uint64_t left = tree.size(); left > 0; rest = rest.subspan(Digest::kSize)) {
    std::uint64_t width = std::bit_floor(left);
    out.emplace(begin, *Digest::from(rest.first(Digest::kSize)));
    begin += width;
    left -= width;
  }
  return out;
}

}  // namespace

Result<LogGrowth> LogGrowth::read(Transport& transport, const CompactTree& known,
                                  std::optional<Epoch> last_epoch, const Checkpoint& checkpoint) {
  const std::uint64_t begin = known.size();
  const std::uint64_t end = checkpoint.size();
  if (end < begin) return fail(Errc::log_fork);
  if (end - begin > kMaxGrowth) return fail(Errc::peer_misbehaved);
  LogGrowth out;
  out.tree_ = known;
  out.known_size_ = begin;
  out.edge_ = edge_of(known);

  std::vector<ByteVector> entries;
  EpochBuilder builder(begin, last_epoch);
  Status well_formed;
  for (std::uint64_t at = begin; at < end;) {
    const std::uint64_t tile = at / kTileEntries;
    const std::uint64_t tile_end = std::min(end, (tile + 1) * kTileEntries);
    ADIT_TRY(entries, fetch_entries(transport, tile, static_cast<unsigned>(tile_end - tile * kTileEntries)));
    for (; at < tile_end; ++at) {
      const ByteVector& entry = entries[at - tile * kTileEntries];
      out.leaves_.push_back(leaf_hash(entry));
      out.tree_.append(out.leaves_.back());
      if (well_formed) well_formed = builder.add(entry);
    }
  }
  // The root comes first: a history that is not the one that was known before is a fork, whatever
  // its epochs look like.
  if (out.tree_.root() != checkpoint.root())
    return fail(begin == 0 ? Errc::log_count_mismatch : Errc::log_fork);
  ADIT_CHECK(well_formed);
  ADIT_TRY(out.epochs_, builder.finish());
  return out;
}

// The root of the leaves [begin, end), a complete subtree or the right end of the tree.
Digest LogGrowth::range(std::uint64_t begin, std::uint64_t end) const {
  if (end <= known_size_) {
    // A subtree beside the path of a new leaf is complete and was not part of a larger one: it is on
    // the edge of the known tree.
    auto at = edge_.find(begin);
    ADIT_ASSERT(at != edge_.end());
    return at->second;
  }
  if (end - begin == 1) return leaves_[begin - known_size_];
  std::uint64_t half = std::bit_floor(end - begin - 1);
  return node_hash(range(begin, begin + half), range(begin + half, end));
}

std::vector<Digest> LogGrowth::inclusion_proof(std::uint64_t index) const {
  ADIT_ASSERT(index >= known_size_ && index < tree_.size());
  std::vector<Digest> down;
  std::uint64_t begin = 0;
  std::uint64_t end = tree_.size();
  while (end - begin > 1) {
    std::uint64_t middle = begin + std::bit_floor(end - begin - 1);
    if (index < middle) {
      down.push_back(range(middle, end));
      end = middle;
    } else {
      down.push_back(range(begin, middle));
      begin = middle;
    }
  }
  return {down.rbegin(), down.rend()};
}

}  // namespace adit::client
