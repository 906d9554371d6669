// SPDX-License-Identifier: Apache-2.0
// TAR, read strictly and written in one form. Of the extended headers only path and size count; what
// else they say is told and left behind.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <string>
#include <vector>

#include "client/scrub/zip/zip.h"

namespace adit::client {

inline constexpr std::size_t kTarBlock = 512;

struct TarMember {
  std::string name;  // '/' between folders; never absolute, never with ".." in it
  ByteSpan bytes;
  bool folder = false;
};

// What the headers say besides, for telling; never written again.
struct TarSays {
  std::vector<std::uint64_t> times;                          // seconds since 1970
  std::vector<std::string> owners;                           // names and numbers of users and groups
  std::vector<std::pair<std::string, std::string>> records;  // of extended headers
  std::size_t links = 0;
  ByteSpan behind;  // bytes behind the end, unless all are zero
};

struct TarIn {
  std::vector<TarMember> members;
  TarSays says;
};
// Errors: file_damaged, file_too_large (more than max_members), file_type_refused (links, devices,
// files with holes).
Result<TarIn> read_tar(ByteSpan file, std::size_t max_members);

// In the order given: mode 0644, owner 0, time 0, no names of owners.
ByteVector write_tar(const std::vector<ZipEntry>& entries);
// The members of an archive that write_tar wrote, or nothing; shares nothing with read_tar().
std::optional<std::vector<ZipEntry>> read_own_tar(ByteSpan file);

// What is packed in a gzip file, and what its header says. Errors: file_damaged, file_too_large.
struct GzipIn {
  ByteVector bytes;
  std::string name, comment;
  std::uint32_t time = 0;
  std::size_t behind = 0;  // bytes after its end
};
Result<GzipIn> read_gzip(ByteSpan file, std::size_t max_bytes);
inline bool is_gzip(ByteSpan file) { return file.size() > 18 && file[0] == 0x1f && file[1] == 0x8b; }

}  // namespace adit::client
