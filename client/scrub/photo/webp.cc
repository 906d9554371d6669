// SPDX-License-Identifier: Apache-2.0
// WebP by libwebp: a still picture is decoded and becomes a JPEG if it was coded with loss, else a PNG.
// An animation keeps its coded frames, each decoded once to see that it is one, in a file of one form.
#include "client/scrub/photo/webp.h"

#include <webp/decode.h>

#include "client/scrub/photo/photo.h"

namespace adit::client::photo {
namespace {

constexpr std::uint64_t kMaxAnimationDots = 2'000'000'000;  // of all frames: decoding each takes time

Result<Picture> decode(const WebpFrame& frame) {
  if (std::uint64_t{frame.width} * frame.height > kMaxPixels) return fail(Errc::file_too_large);
  Picture out{frame.width, frame.height, frame.has_alpha() ? 4u : 3u, 8, {}};
  out.samples.resize(out.row_bytes() * out.height);
  auto file = bare_webp(frame);
  auto stride = static_cast<int>(out.row_bytes());
  auto* done =
      out.channels == 4
          ? WebPDecodeRGBAInto(file.data(), file.size(), out.samples.data(), out.samples.size(), stride)
          : WebPDecodeRGBInto(file.data(), file.size(), out.samples.data(), out.samples.size(), stride);
  if (done == nullptr) return fail(Errc::file_damaged);
  return out;
}

bool has(const Webp& webp, std::string_view type) {
  return std::ranges::find(webp.metadata, type, &WebpChunk::type) != webp.metadata.end();
}

ByteSpan profile_of(const Webp& webp) {
  auto chunk = std::ranges::find(webp.metadata, std::string_view("ICCP"), &WebpChunk::type);
  return chunk == webp.metadata.end() ? ByteSpan() : chunk->body;
}

// The first frame on the whole canvas.
Result<Picture> first_picture(const Webp& webp) {
  const auto& frame = webp.frames.front();
  if (std::uint64_t{webp.width} * webp.height > kMaxPixels) return fail(Errc::file_too_large);
  ADIT_TRY(auto picture, decode(frame));
  if (picture.width == webp.width && picture.height == webp.height) return picture;
  Picture out{webp.width, webp.height, 4, 8, {}};
  out.samples.resize(out.row_bytes() * out.height);
  for (unsigned y = 0; y < picture.height; ++y) {
    for (unsigned x = 0; x < picture.width; ++x) {
      const auto* from = picture.samples.data() + y * picture.row_bytes() + x * picture.pixel_bytes();
      auto* to = out.samples.data() + (y + frame.top) * out.row_bytes() + std::size_t{4} * (x + frame.left);
      std::copy_n(from, picture.channels, to);
      if (picture.channels == 3) to[3] = 255;
    }
  }
  return out;
}

Result<CleanedFile> rebuild_animation(const Webp& webp, Harvest harvest) {
  std::uint64_t dots = 0;
  for (const auto& frame : webp.frames) {
    dots += std::uint64_t{frame.width} * frame.height;
    if (dots > kMaxAnimationDots) return fail(Errc::file_too_large);
    if (auto picture = decode(frame); !picture) return fail(picture.error());
  }
  if (has(webp, "ICCP")) harvest.found(FindingClass::other, std::string(kColoursDiffer));
  if (harvest.orientation != 1) harvest.found(FindingClass::other, "a note on how to turn the picture");
  auto stays = photo_stays();
  stays.emplace_back("how the program that made the animation packed its pictures");
  return CleanedFile{FileKind::webp, write_webp(webp), std::move(harvest.findings), std::move(stays)};
}

}  // namespace

Result<CleanedFile> rebuild_webp(ByteSpan file, const CleanContext& context) {
  auto webp = parse_webp(file);
  if (!webp) return fail(Errc::file_damaged);
  Harvest harvest;
  harvest_webp(*webp, harvest);
  if (webp->animated && context.options.way == Way::rebuild)
    return rebuild_animation(*webp, std::move(harvest));
  if (webp->animated) harvest.found(FindingClass::other, "an animation: only its first picture is kept");
  ADIT_TRY(auto picture, first_picture(*webp));
  bring_to_srgb(profile_of(*webp), picture, harvest);
  if (harvest.orientation != 1) {
    turn_upright(picture, harvest.orientation);
    harvest.found(FindingClass::other, "a note on how to turn the picture: it is turned now");
  }
  bool lossy = webp->frames.front().dots.type == "VP8 ";
  return finish(std::move(picture), lossy ? Nature::photo : Nature::exact, std::move(harvest), context);
}

Status verify_webp(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context) {
  auto before = parse_webp(original);
  if (!before) return fail(Errc::file_damaged);
  Harvest harvest;
  harvest_webp(*before, harvest);
  if (to != FileKind::webp) {
    auto width = before->width, height = before->height;
    if (harvest.orientation >= 5) std::swap(width, height);
    return verify_single(to, cleaned, width, height, harvest, context);
  }
  auto after = parse_webp(cleaned);
  bool bare = after && after->animated && after->metadata.empty() && after->tail.empty();
  if (!bare || before->frames.size() != after->frames.size()) return fail(Errc::file_damaged);
  if (before->width != after->width || before->height != after->height || before->loops != after->loops)
    return fail(Errc::file_damaged);
  // 12 + 18 + 14 bytes of heads, then frames of heads and coded dots: nothing else has room.
  std::size_t bytes = 12 + 18 + 14;
  for (std::size_t i = 0; i < after->frames.size(); ++i) {
    const auto &a = before->frames[i], &b = after->frames[i];
    auto padded = [](std::size_t n) { return n + n % 2; };
    bytes += 8 + 16 + 8 + padded(b.dots.body.size()) + (b.alpha.empty() ? 0 : 8 + padded(b.alpha.size()));
    bool same = a.left == b.left && a.top == b.top && a.duration == b.duration && a.how == b.how &&
                std::ranges::equal(a.dots.body, b.dots.body) && std::ranges::equal(a.alpha, b.alpha);
    if (!same) return fail(Errc::file_damaged);
    forget_values_in(a.dots.body, harvest);
    forget_values_in(a.alpha, harvest);
  }
  forget_values_in(as_bytes("WEBPVP8X"), harvest);  // a further WebP picture in the tail has it too
  bool was_clean = std::ranges::equal(original, cleaned);
  if (bytes != cleaned.size() || (!was_clean && !free_of(cleaned, harvest.values)))
    return fail(Errc::file_damaged);
  return {};
}

void warm_up_webp() {
  // One grey dot.
  constexpr std::uint8_t kDot[] = {0x52, 0x49, 0x46, 0x46, 0x1a, 0,    0,    0,    0x57, 0x45, 0x42, 0x50,
                                   0x56, 0x50, 0x38, 0x4c, 0x0d, 0,    0,    0,    0x2f, 0,    0,    0,
                                   0x10, 0x07, 0x10, 0x11, 0x11, 0x88, 0x88, 0xfe, 0x07, 0};
  std::array<std::uint8_t, 4> dot{};
  WebPDecodeRGBAInto(kDot, sizeof kDot, dot.data(), dot.size(), 4);
}

}  // namespace adit::client::photo
