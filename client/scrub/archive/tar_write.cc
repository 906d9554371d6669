// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "client/scrub/archive/tar.h"

namespace adit::client {
namespace {

void put(ByteVector& header, std::size_t at, std::string_view text) {
  std::ranges::copy(as_bytes(text), header.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace

ByteVector write_tar(const std::vector<ZipEntry>& entries) {
  std::size_t total = 2 * kTarBlock;
  for (const auto& entry : entries)
    total += kTarBlock + (entry.bytes.size() + kTarBlock - 1) / kTarBlock * kTarBlock;
  ByteVector out;
  out.reserve(total);
  for (const auto& entry : entries) {
    ADIT_ASSERT(!entry.name.empty() && entry.name.size() < 100 &&
                entry.bytes.size() < (std::size_t{1} << 32));
    ByteVector header(kTarBlock);
    put(header, 0, entry.name);
    put(header, 100, "0000644");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, fmt::format("{:011o}", entry.bytes.size()));
    put(header, 136, "00000000000");
    put(header, 148, "        ");
    header[156] = '0';
    put(header, 257, "ustar");
    put(header, 263, "00");
    unsigned sum = 0;
    for (auto b : header) sum += b;
    put(header, 148, fmt::format("{:06o}", sum));
    header[154] = 0;
    append(out, header);
    append(out, entry.bytes);
    out.resize((out.size() + kTarBlock - 1) / kTarBlock * kTarBlock);
  }
  out.resize(out.size() + 2 * kTarBlock);
  return out;
}

}  // namespace adit::client
