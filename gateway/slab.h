// SPDX-License-Identifier: Apache-2.0
// One preallocated file of fixed cells. A cell holds an object under a pool key, or random bytes;
// without the key the two look the same. Which cell an object gets is chosen at random.
#pragma once

#include <adit/clock.h>
#include <adit/secret.h>

#include <atomic>
#include <map>
#include <mutex>
#include <vector>

#include "crypto/cell.h"
#include "gateway/durable.h"

namespace adit::gateway {

class Slab {
 public:
  // For so many objects at least. Makes the file if it is missing and lengthens it if it has fewer
  // cells; it never gets shorter. `had`: the cells that it had when it was last made or lengthened, 0 for
  // a new one. `id` tells it from every other slab: an object made of it is always in one of the cells.
  // Errors: as durable.h; store_corrupt, if it is not a whole number of cells, missing, or has been cut.
  static Result<std::unique_ptr<Slab>> open(const std::filesystem::path& path, std::size_t object_bytes,
                                            std::uint32_t objects, std::uint32_t had, ByteSpan id, Rng& rng);
  std::uint32_t cells() const { return cells_; }
  // After scan(): false for another slab, or for this one as it was under an older key.
  bool has_mark() const { return at_.contains(mark_); }
  Status put_mark(const Key& key, Rng& rng, UnixTime stamp_time);

  // Finds what was there before, under any of the keys (the newest first).
  Status scan(std::span<const Key* const> keys);

  // The functions below are for one caller at a time, except has_room(), places() and used().
  bool has(const Digest& hash) const { return at_.contains(hash); }
  bool has_room() const { return used() < places(); }
  std::uint32_t places() const { return cells_ - spare_ - 1; }  // one is the mark's
  std::uint32_t used() const {
    const std::uint32_t taken = cells_ - free_count_.load();
    return taken == 0 ? 0 : std::min(taken - 1, places());
  }
  // Writes into a random free cell, to be flushed and then confirmed by keep().
  // Errors: gateway_busy, disk errors.
  Result<std::uint32_t> place(const Key& key, ByteSpan object, Rng& rng);
  void keep(const Digest& hash, std::uint32_t cell);
  void give_up(std::uint32_t cell);
  Status flush(UnixTime stamp_time);

  std::vector<Digest> list() const;
  std::optional<std::uint32_t> find(const Digest& hash) const;
  Result<ByteVector> read(std::uint32_t cell, const Key& key, const Key* old_key) const;
  Status remove(std::span<const Digest> hashes, Rng& rng);  // not flushed

  // Marks all that is there as sealed under the old key.
  void age();
  // Moves some of what is under the old key; false when there is none left. Flushes.
  Result<bool> move_some(const Key& old_key, const Key& key, Rng& rng, UnixTime stamp_time);

 private:
  struct Place {
    std::uint32_t cell;
    bool old;
  };
  Slab(File file, std::size_t object_bytes, std::uint32_t cells, std::uint32_t spare);
  std::uint64_t offset(std::uint32_t cell) const { return std::uint64_t{cell} * cell_bytes(); }
  std::size_t cell_bytes() const { return object_bytes_ + kCellOverheadBytes; }
  std::uint32_t take_free(Rng& rng);
  Status scramble(std::uint32_t cell, Rng& rng);

  File file_;
  std::size_t object_bytes_;
  std::uint32_t cells_;
  std::uint32_t spare_;  // cells that stay free, so that renewing can always move something
  ByteVector mark_object_;
  Digest mark_;
  std::map<Digest, Place> at_;
  std::vector<std::uint32_t> free_;
  std::atomic<std::uint32_t> free_count_{0};
  bool dirty_ = false;
};

}  // namespace adit::gateway
