// SPDX-License-Identifier: Apache-2.0
// What adit-scrub answers through its one output. Whoever reads it trusts nothing: the child may
// have been taken over by the file it read.
//
//     "ADITSCR1"  1 byte error (0: none)
//     if one:     reasons, as u32 count, each: u32 size, text (nothing at all means none)
//     if none:    1 byte kind, findings, lines that stay, then the cleaned file
//     findings    u32 count, each: 1 byte class, u32 size, text
//     stays       u32 count, each: u32 size, text; every text is UTF-8 without control characters
//     file        u64 size, bytes; nothing follows
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include "client/scrub/scrub.h"

namespace adit::client {

ByteVector encode_answer(const Result<CleanedFile>& answer);
// The same without the cleaned file's bytes, which follow it.
ByteVector encode_answer_head(const Result<CleanedFile>& answer, std::span<const std::string> reasons = {});

// Everything but the file, and where in the frame that is.
struct AnswerHead {
  FileKind kind;
  std::vector<Finding> removed;
  std::vector<std::string> stays;
  std::size_t file_at;
  std::uint64_t file_bytes;
};
// `frame` may be only the first kMaxHeadBytes of one of `frame_bytes`.
// Errors: those that the frame names, if clean() has them; file_damaged for every other frame.
Result<AnswerHead> parse_answer_head(ByteSpan frame, std::uint64_t frame_bytes);
// What a refusal says besides its error; empty for every other frame.
std::vector<std::string> parse_reasons(ByteSpan frame);
// A whole frame. Errors: the same.
Result<CleanedFile> parse_answer(ByteSpan frame);

inline constexpr std::size_t kMaxHeadBytes = std::size_t{256} << 10;
// The largest answer.
inline constexpr std::size_t kMaxAnswerBytes = kMaxScrubBytes + (std::size_t{1} << 20);

}  // namespace adit::client
