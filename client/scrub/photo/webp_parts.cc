// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "client/scrub/photo/bytes_in.h"
#include "client/scrub/photo/webp.h"

namespace adit::client::photo {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMaxFrames = 10'000;

// Nothing at the end, or if it is cut.
std::optional<WebpChunk> next_chunk(BytesIn& in) {
  BytesIn ahead = in;
  auto type = as_text(ahead.take(4));
  auto body = ahead.take(ahead.le(4));
  if (!ahead.ok()) return std::nullopt;
  if (body.size() % 2 != 0 && ahead.left() > 0) ahead.take(1);
  in = ahead;
  return WebpChunk{type, body};
}

bool read_size(WebpFrame& frame) {
  BytesIn in(frame.dots.body);
  if (frame.dots.type == "VP8L") {
    if (in.le(1) != 0x2f) return false;
    auto bits = in.le(4);
    frame.width = static_cast<unsigned>(bits & 0x3fff) + 1;
    frame.height = static_cast<unsigned>(bits >> 14 & 0x3fff) + 1;
    return in.ok() && bits >> 29 == 0;
  }
  // A key frame that is shown.
  if ((in.le(3) & 1) != 0 || in.be(3) != 0x9d012a) return false;
  frame.width = static_cast<unsigned>(in.le(2)) & 0x3fff;
  frame.height = static_cast<unsigned>(in.le(2)) & 0x3fff;
  return in.ok() && frame.width > 0 && frame.height > 0;
}

bool is_dots(std::string_view type) { return type == "VP8 " || type == "VP8L"; }

bool read_frame(ByteSpan body, Webp& out) {
  BytesIn in(body);
  WebpFrame frame;
  frame.left = static_cast<unsigned>(in.le(3)) * 2;
  frame.top = static_cast<unsigned>(in.le(3)) * 2;
  auto width = static_cast<unsigned>(in.le(3)) + 1, height = static_cast<unsigned>(in.le(3)) + 1;
  frame.duration = static_cast<unsigned>(in.le(3));
  frame.how = static_cast<unsigned>(in.le(1)) & 3;
  while (auto chunk = next_chunk(in)) {
    if (is_dots(chunk->type) && frame.dots.type.empty()) {
      frame.dots = *chunk;
    } else if (chunk->type == "ALPH" && frame.dots.type.empty() && frame.alpha.empty()) {
      frame.alpha = chunk->body;
    } else {
      out.metadata.push_back(*chunk);
    }
  }
  if (!in.ok() || in.left() > 1 || frame.dots.type.empty() || !read_size(frame)) return false;
  if (frame.width != width || frame.height != height) return false;
  if (frame.left + width > out.width || frame.top + height > out.height) return false;
  if (frame.dots.type == "VP8L") frame.alpha = {};
  out.frames.push_back(frame);
  return out.frames.size() <= kMaxFrames;
}

bool read_chunks(ByteSpan body, Webp& out) {
  BytesIn in(body);
  bool extended = false;
  WebpFrame still;
  while (auto chunk = next_chunk(in)) {
    BytesIn inner(chunk->body);
    if (chunk->type == "VP8X" && !extended) {
      extended = true;
      out.animated = (inner.le(4) & 2) != 0;
      out.width = static_cast<unsigned>(inner.le(3)) + 1;
      out.height = static_cast<unsigned>(inner.le(3)) + 1;
      if (!inner.ok()) return false;
    } else if (chunk->type == "ANIM" && out.animated) {
      inner.take(4);  // the colour behind all; viewers do not show it
      out.loops = static_cast<unsigned>(inner.le(2));
    } else if (chunk->type == "ANMF" && out.animated) {
      if (!read_frame(chunk->body, out)) return false;
    } else if (is_dots(chunk->type) && !out.animated && still.dots.type.empty()) {
      still.dots = *chunk;
    } else if (chunk->type == "ALPH" && !out.animated && still.dots.type.empty() && still.alpha.empty()) {
      still.alpha = chunk->body;
    } else {
      out.metadata.push_back(*chunk);
    }
  }
  if (in.left() > 0) return false;
  if (out.animated) return !out.frames.empty();
  if (still.dots.type.empty() || !read_size(still)) return false;
  if (still.dots.type == "VP8L") still.alpha = {};
  out.width = still.width;
  out.height = still.height;
  out.frames.push_back(still);
  return true;
}

void put_le(ByteVector& out, std::uint64_t v, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
}
void put_chunk(ByteVector& out, std::string_view type, ByteSpan body) {
  append(out, as_bytes(type));
  put_le(out, body.size(), 4);
  append(out, body);
  if (body.size() % 2 != 0) out.push_back(0);
}
ByteVector canvas(unsigned flags, unsigned width, unsigned height) {
  ByteVector out;
  put_le(out, flags, 4);
  put_le(out, width - 1, 3);
  put_le(out, height - 1, 3);
  return out;
}
ByteVector with_head(ByteSpan chunks) {
  ByteVector out;
  append(out, as_bytes("RIFF"));
  put_le(out, chunks.size() + 4, 4);
  append(out, as_bytes("WEBP"));
  append(out, chunks);
  return out;
}

constexpr unsigned kAlphaFlag = 0x10, kAnimationFlag = 2;

}  // namespace

bool WebpFrame::has_alpha() const {
  if (dots.type == "VP8 ") return !alpha.empty();
  return dots.body.size() > 4 && (dots.body[4] & 0x10) != 0;
}

std::optional<Webp> parse_webp(ByteSpan file) {
  BytesIn in(file);
  if (as_text(in.take(4)) != "RIFF") return std::nullopt;
  auto n = in.le(4);
  if (as_text(in.take(4)) != "WEBP" || n < 4) return std::nullopt;
  auto body = in.take(n - 4);
  if (!in.ok()) return std::nullopt;
  Webp out;
  if (!read_chunks(body, out)) return std::nullopt;
  if (n % 2 != 0 && in.left() > 0) in.take(1);
  out.tail = in.take(in.left());
  return out;
}

void harvest_webp(const Webp& webp, Harvest& out) {
  using enum FindingClass;
  for (const auto& [type, body] : webp.metadata) {
    if (type == "EXIF") {
      out.found(other, fmt::format("an EXIF record ({})", size_words(body.size())));
      harvest_exif(as_text(body).starts_with("Exif\0\0"sv) ? body.subspan(6) : body, out);
    } else if (type == "XMP ") {
      harvest_xmp(body, out);
    } else if (type == "ICCP") {
      harvest_icc(body, out);
    } else {
      out.keep_strings(body.first(std::min<std::size_t>(body.size(), 1 << 20)));
      out.found(other,
                fmt::format("a part of an unknown kind ({}, {})", quote_text(type), size_words(body.size())));
    }
  }
  if (webp.tail.empty()) return;
  out.keep_strings(webp.tail.first(std::min<std::size_t>(webp.tail.size(), 1 << 20)));
  out.found(hidden, fmt::format("{} after the end of the picture", size_words(webp.tail.size())));
}

ByteVector bare_webp(const WebpFrame& frame) {
  ByteVector chunks;
  if (!frame.alpha.empty()) {
    put_chunk(chunks, "VP8X", canvas(kAlphaFlag, frame.width, frame.height));
    put_chunk(chunks, "ALPH", frame.alpha);
  }
  put_chunk(chunks, frame.dots.type, frame.dots.body);
  return with_head(chunks);
}

ByteVector write_webp(const Webp& webp) {
  bool alpha = std::ranges::any_of(webp.frames, &WebpFrame::has_alpha);
  ByteVector chunks;
  put_chunk(chunks, "VP8X", canvas(kAnimationFlag | (alpha ? kAlphaFlag : 0), webp.width, webp.height));
  ByteVector animation(4);
  put_le(animation, webp.loops, 2);
  put_chunk(chunks, "ANIM", animation);
  for (const auto& frame : webp.frames) {
    ByteVector body;
    put_le(body, frame.left / 2, 3);
    put_le(body, frame.top / 2, 3);
    put_le(body, frame.width - 1, 3);
    put_le(body, frame.height - 1, 3);
    put_le(body, frame.duration, 3);
    put_le(body, frame.how, 1);
    if (!frame.alpha.empty()) put_chunk(body, "ALPH", frame.alpha);
    put_chunk(body, frame.dots.type, frame.dots.body);
    put_chunk(chunks, "ANMF", body);
  }
  return with_head(chunks);
}

}  // namespace adit::client::photo
