// SPDX-License-Identifier: Apache-2.0
// The verification's reader: one pattern for the header, byte by byte.
#include "client/scrub/archive/tar.h"

namespace adit::client {
namespace {

using namespace std::string_view_literals;

// From the mode on: '#' an octal digit of the size, '+' one of the sum.
constexpr std::string_view kPattern =
    "0000644\0"
    "0000000\0"
    "0000000\0"
    "###########\0"
    "00000000000\0"
    "++++++\0 "
    "0"sv;

struct Header {
  std::string name;
  std::size_t size = 0, sum = 0;
};

std::optional<Header> parse(ByteSpan block) {
  Header h;
  std::size_t i = 0;
  for (; i < 100 && block[i] != 0; ++i) {
    auto c = static_cast<char>(block[i]);
    bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    if (!plain) return std::nullopt;
    h.name += c;
  }
  for (; i < 100; ++i) {
    if (block[i] != 0) return std::nullopt;
  }
  for (char p : kPattern) {
    std::uint8_t b = block[i++];
    if (p == '#' || p == '+') {
      if (b < '0' || b > '7') return std::nullopt;
      auto& value = p == '#' ? h.size : h.sum;
      value = value * 8 + (b - '0');
    } else if (b != static_cast<std::uint8_t>(p)) {
      return std::nullopt;
    }
  }
  std::size_t sum = 8 * 0x20;
  for (std::size_t k = 0; k < block.size(); ++k) {
    if (k < 148 || k > 155) sum += block[k];
    bool zero = (k > 156 && k < 257) || k == 262 || k > 264;
    if (zero && block[k] != 0) return std::nullopt;
  }
  if (as_text(block.subspan(257, 5)) != "ustar" || as_text(block.subspan(263, 2)) != "00")
    return std::nullopt;
  if (sum != h.sum || h.name.empty()) return std::nullopt;
  return h;
}

}  // namespace

std::optional<std::vector<ZipEntry>> read_own_tar(ByteSpan file) {
  std::vector<ZipEntry> out;
  auto zero = [](std::uint8_t b) { return b == 0; };
  while (file.size() > 1024) {
    auto header = parse(file.first(512));
    if (!header || header->size > file.size() - 512) return std::nullopt;
    auto body = file.subspan(512, header->size);
    std::size_t gap = (512 - header->size % 512) % 512;
    if (file.size() - 512 - header->size < gap ||
        !std::ranges::all_of(file.subspan(512 + header->size, gap), zero))
      return std::nullopt;
    out.push_back({header->name, ByteVector(body.begin(), body.end()), false});
    file = file.subspan(512 + header->size + gap);
  }
  if (file.size() != 1024 || !std::ranges::all_of(file, zero)) return std::nullopt;
  return out;
}

}  // namespace adit::client
