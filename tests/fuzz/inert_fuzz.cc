// SPDX-License-Identifier: Apache-2.0
// Whatever the bytes, inert() makes text that a terminal does not obey, and is itself inert.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "client/terminal/answer.h"
#include "client/terminal/terminal.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_harmless(std::string_view text, bool breaks) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto c = static_cast<unsigned char>(text[i]);
    if (c == 0x7F || (c < 0x20 && !(breaks && c == '\n'))) return false;
    if (c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace adit::client;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string lines = inert(text);
  require(is_harmless(lines, true));
  require(inert(lines) == lines);
  std::string line = inert_line(text);
  require(is_harmless(line, false));
  require(inert_line(line) == line);

  std::string answer = cleaned_answer(text);
  require(is_harmless(answer, false));
  require(answer.size() <= size);
  require(cleaned_answer(answer) == answer);
  (void)parse_yes_no(text);
  if (auto chosen = parse_choices(text, 9, 4)) {
    require(chosen->size() <= 4);
    for (std::size_t i = 0; i < chosen->size(); ++i) {
      require((*chosen)[i] < 9 && (i == 0 || (*chosen)[i - 1] < (*chosen)[i]));
    }
  }
  return 0;
}
