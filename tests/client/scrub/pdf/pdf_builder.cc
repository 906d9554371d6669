// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/pdf/pdf_builder.h"

#include <fmt/format.h>
#include <zlib.h>

namespace adit::test {

int PdfBuilder::reserve() { return next_++; }

void PdfBuilder::set(int number, const std::string& body) { objects_[number] = body; }

int PdfBuilder::add(const std::string& body) {
  set(next_, body);
  return next_++;
}

int PdfBuilder::stream(const std::string& entries, std::string_view bytes) {
  return add(fmt::format("<< {} /Length {} >>\nstream\n", entries, bytes.size()) + std::string(bytes) +
             "\nendstream");
}

int PdfBuilder::packed(const std::string& entries, std::string_view bytes) {
  return stream(entries + " /Filter /FlateDecode", flate(bytes));
}

namespace {

std::string table_line(std::size_t at) { return fmt::format("{:010} 00000 n \n", at); }

}  // namespace

std::string PdfBuilder::finish(const std::string& trailer) const {
  std::string out = "%PDF-1.6\n%\xc3\xa4\xc3\xb6\n";
  std::string table = fmt::format("xref\n0 {}\n0000000000 65535 f \n", next_);
  for (int i = 1; i < next_; ++i) {
    auto body = objects_.find(i);
    table += table_line(out.size());
    out += fmt::format("{} 0 obj\n{}\nendobj\n", i, body == objects_.end() ? "null" : body->second);
  }
  auto at = out.size();
  return out + table + fmt::format("trailer\n<< /Size {} {} >>\nstartxref\n{}\n%%EOF\n", next_, trailer, at);
}

std::string PdfBuilder::updated(const std::string& file, const std::map<int, std::string>& objects,
                                const std::string& trailer, int size) {
  std::string out = file, table = "xref\n";
  for (const auto& [number, body] : objects) {
    table += fmt::format("{} 1\n", number) + table_line(out.size());
    out += fmt::format("{} 0 obj\n{}\nendobj\n", number, body);
  }
  auto word = file.rfind("startxref\n");
  auto before = file.substr(word + 10, file.find('\n', word + 10) - word - 10);
  auto at = out.size();
  return out + table +
         fmt::format("trailer\n<< /Size {} {} /Prev {} >>\nstartxref\n{}\n%%EOF\n", size, trailer, before,
                     at);
}

std::string flate(std::string_view bytes) {
  std::string out(compressBound(static_cast<uLong>(bytes.size())), '\0');
  auto n = static_cast<uLongf>(out.size());
  compress2(reinterpret_cast<Bytef*>(out.data()), &n, reinterpret_cast<const Bytef*>(bytes.data()),
            static_cast<uLong>(bytes.size()), 9);
  out.resize(n);
  return out;
}

std::string simple_pdf(const std::vector<std::string>& contents, const std::string& more_resources) {
  PdfBuilder pdf;
  int root = pdf.reserve(), pages = pdf.reserve();
  int f1 = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  int f2 = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>");
  std::string kids;
  for (const auto& content : contents) {
    int stream = pdf.packed("", content);
    int page = pdf.add(
        fmt::format("<< /Type /Page /Parent {} 0 R /MediaBox [0 0 300 200] /Contents {} 0 R /Resources << "
                    "/Font << /F1 {} 0 R /F2 {} 0 R >> {} >> >>",
                    pages, stream, f1, f2, more_resources));
    kids += PdfBuilder::ref(page) + " ";
  }
  pdf.set(root, fmt::format("<< /Type /Catalog /Pages {} 0 R >>", pages));
  pdf.set(pages, fmt::format("<< /Type /Pages /Kids [{}] /Count {} >>", kids, contents.size()));
  return pdf.finish(fmt::format("/Root {} 0 R", root));
}

}  // namespace adit::test
