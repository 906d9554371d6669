// SPDX-License-Identifier: Apache-2.0
// Two children, one after the other: the first cleans, the second only looks. The second never runs
// an image library on the original, so a file that takes over the first cannot take over both the
// same way.
#include <unistd.h>

#include "client/scrub/child.h"
#include "client/scrub/frame.h"

namespace adit::client {
namespace {

constexpr std::chrono::milliseconds kDeadline = std::chrono::minutes(3);

// As adit-scrub's main() reads them.
std::vector<std::string> arguments(const CleanOptions& options, std::vector<std::string> first = {}) {
  if (options.way == Way::convert) first.emplace_back("--convert");
  if (options.size == PictureSize::smaller) first.emplace_back("--smaller");
  return first;
}

}  // namespace

Result<CleanedFile> clean_in_child(const std::filesystem::path& program, ByteSpan file,
                                   const CleanOptions& options) {
  if (file.size() > kMaxScrubBytes) return fail(Errc::file_too_large);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(program, ignored)) return fail(Errc::sandbox_unavailable);

  CleanedFile cleaned;
  {
    ADIT_TRY(auto frame, run_child(program, arguments(options), {file}, kMaxAnswerBytes, kDeadline));
    ADIT_TRY(cleaned, parse_answer(frame));
  }
  auto head = encode_question_head(cleaned.kind, file.size());
  ADIT_TRY(auto frame, run_child(program, arguments(options, {"--verify"}), {head, file, cleaned.bytes},
                                 kMaxAnswerBytes, kDeadline));
  ADIT_TRY(auto verdict, parse_answer(frame));
  if (verdict.kind != cleaned.kind || !verdict.bytes.empty()) return fail(Errc::file_damaged);
  return cleaned;
}

std::filesystem::path scrub_program() {
  std::error_code error;
  auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::path("adit-scrub") : self.parent_path() / "adit-scrub";
}

}  // namespace adit::client
