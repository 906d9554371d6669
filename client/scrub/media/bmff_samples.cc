// SPDX-License-Identifier: Apache-2.0
// Where samples lie and how long each lasts: the tables of a movie.
#include "client/scrub/media/bmff.h"

namespace adit::client::media {
namespace {

// Runs of (count, value), read one by one.
class Runs {
 public:
  Runs(ByteSpan table, bool present) : in_(table), present_(present) {
    in_.skip(4);
    left_ = in_.be32();
  }
  // Nothing when the table is over.
  std::optional<std::uint32_t> next() {
    while (run_ == 0) {
      if (left_ == 0) return std::nullopt;
      --left_;
      run_ = in_.be32();
      value_ = in_.be32();
      if (!in_.ok()) return std::nullopt;
    }
    --run_;
    return value_;
  }
  // Takes n at once if one run holds them all.
  std::optional<std::uint32_t> next(std::uint32_t n) {
    auto value = next();
    if (!value) return std::nullopt;
    while (--n > 0) {
      if (run_ >= n) {
        run_ -= n;
        return value;
      }
      n -= run_;
      run_ = 0;
      auto more = next();
      if (more != value) return std::nullopt;
    }
    return value;
  }
  bool present() const { return present_; }

 private:
  Reader in_;
  bool present_;
  std::uint32_t left_ = 0, run_ = 0, value_ = 0;
};

class Sizes {
 public:
  explicit Sizes(ByteSpan stbl) {
    if (auto box = find_box(stbl, "stsz")) {
      Reader in(box->body);
      in.skip(4);
      fixed_ = in.be32();
      count_ = in.be32();
      table_ = in.rest();
      bits_ = 32;
      ok_ = in.ok();
    } else if (auto small = find_box(stbl, "stz2")) {
      Reader in(small->body);
      in.skip(7);
      bits_ = in.u8();
      count_ = in.be32();
      table_ = in.rest();
      ok_ = in.ok() && (bits_ == 4 || bits_ == 8 || bits_ == 16);
    }
    if (ok_ && fixed_ == 0) ok_ = (std::uint64_t{count_} * bits_ + 7) / 8 <= table_.size();
  }
  bool ok() const { return ok_; }
  std::uint32_t count() const { return count_; }
  std::uint32_t fixed() const { return fixed_; }
  std::uint32_t at(std::size_t i) const {
    if (fixed_ != 0) return fixed_;
    if (bits_ == 4) return i % 2 == 0 ? table_[i / 2] >> 4 : table_[i / 2] & 0xfu;
    std::uint32_t v = 0;
    for (std::size_t k = 0; k < bits_ / 8; ++k) v = v << 8 | table_[i * bits_ / 8 + k];
    return v;
  }

 private:
  ByteSpan table_;
  std::uint32_t fixed_ = 0, count_ = 0, bits_ = 0;
  bool ok_ = false;
};

ByteSpan table(ByteSpan stbl, std::string_view type) {
  auto box = find_box(stbl, type);
  return box ? box->body : ByteSpan();
}

}  // namespace

Status read_samples(ByteSpan file, ByteSpan stbl, Track& track, std::size_t& budget) {
  const auto damaged = fail(Errc::file_damaged);
  Sizes sizes(stbl);
  if (!sizes.ok()) return damaged;
  if (sizes.count() == 0) return {};

  auto chunk_box = find_box(stbl, "stco");
  unsigned width = 4;
  if (!chunk_box) {
    chunk_box = find_box(stbl, "co64");
    width = 8;
  }
  if (!chunk_box) return damaged;
  Reader chunks(chunk_box->body);
  chunks.skip(4);
  auto chunk_count = chunks.be32();
  Reader to_chunk(table(stbl, "stsc"));
  to_chunk.skip(4);
  auto runs = to_chunk.be32();
  Runs durations(table(stbl, "stts"), true), shifts(table(stbl, "ctts"), find_box(stbl, "ctts").has_value());
  Reader keys(table(stbl, "stss"));
  bool all_keys = !track.video || !find_box(stbl, "stss");
  keys.skip(4);
  std::uint32_t keys_left = keys.be32(), next_key = keys_left > 0 ? keys.be32() : 0;

  std::uint32_t per_chunk = 0, entry = 0, next_first = 0, done = 0;
  std::uint32_t next_per_chunk = 0, next_entry = 0;
  std::uint64_t ticks = 0;
  auto read_run = [&] {
    if (runs == 0) {
      next_first = 0;
      return;
    }
    --runs;
    next_first = to_chunk.be32();
    next_per_chunk = to_chunk.be32();
    next_entry = to_chunk.be32();
  };
  read_run();
  for (std::uint32_t chunk = 1; chunk <= chunk_count && done < sizes.count(); ++chunk) {
    std::uint64_t at = chunks.big(width);
    if (!chunks.ok()) return damaged;
    while (next_first == chunk) {
      per_chunk = next_per_chunk;
      entry = next_entry;
      read_run();
    }
    if (entry == 0 || entry > track.entries.size() || !to_chunk.ok()) return damaged;
    auto n = std::min(per_chunk, sizes.count() - done);
    auto unit = track.entries[entry - 1].unit_bytes;
    bool pieces = unit != 0 && (sizes.fixed() == unit || sizes.fixed() == 1);
    if (unit != 0 && !pieces) return fail(Errc::file_type_refused);
    for (std::uint32_t i = 0; i < n;) {
      Sample s;
      s.at = at;
      s.count = pieces ? n : 1;
      std::uint64_t size = pieces ? std::uint64_t{n} * unit : sizes.at(done);
      if (at > file.size() || size > file.size() - at || size > 0x7fffffff) return damaged;
      s.size = static_cast<std::uint32_t>(size);
      auto duration = durations.next(s.count);
      if (!duration || *duration > 0x7fffffff) return damaged;
      s.duration = *duration;
      if (shifts.present()) s.shift = static_cast<std::int32_t>(shifts.next(s.count).value_or(0));
      s.entry = static_cast<std::uint8_t>(entry - 1);
      if (!all_keys) {
        s.key = next_key == done + 1;
        if (s.key && --keys_left > 0) next_key = keys.be32();
      }
      ticks += std::uint64_t{s.duration} * s.count;
      if (ticks > std::uint64_t{1} << 55) return damaged;
      if (budget-- == 0) return fail(Errc::file_too_large);
      track.samples.push_back(s);
      at += size;
      i += s.count;
      done += s.count;
    }
  }
  return done == sizes.count() ? Status() : damaged;
}

}  // namespace adit::client::media
