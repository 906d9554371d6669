# SPDX-License-Identifier: Apache-2.0
# Writes OUT, a header with the word lists of SOURCE as string constants.
set(text "// Made from crypto/wordlists by the build.\n#pragma once\n#include <string_view>\nnamespace adit {\n")
foreach(list English Spanish French Portuguese)
  string(TOLOWER ${list} file)
  file(STRINGS "${SOURCE}/${file}.txt" words ENCODING UTF-8)
  string(APPEND text "inline constexpr std::string_view k${list}Words =\n")
  foreach(word IN LISTS words)
    string(APPEND text "\"${word}\\n\"\n")
  endforeach()
  string(APPEND text ";\n")
endforeach()
string(APPEND text "}  // namespace adit\n")
file(WRITE "${OUT}" "${text}")
