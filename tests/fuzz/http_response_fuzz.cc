// SPDX-License-Identifier: Apache-2.0
// A head that is accepted has one size, no other framing, and ends where it was cut.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "client/net/response.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace adit;
  ByteSpan received(data, size);
  auto bytes = client::head_bytes(received);
  if (!bytes) {
    require(!client::parse_head(received));
    return 0;
  }
  require(*bytes <= size);
  auto head = client::parse_head(received.first(*bytes));
  if (!head) return 0;
  require(*bytes <= client::kMaxHeadBytes);
  std::string text(as_text(received.first(*bytes)));
  require(std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x7F; }));
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  require(count(text, "\r\ncontent-length:") == 1);
  require(count(text, "\r\ntransfer-encoding:") == 0);
  require(count(text, "\r\n\r\n") == 1);
  require(count(text, "\n") == count(text, "\r\n") && count(text, "\r") == count(text, "\r\n"));
  require(head->body_bytes < 1'000'000'000'000);
  return 0;
}
