// SPDX-License-Identifier: Apache-2.0
// The head of an answer, read more strictly than HTTP allows: HTTP/1.1, a status that the protocol
// has, exactly one Content-Length, no Transfer-Encoding, no folded lines, no bare line feeds.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <optional>

namespace adit::client {

inline constexpr std::size_t kMaxHeadBytes = 8192;
inline constexpr std::size_t kMaxFields = 64;

struct ResponseHead {
  unsigned status = 0;
  std::uint64_t body_bytes = 0;
};

// Size of the head with its empty line, or nothing if that has not arrived yet.
std::optional<std::size_t> head_bytes(ByteSpan received);

// The gateway gives few statuses; other servers, any from 200 to 599.
enum class Statuses : std::uint8_t { of_gateway, any };

// A head with its empty line. Errors: peer_misbehaved.
Result<ResponseHead> parse_head(ByteSpan head, Statuses statuses = Statuses::of_gateway);

}  // namespace adit::client
