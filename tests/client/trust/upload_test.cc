// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "client/trust/gateway_state.h"
#include "crypto/padded.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::client;
using namespace adit::test;

namespace {

// Takes whatever is posted.
class Taking final : public Transport {
 public:
  Result<ByteVector> get(std::string_view, std::size_t) override { return fail(Errc::not_found); }
  Status post(std::string_view path, ByteSpan body) override {
    paths.emplace_back(path);
    bodies.emplace_back(body.begin(), body.end());
    return {};
  }
  std::vector<std::string> paths;
  std::vector<ByteVector> bodies;
};

}  // namespace

TEST_CASE("a document goes up padded", "[trust]") {
  World w = make_world();
  Taking gateway;
  REQUIRE(post_document(gateway, w.bulletins[0]));
  CHECK(gateway.paths[0] == "/v1/documents");
  REQUIRE(gateway.bodies[0].size() == 65536);
  auto inside = unpad(gateway.bodies[0]);
  REQUIRE(inside);
  CHECK(std::ranges::equal(*inside, w.bulletins[0].encode()));

  UnverifiedEnvelope large;
  large.body.resize(70'000);
  CHECK(post_document(gateway, large).error().code == Errc::report_too_long);
  CHECK(gateway.bodies.size() == 1);
}
