// SPDX-License-Identifier: Apache-2.0
#include <adit/api.h>

#include <vector>

namespace adit::api {
namespace {

// C2SP tlog-tiles: groups of three digits, all but the last with an x before them.
std::string tile_index(std::uint64_t index) {
  auto group = [](std::uint64_t n) {
    std::string digits = std::to_string(n);
    return std::string(3 - digits.size(), '0') + digits;
  };
  std::string out = group(index % 1000);
  for (index /= 1000; index > 0; index /= 1000) out = "x" + group(index % 1000) + "/" + out;
  return out;
}

std::string with_width(std::string path, unsigned width) {
  return width == 256 ? path : path + ".p/" + std::to_string(width);
}

// A number in its only spelling, at most max.
std::optional<std::uint64_t> take_number(std::string_view& rest, std::uint64_t max) {
  std::uint64_t value = 0;
  std::size_t n = 0;
  while (n < rest.size() && rest[n] >= '0' && rest[n] <= '9') {
    if (n == 18) return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(rest[n] - '0');
    ++n;
  }
  if (n == 0 || (n > 1 && rest[0] == '0') || value > max) return std::nullopt;
  rest.remove_prefix(n);
  return value;
}

bool take_text(std::string_view& rest, std::string_view text) {
  if (!rest.starts_with(text)) return false;
  rest.remove_prefix(text.size());
  return true;
}

bool is_number_path(std::string_view target, std::string_view prefix, std::uint64_t max) {
  return take_text(target, prefix) && take_number(target, max) && target.empty();
}

std::optional<unsigned> take_group(std::string_view& rest) {
  if (rest.size() < 3) return std::nullopt;
  unsigned value = 0;
  for (int i = 0; i < 3; ++i) {
    char c = rest[static_cast<std::size_t>(i)];
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  rest.remove_prefix(3);
  return value;
}

bool is_tile_rest(std::string_view rest) {
  bool first = true;
  for (int groups = 0; groups < 5 && take_text(rest, "x"); ++groups) {
    auto group = take_group(rest);
    if (!group || (first && *group == 0) || !take_text(rest, "/")) return false;
    first = false;
  }
  if (!take_group(rest)) return false;
  if (rest.empty()) return true;
  if (!take_text(rest, ".p/")) return false;
  auto width = take_number(rest, 255);
  return width && *width > 0 && rest.empty();
}

}  // namespace

std::string feed_path(Epoch epoch) { return "/v1/feed/" + std::to_string(number(epoch)); }
std::string parcels_path(Epoch epoch) { return "/v1/parcels/" + std::to_string(number(epoch)); }
std::string cards_path(Day day) { return "/v1/cards/" + std::to_string(number(day)); }

std::string tile_path(unsigned level, std::uint64_t index, unsigned width) {
  return with_width("/tile/" + std::to_string(level) + "/" + tile_index(index), width);
}
std::string entries_path(std::uint64_t index, unsigned width) {
  return with_width("/tile/entries/" + tile_index(index), width);
}

bool is_file_target(std::string_view target) {
  if (target == kStatePath || target == kCheckpointPath || target == kPendingStatePath ||
      target == kPendingCheckpointPath) {
    return true;
  }
  constexpr std::uint64_t kMaxNumber = 999'999'999'999'999;
  if (is_number_path(target, "/v1/feed/", kMaxNumber)) return true;
  if (is_number_path(target, "/v1/parcels/", kMaxNumber)) return true;
  if (is_number_path(target, "/v1/cards/", kMaxNumber)) return true;
  if (take_text(target, "/tile/entries/")) return is_tile_rest(target);
  if (take_text(target, "/tile/")) {
    return take_number(target, 63) && take_text(target, "/") && is_tile_rest(target);
  }
  return false;
}

}  // namespace adit::api
