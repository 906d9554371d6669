// SPDX-License-Identifier: Apache-2.0
// Writes tests/vectors/adit: make_adit_vectors FOLDER
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/vectors/adit_vectors.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "make_adit_vectors FOLDER\n");
    return 2;
  }
  for (const auto& [name, text] : adit::test::make_adit_vectors()) {
    std::ofstream out(std::filesystem::path(argv[1]) / name, std::ios::binary);
    out << text;
    if (!out.flush()) {
      std::fprintf(stderr, "cannot write %s\n", name.c_str());
      return 1;
    }
  }
  return 0;
}
