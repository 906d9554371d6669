// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/media/inputs.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include "client/scrub/builders.h"
#include "tests/support/temp_folder.h"

namespace adit::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> lines_of(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("no shell");
  std::string text;
  std::array<char, 65536> block;
  while (auto n = fread(block.data(), 1, block.size(), pipe)) text.append(block.data(), n);
  pclose(pipe);
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    auto end = std::min(text.find('\n', at), text.size());
    out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

class Scratch {
 public:
  Scratch(ByteSpan file, std::string_view extension) : path_(folder_.file("file." + std::string(extension))) {
    write_file(path_, file);
  }
  const std::string& path() const { return path_; }

 private:
  TempFolder folder_;
  std::string path_;
};

// Made by the build (make_inputs).
const fs::path kFolder = ADIT_MEDIA_FOLDER;

std::vector<std::string> frames(ByteSpan file, std::string_view extension, bool times,
                                const std::string& options = "") {
  Scratch scratch(file, extension);
  std::vector<std::string> out;
  for (auto kind : {"v", "a"}) {
    for (const auto& line : lines_of("ffmpeg -nostdin -v error -noautorotate " + options + " -i " +
                                     scratch.path() + " -map '0:" + kind + "?' -f framemd5 - 2>/dev/null")) {
      if (line.starts_with("#dimensions") || line.starts_with("#sample_rate") || line.starts_with("#channel"))
        out.push_back(line);
      if (line.empty() || line[0] == '#') continue;
      auto comma = line.rfind(',');
      out.push_back(std::string(kind) + (times || comma == line.npos ? line : line.substr(comma)));
    }
  }
  return out;
}

}  // namespace

const std::vector<std::string>& media_names() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(kFolder)) out.push_back(entry.path().filename().string());
    std::ranges::sort(out);
    return out;
  }();
  return all;
}

ByteVector media_input(std::string_view name) { return read_file(kFolder / name); }

std::vector<std::string> decoded(ByteSpan file, std::string_view extension, const std::string& options) {
  return frames(file, extension, false, options);
}
std::vector<std::string> decoded_with_times(ByteSpan file, std::string_view extension) {
  return frames(file, extension, true);
}

std::vector<std::string> probed_tags(ByteSpan file, std::string_view extension) {
  Scratch scratch(file, extension);
  std::vector<std::string> out;
  for (auto& line : lines_of("ffprobe -v error -show_entries format_tags:stream_tags:chapters -of flat " +
                             scratch.path())) {
    if (!line.empty()) out.push_back(line);
  }
  return out;
}

std::string probed_rotation(ByteSpan file, std::string_view extension) {
  Scratch scratch(file, extension);
  for (const auto& line :
       lines_of("ffprobe -v error -select_streams v -show_entries stream_side_data=rotation -of csv=p=0 " +
                scratch.path()))
    return line;
  return {};
}

}  // namespace adit::test
