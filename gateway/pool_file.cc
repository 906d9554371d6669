// SPDX-License-Identifier: Apache-2.0
#include "gateway/pool_file.h"

#include <adit/secret.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <mutex>

#include "crypto/sha256.h"
#include "gateway/slab.h"

namespace adit::gateway {
namespace {

constexpr std::uint8_t kDiskMark = 1;
constexpr std::uint8_t kRamMark = 2;
// In `disk` mode: the mode, the pool's id, cells of letters and of parcels, the key, the one before it.
constexpr std::size_t kIdBytes = 32;
constexpr std::size_t kKeysAt = 1 + kIdBytes + 4 + 4;
constexpr std::size_t kMaxKeyFile = kKeysAt + 2 * kKeyBytes;

Key random_key(Rng& rng) {
  return Key::make([&](MutableByteSpan out) { rng.fill(out); });
}

class PoolFile final : public Pool {
 public:
  PoolFile(std::filesystem::path folder, PoolMode mode, Rng& rng, std::function<UnixTime()> stamp_time)
      : key_path_(folder / "key"),
        mode_(mode),
        rng_(rng),
        stamp_time_(std::move(stamp_time)),
        key_(random_key(rng)),
        id_(kIdBytes) {
    rng.fill(id_);
  }

  Status open(const std::filesystem::path& folder, const Config& config);

  std::vector<Status> put(std::span<const Incoming> objects) override;
  Fill fill(ObjectKind kind) const override { return {slab(kind).used(), slab(kind).places()}; }
  std::vector<Digest> list(ObjectKind kind) const override {
    std::lock_guard lock(mutex_);
    return slab(kind).list();
  }
  Result<ByteVector> get(ObjectKind kind, const Digest& hash) const override;
  Status remove(ObjectKind kind, std::span<const Digest> hashes) override;
  Status renew() override;

 private:
  Slab& slab(ObjectKind kind) { return *slabs_[static_cast<std::size_t>(kind)]; }
  const Slab& slab(ObjectKind kind) const { return *slabs_[static_cast<std::size_t>(kind)]; }
  Status load_keys(bool slabs_are_there);
  Status overwrite(const std::filesystem::path& path);
  Status overwrite(const File& file);
  Status save_keys();
  Status flush_all();

  std::filesystem::path key_path_;
  PoolMode mode_;
  Rng& rng_;
  std::function<UnixTime()> stamp_time_;
  mutable std::mutex mutex_;
  GuardedSecret<Key> key_;
  std::optional<GuardedSecret<Key>> old_key_;  // while there may be cells under it
  ByteVector id_;
  std::array<std::uint32_t, 2> cells_{};  // as the key's file says; 0 as long as there is no slab
  std::array<std::unique_ptr<Slab>, 2> slabs_;
};

// Noise over a file of keys, as far as a file system lets one overwrite.
Status PoolFile::overwrite(const std::filesystem::path& path) {
  auto file = open_file(path, O_RDWR);
  if (!file) return file.error().code == Errc::not_found ? Status() : fail(file.error());
  return overwrite(*file);
}

Status PoolFile::overwrite(const File& file) {
  ByteVector noise(kMaxKeyFile + Digest::kSize);
  rng_.fill(noise);
  ADIT_CHECK(write_at(file, noise, 0));
  return flush(file);
}

Status PoolFile::load_keys(bool slabs_are_there) {
  // Of a replacement that was cut off: it may name a key that is going to be destroyed.
  const std::filesystem::path unfinished = key_path_.string() + ".new";
  ADIT_CHECK(overwrite(unfinished));
  ADIT_CHECK(remove_file(unfinished));
  auto stored = read_sealed(key_path_, kMaxKeyFile);
  if (!stored) {
    // A pool without its key may hold what was promised: not ours to overwrite.
    if (stored.error().code == Errc::not_found && !slabs_are_there) return save_keys();
    return fail(stored.error().code == Errc::not_found ? Errc::store_corrupt : stored.error().code);
  }
  SecretBuffer content{ByteSpan(*stored)};
  sodium_memzero(stored->data(), stored->size());
  ByteSpan keys = content.expose();
  if (keys.size() == 1 && keys[0] == kRamMark) {
    // What another process accepted in memory only is gone with it.
    return mode_ == PoolMode::disk ? save_keys() : Status();
  }
  const bool one = keys.size() == kKeysAt + kKeyBytes;
  if ((!one && keys.size() != kMaxKeyFile) || keys[0] != kDiskMark) return fail(Errc::store_corrupt);
  auto key_at = [&](std::size_t i) {
    return Key::copy_of(keys.subspan(kKeysAt + i * kKeyBytes).first<kKeyBytes>());
  };
  id_.assign(keys.begin() + 1, keys.begin() + 1 + kIdBytes);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    cells_[i] = static_cast<std::uint32_t>(load_le(keys.subspan(1 + kIdBytes + 4 * i, 4)));
  }
  key_ = GuardedSecret<Key>(key_at(0));
  if (!one) old_key_.emplace(key_at(1));
  return {};
}

// Writes the keys, or in `ram` mode that there are none, and then overwrites the file that was there.
Status PoolFile::save_keys() {
  SecretBuffer content(mode_ == PoolMode::ram ? 1 : kKeysAt + kKeyBytes * (old_key_ ? 2 : 1));
  MutableByteSpan out = content.expose_mutable();
  out[0] = mode_ == PoolMode::ram ? kRamMark : kDiskMark;
  if (mode_ == PoolMode::disk) {
    std::ranges::copy(id_, out.subspan(1).begin());
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      for (std::size_t byte = 0; byte < 4; ++byte) {
        out[1 + kIdBytes + 4 * i + byte] = static_cast<std::uint8_t>(cells_[i] >> (8 * byte));
      }
    }
    std::ranges::copy(key_.get().expose(), out.subspan(kKeysAt).begin());
    if (old_key_) std::ranges::copy(old_key_->get().expose(), out.subspan(kKeysAt + kKeyBytes).begin());
  }
  auto before = open_file(key_path_, O_RDWR);
  ADIT_CHECK(write_sealed(key_path_, content.expose(), stamp_time_()));
  return before ? overwrite(*before) : Status();
}

Status PoolFile::open(const std::filesystem::path& folder, const Config& config) {
  const std::filesystem::path letters = folder / "letters";
  const std::filesystem::path parcels = folder / "parcels";
  std::error_code error;
  ADIT_CHECK(load_keys(std::filesystem::exists(letters, error)));
  ADIT_TRY(slabs_[0], Slab::open(letters, kLetterBytes, config.pool_letters, cells_[0], id_, rng_));
  ADIT_TRY(slabs_[1], Slab::open(parcels, kParcelBytes, config.pool_parcels, cells_[1], id_, rng_));
  std::vector<const Key*> keys{&key_.get()};
  if (old_key_) keys.push_back(&old_key_->get());
  bool changed = false;
  for (std::size_t i = 0; i < slabs_.size(); ++i) {
    Slab& s = *slabs_[i];
    ADIT_CHECK(s.scan(keys));
    // One of another pool, or of this one as it was before its last key: what was promised is elsewhere.
    if (cells_[i] > 0 && !s.has_mark()) return fail(Errc::store_corrupt);
    if (!s.has_mark()) ADIT_CHECK(s.put_mark(key_.get(), rng_, stamp_time_()));
    changed = changed || cells_[i] != s.cells();
    cells_[i] = s.cells();
  }
  if (changed && mode_ == PoolMode::disk) ADIT_CHECK(save_keys());
  // From `disk` to `ram`: what is there stays readable from memory; the key leaves the disk.
  if (mode_ == PoolMode::ram) return save_keys();
  return {};
}

Status PoolFile::flush_all() {
  UnixTime time = stamp_time_();
  for (auto& s : slabs_) ADIT_CHECK(s->flush(time));
  return {};
}

std::vector<Status> PoolFile::put(std::span<const Incoming> objects) {
  std::lock_guard lock(mutex_);
  std::vector<Status> out(objects.size());
  struct Placed {
    std::uint32_t cell;
    std::size_t first;
  };
  std::map<std::pair<ObjectKind, Digest>, Placed> placed;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const Incoming& object = objects[i];
    std::pair id(object.kind, object.hash);
    if (slab(object.kind).has(object.hash) || placed.contains(id)) continue;
    auto cell = slab(object.kind).place(key_.get(), object.bytes, rng_);
    if (cell) {
      placed.emplace(id, Placed{*cell, i});
    } else {
      out[i] = fail(Errc::gateway_busy);
    }
  }
  if (mode_ == PoolMode::disk) {
    if (auto flushed = flush_all(); !flushed) {
      for (Status& status : out) status = fail(Errc::gateway_busy);
      for (const auto& [id, place] : placed) slab(id.first).give_up(place.cell);
      return out;
    }
  } else {
    // Nothing outlives the process, so there is nothing to wait for.
  }
  for (const auto& [id, place] : placed) slab(id.first).keep(id.second, place.cell);
  return out;
}

Result<ByteVector> PoolFile::get(ObjectKind kind, const Digest& hash) const {
  std::lock_guard lock(mutex_);
  auto cell = slab(kind).find(hash);
  if (!cell) return fail(Errc::not_found);
  return slab(kind).read(*cell, key_.get(), old_key_ ? &old_key_->get() : nullptr);
}

Status PoolFile::remove(ObjectKind kind, std::span<const Digest> hashes) {
  std::lock_guard lock(mutex_);
  ADIT_CHECK(slab(kind).remove(hashes, rng_));
  return slab(kind).flush(stamp_time_());
}

Status PoolFile::renew() {
  {
    std::lock_guard lock(mutex_);
    // One that was cut off is finished first; its new key is the one in force.
    if (!old_key_) {
      GuardedSecret<Key> fresh(random_key(rng_));
      old_key_.emplace(key_.get().clone());
      std::swap(key_, fresh);
      // Both keys are on the disk before anything is sealed under the new one.
      if (mode_ == PoolMode::disk) {
        if (auto saved = save_keys(); !saved) {
          // Whether the new file is in place is not known, and either is right: the old key stays
          // in both of them and nothing has been sealed under the new one.
          std::swap(key_, fresh);
          old_key_.reset();
          return saved;
        }
      }
      for (auto& s : slabs_) s->age();
    }
  }
  for (auto& s : slabs_) {
    for (bool more = true; more;) {
      // Between two rounds uploads go on.
      std::lock_guard lock(mutex_);
      ADIT_TRY(more, s->move_some(old_key_->get(), key_.get(), rng_, stamp_time_()));
    }
  }
  std::lock_guard lock(mutex_);
  auto old = std::exchange(old_key_, std::nullopt);
  if (mode_ == PoolMode::disk) {
    if (auto saved = save_keys(); !saved) {
      old_key_ = std::move(old);
      return saved;
    }
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Pool>> open_pool(const std::filesystem::path& folder, const Config& config, Rng& rng,
                                        std::function<UnixTime()> stamp_time) {
  auto pool = std::make_unique<PoolFile>(folder, config.pool, rng, std::move(stamp_time));
  ADIT_CHECK(pool->open(folder, config));
  return std::unique_ptr<Pool>(std::move(pool));
}

}  // namespace adit::gateway
