// SPDX-License-Identifier: Apache-2.0
// What adit-scrub answers through its one output. Whoever reads it trusts nothing: the child may
// have been taken over by the file it read.
//
//     "ADITSCR1"  1 byte error (0: none)
//     if none:    1 byte kind, findings, lines that stay, then the cleaned file
//     findings    u32 count, each: 1 byte class, u32 size, text
//     stays       u32 count, each: u32 size, text; every text is UTF-8 without control characters
//     file        u64 size, bytes; nothing follows
//
// What it is asked to verify: 1 byte kind, u64 size of the original, original, cleaned.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include "client/scrub/scrub.h"

namespace adit::client {

ByteVector encode_answer(const Result<CleanedFile>& answer);
// Errors: those that the frame names, if clean() has them; file_damaged for every other frame.
Result<CleanedFile> parse_answer(ByteSpan frame);

// What stands before the original and the cleaned file, which are passed on without a copy.
ByteVector encode_question_head(FileKind kind, std::size_t original_bytes);
struct Question {
  FileKind kind;
  ByteSpan original, cleaned;
};
// Errors: file_damaged.
Result<Question> parse_question(ByteSpan frame);

// The largest answer.
inline constexpr std::size_t kMaxAnswerBytes = kMaxScrubBytes + (std::size_t{1} << 20);

}  // namespace adit::client
