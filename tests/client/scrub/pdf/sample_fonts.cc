// SPDX-License-Identifier: Apache-2.0
// Fonts with one letter, a square, and as many words about themselves as their kind can hold.
#include <map>

#include "client/scrub/pdf/pdf_builder.h"

namespace adit::test {
namespace {

void put16(std::string& out, unsigned v) {
  out += static_cast<char>(v >> 8);
  out += static_cast<char>(v);
}
void put32(std::string& out, unsigned long v) {
  put16(out, static_cast<unsigned>(v >> 16));
  put16(out, static_cast<unsigned>(v & 0xffff));
}
std::string words16(std::initializer_list<int> values) {
  std::string out;
  for (int v : values) put16(out, static_cast<unsigned>(v) & 0xffff);
  return out;
}
ByteVector bytes_of(const std::string& s) { return {s.begin(), s.end()}; }

std::string index_of(const std::vector<std::string>& parts) {
  std::string out;
  put16(out, static_cast<unsigned>(parts.size()));
  if (parts.empty()) return out;
  out += '\2';
  unsigned at = 1;
  put16(out, at);
  for (const auto& part : parts) put16(out, at += static_cast<unsigned>(part.size()));
  for (const auto& part : parts) out += part;
  return out;
}

// A number of a CFF's dictionary in five bytes, so that offsets do not change its length.
std::string number(int v) {
  std::string out = "\x1d";
  put32(out, static_cast<unsigned>(v));
  return out;
}

}  // namespace

ByteVector sample_sfnt(std::string_view word) {
  std::map<std::string, std::string> tables;
  std::string square = words16({1, 100, 0, 900, 800, 3, 0}) + std::string("\1\1\1\1", 4) +
                       words16({100, 800, 0, -800}) + words16({0, 0, 800, 0});
  square.resize((square.size() + 3) / 4 * 4);
  tables["glyf"] = square;
  tables["loca"] = words16({0, 0, static_cast<int>(square.size() / 2)});
  tables["head"] = words16({1, 0, 7,      9,      0,   0, 0x5f0f, 0x3cf5, 0, 1000, 0, 0, 0x1234, 0x5678,
                            0, 0, 0x1234, 0x5678, 100, 0, 900,    800,    0, 8,    2, 0, 0});
  tables["hhea"] = words16({1, 0, 800, 0, 0, 1000, 0, 0, 900, 1, 0, 0, 0, 0, 0, 0, 0, 2});
  tables["hmtx"] = words16({1000, 0, 1000, 100});
  tables["maxp"] = words16({1, 0, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0});
  tables["cmap"] = words16({0, 1, 1, 0, 0, 12, 6, 10 + 2, 0, 65, 1, 1});
  tables["name"] = words16({0, 1, 18, 1, 0, 0, 4, static_cast<int>(word.size()), 0}) + std::string(word);
  tables["DSIG"] = "\0\0\0\1 signed by " + std::string(word);
  std::string out = words16({1, 0, static_cast<int>(tables.size()), 128, 3, 16}), body;
  for (const auto& [tag, table] : tables) {
    out += tag;
    put32(out, 0);
    put32(out, 12 + 16 * tables.size() + body.size());
    put32(out, table.size());
    body += table;
    body.resize((body.size() + 3) / 4 * 4);
  }
  return bytes_of(out + body);
}

ByteVector sample_cff(std::string_view word) {
  std::string name = index_of({std::string(word) + "-name"});
  std::string strings = index_of({std::string(word) + "-notice", std::string(word) + "-full", "glyphA"});
  std::string subrs = index_of({});
  std::string letters = index_of({"\x0e", "\x0e"});
  auto top = [&](int charset, int programs, int privates) {
    return number(391) + '\1' + number(392) + '\2' + number(charset) + '\x0f' + number(programs) + '\x11' +
           number(0) + number(privates) + '\x12';
  };
  std::string head("\1\0\4\2", 4);
  auto base = head.size() + name.size() + index_of({top(0, 0, 0)}).size() + strings.size() + subrs.size();
  std::string charset("\0", 1);
  put16(charset, 393);
  auto dictionary = top(static_cast<int>(base), static_cast<int>(base + charset.size()),
                        static_cast<int>(base + charset.size() + letters.size()));
  return bytes_of(head + name + index_of({dictionary}) + strings + subrs + charset + letters);
}

SampleType1 sample_type1(std::string_view word) {
  std::string w(word);
  std::string clear = "%!PS-AdobeFont-1.0: " + w + " 001.000\n%%CreationDate: " + w +
                      "\n12 dict begin\n/FontInfo 9 dict dup begin\n/Notice (Copyright \\(c\\) (" + w +
                      ")) readonly def\n/FullName (" + w + ") readonly def\nend readonly def\n/FontName /" +
                      w + " def\n/Encoding StandardEncoding def\ncurrentdict end\ncurrentfile eexec\n";
  std::string packed = "\xd9\xd6\x6f\x63\x80\x01\x02\x03 and so on", zeros(64, '0');
  return {bytes_of(clear + packed + zeros + "\ncleartomark " + w), clear.size(), packed.size()};
}

}  // namespace adit::test
