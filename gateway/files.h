// SPDX-License-Identifier: Apache-2.0
// Published files, opened so that nothing outside the public folder can be reached, whatever a target
// says and whatever links lie in the folder.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <cstddef>
#include <string_view>

#include "gateway/listen.h"

namespace adit::gateway {

class OpenFile {
 public:
  OpenFile(Fd fd, std::size_t bytes) : fd_(std::move(fd)), bytes_(bytes) {}
  std::size_t bytes() const { return bytes_; }
  // Fills all of out. False if the file has become shorter or cannot be read.
  bool read(std::size_t offset, MutableByteSpan out) const;
  int fd() const { return fd_.get(); }

 private:
  Fd fd_;
  std::size_t bytes_;
};

class PublicFolder {
 public:
  // The folder may appear later; until then nothing is found.
  explicit PublicFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}
  // A regular file below the folder. Errors: not_found, file_unreadable (no more descriptors).
  Result<OpenFile> open(std::string_view target) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace adit::gateway
