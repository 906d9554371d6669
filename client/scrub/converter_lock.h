// SPDX-License-Identifier: Apache-2.0
// The cage for a program that is not ours (convert.h). It must open its libraries and fonts, so it
// gets a wider one than adit-scrub itself: no network, no other process, no file of the user's, no
// environment. What the machine offers is used: namespaces, Landlock; the filter of calls is a must.
#pragma once

#include <adit/result.h>

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace adit::client {

struct ConverterCall {
  std::vector<std::string> arguments;           // the program first, as an absolute path
  std::optional<std::filesystem::path> folder;  // the one that it may write to
};
// From the arguments behind --run-converter: [--folder DIR] PROGRAM ARGUMENT...
std::optional<ConverterCall> parse_converter_call(std::span<char* const> arguments);

// Descriptors 0 and 1 are its input and output. Comes back only if it cannot be done.
// Errors: sandbox_unavailable.
Status run_converter(const ConverterCall& call);

}  // namespace adit::client
