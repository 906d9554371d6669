// SPDX-License-Identifier: Apache-2.0
// PNG by decoding with libpng and writing anew. libpng is shown nothing but the chunks that the
// picture needs; text, profiles and private chunks never reach it. Every visible dot stays as it is;
// what cannot be seen (colours under full transparency, unused palette entries) goes.
#include <fmt/format.h>
#include <png.h>
#include <zlib.h>

#include <csetjmp>
#include <cstring>

#include "client/scrub/family.h"
#include "client/scrub/limits.h"
#include "client/scrub/picture.h"
#include "client/scrub/png_parts.h"
#include "client/scrub/png_write.h"

namespace adit::client {
namespace {

// A PNG of the critical chunks only.
ByteVector bare(const PngParts& parts) {
  ByteVector out(kPngMagic.begin(), kPngMagic.end());
  for (const auto& chunk : parts.chunks) {
    bool palette = chunk.type == "PLTE" && parts.colour == 3;
    if (palette || chunk.type == "IHDR" || chunk.type == "IDAT" || chunk.type == "IEND") {
      put_chunk(out, chunk.type, chunk.body);
    }
  }
  return out;
}

struct Source {
  ByteSpan left;
};

void on_read(png_structp png, png_bytep to, std::size_t n) {
  auto* source = static_cast<Source*>(png_get_io_ptr(png));
  if (source->left.size() < n) png_error(png, "cut");
  std::memcpy(to, source->left.data(), n);
  source->left = source->left.subspan(n);
}
[[noreturn]] void on_error(png_structp png, png_const_charp) { png_longjmp(png, 1); }
// Worth a refusal only if dots are missing, and then libpng calls it an error.
void on_warning(png_structp, png_const_charp) {}

class Decoder {
 public:
  ~Decoder() { png_destroy_read_struct(&png_, &info_, nullptr); }

  // rows has its full size already: nothing here owns memory when libpng jumps.
  Status decode(ByteSpan file, const PngParts& parts, ByteVector& rows, std::vector<png_bytep>& starts) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, on_error, on_warning);
    if (png_ == nullptr) return fail(Errc::out_of_memory);
    info_ = png_create_info_struct(png_);
    if (info_ == nullptr) return fail(Errc::out_of_memory);
    source_.left = file;
    if (setjmp(png_jmpbuf(png_)) != 0) return fail(Errc::file_damaged);
    png_set_read_fn(png_, &source_, on_read);
    png_set_user_limits(png_, 0x7fffffff, 0x7fffffff);
    png_read_info(png_, info_);
    if (parts.depth < 8) png_set_packing(png_);  // one sample per byte
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    if (png_get_rowbytes(png_, info_) * parts.height != rows.size()) return fail(Errc::file_damaged);
    png_read_image(png_, starts.data());
    png_read_end(png_, nullptr);
    return {};
  }

 private:
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  Source source_{};
};

// Blanks what lies under full transparency.
void hide_transparent(const PngParts& parts, ByteVector& rows, Harvest& harvest) {
  if (parts.colour != 4 && parts.colour != 6) return;
  std::size_t sample = parts.depth / 8, pixel = parts.channels() * sample, hidden = 0;
  for (std::size_t at = 0; at + pixel <= rows.size(); at += pixel) {
    auto dot = std::span(rows).subspan(at, pixel);
    auto zero = [](std::uint8_t b) { return b == 0; };
    if (!std::ranges::all_of(dot.last(sample), zero) || std::ranges::all_of(dot, zero)) continue;
    std::ranges::fill(dot, std::uint8_t{0});
    ++hidden;
  }
  if (hidden > 0) {
    harvest.found(
        FindingClass::hidden,
        fmt::format("colours under {} fully transparent dots, which may show what was erased", hidden));
  }
}

// Entries in the order of their first use, each colour once; indexes follow.
Status renumber_palette(const PngParts& parts, PngImage& image, Harvest& harvest) {
  std::size_t count = parts.palette.size() / 3;
  std::array<int, 256> fresh{};
  fresh.fill(-1);
  ByteVector alpha;
  for (auto& index : image.rows) {
    if (index >= count) return fail(Errc::file_damaged);
    if (fresh[index] < 0) {
      std::uint8_t a = index < parts.transparency.size() ? parts.transparency[index] : 255;
      auto colour = parts.palette.subspan(3 * std::size_t{index}, 3);
      constexpr std::uint8_t kNone[3] = {};
      if (a == 0) colour = kNone;
      std::size_t i = 0;
      while (i < alpha.size() &&
             (alpha[i] != a || !std::ranges::equal(colour, std::span(image.palette).subspan(3 * i, 3))))
        ++i;
      if (i == alpha.size()) {
        alpha.push_back(a);
        append(image.palette, colour);
      }
      fresh[index] = static_cast<int>(i);
    }
    index = static_cast<std::uint8_t>(fresh[index]);
  }
  if (alpha.size() < count)
    harvest.found(FindingClass::hidden, "entries of the palette that no dot uses, or that are twice there");
  while (!alpha.empty() && alpha.back() == 255) alpha.pop_back();
  image.transparency = alpha;
  std::size_t used = image.palette.size() / 3;
  image.depth = used <= 2 ? 1 : used <= 4 ? 2 : used <= 16 ? 4 : 8;
  return {};
}

// The one colour that stands for transparent is kept if a dot has it.
void keep_colour_key(const PngParts& parts, PngImage& image) {
  if (parts.transparency.empty()) return;
  ByteVector key(parts.transparency.begin(), parts.transparency.end());
  unsigned most = (1u << parts.depth) - 1;
  for (std::size_t i = 0; i < key.size(); i += 2) {
    unsigned v = (unsigned{key[i]} << 8 | key[i + 1]) & most;
    key[i] = static_cast<std::uint8_t>(v >> 8);
    key[i + 1] = static_cast<std::uint8_t>(v);
  }
  ByteVector dot;
  for (std::size_t i = 0; i < key.size(); i += 2) {
    if (parts.depth == 16) dot.push_back(key[i]);
    dot.push_back(key[i + 1]);
  }
  for (std::size_t at = 0; at + dot.size() <= image.rows.size(); at += dot.size()) {
    if (std::ranges::equal(dot, std::span(image.rows).subspan(at, dot.size()))) {
      image.transparency = key;
      return;
    }
  }
}

// Dots without palette and without a colour that stands for transparent.
Picture spread(const PngImage& image) {
  Picture out{image.width,
              image.height,
              image.colour == 0   ? 1u
              : image.colour == 4 ? 2u
              : image.colour == 6 ? 4u
                                  : 3u,
              image.depth,
              {}};
  const auto& clear = image.transparency;
  if (image.colour == 3) {
    out.depth = 8;
    out.channels = clear.empty() ? 3 : 4;
    for (auto index : image.rows) {
      append(out.samples, ByteSpan(image.palette).subspan(3 * std::size_t{index}, 3));
      if (!clear.empty()) out.samples.push_back(index < clear.size() ? clear[index] : 255);
    }
    return out;
  }
  if (clear.empty()) {
    out.samples = image.rows;
    return out;
  }
  std::size_t sample = image.depth == 16 ? 2 : 1, n = sample * out.channels;
  ByteVector key;
  for (std::size_t i = 0; i < clear.size(); i += 2)
    key.insert(key.end(), clear.begin() + static_cast<std::ptrdiff_t>(i + 2 - sample),
               clear.begin() + static_cast<std::ptrdiff_t>(i + 2));
  std::uint8_t full = image.depth >= 8 ? 255 : static_cast<std::uint8_t>((1u << image.depth) - 1);
  for (std::size_t at = 0; at + n <= image.rows.size(); at += n) {
    auto dot = ByteSpan(image.rows).subspan(at, n);
    append(out.samples, dot);
    out.samples.insert(out.samples.end(), sample, std::ranges::equal(dot, key) ? std::uint8_t{0} : full);
  }
  out.channels += 1;
  return out;
}

PngImage as_image(Picture&& p) {
  constexpr unsigned kColour[] = {0, 0, 4, 2, 6};
  return {p.width, p.height, p.depth, kColour[p.channels], std::move(p.samples), {}, {}};
}

// The canonical JPEG of a picture that is a photo: opaque, of 8 bits, and less than a third of the
// PNG's size that way. Empty if it is none.
Result<ByteVector> photo_of(const PngImage& image, std::size_t png_bytes) {
  if (image.depth == 16 || image.width > 65535 || image.height > 65535) return ByteVector();
  if (!image.transparency.empty() || image.colour == 4 || image.colour == 6) return ByteVector();
  auto picture = spread(image);
  make_eight_bit(picture);
  ADIT_TRY(auto photo, write_jpeg(picture));
  if (photo.size() >= png_bytes / 3) photo.clear();
  return photo;
}

}  // namespace

Result<CleanedFile> rebuild_png(ByteSpan file, const CleanContext& context) {
  auto parts = split_png(file);
  if (!parts) return fail(Errc::file_damaged);
  if (std::uint64_t{parts->width} * parts->height > kMaxPixels) return fail(Errc::file_too_large);
  std::size_t row_bytes = std::size_t{parts->width} * parts->channels() * (parts->depth == 16 ? 2 : 1);
  if (std::uint64_t{row_bytes} * parts->height > kMaxPictureBytes) return fail(Errc::file_too_large);

  Harvest harvest;
  harvest_png(file, harvest);
  PngImage image{parts->width,
                 parts->height,
                 parts->depth,
                 parts->colour,
                 ByteVector(row_bytes * parts->height),
                 {},
                 {}};
  std::vector<png_bytep> starts;
  for (unsigned y = 0; y < parts->height; ++y) starts.push_back(image.rows.data() + y * row_bytes);
  {
    auto plain = bare(*parts);
    ADIT_CHECK(Decoder().decode(plain, *parts, image.rows, starts));
  }
  hide_transparent(*parts, image.rows, harvest);
  if (parts->colour == 3) {
    ADIT_CHECK(renumber_palette(*parts, image, harvest));
  } else {
    keep_colour_key(*parts, image);
  }
  bool smaller = context.options.size == PictureSize::smaller;
  if (smaller && is_large(image.width, image.height)) {
    auto picture = spread(image);
    make_smaller(picture);
    drop_unseen(picture);
    harvest.found(FindingClass::other, std::string(kMadeSmaller));
    image = as_image(std::move(picture));
  }
  ADIT_TRY(auto written, write_png(image));
  if (smaller) {
    ADIT_TRY(auto photo, photo_of(image, written.size()));
    if (!photo.empty()) {
      harvest.found(FindingClass::other,
                    "the exact dots: written as a photo, which is smaller, as was asked for");
      return CleanedFile{FileKind::jpeg, std::move(photo), std::move(harvest.findings), photo_stays()};
    }
  }
  if (written.size() > max_file_bytes(FileKind::png)) return fail(Errc::file_too_large);
  return CleanedFile{
      FileKind::png,
      std::move(written),
      std::move(harvest.findings),
      {"what the picture shows: names, faces, window titles, the clock and status bar of a screen",
       "marks woven into the dots themselves: each visible dot is kept as it was",
       "if paper was scanned: what is written on it, signatures, and a printer's tiny dots"}};
}

}  // namespace adit::client
