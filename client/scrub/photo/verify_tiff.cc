// SPDX-License-Identifier: Apache-2.0
// A second reader, of the one form of TIFF that is written: walks it from the first byte to the last,
// with no byte between the parts, unpacks it by itself and compares the dots.
#include <zlib.h>

#include "client/scrub/photo/photo.h"
#include "client/scrub/photo/tiff.h"

namespace adit::client::photo {
namespace {

struct Seen {
  std::size_t width = 0, height = 0, depth = 0, channels = 0;
  bool jpeg = false;
  ByteVector rows;  // packed, without differences
  std::vector<ByteSpan> strips;
};

class Walk {
 public:
  explicit Walk(ByteSpan file) : file_(file) {}

  bool begins() {
    at_ = 8;
    return file_.size() > 8 && as_text(file_.first(8)) == std::string_view("MM\0*\0\0\0\x08", 8);
  }
  bool ended() const { return next_ == 0 && at_ == file_.size(); }

  std::optional<Seen> page() {
    if (!ok(at_, 2)) return std::nullopt;
    auto count = be(at_, 2);
    std::size_t entry = at_ + 2, lists = entry + 12 * count + 4;
    if (count > 20 || !ok(at_, 2 + 12 * count + 4)) return std::nullopt;
    std::vector<std::pair<std::size_t, std::vector<std::size_t>>> tags;
    std::size_t cursor = lists;
    for (std::size_t i = 0; i < count; ++i, entry += 12) {
      std::size_t type = be(entry + 2, 2), n = be(entry + 4, 4), size = type == 3 ? 2 : 4;
      if ((type != 3 && type != 4) || n == 0 || n > file_.size()) return std::nullopt;
      std::size_t from = entry + 8;
      if (n * size > 4) {
        from = be(entry + 8, 4);
        if (from != cursor || !ok(from, n * size)) return std::nullopt;
        cursor += n * size + n * size % 2;
      } else {
        for (std::size_t k = n * size; k < 4; ++k) {
          if (file_[entry + 8 + k] != 0) return std::nullopt;
        }
      }
      std::vector<std::size_t> values;
      for (std::size_t k = 0; k < n; ++k) values.push_back(be(from + k * size, size));
      tags.emplace_back(be(entry, 2), std::move(values));
    }
    next_ = be(entry, 4);
    at_ = cursor;
    auto seen = read(tags);
    if (!seen || (next_ != 0 && next_ != at_)) return std::nullopt;
    return seen;
  }

 private:
  using Tags = std::vector<std::pair<std::size_t, std::vector<std::size_t>>>;

  std::optional<Seen> read(const Tags& tags) {
    std::size_t i = 0;
    auto need = [&](std::size_t tag) -> std::vector<std::size_t> {
      return i < tags.size() && tags[i].first == tag ? tags[i++].second : std::vector<std::size_t>();
    };
    auto one = [&](std::size_t tag) {
      auto v = need(tag);
      return v.size() == 1 ? v[0] : std::size_t{0xffffffff};
    };
    Seen s;
    if (one(254) != 2) return std::nullopt;
    s.width = one(256), s.height = one(257);
    auto bits = need(258);
    auto compression = one(259), photometric = one(262);
    auto offsets = need(273);
    s.channels = one(277);
    auto rows = one(278);
    auto counts = need(279);
    if (one(284) != 1 || bits.empty() || bits.size() != s.channels || s.channels > 4) return std::nullopt;
    s.depth = bits[0];
    for (auto b : bits) {
      if (b != s.depth) return std::nullopt;
    }
    s.jpeg = compression == 7;
    bool alpha = s.channels == 2 || s.channels == 4;
    if (!s.jpeg && s.depth >= 8 && one(317) != 2) return std::nullopt;
    if (alpha && (s.jpeg || one(338) != 2)) return std::nullopt;
    if (s.jpeg && s.channels == 3 && need(530) != std::vector<std::size_t>{2, 2}) return std::nullopt;
    auto shown = s.channels < 3 ? 1u : s.jpeg ? 6u : 2u;
    bool depth = s.depth == 1 || s.depth == 2 || s.depth == 4 || s.depth == 8 || s.depth == 16;
    if (i != tags.size() || !depth || photometric != shown || (!s.jpeg && compression != 8))
      return std::nullopt;
    if (s.width == 0 || s.height == 0 || rows == 0 || rows > s.height || s.width * s.height > kMaxPixels ||
        offsets.size() != (s.height + rows - 1) / rows || counts.size() != offsets.size())
      return std::nullopt;
    for (std::size_t k = 0; k < offsets.size(); ++k) {
      if (offsets[k] != at_ || !ok(at_, counts[k] + counts[k] % 2)) return std::nullopt;
      if (counts[k] % 2 != 0 && file_[at_ + counts[k]] != 0) return std::nullopt;
      s.strips.push_back(file_.subspan(at_, counts[k]));
      at_ += counts[k] + counts[k] % 2;
    }
    if (s.jpeg) return s.strips.size() == 1 && s.depth == 8 ? std::optional(s) : std::nullopt;
    return unpack(s, rows) ? std::optional(s) : std::nullopt;
  }

  bool unpack(Seen& s, std::size_t rows) const {
    std::size_t row = (s.width * s.channels * s.depth + 7) / 8;
    if (row * s.height > kMaxPictureBytes) return false;
    s.rows.resize(row * s.height);
    for (std::size_t k = 0; k < s.strips.size(); ++k) {
      auto wanted = std::min(rows, s.height - k * rows) * row;
      auto got = static_cast<uLongf>(wanted);
      auto used = static_cast<uLong>(s.strips[k].size());
      auto state = uncompress2(s.rows.data() + k * rows * row, &got, s.strips[k].data(), &used);
      if (state != Z_OK || got != wanted || used != s.strips[k].size()) return false;
    }
    std::size_t sample = s.depth / 8;
    for (std::size_t y = 0; y < s.height && sample > 0; ++y) {
      for (std::size_t x = s.channels; x < s.width * s.channels; ++x) {
        std::size_t here = y * row + x * sample, there = here - s.channels * sample;
        unsigned a = s.rows[here], b = s.rows[there];
        if (sample == 2) a = a << 8 | s.rows[here + 1], b = b << 8 | s.rows[there + 1];
        a += b;
        if (sample == 2) s.rows[here + 1] = static_cast<std::uint8_t>(a), a >>= 8;
        s.rows[here] = static_cast<std::uint8_t>(a);
      }
    }
    return true;
  }

  bool ok(std::size_t at, std::size_t n) const { return at <= file_.size() && n <= file_.size() - at; }
  std::size_t be(std::size_t at, std::size_t n) const {
    std::size_t v = 0;
    for (std::size_t i = 0; i < n; ++i) v = v << 8 | file_[at + i];
    return v;
  }

  ByteSpan file_;
  std::size_t at_ = 0, next_ = 8;
};

bool same_dots(const Seen& seen, const Picture& old) {
  if (seen.depth != old.depth || seen.channels != old.channels) return false;
  if (old.depth >= 8) return std::ranges::equal(seen.rows, old.samples);
  std::size_t row = (seen.width * seen.depth + 7) / 8;
  for (std::size_t y = 0; y < seen.height; ++y) {
    for (std::size_t x = 0; x < seen.width; ++x) {
      std::size_t bit = x * seen.depth;
      unsigned v = seen.rows[y * row + bit / 8] >> (8 - seen.depth - bit % 8) & ((1u << seen.depth) - 1);
      if (v != old.samples[y * seen.width + x]) return false;
    }
  }
  return true;
}

Status verify_page(const Tiff& tiff, const TiffTable& page, const Seen& seen, const Harvest& harvest,
                   const CleanContext& context) {
  const auto failed = fail(Errc::file_damaged);
  auto [width, height] = shown_size(tiff, page);
  auto wanted = expected_extent(width, height, context);
  if (seen.width != wanted.width || seen.height != wanted.height) return failed;
  if (seen.jpeg) {
    bool may_be = is_lossy(tiff, page) || context.options.size == PictureSize::smaller;
    return may_be && is_clean_jpeg(seen.strips[0], wanted.width, wanted.height, harvest.values) ? Status()
                                                                                                : failed;
  }
  if (!free_of(seen.rows, harvest.values)) return failed;
  for (auto strip : seen.strips) {
    if (!free_of(strip, harvest.values)) return failed;
  }
  // With a profile the dots were changed on purpose.
  if (wanted.width != width || page.contains(kIcc)) return {};
  ADIT_TRY(auto old, decode_page(tiff, page));
  drop_unseen(old);
  return same_dots(seen, old) ? Status() : failed;
}

// A PNG of one page: every dot.
Status verify_one(const Tiff& tiff, const TiffTable& page, ByteSpan png) {
  if (page.contains(kIcc)) return {};
  ADIT_TRY(auto old, decode_page(tiff, page));
  unsigned full = (1u << old.depth) - 1, colours = old.channels < 3 ? 1 : 3;
  std::size_t sample = old.depth == 16 ? 2 : 1;
  auto same = png_shows(png, [&](unsigned x, unsigned y) {
    auto value = [&](unsigned channel) {
      const auto* at = old.samples.data() + y * old.row_bytes() + x * old.pixel_bytes() + channel * sample;
      unsigned v = sample == 2 ? unsigned{at[0]} << 8 | at[1] : at[0];
      return static_cast<std::uint16_t>(v * 65535u / full);
    };
    std::array<std::uint16_t, 4> out{0, 0, 0, old.has_alpha() ? value(colours) : std::uint16_t{65535}};
    for (unsigned c = 0; c < 3 && out[3] != 0; ++c) out[c] = value(colours == 3 ? c : 0);
    return out;
  });
  return same ? Status() : Status(fail(Errc::file_damaged));
}

}  // namespace

Status verify_tiff(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context) {
  ADIT_TRY(auto tiff, Tiff::parse(original));
  Harvest harvest;
  harvest_tiff(tiff, harvest);
  if (std::ranges::equal(original, cleaned)) harvest.values.clear();
  if (to != FileKind::tiff) {
    if (tiff.pages().size() != 1) return fail(Errc::file_damaged);
    auto [width, height] = shown_size(tiff, tiff.pages().front());
    ADIT_CHECK(verify_single(to, cleaned, width, height, harvest, context));
    auto wanted = expected_extent(width, height, context);
    if (to != FileKind::png || wanted.width != width || wanted.height != height) return {};
    return verify_one(tiff, tiff.pages().front(), cleaned);
  }
  for (const auto& page : tiff.pages()) {
    for (auto part : tiff.segments(page).value_or(std::vector<ByteSpan>())) forget_values_in(part, harvest);
  }
  Walk walk(cleaned);
  if (tiff.pages().size() < 2 || !walk.begins()) return fail(Errc::file_damaged);
  for (const auto& page : tiff.pages()) {
    auto seen = walk.page();
    if (!seen) return fail(Errc::file_damaged);
    ADIT_CHECK(verify_page(tiff, page, *seen, harvest, context));
  }
  return walk.ended() ? Status() : Status(fail(Errc::file_damaged));
}

}  // namespace adit::client::photo
