// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/frame.h"

#include "client/scrub/utf8.h"

namespace adit::client {
namespace {

constexpr std::string_view kMagic = "ADITSCR1";
constexpr std::uint32_t kMaxFindings = 256, kMaxStays = 32, kMaxReasons = 8, kMaxTextBytes = 512;

void put_text(ByteVector& out, std::string_view text) {
  append_le32(out, static_cast<std::uint32_t>(text.size()));
  append(out, as_bytes(text));
}

bool is_plain(ByteSpan text) {
  for (std::size_t i = 0; i < text.size();) {
    auto c = next_utf8(text, i);
    if (!c || *c < 0x20 || (*c >= 0x7f && *c < 0xa0)) return false;
  }
  return true;
}

class FrameReader {
 public:
  explicit FrameReader(ByteSpan left) : left_(left) {}

  std::optional<ByteSpan> take(std::uint64_t n) {
    if (n > left_.size()) return std::nullopt;
    auto part = left_.first(static_cast<std::size_t>(n));
    left_ = left_.subspan(static_cast<std::size_t>(n));
    return part;
  }
  std::optional<std::uint64_t> number(std::size_t bytes) {
    auto part = take(bytes);
    if (!part) return std::nullopt;
    return load_le(*part);
  }
  std::optional<std::string> text() {
    auto n = number(4);
    if (!n || *n > kMaxTextBytes) return std::nullopt;
    auto part = take(*n);
    if (!part || !is_plain(*part)) return std::nullopt;
    return std::string(as_text(*part));
  }
  ByteSpan rest() const { return left_; }

 private:
  ByteSpan left_;
};

std::optional<FileKind> kind_from(std::optional<std::uint64_t> number) {
  if (!number || *number > static_cast<std::uint64_t>(kLastFileKind)) return std::nullopt;
  return static_cast<FileKind>(*number);
}

Errc error_from(std::uint64_t number) {
  for (auto code :
       {Errc::file_type_refused, Errc::file_too_large, Errc::out_of_memory, Errc::sandbox_unavailable}) {
    if (number == static_cast<std::uint64_t>(code)) return code;
  }
  return Errc::file_damaged;
}

}  // namespace

ByteVector encode_answer(const Result<CleanedFile>& answer) {
  ByteVector out = encode_answer_head(answer);
  if (answer) append(out, answer->bytes);
  return out;
}

ByteVector encode_answer_head(const Result<CleanedFile>& answer, std::span<const std::string> reasons) {
  auto magic = as_bytes(kMagic);
  ByteVector out(magic.begin(), magic.end());
  if (!answer) {
    out.push_back(static_cast<std::uint8_t>(answer.error().code));
    reasons = reasons.first(std::min<std::size_t>(reasons.size(), kMaxReasons));
    append_le32(out, static_cast<std::uint32_t>(reasons.size()));
    for (const auto& reason : reasons) put_text(out, reason);
    return out;
  }
  out.push_back(0);
  out.push_back(static_cast<std::uint8_t>(answer->kind));
  append_le32(out, static_cast<std::uint32_t>(answer->removed.size()));
  for (const auto& finding : answer->removed) {
    out.push_back(static_cast<std::uint8_t>(finding.what));
    put_text(out, finding.text);
  }
  append_le32(out, static_cast<std::uint32_t>(answer->stays.size()));
  for (const auto& line : answer->stays) put_text(out, line);
  append_le64(out, answer->bytes.size());
  return out;
}

Result<AnswerHead> parse_answer_head(ByteSpan frame, std::uint64_t frame_bytes) {
  const auto broken = fail(Errc::file_damaged);
  FrameReader in(frame);
  auto magic = in.take(kMagic.size());
  auto error = in.number(1);
  if (!magic || as_text(*magic) != kMagic || !error) return broken;
  if (*error != 0) return fail(error_from(*error));
  auto kind = kind_from(in.number(1));
  if (!kind) return broken;
  AnswerHead head{*kind, {}, {}, 0, 0};
  auto findings = in.number(4);
  if (!findings || *findings > kMaxFindings) return broken;
  for (std::uint64_t i = 0; i < *findings; ++i) {
    auto what = in.number(1);
    auto text = in.text();
    if (!what || *what > static_cast<std::uint64_t>(FindingClass::other) || !text) return broken;
    head.removed.push_back({static_cast<FindingClass>(*what), std::move(*text)});
  }
  auto stays = in.number(4);
  if (!stays || *stays > kMaxStays) return broken;
  for (std::uint64_t i = 0; i < *stays; ++i) {
    auto text = in.text();
    if (!text) return broken;
    head.stays.push_back(std::move(*text));
  }
  auto size = in.number(8);
  head.file_at = frame.size() - in.rest().size();
  if (!size || *size > kMaxScrubBytes || head.file_at > frame_bytes || *size != frame_bytes - head.file_at)
    return broken;
  head.file_bytes = *size;
  return head;
}

std::vector<std::string> parse_reasons(ByteSpan frame) {
  FrameReader in(frame);
  auto magic = in.take(kMagic.size());
  auto error = in.number(1);
  if (!magic || as_text(*magic) != kMagic || !error || *error == 0) return {};
  auto count = in.number(4);
  if (!count || *count > kMaxReasons) return {};
  std::vector<std::string> out;
  for (std::uint64_t i = 0; i < *count; ++i) {
    auto text = in.text();
    if (!text) return {};
    out.push_back(std::move(*text));
  }
  return out;
}

Result<CleanedFile> parse_answer(ByteSpan frame) {
  ADIT_TRY(auto head, parse_answer_head(frame, frame.size()));
  auto bytes = frame.subspan(head.file_at);
  return CleanedFile{head.kind, ByteVector(bytes.begin(), bytes.end()), std::move(head.removed),
                     std::move(head.stays)};
}

}  // namespace adit::client
