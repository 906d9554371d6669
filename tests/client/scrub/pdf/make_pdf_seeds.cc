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
  // What the first letter of a seed means: tests/fuzz/scrub_pdf_fuzz.cc.
  auto part = [&](const char* name, char kind, ByteSpan bytes) {
    ByteVector out{static_cast<std::uint8_t>(kind)};
    append(out, bytes);
    put(name, out);
  };
  put("dirty", as_bytes(test::dirty_pdf().file));
  put("simple", as_bytes(test::simple_pdf({"BT /F1 12 Tf 20 100 Td (Hello) Tj ET"})));
  part("sfnt", 'S', test::sample_sfnt("Sample"));
  part("cff", 'F', test::sample_cff("Sample"));
  part("type1", 'T', test::sample_type1("Sample").bytes);
  part("content", 'C',
       as_bytes("q 1 0 0 -1.50 3 4 cm /Span <</ActualText(x)/MCID 1>> BDC BT /F1 12 Tf 3 Tr [(a\\)) -20 "
                "<41>] TJ (x) ' "
                "1 2 (y) \" ET EMC Q % words\n/DeviceRGB cs 1 0 0 sc [1 2] 0 d 1 w 0 0 m 1 1 l 1 2 3 4 5 6 c "
                "h S W* n "
                "BI /W 2 /H 2 /CS /G /BPC 8 ID abcd EI\n"));
  part("map", 'M',
       as_bytes("/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> "
                "endcodespacerange 1 beginbfchar <01> <0041> endbfchar 1 beginbfrange <02> <03> [<0042> "
                "<0043>] endbfrange 1 begincidrange <00> <10> 5 endcidrange endcmap"));
  part("calculator", 'P', as_bytes("{ 2.0 mul dup 0 gt { pop } { exch } ifelse }"));
  part("jbig2", 'J',
       as_bytes(std::string_view("\0\0\0\0\x30\0\1\0\0\0\x13\0\0\0\x08\0\0\0\x08"
                                 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\x3e\0\1\0\0\0\2ab",
                                 43)));
  part("jpx", 'X',
       as_bytes(std::string_view("\xff\x4f\xff\x64\0\5\0\1x\xff\x90\0\x0a\0\0\0\0\0\x10\0\1\xff\x93zz"
                                 "\xff\xd9",
                                 29)));
  return 0;
}
