// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "client/scrub/family.h"
#include "client/scrub/photo/tiff.h"

namespace adit::client::photo {
namespace {

constexpr std::size_t kMaxPages = 2000;
constexpr unsigned kTypeBytes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

bool is_raw(const TiffTable& table, const Tiff& tiff) {
  auto photometric = tiff.number(table, kPhotometric, 1);
  return table.contains(0xc612) || photometric == 32803 || photometric == 34892;  // DNG, sensor dots
}

}  // namespace

std::uint64_t Tiff::integer(ByteSpan bytes) const {
  std::uint64_t v = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) v = v << 8 | bytes[little_ ? bytes.size() - 1 - i : i];
  return v;
}

std::optional<TiffTable> Tiff::read_table(std::uint32_t at, std::uint32_t& next) const {
  auto part = [&](std::uint64_t from, std::uint64_t n) -> std::optional<ByteSpan> {
    if (from > file_.size() || n > file_.size() - from) return std::nullopt;
    return file_.subspan(from, n);
  };
  auto head = part(at, 2);
  if (!head) return std::nullopt;
  auto count = integer(*head);
  auto body = part(at + std::uint64_t{2}, 12 * count + 4);
  if (!body) return std::nullopt;
  TiffTable table;
  for (std::size_t i = 0; i < count; ++i) {
    auto entry = body->subspan(12 * i, 12);
    auto tag = static_cast<unsigned>(integer(entry.first(2)));
    auto type = static_cast<unsigned>(integer(entry.subspan(2, 2)));
    auto n = static_cast<std::uint32_t>(integer(entry.subspan(4, 4)));
    if (type == 0 || type >= std::size(kTypeBytes)) continue;
    std::uint64_t bytes = std::uint64_t{kTypeBytes[type]} * n;
    auto value = bytes <= 4 ? entry.subspan(8, bytes) : part(integer(entry.subspan(8)), bytes);
    if (!value) continue;  // a broken tag that is needed is missed later
    table.emplace(tag, TiffEntry{type, n, *value});
  }
  next = static_cast<std::uint32_t>(integer(body->subspan(12 * count)));
  return table;
}

Status Tiff::read_chain(std::uint32_t at) {
  std::set<std::uint32_t> seen;
  std::vector<std::uint64_t> below;
  while (at != 0) {
    if (!seen.insert(at).second) return fail(Errc::file_damaged);
    if (seen.size() > kMaxPages) return fail(Errc::file_too_large);
    std::uint32_t next = 0;
    auto table = read_table(at, next);
    if (!table) return fail(Errc::file_damaged);
    if (is_raw(*table, *this)) return fail(Errc::file_type_refused);
    for (auto sub : numbers(*table, kSubTables)) below.push_back(sub);
    if ((number(*table, kSubfile, 0) & 5) != 0) {
      hidden_ = true;
    } else {
      pages_.push_back(std::move(*table));
    }
    at = next;
  }
  // Raw photos keep the sensor's dots below a preview.
  hidden_ = hidden_ || !below.empty();
  for (std::size_t i = 0; i < std::min<std::size_t>(below.size(), 64); ++i) {
    std::uint32_t ignored = 0;
    auto table = read_table(static_cast<std::uint32_t>(below[i]), ignored);
    if (table && is_raw(*table, *this)) return fail(Errc::file_type_refused);
  }
  return pages_.empty() ? Status(fail(Errc::file_damaged)) : Status();
}

Result<Tiff> Tiff::parse(ByteSpan file) {
  if (file.size() < 8) return fail(Errc::file_damaged);
  auto order = as_text(file.first(2));
  if (order != "II" && order != "MM") return fail(Errc::file_damaged);
  Tiff tiff(file);
  tiff.little_ = order == "II";
  if (tiff.integer(file.subspan(2, 2)) != 42) return fail(Errc::file_damaged);
  if (file.size() > 10 && as_text(file.subspan(8, 2)) == "CR") return fail(Errc::file_type_refused);
  ADIT_CHECK(tiff.read_chain(static_cast<std::uint32_t>(tiff.integer(file.subspan(4, 4)))));
  return tiff;
}

std::vector<std::uint64_t> Tiff::numbers(const TiffTable& page, unsigned tag) const {
  std::vector<std::uint64_t> out;
  auto found = page.find(tag);
  if (found == page.end()) return out;
  const auto& entry = found->second;
  if (entry.type != 1 && entry.type != 3 && entry.type != 4 && entry.type != 13) return out;
  std::size_t n = kTypeBytes[entry.type];
  for (std::size_t at = 0; at + n <= entry.value.size(); at += n)
    out.push_back(integer(entry.value.subspan(at, n)));
  return out;
}

std::uint64_t Tiff::number(const TiffTable& page, unsigned tag, std::uint64_t otherwise) const {
  auto all = numbers(page, tag);
  return all.empty() ? otherwise : all[0];
}

std::optional<std::vector<ByteSpan>> Tiff::segments(const TiffTable& page) const {
  bool tiled = page.contains(kTileOffsets);
  auto offsets = numbers(page, tiled ? kTileOffsets : kStripOffsets);
  auto counts = numbers(page, tiled ? kTileCounts : kStripCounts);
  if (counts.empty() && offsets.size() == 1 && offsets[0] <= file_.size())
    counts = {file_.size() - offsets[0]};
  if (offsets.empty() || offsets.size() != counts.size()) return std::nullopt;
  std::vector<ByteSpan> out;
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    if (offsets[i] > file_.size()) return std::nullopt;
    auto n = std::min<std::uint64_t>(counts[i], file_.size() - offsets[i]);
    out.push_back(file_.subspan(offsets[i], n));
  }
  return out;
}

void harvest_tiff(const Tiff& tiff, Harvest& out) {
  harvest_exif(tiff.file(), out);
  bool first = true;
  for (const auto& page : tiff.pages()) {
    for (const auto& [tag, entry] : page) {
      if (tag == kIcc) harvest_icc(entry.value, out);
      if (first || entry.type != 2) continue;  // the first page is in the words of EXIF already
      out.keep_value(as_bytes(trimmed(entry.value)));
      out.keep_strings(entry.value);
      out.found(FindingClass::other, "a note on a page: " + quote_text(trimmed(entry.value)));
    }
    first = false;
  }
  out.orientation = 1;  // each page has its own
  if (tiff.has_hidden_pages())
    out.found(FindingClass::hidden, "small or further pictures that are not shown as pages");
}

}  // namespace adit::client::photo
