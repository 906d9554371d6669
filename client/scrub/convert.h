// SPDX-License-Identifier: Apache-2.0
// Documents as pictures of their pages, for those that cannot be cleaned as they are, and for those
// that someone else made. The one that draws is a program of the machine (pdftoppm; soffice for office
// files), never linked: it is run without network, environment and view of the home folder
// (converter_lock.h), reads from and writes to memory, and each picture is then cleaned like any other.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "client/scrub/scrub.h"

namespace adit::client {

struct Converters {
  std::filesystem::path pdf;     // pdftoppm; empty: not installed
  std::filesystem::path office;  // soffice or libreoffice; empty: not installed
  std::chrono::milliseconds deadline = std::chrono::minutes(5);  // of each run
};
// What stands in these folders, separated by colons, as in PATH.
Converters find_converters(std::string_view path = "/usr/local/bin:/usr/bin:/bin");

inline constexpr unsigned kMaxConvertedPages = 200;

// Whether there are converters for files of this kind at all.
bool is_convertible(FileKind kind);
// What is missing on this machine to convert a file of this kind, as a sentence; empty if nothing is.
std::string missing_converter(FileKind kind, const Converters& converters);

// One PNG per page, cleaned. `scrub` is the path of adit-scrub.
// Errors: file_type_refused (no such converter, or a kind that has none), file_damaged (nothing was
// drawn), file_too_large (more than kMaxConvertedPages), sandbox_unavailable, out_of_memory, and those
// of clean_in_child().
Result<std::vector<KeptFile>> convert_with_installed(const std::filesystem::path& scrub,
                                                     const Converters& converters, const HeldBytes& file,
                                                     const CleanOptions& options = {});

// What a program does with a file that it was given: cleans it; with the way `convert`, pictures of the
// pages of a PDF, and of an office file its text, or pictures where that cannot be had.
// Errors: those of clean_in_child() and of convert_with_installed(). `why` as for clean(), and the
// sentence about a converter that is missing.
Result<std::vector<KeptFile>> clean_or_convert(const std::filesystem::path& scrub,
                                               const Converters& converters, const HeldBytes& file,
                                               const CleanOptions& options, std::vector<std::string>* why);

// A stream of PNG files one after the other, taken apart; borrows. Nothing if it is anything else.
std::optional<std::vector<ByteSpan>> split_pngs(ByteSpan stream);

}  // namespace adit::client
