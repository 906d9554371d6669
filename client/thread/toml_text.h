// SPDX-License-Identifier: Apache-2.0
// The part of TOML that report files need: tables of one name, bare keys, and text in quotes of all
// four kinds, alone or in lists. Whatever it takes is TOML and means the same there; all else is
// refused with its line. Our own because the library that reads the gateway's configuration has
// assertions and undefined behaviour that malformed files reach, and report files come from others.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace adit::client {

struct TomlItem {
  std::string table;  // empty before the first [table]
  std::string key;
  bool is_list = false;
  std::vector<std::string> values;  // exactly one if it is no list
};

struct TomlFile {
  std::vector<std::string> tables;  // in order
  std::vector<TomlItem> items;      // in order, no key of a table twice
};

struct TomlError {
  unsigned line;
  std::string text;  // quotes the file
};

tl::expected<TomlFile, TomlError> parse_toml(std::string_view text);

}  // namespace adit::client
