// SPDX-License-Identifier: Apache-2.0
#include "gateway/publish.h"

#include <charconv>

namespace adit::gateway {

Status Published::make_room_for(const std::string& path) const {
  std::filesystem::path folder = root_;
  const std::filesystem::path relative = std::filesystem::path(path.substr(1)).parent_path();
  for (const auto& part : relative) {
    folder /= part;
    std::error_code error;
    if (std::filesystem::is_directory(folder, error)) continue;
    ADIT_CHECK(make_folder(folder, kPublicFolder));
  }
  return {};
}

Status Published::put(const std::string& path, ByteSpan bytes, UnixTime time) const {
  ADIT_CHECK(make_room_for(path));
  ADIT_CHECK(write_file(at(path), bytes, {kPublicFile, time}));
  stamp(at(path).parent_path(), time);
  return {};
}

Status Published::settle(const std::set<std::string>& paths, UnixTime time) const {
  std::set<std::filesystem::path> folders;
  for (const std::string& path : paths) folders.insert(at(path).parent_path());
  for (const auto& folder : folders) ADIT_CHECK(flush_folder(folder));
  // Those above too: making a folder changes the time of the one it is in.
  for (auto folder : folders) {
    for (; folder != root_.parent_path(); folder = folder.parent_path()) stamp(folder, time);
  }
  return {};
}

Status Published::remove_below(const std::string& folder, std::uint64_t first, UnixTime time) const {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(at(folder), error)) {
    const std::string name = entry.path().filename();
    std::uint64_t value = 0;
    auto [end, bad] = std::from_chars(name.data(), name.data() + name.size(), value);
    if (bad != std::errc() || end != name.data() + name.size() || value >= first) continue;
    ADIT_CHECK(remove_file(entry.path()));
  }
  if (!error) stamp(at(folder), time);
  return {};
}

Status Published::remove_folder(const std::string& folder, UnixTime time) const {
  ADIT_CHECK(remove_tree(at(folder)));
  stamp(at(folder).parent_path(), time);
  return {};
}

}  // namespace adit::gateway
