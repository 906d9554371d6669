// SPDX-License-Identifier: Apache-2.0
// The folder of published files. A file appears in it complete, by rename, under the path that
// api.h gives it, and bears the time of an epoch's start: nothing in it says when it was made.
#pragma once

#include <set>
#include <string>

#include "gateway/durable.h"

namespace adit::gateway {

class Published {
 public:
  explicit Published(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  // path as in api.h, with its slash.
  std::filesystem::path at(const std::string& path) const { return root_ / path.substr(1); }

  // Makes the folders above a file. Errors: as durable.h.
  Status make_room_for(const std::string& path) const;
  Status put(const std::string& path, ByteSpan bytes, UnixTime time) const;
  // Flushes the folders above these files and gives them their time.
  Status settle(const std::set<std::string>& paths, UnixTime time) const;
  // Removes the files of a folder whose name is a number below `first`.
  Status remove_below(const std::string& folder, std::uint64_t first, UnixTime time) const;
  Status remove_folder(const std::string& folder, UnixTime time) const;

 private:
  std::filesystem::path root_;
};

}  // namespace adit::gateway
