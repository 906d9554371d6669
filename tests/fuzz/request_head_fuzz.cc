// SPDX-License-Identifier: Apache-2.0
// Any bytes at all: what the guard takes, Beast's parser takes too and reads the same from it. What the
// guard promises of a head holds by itself as well, and how the bytes were cut does not matter.
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gateway/head.h"
#include "gateway/routes.h"

namespace http = boost::beast::http;
using adit::gateway::HeadScanner;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void compare_with_beast(std::string_view bytes, const adit::gateway::Head& head) {
  http::request_parser<http::empty_body> parser;
  parser.header_limit(65536);
  parser.body_limit(boost::none);
  parser.eager(false);
  boost::system::error_code error;
  std::size_t used = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
  require(!error && parser.is_header_done() && used == bytes.size());
  const auto& message = parser.get();
  require(message.version() == 11 && message.target() == head.target && !parser.chunked());
  require(message.method() == (head.method == adit::api::Method::post ? http::verb::post : http::verb::get));
  require(message.count(http::field::host) == 1 && message.count(http::field::transfer_encoding) == 0);
  require(message.keep_alive() == !head.wants_close);
  require(head.content_length.has_value() == (message.count(http::field::content_length) == 1));
  if (head.content_length) {
    require(message[http::field::content_length] == std::to_string(*head.content_length));
    require(parser.content_length() && *parser.content_length() == *head.content_length);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  HeadScanner whole;
  auto state = whole.scan(bytes);
  HeadScanner cut;
  auto cut_state = cut.scan(bytes.substr(0, size / 2));
  if (cut_state == HeadScanner::State::more) cut_state = cut.scan(bytes);
  require(cut_state == state && cut.head_bytes() == whole.head_bytes());
  if (state != HeadScanner::State::whole) return 0;

  bytes = bytes.substr(0, whole.head_bytes());
  auto head = adit::gateway::parse_head(bytes);
  if (!head) return 0;
  for (std::string_view never : {"..", "//", "%", "?", "#", "\\", " "}) {
    require(head->target.find(never) == std::string_view::npos);
  }
  compare_with_beast(bytes, *head);
  auto request = adit::gateway::find_route(*head);
  if (const auto* post = std::get_if<adit::gateway::Post>(&request)) {
    require(post->body_bytes == *head->content_length && post->body_bytes <= adit::api::kMaxBodyBytes);
  }
  return 0;
}
