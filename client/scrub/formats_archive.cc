// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/formats.h"

namespace adit::client {
namespace {

constexpr std::string_view kRemoved =
    "names, folders and order of its files, times, users and groups, rights, notes, extra fields, where "
    "files were downloaded from, files that systems add (__MACOSX, .DS_Store, Thumbs.db), empty files, bytes "
    "that belong to no file; of each file what its own row says";
constexpr std::string_view kStays =
    "how many files there are and of what kind; of each what its own row says";
constexpr std::string_view kRefused =
    "archives with a file that cannot be cleaned, passwords, links, devices, two files of one name, names "
    "that lead out of the archive, more than 256 files or 256 MiB of them, archives three deep; 7z and RAR";

constexpr Format kRows[] = {
    {FileKind::zip, "ZIP archive", "application/zip", "archive", "zip", " zip ", kRemoved, kStays,
     "each file cleaned by its own rule, then a new archive with neutral names, ordered by kind and content, "
     "one fixed time, mode and level of packing",
     "zlib; own reader and writer", kRefused},
    {FileKind::tar, "TAR archive", "application/x-tar", "archive", "tar", " tar tgz gz ", kRemoved, kStays,
     "unpacked if it is a .tar.gz; each file cleaned by its own rule, then a new plain archive with neutral "
     "names, ordered by kind and content, time 0, owner 0, mode 0644",
     "zlib; own reader and writer", kRefused},
};

}  // namespace

std::span<const Format> archive_formats() { return kRows; }

}  // namespace adit::client
