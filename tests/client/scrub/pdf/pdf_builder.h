// SPDX-License-Identifier: Apache-2.0
// PDFs for the tests, written byte by byte, without any PDF library: clean ones, and one with a canary
// in every place that can carry a word.
#pragma once

#include <adit/bytes.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace adit::test {

class PdfBuilder {
 public:
  // The number of the next object; add() and stream() use it up.
  int reserve();
  int size() const { return next_; }
  int add(const std::string& body);
  void set(int number, const std::string& body);
  int stream(const std::string& entries, std::string_view bytes);
  // Packed by flate.
  int packed(const std::string& entries, std::string_view bytes);
  static std::string ref(int number) { return std::to_string(number) + " 0 R"; }

  // Header, objects, table, trailer. `trailer` must hold /Root.
  std::string finish(const std::string& trailer) const;
  // What finish() wrote, and a later version with these objects changed.
  static std::string updated(const std::string& file, const std::map<int, std::string>& objects,
                             const std::string& trailer, int size);

 private:
  std::map<int, std::string> objects_;
  int next_ = 1;
};

std::string flate(std::string_view bytes);

// One page (or more, all alike) with the fonts F1 and F2 (Helvetica, Courier) and these contents.
std::string simple_pdf(const std::vector<std::string>& contents, const std::string& more_resources = "");

struct DirtyPdf {
  std::string file;
  std::vector<std::string> canaries;  // must not be left in any form
  std::vector<std::string> shown;     // words that its pages show, in order
};
DirtyPdf dirty_pdf();

// A TrueType font with one square letter, a name table and dates; a CFF and a Type 1 with notices.
ByteVector sample_sfnt(std::string_view word);
ByteVector sample_cff(std::string_view word);
struct SampleType1 {
  ByteVector bytes;
  std::size_t clear_bytes, packed_bytes;
};
SampleType1 sample_type1(std::string_view word);

}  // namespace adit::test
