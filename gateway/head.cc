// SPDX-License-Identifier: Apache-2.0
#include "gateway/head.h"

#include <algorithm>
#include <utility>

namespace adit::gateway {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
// RFC 9110, 5.6.2.
bool is_token_char(char c) {
  return is_alnum(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
// `known` is in lower case.
bool is(std::string_view text, std::string_view known) { return std::ranges::equal(text, known, {}, lower); }

// All up to `end`, which is taken too.
std::optional<std::string_view> take_until(std::string_view& rest, std::string_view end) {
  auto at = rest.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  auto taken = rest.substr(0, at);
  rest.remove_prefix(at + end.size());
  return taken;
}

// Path characters that never need an escape. No '%', '?' or '#': no published path has any.
bool is_target(std::string_view target) {
  if (target.empty() || target.front() != '/') return false;
  auto plain = [](char c) { return is_alnum(c) || c == '/' || c == '.' || c == '-' || c == '_'; };
  return std::ranges::all_of(target, plain) && target.find("..") == std::string_view::npos &&
         target.find("//") == std::string_view::npos;
}

bool is_port(std::string_view port) {
  return !port.empty() && port.size() <= 5 && std::ranges::all_of(port, is_digit);
}

// A name, an IPv4 address or [IPv6], and perhaps a port. Which one it is does not matter here.
bool is_host(std::string_view host) {
  auto after = std::string_view();
  if (host.starts_with('[')) {
    auto close = host.find(']');
    if (close == std::string_view::npos || close < 3) return false;
    auto in_address = [](char c) { return is_alnum(c) || c == ':' || c == '.'; };
    if (!std::ranges::all_of(host.substr(1, close - 1), in_address)) return false;
    after = host.substr(close + 1);
  } else {
    auto colon = std::min(host.find(':'), host.size());
    auto in_name = [](char c) { return is_alnum(c) || c == '.' || c == '-' || c == '_'; };
    if (colon == 0 || colon > 253 || !std::ranges::all_of(host.substr(0, colon), in_name)) return false;
    after = host.substr(colon);
  }
  return after.empty() || (after.front() == ':' && is_port(after.substr(1)));
}

// Digits without a leading zero. Seven are more than any request of the table needs.
std::optional<std::size_t> parse_length(std::string_view text) {
  if (text.empty() || text.size() > 7 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  std::size_t value = 0;
  for (char c : text) value = value * 10 + static_cast<std::size_t>(c - '0');
  return value;
}

// What may be said once and no more.
struct Seen {
  bool host = false;
  bool connection = false;
  bool expect = false;
};

bool take_field(std::string_view name, std::string_view value, Head& head, Seen& seen) {
  auto once = [](bool& was) { return !std::exchange(was, true); };
  if (is(name, "host")) return once(seen.host) && is_host(value);
  if (is(name, "content-length")) {
    if (head.content_length) return false;
    head.content_length = parse_length(value);
    return head.content_length.has_value();
  }
  if (is(name, "connection")) {
    head.wants_close = is(value, "close");
    return once(seen.connection) && (head.wants_close || is(value, "keep-alive"));
  }
  if (is(name, "expect")) {
    head.expects_continue = true;
    return once(seen.expect) && is(value, "100-continue");
  }
  // Every size is known beforehand, so nobody needs chunks; and no other protocol is spoken here.
  return !is(name, "transfer-encoding") && !is(name, "upgrade") && !is(name, "trailer");
}

}  // namespace

HeadScanner::State HeadScanner::scan(std::string_view received) {
  while (scanned_ < received.size()) {
    if (scanned_ >= kMaxHeadBytes) return State::refused;
    char c = received[scanned_];
    if (c == '\r') {
      if (scanned_ + 1 == received.size()) return State::more;
      if (received[scanned_ + 1] != '\n') return State::refused;
      scanned_ += 2;
      if (scanned_ > kMaxHeadBytes) return State::refused;
      if (line_bytes_ == 0) return State::whole;
      line_bytes_ = 0;
      continue;
    }
    if (c < ' ' || c > '~') return State::refused;
    ++line_bytes_;
    ++scanned_;
  }
  return State::more;
}

Result<Head> parse_head(std::string_view head) {
  HeadScanner scanner;
  if (scanner.scan(head) != HeadScanner::State::whole || scanner.head_bytes() != head.size()) {
    return fail(Errc::request_malformed);
  }
  Head out;
  auto line = take_until(head, "\r\n");
  if (!line) return fail(Errc::request_malformed);
  auto method = take_until(*line, " ");
  auto target = take_until(*line, " ");
  if (!method || !target || *line != "HTTP/1.1" || !is_target(*target)) return fail(Errc::request_malformed);
  if (*method == "POST") {
    out.method = api::Method::post;
  } else if (*method != "GET") {
    return fail(Errc::request_malformed);
  }
  out.target = *target;

  Seen seen;
  for (std::size_t fields = 0; head != "\r\n"; ++fields) {
    line = take_until(head, "\r\n");
    if (!line || fields == kMaxHeadFields) return fail(Errc::request_malformed);
    // A folded line begins with a space, which is no character of a name.
    auto name = take_until(*line, ":");
    if (!name || name->empty() || !std::ranges::all_of(*name, is_token_char)) {
      return fail(Errc::request_malformed);
    }
    auto value = *line;
    while (value.starts_with(' ')) value.remove_prefix(1);
    while (value.ends_with(' ')) value.remove_suffix(1);
    if (!take_field(*name, value, out, seen)) return fail(Errc::request_malformed);
  }
  bool post = out.method == api::Method::post;
  if (!seen.host || out.content_length.has_value() != post || (out.expects_continue && !post)) {
    return fail(Errc::request_malformed);
  }
  return out;
}

}  // namespace adit::gateway
