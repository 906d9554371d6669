// SPDX-License-Identifier: Apache-2.0
// The gateway holds no code that opens a letter, a card, a parcel or a feed: no function that the
// opening library defines is in the program. A program that has one is caught.
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <memory>
#include <set>
#include <sstream>
#include <string>

namespace {

// Defined functions, by their mangled names. Weak ones are templates and inline functions, which any
// library may have.
std::set<std::string> functions_of(const std::string& file) {
  std::unique_ptr<FILE, int (*)(FILE*)> pipe(
      popen((ADIT_NM " --defined-only '" + file + "' 2>&1").c_str(), "r"), pclose);
  REQUIRE(pipe);
  std::string text;
  char piece[4096];
  while (std::size_t n = fread(piece, 1, sizeof piece, pipe.get())) text.append(piece, n);
  std::set<std::string> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string address, type, name;
    if (words >> address >> type >> name && type == "T") out.insert(name);
  }
  return out;
}

std::set<std::string> opening_functions_in(const std::string& program) {
  auto opening = functions_of(ADIT_OPEN_LIBRARY);
  REQUIRE(opening.size() >= 5);
  auto has = functions_of(program);
  // A stripped program proves nothing.
  REQUIRE(has.contains("main"));
  std::set<std::string> out;
  for (const auto& name : opening) {
    if (has.contains(name)) out.insert(name);
  }
  return out;
}

}  // namespace

TEST_CASE("the gateway contains no code that opens anything", "[symbols]") {
  CHECK(opening_functions_in(ADIT_GATEWAY_PROGRAM) == std::set<std::string>());
}

TEST_CASE("a gateway that could open letters would be noticed", "[symbols]") {
  CHECK_FALSE(opening_functions_in(ADIT_PLANTED_PROGRAM).empty());
}
