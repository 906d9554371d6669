// SPDX-License-Identifier: Apache-2.0
// Writes the seeds of the PDF fuzzer: make_pdf_seeds FOLDER.
#include <filesystem>

#include "client/scrub/builders.h"
#include "client/scrub/pdf/pdf_builder.h"

int main(int argc, char** argv) {
  using namespace adit;
  if (argc != 2) return 2;
  std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  auto put = [&](const char* name, ByteSpan bytes) { test::write_file(folder / name, bytes); };
  put("dirty", as_bytes(test::dirty_pdf().file));
  put("simple", as_bytes(test::simple_pdf({"BT /F1 12 Tf 20 100 Td (Hello) Tj ET"})));
  put("sfnt", test::sample_sfnt("Sample"));
  put("cff", test::sample_cff("Sample"));
  put("type1", test::sample_type1("Sample").bytes);
  return 0;
}
