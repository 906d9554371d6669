// SPDX-License-Identifier: Apache-2.0
// Any text as the target of a GET: what is accepted names a file below the folder.
#include <adit/api.h>

#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  std::string_view target = as_text(bytes);
  if (!api::is_file_target(target)) return 0;
  require(target.starts_with("/") && target.find("..") == std::string_view::npos);
  require(target.find("//") == std::string_view::npos && target.back() != '/');
  for (char c : target) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '.';
    require(plain);
  }
  return 0;
}
