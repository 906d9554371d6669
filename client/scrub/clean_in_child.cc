// SPDX-License-Identifier: Apache-2.0
// Two children, one after the other: the first cleans, the second only looks. The second never runs
// an image library on the original, so a file that takes over the first cannot take over both the
// same way.
#include "client/scrub/child.h"
#include "client/scrub/formats.h"
#include "client/scrub/frame.h"
#include "client/scrub/limits.h"

namespace adit::client {
namespace {

// As adit-scrub's main() reads them.
std::vector<std::string> arguments(Room room, const CleanOptions& options) {
  std::vector<std::string> out;
  if (room == Room::large) out.emplace_back("--large");
  if (options.way == Way::convert) out.emplace_back("--convert");
  if (options.size == PictureSize::smaller) out.emplace_back("--smaller");
  return out;
}

Result<AnswerHead> head_of(const HeldBytes& answer, std::vector<std::string>* why) {
  ByteVector head(static_cast<std::size_t>(std::min<std::uint64_t>(answer.size(), kMaxHeadBytes)));
  ADIT_CHECK(answer.read(0, head));
  if (why != nullptr) *why = parse_reasons(head);
  return parse_answer_head(head, answer.size());
}

}  // namespace

Result<KeptFile> clean_in_child(const std::filesystem::path& program, const HeldBytes& file,
                                const CleanOptions& options, std::vector<std::string>* why) {
  if (file.size() > kMaxScrubBytes) return fail(Errc::file_too_large);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(program, ignored)) return fail(Errc::sandbox_unavailable);
  // A file that fools this look gets the small room, or the large one: never a door.
  ADIT_TRY(auto ends, file.ends());
  const Room room = room_for(kind_of(ends));
  const RoomLimits limits = limits_of(room);
  const auto deadline = std::chrono::seconds(limits.deadline_seconds);

  auto args = arguments(room, options);
  ADIT_TRY(auto answer,
           run_child(program, args, ChildInput{file, std::nullopt}, limits.answer_bytes, deadline));
  ADIT_TRY(auto cleaned, head_of(answer, why));
  args.emplace_back("--verify");
  ADIT_TRY(auto verdict, run_child(program, args, ChildInput{file, answer}, limits.answer_bytes, deadline));
  ADIT_TRY(auto verified, head_of(verdict, nullptr));
  if (verified.kind != cleaned.kind || verified.file_bytes != 0) return fail(Errc::file_damaged);
  return KeptFile{cleaned.kind, answer.part(cleaned.file_at, cleaned.file_bytes), std::move(cleaned.removed),
                  std::move(cleaned.stays)};
}

Result<CleanedFile> clean_in_child(const std::filesystem::path& program, ByteSpan file,
                                   const CleanOptions& options, std::vector<std::string>* why) {
  if (file.size() > kMaxScrubBytes) return fail(Errc::file_too_large);
  ADIT_TRY(auto held, HeldBytes::of(file));
  ADIT_TRY(auto kept, clean_in_child(program, held, options, why));
  ADIT_TRY(auto bytes, kept.bytes.read_all());
  return CleanedFile{kept.kind, std::move(bytes), std::move(kept.removed), std::move(kept.stays)};
}

std::filesystem::path scrub_program() {
  std::error_code error;
  auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::path("adit-scrub") : self.parent_path() / "adit-scrub";
}

}  // namespace adit::client
