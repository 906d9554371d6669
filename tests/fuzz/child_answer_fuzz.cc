// SPDX-License-Identifier: Apache-2.0
// Whatever a child that cleans files answers: it may have been taken over by the file that it read.
#include "client/scrub/frame.h"
#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;
using namespace adit::client;

namespace {

void require_plain(std::string_view text) {
  for (char c : text) require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan frame(data, size);
  for (const std::string& reason : parse_reasons(frame)) require_plain(reason);
  auto head = parse_answer_head(frame, size);
  auto whole = parse_answer(frame);
  require(head.has_value() == whole.has_value());
  if (!head) return 0;
  require(head->file_at + head->file_bytes == size && head->kind <= kLastFileKind);
  require(whole->kind == head->kind && std::ranges::equal(whole->bytes, frame.subspan(head->file_at)));
  for (const Finding& finding : head->removed) require_plain(finding.text);
  for (const std::string& line : head->stays) require_plain(line);
  ByteVector again = encode_answer(whole);
  require(std::ranges::equal(again, frame));
  return 0;
}
