// SPDX-License-Identifier: Apache-2.0
// Against the library that reads TOML in full: what ours takes means the same there.
#define TOML_EXCEPTIONS 0
#include "client/thread/toml_text.h"

#include <toml++/toml.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

namespace adit::client {
namespace {

TEST_CASE("what is taken means the same as in TOML") {
  auto text = GENERATE(
      std::string_view("a = \"b\""), std::string_view("a='b'\r\nc = \"d\" # e\n"),
      std::string_view("# only\n\n a-b_1\t=\t\"x\"\n[answers]\na = [ \"1\" , '2', ]\n"),
      std::string_view("a = [\n  \"1\", # one\n\n  \"2\"\n]\n"), std::string_view("a = []"),
      std::string_view("a = \"\"\"\nfirst\nsecond\"\"\""), std::string_view("a = '''\nno \\escape\n'''"),
      std::string_view("a = \"\"\"one \\\n    two\"\"\""), std::string_view("a = \"\"\"say \"\"hi\"\"\"\"\""),
      std::string_view("a = \"\\\"\\\\\\n\\t\\u00e9\\U0001F600\""), std::string_view("a = \"caf\xc3\xa9\""),
      std::string_view("[t]\n[answers]\nx = \"\"\ny = ''"), std::string_view(""));
  CAPTURE(text);
  auto ours = parse_toml(text);
  REQUIRE(ours.has_value());
  toml::parse_result theirs = toml::parse(text);
  REQUIRE(theirs);
  std::size_t count = 0;
  for (const TomlItem& item : ours->items) {
    toml::node_view<toml::node> node = item.table.empty() ? theirs[item.key] : theirs[item.table][item.key];
    CAPTURE(item.key);
    if (item.is_list) {
      REQUIRE(node.is_array());
      REQUIRE(node.as_array()->size() == item.values.size());
      for (std::size_t i = 0; i < item.values.size(); ++i)
        CHECK(node[i].value<std::string>() == item.values[i]);
    } else {
      CHECK(node.value<std::string>() == item.values.front());
    }
    ++count;
  }
  std::size_t expected = 0;
  for (auto&& [key, value] : theirs.table()) expected += value.is_table() ? value.as_table()->size() : 1;
  CHECK(count == expected);
}

TEST_CASE("everything else is refused with its line") {
  struct Case {
    std::string_view text;
    unsigned line;
  };
  auto c = GENERATE(Case{"a = 1", 1}, Case{"\na = true", 2}, Case{"a = \"b", 1}, Case{"a = \"b\nc\"", 1},
                    Case{"a = \"b\" c", 1}, Case{"a = \"b\"\na = \"c\"", 2}, Case{"[t]\n[t]", 2},
                    Case{"t = \"x\"\n[t]", 2}, Case{"[t", 1}, Case{"[[t]]", 1}, Case{"a.b = \"c\"", 1},
                    Case{"\"a\" = \"b\"", 1}, Case{"a = [\"b\" \"c\"]", 1}, Case{"a = [[\"b\"]]", 1},
                    Case{"a = [\"b\"", 1}, Case{"a = { b = \"c\" }", 1}, Case{"a = \"\\q\"", 1},
                    Case{"a = \"\\ud800\"", 1}, Case{"a = \"\\U00110000\"", 1}, Case{"a = \"\\u12\"", 1},
                    Case{"a = \"\x01\"", 1}, Case{"# \x7f", 1}, Case{"a", 1}, Case{"= \"b\"", 1},
                    Case{"a = \"\xff\"", 1}, Case{"a = \"\"\"b\"\"", 1});
  CAPTURE(c.text);
  auto ours = parse_toml(c.text);
  REQUIRE_FALSE(ours.has_value());
  CHECK(ours.error().line == c.line);
  CHECK_FALSE(ours.error().text.empty());
}

}  // namespace
}  // namespace adit::client
