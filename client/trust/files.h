// SPDX-License-Identifier: Apache-2.0
// Reading a small file and writing a new one, with the errors that a person can do something about.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <filesystem>
#include <functional>

namespace adit::client {

enum class Rights : std::uint8_t { owner_only, as_umask };

// All of a regular file (or pipe). Errors: file_unreadable, file_too_large.
Result<ByteVector> read_file(const std::filesystem::path& path, std::size_t max_bytes);

// A file that was not there before, flushed to the disk with its folder; what failed half-way is
// removed again. Errors: file_exists, disk_full, disk_read_only, store_unavailable.
Status write_new_file(const std::filesystem::path& path, ByteSpan bytes, Rights rights);
// The same with bytes that are fetched piece by piece. Errors: also those of `read`.
using ReadPiece = std::function<Status(std::uint64_t at, MutableByteSpan out)>;
Status write_new_file(const std::filesystem::path& path, std::uint64_t bytes, const ReadPiece& read,
                      Rights rights);

// A folder for its owner alone, unless it is there; a link to one does not count.
// Errors: file_exists (something else of this name), disk_full, disk_read_only.
Status make_folder(const std::filesystem::path& folder);

}  // namespace adit::client
