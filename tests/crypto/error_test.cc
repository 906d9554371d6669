// SPDX-License-Identifier: Apache-2.0
#include <adit/error.h>

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>

#include "tests/support/hex.h"

using namespace adit;

namespace {
std::vector<Errc> all_codes() {
  std::vector<Errc> out;
  for (unsigned i = 1; i < 256; ++i) {
    auto code = static_cast<Errc>(i);
    if (name(code) != name(Errc::internal) || code == Errc::internal) out.push_back(code);
  }
  return out;
}
}  // namespace

TEST_CASE("every error has a name of its own or shares one of the protocol's, and a message", "[error]") {
  CHECK(all_codes().size() >= 60);
  for (Errc code : all_codes()) {
    INFO(name(code));
    CHECK_FALSE(message(code).empty());
    CHECK_FALSE(message(code).ends_with('.'));
    CHECK(exit_code(code) > 0);
  }
}

TEST_CASE("messages and hints never name cryptography", "[error]") {
  for (Errc code : all_codes()) {
    for (std::string_view text : {message(code), hint(code)}) {
      INFO(text);
      for (const char* word : {"cryptograph", "cipher", "encrypt", "decrypt", "hash", "Merkle", "KEM", "AEAD",
                               "Ed25519", "nonce"}) {
        CHECK(text.find(word) == std::string_view::npos);
      }
    }
  }
}

TEST_CASE("two errors are the same when they mean the same, wherever they were made", "[error]") {
  CHECK(Error(Errc::not_found, "a.cc", 1) == Error(Errc::not_found, "b.cc", 2));
  CHECK_FALSE(Error(Errc::not_found) == Error(Errc::internal));
}
