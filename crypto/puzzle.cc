// SPDX-License-Identifier: Apache-2.0
#include "crypto/puzzle.h"

#include <adit/trailer.h>
#include <sodium.h>

#include "crypto/derive.h"

namespace adit {
namespace {

constexpr std::uint8_t kPuzzleKind = 1;
constexpr std::size_t kNonceAt = 16;
constexpr std::size_t kNonceEnd = kNonceAt + kPuzzleNonceBytes;

bool all_zero(ByteSpan bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t b) { return b == 0; });
}

}  // namespace

bool starts_with_zero_bits(ByteSpan hash, std::uint32_t bits) {
  for (std::size_t i = 0; bits > 0; ++i) {
    std::uint32_t here = std::min(bits, 8u);
    if (hash[i] >> (8 - here) != 0) return false;
    bits -= here;
  }
  return true;
}

Digest puzzle_cheap_hash(const PuzzleTask& task, const PuzzleNonce& nonce) {
  return derived<Digest>("adit1 pow"_label, kNoKey,
                         {task.dep.span(), task.seed.span(), task.object.span(), nonce.span()});
}

std::optional<Digest> puzzle_hard_hash(const Digest& cheap) {
  static_assert(crypto_pwhash_argon2id_SALTBYTES == 16);
  Digest out;
  if (crypto_pwhash(out.mutable_span().data(), Digest::kSize, reinterpret_cast<const char*>(cheap.data()),
                    Digest::kSize, cheap.data() + 16, 1, kMaxPuzzleMemoryBytes,
                    crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return std::nullopt;
  }
  return out;
}

Result<PuzzleTrailer> PuzzleTrailer::parse(ByteSpan trailer) {
  if (trailer.size() != kTrailerBytes) return fail(Errc::object_wrong_size);
  if (trailer[0] != kPuzzleKind || !all_zero(trailer.subspan(1, 7)) ||
      !all_zero(trailer.subspan(kNonceEnd))) {
    return fail(Errc::admission_refused);
  }
  return PuzzleTrailer{Epoch{load_le(trailer.subspan(8, 8))},
                       *PuzzleNonce::from(trailer.subspan(kNonceAt, kPuzzleNonceBytes))};
}

ByteVector PuzzleTrailer::encode() const {
  ByteVector out(8);
  out[0] = kPuzzleKind;
  append_le64(out, number(epoch));
  append(out, nonce.span());
  out.resize(kTrailerBytes);
  return out;
}

bool passes_cheap_filter(const PuzzleTask& task, const PuzzleCost& cost, const PuzzleNonce& nonce) {
  return starts_with_zero_bits(puzzle_cheap_hash(task, nonce).span(), cost.bits);
}

Status verify_puzzle(const PuzzleTask& task, const PuzzleCost& cost, const PuzzleNonce& nonce) {
  if (cost.hard_bits == 0) {
    return passes_cheap_filter(task, cost, nonce) ? Status() : fail(Errc::admission_refused);
  }
  ADIT_CHECK(effort_of(task, cost, nonce));
  return {};
}

PuzzleCost at_effort(const PuzzleCost& cost, std::uint32_t effort) {
  return {cost.bits, cost.hard_bits + std::min(effort, kMaxEffort)};
}

std::uint32_t first_effort(std::uint32_t published, std::uint32_t floor, std::uint32_t cap) {
  return cap > floor && published >= cap ? kEffortRise : 0;
}

std::uint32_t raised_effort(std::uint32_t effort) { return std::min(effort + kEffortRise, kMaxEffort); }

Result<std::uint32_t> effort_of(const PuzzleTask& task, const PuzzleCost& cost, const PuzzleNonce& nonce) {
  Digest cheap = puzzle_cheap_hash(task, nonce);
  if (!starts_with_zero_bits(cheap.span(), cost.bits)) return fail(Errc::admission_refused);
  auto hard = puzzle_hard_hash(cheap);
  if (!hard) return fail(Errc::out_of_memory);
  if (!starts_with_zero_bits(hard->span(), cost.hard_bits)) return fail(Errc::admission_refused);
  std::uint32_t effort = 0;
  while (effort < kMaxEffort && starts_with_zero_bits(hard->span(), cost.hard_bits + effort + 1)) ++effort;
  return effort;
}

}  // namespace adit
