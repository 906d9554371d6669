// SPDX-License-Identifier: Apache-2.0
// The list of files in a letter's core and in a card.
#pragma once

#include <adit/letter.h>

#include "crypto/value.h"

namespace adit {

inline constexpr std::size_t kMaxFileNameBytes = 255;
inline constexpr std::size_t kMaxFileTypeBytes = 127;
inline constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 30;

Value encode_files(const std::vector<FileEntry>& files);
std::vector<FileEntry> parse_files(const Array& items, Reader& outer);

}  // namespace adit
