// SPDX-License-Identifier: Apache-2.0
#include "gateway/slab.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstdio>

#include "crypto/sha256.h"

namespace adit::gateway {
namespace {

constexpr std::size_t kFillBytes = std::size_t{1} << 20;
constexpr std::size_t kMovedAtOnce = 32;

Status append_random(const File& file, std::uint64_t bytes, Rng& rng) {
  ByteVector chunk(kFillBytes);
  while (bytes > 0) {
    auto part =
        MutableByteSpan(chunk).first(static_cast<std::size_t>(std::min<std::uint64_t>(bytes, kFillBytes)));
    rng.fill(part);
    ADIT_CHECK(append_to(file, part));
    bytes -= part.size();
  }
  return {};
}

Result<std::uint64_t> size_of(const File& file) {
  struct stat found{};
  if (::fstat(file.fd(), &found) != 0) return fail(Errc::store_unavailable);
  return static_cast<std::uint64_t>(found.st_size);
}

}  // namespace

Slab::Slab(File file, std::size_t object_bytes, std::uint32_t cells, std::uint32_t spare)
    : file_(std::move(file)), object_bytes_(object_bytes), cells_(cells), spare_(spare) {}

Result<std::unique_ptr<Slab>> Slab::open(const std::filesystem::path& path, std::size_t object_bytes,
                                         std::uint32_t objects, std::uint32_t had, ByteSpan id, Rng& rng) {
  const std::uint32_t spare = 1 + objects / 64;
  const std::uint32_t cells = objects + spare + 1;
  const std::uint64_t cell_bytes = object_bytes + kCellOverheadBytes;
  auto file = open_file(path, O_RDWR);
  if (!file && file.error().code == Errc::not_found) {
    if (had > 0) return fail(Errc::store_corrupt);
    // A slab that is there is complete: it gets its name last.
    std::filesystem::path fresh = path;
    fresh += ".new";
    {
      ADIT_TRY(File made, make_file(fresh, kPrivateFile));
      ADIT_CHECK(append_random(made, cells * cell_bytes, rng));
      stamp(made, UnixTime{});
      ADIT_CHECK(gateway::flush(made));
    }
    ADIT_CHECK(move_file(fresh, path));
    ADIT_CHECK(flush_folder(path.parent_path()));
    file = open_file(path, O_RDWR);
  }
  if (!file) return fail(file.error());
  ADIT_TRY(std::uint64_t size, size_of(*file));
  // Lengthening may have been cut off in the middle of a cell: what is beyond the last whole one is
  // random and is completed. Anything shorter than one cell is not ours.
  if (size < cell_bytes || size < had * cell_bytes) return fail(Errc::store_corrupt);
  if (size < cells * cell_bytes) {
    ADIT_TRY(File end, open_file(path, O_WRONLY | O_APPEND));
    ADIT_CHECK(append_random(end, cells * cell_bytes - size, rng));
    ADIT_CHECK(gateway::flush(end));
    size = cells * cell_bytes;
  }
  if (size % cell_bytes != 0) return fail(Errc::store_corrupt);
  std::unique_ptr<Slab> slab(
      new Slab(std::move(*file), object_bytes, static_cast<std::uint32_t>(size / cell_bytes), spare));
  slab->mark_object_.assign(id.begin(), id.end());
  slab->mark_object_.resize(object_bytes);
  slab->mark_ = sha256(slab->mark_object_);
  return slab;
}

Status Slab::put_mark(const Key& key, Rng& rng, UnixTime stamp_time) {
  ADIT_TRY(std::uint32_t cell, place(key, mark_object_, rng));
  ADIT_CHECK(flush(stamp_time));
  keep(mark_, cell);
  return {};
}

Status Slab::scan(std::span<const Key* const> keys) {
  ByteVector cell(cell_bytes());
  at_.clear();
  free_.clear();
  for (std::uint32_t i = 0; i < cells_; ++i) {
    ADIT_CHECK(read_at(file_, cell, offset(i)));
    bool used = false;
    for (std::size_t k = 0; k < keys.size() && !used; ++k) {
      auto object = open_cell(*keys[k], cell);
      if (!object) continue;
      // Renewing was cut off between the copy and the removal: either copy will do.
      used = at_.emplace(sha256(*object), Place{i, k > 0}).second;
    }
    if (!used) free_.push_back(i);
  }
  free_count_ = static_cast<std::uint32_t>(free_.size());
  return {};
}

std::uint32_t Slab::take_free(Rng& rng) {
  std::uint32_t& chosen = free_[rng.below(static_cast<std::uint32_t>(free_.size()))];
  std::uint32_t cell = std::exchange(chosen, free_.back());
  free_.pop_back();
  --free_count_;
  return cell;
}

Result<std::uint32_t> Slab::place(const Key& key, ByteSpan object, Rng& rng) {
  ADIT_ASSERT(object.size() == object_bytes_);
  if (!has_room()) return fail(Errc::gateway_busy);
  std::uint32_t cell = take_free(rng);
  dirty_ = true;
  if (auto written = write_at(file_, seal_cell(key, object, rng), offset(cell)); !written) {
    give_up(cell);
    return fail(written.error());
  }
  return cell;
}

void Slab::keep(const Digest& hash, std::uint32_t cell) { at_.emplace(hash, Place{cell, false}); }

void Slab::give_up(std::uint32_t cell) {
  free_.push_back(cell);
  ++free_count_;
}

Status Slab::flush(UnixTime stamp_time) {
  if (!std::exchange(dirty_, false)) return {};
  ADIT_CHECK(gateway::flush(file_));
  stamp(file_, stamp_time);
  return {};
}

std::vector<Digest> Slab::list() const {
  std::vector<Digest> out;
  for (const auto& [hash, place] : at_) {
    if (hash != mark_) out.push_back(hash);
  }
  return out;
}

std::optional<std::uint32_t> Slab::find(const Digest& hash) const {
  auto found = at_.find(hash);
  if (found == at_.end()) return std::nullopt;
  return found->second.cell;
}

Result<ByteVector> Slab::read(std::uint32_t cell, const Key& key, const Key* old_key) const {
  ByteVector sealed(cell_bytes());
  ADIT_CHECK(read_at(file_, sealed, offset(cell)));
  if (auto object = open_cell(key, sealed)) return std::move(*object);
  if (old_key != nullptr) {
    if (auto object = open_cell(*old_key, sealed)) return std::move(*object);
  }
  return fail(Errc::store_corrupt);
}

Status Slab::scramble(std::uint32_t cell, Rng& rng) {
  ByteVector noise(cell_bytes());
  rng.fill(noise);
  dirty_ = true;
  return write_at(file_, noise, offset(cell));
}

Status Slab::remove(std::span<const Digest> hashes, Rng& rng) {
  for (const Digest& hash : hashes) {
    auto found = at_.find(hash);
    if (found == at_.end()) continue;
    ADIT_CHECK(scramble(found->second.cell, rng));
    give_up(found->second.cell);
    at_.erase(found);
  }
  return {};
}

void Slab::age() {
  for (auto& [hash, place] : at_) place.old = true;
}

Result<bool> Slab::move_some(const Key& old_key, const Key& key, Rng& rng, UnixTime stamp_time) {
  // First copies, then a flush, only then is the old cell given up: a crash leaves one or two.
  std::vector<std::pair<Digest, std::uint32_t>> copies;
  std::vector<Digest> lost;
  for (const auto& [hash, place] : at_) {
    if (!place.old) continue;
    if (copies.size() == kMovedAtOnce || free_.empty()) break;
    auto object = read(place.cell, old_key, nullptr);
    if (!object && object.error().code == Errc::store_corrupt) {
      lost.push_back(hash);
      continue;
    }
    if (!object) return fail(object.error());
    std::uint32_t cell = take_free(rng);
    copies.emplace_back(hash, cell);
    dirty_ = true;
    if (auto written = write_at(file_, seal_cell(key, *object, rng), offset(cell)); !written) {
      for (const auto& copy : copies) give_up(copy.second);
      return fail(written.error());
    }
  }
  if (copies.empty() && lost.empty()) return false;
  ADIT_CHECK(flush(stamp_time));
  for (const auto& [hash, cell] : copies) {
    Place& place = at_.at(hash);
    std::uint32_t before = std::exchange(place.cell, cell);
    place.old = false;
    ADIT_CHECK(scramble(before, rng));
    give_up(before);
  }
  if (!lost.empty()) {
    // The disk has changed it, so that no key opens it: that can only be said.
    std::fputs("adit-gateway: error: the disk has damaged something that was waiting in the pool\n", stderr);
    ADIT_CHECK(remove(lost, rng));
  }
  // The old copies are gone from the disk before the old key is.
  ADIT_CHECK(flush(stamp_time));
  return true;
}

}  // namespace adit::gateway
