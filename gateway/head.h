// SPDX-License-Identifier: Apache-2.0
// The guard in front of HTTP: reads a raw request head and takes only the one spelling of the few
// requests that this gateway has. General parsers, Beast's too, are lenient where two of them may
// disagree (two lengths, two hosts, folded lines); what is not plainly right is refused here, before
// anything else sees it. Knows no Beast and no sockets.
#pragma once

#include <adit/api.h>
#include <adit/result.h>

#include <cstddef>
#include <optional>
#include <string_view>

namespace adit::gateway {

inline constexpr std::size_t kMaxHeadBytes = 8192;
inline constexpr std::size_t kMaxHeadFields = 64;

// Finds the end of a head while it comes in, and refuses a byte that no head may hold as soon as it
// is there: all but visible ASCII, spaces, and CR LF as a pair.
class HeadScanner {
 public:
  enum class State { more, whole, refused };

  // `received` is everything received so far; what was scanned before is not scanned again.
  State scan(std::string_view received);
  // Bytes of the head, its empty line included; meaningful once it is whole.
  std::size_t head_bytes() const { return scanned_; }

 private:
  std::size_t scanned_ = 0;
  std::size_t line_bytes_ = 0;
};

struct Head {
  api::Method method = api::Method::get;
  std::string_view target;                    // borrowed from the head
  std::optional<std::size_t> content_length;  // present for POST, absent for GET
  bool expects_continue = false;
  bool wants_close = false;
};

// A whole head, from its first byte to its empty line. Errors: request_malformed.
Result<Head> parse_head(std::string_view head);

}  // namespace adit::gateway
