// SPDX-License-Identifier: Apache-2.0
#include "client/net/response.h"

#include <algorithm>
#include <array>

namespace adit::client {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::array<unsigned, 6> kStatuses = {200, 202, 400, 403, 404, 503};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_token(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
bool is_text(char c) { return c == '\t' || (c >= ' ' && c <= '~'); }

bool same_name(std::string_view a, std::string_view b) {
  auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trimmed(std::string_view value) {
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
  return value;
}

// "HTTP/1.1 200" and, after a space, any words.
std::optional<unsigned> parse_status_line(std::string_view line, Statuses statuses) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  if (!line.starts_with(kVersion)) return std::nullopt;
  line.remove_prefix(kVersion.size());
  if (line.size() < 3 || !std::ranges::all_of(line.substr(0, 3), is_digit)) return std::nullopt;
  if (line.size() > 3 && line[3] != ' ') return std::nullopt;
  auto digit = [&](std::size_t i) { return static_cast<unsigned>(line[i] - '0'); };
  unsigned status = digit(0) * 100 + digit(1) * 10 + digit(2);
  if (statuses == Statuses::any) return status >= 200 && status < 600 ? std::optional(status) : std::nullopt;
  if (std::ranges::find(kStatuses, status) == kStatuses.end()) return std::nullopt;
  return status;
}

std::optional<std::uint64_t> parse_size(std::string_view digits) {
  constexpr std::size_t kMaxDigits = 12;
  if (digits.empty() || digits.size() > kMaxDigits || (digits.size() > 1 && digits[0] == '0'))
    return std::nullopt;
  std::uint64_t size = 0;
  for (char c : digits) {
    if (!is_digit(c)) return std::nullopt;
    size = size * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return size;
}

}  // namespace

std::optional<std::size_t> head_bytes(ByteSpan received) {
  std::size_t at = as_text(received).find(kHeadEnd);
  if (at == std::string_view::npos) return std::nullopt;
  return at + kHeadEnd.size();
}

Result<ResponseHead> parse_head(ByteSpan head, Statuses statuses) {
  std::string_view rest = as_text(head);
  if (rest.size() > kMaxHeadBytes || !rest.ends_with(kHeadEnd)) return fail(Errc::peer_misbehaved);
  rest.remove_suffix(kLineEnd.size());  // every line ends with its own line end now

  auto take_line = [&rest] {
    std::string_view line = rest.substr(0, rest.find(kLineEnd));
    rest.remove_prefix(line.size() + kLineEnd.size());
    return line;
  };
  std::string_view first = take_line();
  auto status = parse_status_line(first, statuses);
  if (!status || !std::ranges::all_of(first, is_text)) return fail(Errc::peer_misbehaved);

  std::optional<std::uint64_t> size;
  for (std::size_t fields = 0; !rest.empty(); ++fields) {
    std::string_view line = take_line();
    std::size_t colon = line.find(':');
    if (fields == kMaxFields || colon == 0 || colon == std::string_view::npos)
      return fail(Errc::peer_misbehaved);
    std::string_view field = line.substr(0, colon);
    std::string_view value = line.substr(colon + 1);
    if (!std::ranges::all_of(field, is_token) || !std::ranges::all_of(value, is_text)) {
      return fail(Errc::peer_misbehaved);
    }
    if (same_name(field, "Transfer-Encoding")) return fail(Errc::peer_misbehaved);
    if (!same_name(field, "Content-Length")) continue;
    if (size) return fail(Errc::peer_misbehaved);
    size = parse_size(trimmed(value));
    if (!size) return fail(Errc::peer_misbehaved);
  }
  if (!size) return fail(Errc::peer_misbehaved);
  return ResponseHead{*status, *size};
}

}  // namespace adit::client
