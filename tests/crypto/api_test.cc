// SPDX-License-Identifier: Apache-2.0
#include <adit/api.h>

#include <catch2/catch_test_macros.hpp>

using namespace adit;
using namespace adit::api;

TEST_CASE("tile paths have groups of three digits, all but the last with an x", "[api]") {
  CHECK(tile_path(0, 0, 256) == "/tile/0/000");
  CHECK(tile_path(1, 7, 3) == "/tile/1/007.p/3");
  CHECK(tile_path(0, 999, 256) == "/tile/0/999");
  CHECK(tile_path(0, 1000, 256) == "/tile/0/x001/000");
  CHECK(tile_path(2, 1234067, 1) == "/tile/2/x001/x234/067.p/1");
  CHECK(entries_path(1234067, 256) == "/tile/entries/x001/x234/067");
  CHECK(entries_path(0, 255) == "/tile/entries/000.p/255");
}

TEST_CASE("every path that is made is a file target", "[api]") {
  for (std::uint64_t i :
       {0ull, 1ull, 9ull, 10ull, 255ull, 256ull, 999ull, 1000ull, 999999ull, 1000000ull, 123456789012ull}) {
    for (unsigned width : {1u, 2u, 99u, 255u, 256u}) {
      CHECK(is_file_target(tile_path(0, i, width)));
      CHECK(is_file_target(tile_path(7, i, width)));
      CHECK(is_file_target(entries_path(i, width)));
    }
    CHECK(is_file_target(feed_path(Epoch{i})));
    CHECK(is_file_target(parcels_path(Epoch{i})));
    CHECK(is_file_target(cards_path(Day{static_cast<std::uint32_t>(i)})));
  }
  for (auto fixed : {kStatePath, kCheckpointPath, kPendingStatePath, kPendingCheckpointPath})
    CHECK(is_file_target(fixed));
}

TEST_CASE("any other spelling, and any way out of the folder, is not a target", "[api]") {
  for (const char* bad : {"",
                          "/",
                          "/v1",
                          "/v1/",
                          "/v1/state/",
                          "/v1/state?",
                          "/v1/State",
                          "//v1/state",
                          "/v1/state%00",
                          "/v1/feed/",
                          "/v1/feed/01",
                          "/v1/feed/-1",
                          "/v1/feed/+1",
                          "/v1/feed/1/",
                          "/v1/feed/1.p",
                          "/v1/feed/1?x",
                          "/v1/feed/ 1",
                          "/v1/feed/0x1",
                          "/v1/feed/10000000000000000000",
                          "/v1/feed/../state",
                          "/v1/feed/..",
                          "/tile/",
                          "/tile/0",
                          "/tile/0/",
                          "/tile/0/0",
                          "/tile/0/00",
                          "/tile/0/0000",
                          "/tile/00/000",
                          "/tile/64/000",
                          "/tile/0/x000/000",
                          "/tile/0/x001/00",
                          "/tile/0/x001",
                          "/tile/0/001/000",
                          "/tile/0/x1/000",
                          "/tile/0/000.p",
                          "/tile/0/000.p/",
                          "/tile/0/000.p/0",
                          "/tile/0/000.p/256",
                          "/tile/0/000.p/01",
                          "/tile/0/000.p/1/",
                          "/tile/0/../0/000",
                          "/tile/entries",
                          "/tile/entries/",
                          "/tile/entries/000/",
                          "/tile/entries/..",
                          "/tile/-1/000",
                          "/tile/0/00a",
                          "/pending/v1/feed/1",
                          "/pending",
                          "/pending/",
                          "/checkpoint/",
                          "/checkpoint/pending",
                          "checkpoint",
                          "/v1/u",
                          "/v1/cards",
                          "/v1/cosign",
                          "/v1/documents"}) {
    INFO(bad);
    CHECK_FALSE(is_file_target(bad));
  }
}

TEST_CASE("a changed byte never leads to a path with a dot or a slash too many", "[api]") {
  for (std::string base : {tile_path(0, 1234067, 17), entries_path(1000, 256), feed_path(Epoch{1234}),
                           std::string(kStatePath)}) {
    for (std::size_t at = 0; at < base.size(); ++at) {
      for (int c = 0; c < 256; ++c) {
        std::string changed = base;
        changed[at] = static_cast<char>(c);
        if (!is_file_target(changed)) continue;
        CHECK(changed.find("..") == std::string::npos);
        CHECK(changed.find("//") == std::string::npos);
      }
    }
  }
}

TEST_CASE("uploads are accepted in the exact sizes of the table and no other", "[api]") {
  const Row* upload = find_post("/v1/u");
  REQUIRE(upload != nullptr);
  CHECK(accepts(*upload, 16384 + 128));
  CHECK(accepts(*upload, 65536 + 128));
  for (std::size_t n : {0u, 1u, 128u, 16384u, 16511u, 16513u, 65536u, 65663u, 65665u})
    CHECK_FALSE(accepts(*upload, n));
  const Row* cards = find_post("/v1/cards");
  REQUIRE(cards != nullptr);
  for (std::size_t n = 1; n <= 4; ++n) CHECK(accepts(*cards, n * 4096 + 512));
  CHECK_FALSE(accepts(*cards, 512));
  CHECK_FALSE(accepts(*cards, 5 * 4096 + 512));
  CHECK(find_post("/v1/tokens") == nullptr);
  CHECK(find_post("/v1/u/") == nullptr);
  for (const Row& row : kPosts) {
    for (std::size_t n : row.body_bytes) CHECK(n <= kMaxBodyBytes);
  }
}
