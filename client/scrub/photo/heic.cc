// SPDX-License-Identifier: Apache-2.0
// HEIC and AVIF: the main picture is decoded, put together, cut and turned as its properties say, and
// becomes a JPEG, or a PNG if parts of it are transparent. Nothing else of the file passes.
#include "client/scrub/formats.h"
#include "client/scrub/icc.h"
#include "client/scrub/photo/heif.h"
#include "client/scrub/photo/photo.h"

namespace adit::client::photo {
namespace {

enum class Part { colours, alpha };

Result<Planes> decode_coded(const Heif& heif, const Item& item) {
  auto data = data_of(item);
  if (item.type == "hvc1" || item.type == "hev1") {
    auto configuration = heif.property(item, "hvcC");
    return configuration ? decode_hevc(*configuration, data) : Result<Planes>(fail(Errc::file_damaged));
  }
  if (item.type == "av01") return decode_av1(heif.property(item, "av1C").value_or(ByteSpan()), data);
  return fail(Errc::file_type_refused);
}

// What the container says of the colours goes before what the codec says.
ColourCode code_of(const Heif& heif, const Item& item, const ColourCode& inner) {
  for (auto i : item.properties) {
    if (heif.properties[i].type != "colr") continue;
    if (auto code = read_nclx(heif.properties[i].body)) return *code;
  }
  return inner;
}

Result<Picture> decode_single(const Heif& heif, const Item& item, const Item& whole, Part part) {
  ADIT_TRY(auto planes, decode_coded(heif, item));
  if (part == Part::alpha) return Picture{planes.width, planes.height, 1, 8, to_alpha(planes)};
  return to_picture(planes, code_of(heif, whole, code_of(heif, item, planes.code)));
}

Result<Picture> decode_grid(const Heif& heif, const Item& item, Part part) {
  auto grid = read_grid(data_of(item));
  auto tiles = heif.targets(item.id, "dimg");
  if (!grid || tiles.size() != std::size_t{grid->rows} * grid->columns) return fail(Errc::file_damaged);
  if (std::uint64_t{grid->width} * grid->height > kMaxPixels) return fail(Errc::file_too_large);
  Picture out{grid->width, grid->height, 0, 8, {}};
  unsigned tile_width = 0, tile_height = 0;
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    const auto* tile = heif.find(tiles[i]);
    if (tile == nullptr || tile->type == "grid") return fail(Errc::file_damaged);
    ADIT_TRY(auto dots, decode_single(heif, *tile, item, part));
    if (i == 0) {
      tile_width = dots.width, tile_height = dots.height;
      bool covers = std::uint64_t{tile_width} * grid->columns >= out.width &&
                    std::uint64_t{tile_height} * grid->rows >= out.height;
      if (!covers) return fail(Errc::file_damaged);
      out.channels = dots.channels;
      out.samples.resize(out.row_bytes() * out.height);
    }
    if (dots.width != tile_width || dots.height != tile_height || dots.channels != out.channels)
      return fail(Errc::file_damaged);
    std::uint64_t left = i % grid->columns * std::uint64_t{tile_width};
    std::uint64_t top = i / grid->columns * std::uint64_t{tile_height};
    if (left >= out.width) continue;
    std::size_t n = std::min<std::size_t>(tile_width, out.width - left) * out.channels;
    for (unsigned y = 0; y < tile_height && top + y < out.height; ++y) {
      std::copy_n(dots.samples.data() + y * dots.row_bytes(), n,
                  out.samples.data() + (top + y) * out.row_bytes() + left * out.channels);
    }
  }
  return out;
}

Result<Picture> decode_item(const Heif& heif, const Item& item, Part part) {
  return item.type == "grid" ? decode_grid(heif, item, part) : decode_single(heif, item, item, part);
}

void add_alpha(Picture& picture, const Picture& alpha, bool multiplied) {
  ByteVector out;
  unsigned n = picture.channels;
  out.reserve(alpha.samples.size() * (n + 1));
  for (std::size_t i = 0; i < alpha.samples.size(); ++i) {
    unsigned a = alpha.samples[i];
    for (unsigned c = 0; c < n; ++c) {
      unsigned v = picture.samples[i * n + c];
      if (multiplied && a > 0) v = std::min(255u, (v * 255 + a / 2) / a);
      out.push_back(static_cast<std::uint8_t>(v));
    }
    out.push_back(static_cast<std::uint8_t>(a));
  }
  picture.samples = std::move(out);
  picture.channels = n + 1;
}

Status find_alpha(const Heif& heif, const Item& item, Picture& picture) {
  for (auto id : heif.sources(item.id, "auxl")) {
    const auto* other = heif.find(id);
    if (other == nullptr || !is_alpha(heif, *other)) continue;
    ADIT_TRY(auto alpha, decode_item(heif, *other, Part::alpha));
    if (alpha.width != picture.width || alpha.height != picture.height) return fail(Errc::file_type_refused);
    auto multiplied = heif.targets(item.id, "prem");
    add_alpha(picture, alpha, std::ranges::find(multiplied, id) != multiplied.end());
    return {};
  }
  return {};
}

void cut_out(Picture& picture, const Cut& cut) {
  ByteVector out;
  std::size_t n = picture.pixel_bytes();
  for (unsigned y = 0; y < cut.height; ++y)
    append(
        out,
        ByteSpan(picture.samples).subspan((cut.top + y) * picture.row_bytes() + cut.left * n, cut.width * n));
  picture.samples = std::move(out);
  picture.width = cut.width;
  picture.height = cut.height;
}

Status transform(const Heif& heif, const Item& item, Picture& picture) {
  for (auto i : item.properties) {
    const auto& property = heif.properties[i];
    if (property.type == "clap") {
      auto cut = read_cut(property.body, picture.width, picture.height);
      if (!cut) return fail(Errc::file_damaged);
      cut_out(picture, *cut);
    } else {
      turn_upright(picture, orientation_of(property));
    }
  }
  return {};
}

void bring_colours(const Heif& heif, const Item& item, Picture& picture, Harvest& harvest) {
  ByteSpan profile;
  ColourCode code;
  for (auto i : item.properties) {
    const auto& property = heif.properties[i];
    if (property.type != "colr") continue;
    if (auto icc = icc_of(property.body); !icc.empty()) profile = icc;
    if (auto nclx = read_nclx(property.body)) code = *nclx;
  }
  if (code.transfer == 16 || code.transfer == 18)
    harvest.found(FindingClass::other, "brightness beyond what most screens show (HDR): it will look paler");
  if (!profile.empty()) return bring_to_srgb(profile, picture, harvest);
  if (code.primaries == 9 || code.primaries == 11 || code.primaries == 12)
    harvest.found(FindingClass::other, std::string(kColoursDiffer));
}

}  // namespace

Result<CleanedFile> rebuild_heif(ByteSpan file, const CleanContext& context) {
  auto heif = parse_heif(file);
  if (!heif) return fail(Errc::file_damaged);
  const auto* item = heif->find(heif->primary);
  if (item == nullptr) return fail(heif->sequence ? Errc::file_type_refused : Errc::file_damaged);
  if (auto size = stated_size(*heif, *item); size && std::uint64_t{size->first} * size->second > kMaxPixels)
    return fail(Errc::file_too_large);
  Harvest harvest;
  harvest_heif(*heif, harvest);
  ADIT_TRY(auto picture, decode_item(*heif, *item, Part::colours));
  bring_colours(*heif, *item, picture, harvest);
  ADIT_CHECK(find_alpha(*heif, *item, picture));
  ADIT_CHECK(transform(*heif, *item, picture));
  return finish(std::move(picture), Nature::photo, std::move(harvest), context);
}

Status verify_heif(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context) {
  auto heif = parse_heif(original);
  const auto* item = heif ? heif->find(heif->primary) : nullptr;
  if (item == nullptr) return fail(Errc::file_damaged);
  std::optional<std::pair<unsigned, unsigned>> size;
  if (item->type == "grid") {
    if (auto grid = read_grid(data_of(*item))) size = {grid->width, grid->height};
  } else {
    size = stated_size(*heif, *item);
  }
  if (!size) return fail(Errc::file_damaged);
  for (auto i : item->properties) {
    const auto& property = heif->properties[i];
    if (property.type == "clap") {
      auto cut = read_cut(property.body, size->first, size->second);
      if (!cut) return fail(Errc::file_damaged);
      size = {cut->width, cut->height};
    } else if (property.type == "irot" && !property.body.empty() && (property.body[0] & 1) != 0) {
      std::swap(size->first, size->second);
    }
  }
  Harvest harvest;
  harvest_heif(*heif, harvest);
  return verify_single(to, cleaned, size->first, size->second, harvest, context);
}

}  // namespace adit::client::photo
