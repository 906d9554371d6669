// SPDX-License-Identifier: Apache-2.0
// benchmarks [letters|files|attachments|ticks|uploads ...]: prints a table; asserts nothing.
#include <cstring>

#include "tests/bench/table.h"

int main(int argc, char** argv) {
  auto wanted = [&](const char* name) {
    for (int i = 1; i < argc; ++i) {
      if (std::strcmp(argv[i], name) == 0) return true;
    }
    return argc == 1;
  };
  if (wanted("letters")) adit::bench::bench_letters();
  if (wanted("files")) adit::bench::bench_files_and_puzzles();
#ifdef ADIT_BENCH_ATTACHMENTS
  if (wanted("attachments")) adit::bench::bench_attachments();
#endif
  if (wanted("ticks")) adit::bench::bench_ticks();
  if (wanted("uploads")) adit::bench::bench_uploads();
  return 0;
}
