// SPDX-License-Identifier: Apache-2.0
// The subtree vectors of the Merkle suite. Adit has no subtree proofs; those that a proof of ours can
// stand for are verified by it (a subtree [start, end) is a tree of end - start leaves, and one that
// begins at 0 is an older tree), the others are to be refused by the suite as well.
#include <adit/log.h>

#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "crypto/base64.h"

using namespace adit;
using nlohmann::json;

namespace {

json rows_of(const std::string& name) {
  std::ifstream in(std::string(ADIT_SOURCE_DIR) + "/tests/vectors/merkle/" + name, std::ios::binary);
  REQUIRE(in);
  return json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
}

std::optional<Digest> digest(const json& text) { return Digest::from(*from_base64(text.get<std::string>())); }

// Nothing if one is not a digest.
std::optional<std::vector<Digest>> proof_of(const json& row) {
  std::vector<Digest> out;
  if (row.at("proof").is_null()) return out;
  for (const json& item : row.at("proof")) {
    auto one = digest(item);
    if (!one) return std::nullopt;
    out.push_back(*one);
  }
  return out;
}

bool is_subtree(std::uint64_t start, std::uint64_t end) {
  if (start >= end) return false;
  // Not bit_ceil(), which has no result above 2^63.
  return start == 0 || std::countr_zero(start) >= static_cast<int>(std::bit_width(end - start - 1));
}

}  // namespace

TEST_CASE("RFC 6962: every subtree inclusion proof of the suite", "[vectors]") {
  int valid = 0;
  int rows = 0;
  for (const json& row : rows_of("subtreeinclusion.json")) {
    INFO(row.at("file"));
    ++rows;
    const auto index = row.at("leafIdx").get<std::uint64_t>();
    const auto start = row.at("start").get<std::uint64_t>();
    const auto end = row.at("end").get<std::uint64_t>();
    const auto root = digest(row.at("root"));
    const auto leaf = digest(row.at("leafHash"));
    const auto proof = proof_of(row);
    const bool good = root && leaf && proof && is_subtree(start, end) && index >= start &&
                      verify_inclusion(index - start, end - start, *leaf, *proof, *root);
    CHECK(good == !row.at("wantErr").get<bool>());
    valid += good ? 1 : 0;
  }
  CHECK(rows == 204);
  CHECK(valid == 12);
}

TEST_CASE("RFC 6962: every subtree consistency proof of the suite", "[vectors]") {
  int valid = 0;
  int rows = 0;
  int own = 0;  // verified by ours
  for (const json& row : rows_of("subtreeconsistency.json")) {
    INFO(row.at("file"));
    ++rows;
    const auto start = row.at("start").get<std::uint64_t>();
    const auto end = row.at("end").get<std::uint64_t>();
    const auto size = row.at("size").get<std::uint64_t>();
    const auto root1 = digest(row.at("root1"));
    const auto root2 = digest(row.at("root2"));
    const auto proof = proof_of(row);
    bool good = false;
    if (start == end) {
      // Nothing is in everything, whatever that is.
      good = root1 && *root1 == empty_root() && proof && proof->empty() && end <= size;
    } else if (!root1 || !root2 || !proof) {
      // A row of the suite compares roots of one wrong length as texts.
      good = proof && row.at("root1") == row.at("root2") && start == 0 && end == size && size == 1 &&
             proof->empty();
    } else if (start == 0) {
      good = verify_consistency(end, size, *root1, *root2, *proof).has_value();
      ++own;
    }
    CHECK(good == !row.at("wantErr").get<bool>());
    valid += good ? 1 : 0;
  }
  CHECK(rows == 118);
  CHECK(valid == 12);
  CHECK(own > 60);
}
