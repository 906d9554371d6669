// SPDX-License-Identifier: Apache-2.0
// Witnesses: qpdf, poppler's pdftotext and pdftoppm, and python3's zlib. None is linked by ours.
#pragma once

#include <adit/bytes.h>

#include <string>
#include <vector>

namespace adit::test {

// What the tool prints; {} stands for a file with these bytes. Its exit code is `code`.
std::string run_tool(const std::string& command, ByteSpan file, int* code = nullptr);
std::string pdf_text(ByteSpan pdf);
// The page as grey dots, at `dpi`.
struct GreyPage {
  unsigned width = 0, height = 0;
  ByteVector dots;
};
GreyPage pdf_page(ByteSpan pdf, unsigned page, unsigned dpi = 60);
// Share of dots that differ by more than 40 of 255.
double differing(const GreyPage& a, const GreyPage& b);
bool has_tool(const std::string& name);
// Everything that python3 finds in the file: its bytes, and what any of its streams unpacks to.
ByteVector inflated_by_python(ByteSpan pdf);

}  // namespace adit::test
