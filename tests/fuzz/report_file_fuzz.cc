// SPDX-License-Identifier: Apache-2.0
// A report file either becomes a report that the form accepts in full, or a complaint with words.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "client/thread/report_file.h"
#include "crypto/value.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace adit::client;
  auto report = parse_report_file({reinterpret_cast<const char*>(data), size});
  if (!report) {
    if (report.error().text.empty()) std::abort();
    return 0;
  }
  if (report->form == nullptr || report->fields.empty()) std::abort();
  if (report->fields.front().first != kAccountKey) std::abort();
  for (const auto& [key, value] : report->fields) {
    const Question* question = find_question(*report->form, key);
    if (question == nullptr || !accepts(*question, value) || !adit::is_clean_utf8(value)) std::abort();
  }
  return 0;
}
