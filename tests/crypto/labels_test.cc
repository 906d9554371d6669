// SPDX-License-Identifier: Apache-2.0
#include <adit/labels.h>

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>

#include "crypto/derive.h"
#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

TEST_CASE("the labels are the 36 of the protocol, distinct and of at most 16 bytes", "[labels]") {
  // Written out again from protocol 2.13, so that a change of the table is noticed.
  const std::string names[] = {"check",    "salt",      "reply-seed", "thread-x", "grant",     "attach",
                               "original", "orig-salt", "bucket",     "thread",   "letterkey", "dummy",
                               "pk",       "encap",     "wrap",       "header",   "core",      "chan",
                               "core-com", "chan-com",  "com",        "body",     "ftag",      "rencap",
                               "rcom",     "rkey",      "rtag",       "file",     "parcel",    "pow",
                               "f-encap",  "f-wrap",    "f-header",   "f-core",   "f-com",     "f-parcels"};
  std::set<std::string> expected;
  for (const std::string& name : names) expected.insert("adit1 " + name);
  std::set<std::string> found;
  for (const Label& label : Labels::kAll) {
    CHECK(label.text().size() <= 16);
    CHECK(label.text().find('\0') == std::string_view::npos);
    found.emplace(label.text());
  }
  CHECK(found.size() == Labels::kAll.size());
  CHECK(found == expected);
}

TEST_CASE("no two labels give the same D of the same input", "[labels]") {
  std::set<Digest> seen;
  for (const Label& label : Labels::kAll) seen.insert(derived<Digest>(label, filled(32, 1), {hex("00")}));
  CHECK(seen.size() == Labels::kAll.size());
}
