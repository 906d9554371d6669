// SPDX-License-Identifier: Apache-2.0
// Any bytes as a document, or as one part of one, by the first letter. What is written must be what
// the verification's reader and list accept, and must not change when it is cleaned again. Whether it
// says what the original said is left to the verification: the two readers may disagree on nonsense.
#include "client/scrub/family.h"
#include "client/scrub/pdf/allowed.h"
#include "client/scrub/pdf/font_program.h"
#include "client/scrub/pdf/jbig2.h"
#include "client/scrub/pdf/jpx.h"
#include "client/scrub/pdf/program.h"
#include "client/scrub/pdf/scan.h"
#include "fuzz.h"

using namespace adit;
using namespace adit::client;

namespace {

void run_document(ByteSpan file) {
  auto cleaned = rebuild_pdf(file, CleanContext{});
  if (!cleaned) return;
  auto plain = pdf::read_plain_pdf(cleaned->bytes, std::size_t{64} << 20);
  test::require(plain.has_value());
  test::require(pdf::walk_allowed(*plain).has_value());
  auto again = rebuild_pdf(cleaned->bytes, CleanContext{});
  test::require(again && again->bytes == cleaned->bytes);
  (void)verify_pdf(FileKind::pdf, file, cleaned->bytes, CleanContext{});
}

// A document of one page with these bytes as its content.
std::string around(std::string_view content) {
  std::string out = "%PDF-1.4\n";
  std::vector<std::size_t> at;
  auto put = [&](const std::string& body) {
    at.push_back(out.size());
    out += std::to_string(at.size()) + " 0 obj\n" + body + "\nendobj\n";
  };
  put("<< /Type /Catalog /Pages 2 0 R >>");
  put("<< /Type /Pages /Count 1 /Kids [3 0 R] >>");
  put("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F1 << /Type "
      "/Font "
      "/Subtype /Type1 /BaseFont /Helvetica >> >> >> >>");
  put("<< /Length " + std::to_string(content.size()) + " >>\nstream\n" + std::string(content) +
      "\nendstream");
  auto table = out.size();
  out += "xref\n0 5\n0000000000 65535 f \n";
  for (auto offset : at) {
    auto digits = std::to_string(offset);
    out += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
  }
  return out + "trailer << /Size 5 /Root 1 0 R >>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
}

// What is clean stays as it is.
template <class Clean>
void run_part(ByteSpan bytes, Clean clean) {
  auto once = clean(bytes);
  if (!once) return;
  auto twice = clean(*once);
  test::require(twice && *twice == *once);
}
template <class Clean>
void run_program(ByteSpan bytes, Clean clean) {
  try {
    auto once = clean(std::string(as_text(bytes)));
    test::require(clean(once) == once);
  } catch (const pdf::Refusal&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan all(data, size);
  if (size == 0) return 0;
  auto rest = all.subspan(1);
  Harvest harvest;
  switch (data[0]) {
    case 'S':
      run_part(rest, pdf::clean_sfnt);
      break;
    case 'F':
      run_part(rest, pdf::clean_cff);
      break;
    case 'T':
      if (rest.size() >= 4) {
        auto once = pdf::clean_type1(rest, rest.size() / 2, rest.size() / 4);
        if (once) {
          auto twice = pdf::clean_type1(once->bytes, once->clear_bytes, once->packed_bytes);
          test::require(twice && twice->bytes == once->bytes);
        }
      }
      break;
    case 'J':
      run_part(rest, [&](ByteSpan bytes) { return pdf::clean_jbig2(bytes, harvest); });
      break;
    case 'X':
      run_part(rest, [&](ByteSpan bytes) { return pdf::clean_jpx(bytes, true, harvest); });
      break;
    case 'M':
      run_program(rest, pdf::clean_to_unicode);
      run_program(rest, pdf::clean_cmap);
      break;
    case 'P':
      run_program(rest, pdf::clean_calculator);
      break;
    case 'C': {
      auto file = around(as_text(rest));
      run_document(as_bytes(file));
      ByteVector words;
      (void)pdf::is_plain_content(rest, words);
      break;
    }
    default:
      (void)pdf::read_plain_pdf(all, std::size_t{16} << 20);
      run_document(all);
  }
  return 0;
}
