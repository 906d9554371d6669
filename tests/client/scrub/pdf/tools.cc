// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/pdf/tools.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "client/scrub/builders.h"

namespace adit::test {
namespace {

struct TemporaryFile {
  std::filesystem::path path;
  explicit TemporaryFile(ByteSpan bytes) {
    std::string name = std::filesystem::temp_directory_path() / "adit-pdf-XXXXXX";
    close(mkstemp(name.data()));
    path = name;
    write_file(path, bytes);
  }
  ~TemporaryFile() { std::filesystem::remove(path); }
};

}  // namespace

std::string run_tool(const std::string& command, ByteSpan file, int* code) {
  TemporaryFile in(file);
  auto line = command;
  if (auto at = line.find("{}"); at != line.npos) line.replace(at, 2, in.path.string());
  auto* pipe = popen((line + " 2>/dev/null").c_str(), "r");
  std::string out;
  char block[65536];
  for (std::size_t n; pipe != nullptr && (n = fread(block, 1, sizeof block, pipe)) > 0;) out.append(block, n);
  int status = pipe != nullptr ? pclose(pipe) : -1;
  if (code != nullptr) *code = WEXITSTATUS(status);
  return out;
}

bool has_tool(const std::string& name) {
  return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0;
}

std::string pdf_text(ByteSpan pdf) { return run_tool("pdftotext -layout {} -", pdf); }

GreyPage pdf_page(ByteSpan pdf, unsigned page, unsigned dpi) {
  auto number = std::to_string(page);
  auto pgm =
      run_tool("pdftoppm -gray -r " + std::to_string(dpi) + " -f " + number + " -l " + number + " {}", pdf);
  GreyPage out;
  int used = 0;
  if (std::sscanf(pgm.c_str(), "P5 %u %u 255%n", &out.width, &out.height, &used) != 2 || used == 0) return {};
  auto from = static_cast<std::size_t>(used) + 1;
  if (pgm.size() != from + std::size_t{out.width} * out.height) return {};
  out.dots.assign(pgm.begin() + static_cast<std::ptrdiff_t>(from), pgm.end());
  return out;
}

double differing(const GreyPage& a, const GreyPage& b) {
  if (a.dots.empty() || a.width != b.width || a.height != b.height) return 1;
  std::size_t n = 0;
  for (std::size_t i = 0; i < a.dots.size(); ++i) n += std::abs(a.dots[i] - b.dots[i]) > 40;
  return static_cast<double>(n) / static_cast<double>(a.dots.size());
}

ByteVector inflated_by_python(ByteSpan pdf) {
  auto out = run_tool(
      "python3 -c \"import sys,re,zlib\n"
      "d=open(sys.argv[1],'rb').read()\n"
      "o=[d]\n"
      "for m in re.finditer(rb'stream\\\\r?\\\\n',d):\n"
      "  try: o.append(zlib.decompressobj().decompress(d[m.end():]))\n"
      "  except zlib.error: pass\n"
      "sys.stdout.buffer.write(b'\\\\n'.join(o))\" {}",
      pdf);
  return {out.begin(), out.end()};
}

}  // namespace adit::test
