// SPDX-License-Identifier: Apache-2.0
#include "gateway/routes.h"

#include <catch2/catch_test_macros.hpp>
#include <set>

using namespace adit;
using namespace adit::gateway;

namespace {

Head post_head(std::string_view path, std::size_t bytes) {
  Head head;
  head.method = api::Method::post;
  head.target = path;
  head.content_length = bytes;
  return head;
}
Head get_head(std::string_view target) {
  Head head;
  head.target = target;
  return head;
}

}  // namespace

TEST_CASE("every row takes its sizes and no other", "[routes]") {
  for (const api::Row& row : api::kPosts) {
    std::set<std::size_t> sizes(row.body_bytes.begin(), row.body_bytes.end());
    for (std::size_t bytes = 0; bytes <= api::kMaxBodyBytes + 2; ++bytes) {
      Request request = find_route(post_head(row.path, bytes));
      if (sizes.contains(bytes)) {
        REQUIRE(std::holds_alternative<Post>(request));
        CHECK(std::get<Post>(request).route == row.route);
        CHECK(std::get<Post>(request).body_bytes == bytes);
      } else {
        REQUIRE(std::holds_alternative<Refusal>(request));
        REQUIRE(std::get<Refusal>(request).status == api::kWrongSize);
      }
    }
  }
}

TEST_CASE("what is not in the table is not found", "[routes]") {
  for (const char* target :
       {"/", "/v1", "/v1/u/", "/v1/U", "/v1/tokens", "/v1/feed/", "/v1/feed/01", "/pool"}) {
    INFO(target);
    CHECK(std::get<Refusal>(find_route(post_head(target, 5))).status == api::kNotFound);
    CHECK(std::get<Refusal>(find_route(get_head(target))).status == api::kNotFound);
  }
  CHECK(std::get<FileRead>(find_route(get_head("/v1/feed/7"))).target == "/v1/feed/7");
}

TEST_CASE("every error has one of four statuses", "[routes]") {
  CHECK(status_of({}) == 202);
  CHECK(status_of(fail(Errc::object_wrong_size)) == 400);
  CHECK(status_of(fail(Errc::admission_refused)) == 403);
  CHECK(status_of(fail(Errc::not_found)) == 404);
  for (int code = 1; code < 256; ++code) {
    unsigned status = status_of(fail(static_cast<Errc>(code)));
    CHECK((status == 400 || status == 403 || status == 404 || status == 503));
    // What is wrong with our own world is never blamed on the peer.
    if (code >= 128) CHECK(status == 503);
  }
}

TEST_CASE("all refusals have one size, and no reply names a time or a program", "[routes]") {
  for (unsigned status : {400U, 403U, 404U, 503U}) {
    CHECK(reply(status, After::close).size() == reply(400, After::close).size());
    CHECK(reply(status, After::keep) == reply(status, After::close));
  }
  for (std::string_view text : {reply(202, After::keep), reply(400, After::close), kContinue}) {
    CHECK(text.find("Date") == std::string_view::npos);
    CHECK(text.find("Server") == std::string_view::npos);
  }
}
