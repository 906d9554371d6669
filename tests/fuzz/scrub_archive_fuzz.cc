// SPDX-License-Identifier: Apache-2.0
// Any bytes as an archive. Check sums of TAR headers are put right first. What our readers accept is
// written anew and read again by the verification's readers; a whole cleaning is tried if it is small.
#include "client/scrub/archive/archive.h"
#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::client;

namespace {

ByteVector with_right_sums(ByteSpan file) {
  ByteVector out(file.begin(), file.end());
  for (std::size_t at = 0; at + kTarBlock <= out.size(); at += kTarBlock) {
    if (as_text(ByteSpan(out).subspan(at + 257, 5)) != "ustar") continue;
    unsigned sum = 8 * 0x20;
    for (std::size_t i = 0; i < kTarBlock; ++i) sum += i >= 148 && i < 156 ? 0u : out[at + i];
    for (std::size_t i = 0; i < 6; ++i)
      out[at + 153 - i] = static_cast<std::uint8_t>('0' + (sum >> (3 * i) & 7));
    out[at + 154] = 0, out[at + 155] = ' ';
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto file = with_right_sums({data, size});
  if (auto gzip = read_gzip(file, 1 << 20)) test::require(gzip->bytes.size() <= 1 << 20);
  read_own_tar(file);
  if (auto tar = read_tar(file, 100)) {
    std::vector<ZipEntry> entries;
    for (const auto& m : tar->members) {
      if (!m.folder)
        entries.push_back({"a-" + std::to_string(entries.size()) + ".txt",
                           ByteVector(m.bytes.begin(), m.bytes.end()), false});
    }
    auto back = read_own_tar(write_tar(entries));
    test::require(back && back->size() == entries.size());
    Harvest harvest;
    harvest_tar(*tar, harvest);
  }
  bool packed = is_gzip(file);
  if ((size > 257 && as_text(ByteSpan(file).subspan(257, std::min<std::size_t>(5, size - 257))) == "ustar") ||
      packed || (size > 4 && data[0] == 'P' && data[1] == 'K')) {
    auto kind = data[0] == 'P' && data[1] == 'K' ? FileKind::zip : FileKind::tar;
    auto cleaned = rebuild_archive(kind, file, {});
    if (cleaned) test::require(verify_archive(kind, kind, file, cleaned->bytes, {}).has_value());
  }
  return 0;
}
