// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/builders.h"

#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

// jpeglib.h needs cstdio before it.
// clang-format off
#include <jpeglib.h>
#include <png.h>
// clang-format on

namespace adit::test {
namespace {

std::uint32_t grain(std::uint32_t& state) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

std::uint8_t byte_of(double v) { return static_cast<std::uint8_t>(std::clamp(v, 0.0, 255.0)); }

[[noreturn]] void give_up(j_common_ptr) { throw std::runtime_error("jpeg"); }

}  // namespace

Drawing landscape(unsigned width, unsigned height, unsigned channels) {
  Drawing d{width, height, channels, {}};
  std::uint32_t state = 2463534242u;
  for (unsigned y = 0; y < height; ++y) {
    for (unsigned x = 0; x < width; ++x) {
      double u = double(x) / width, v = double(y) / height;
      double far = 0.45 + 0.08 * std::sin(7 * u + 1) + 0.03 * std::sin(23 * u);
      double near = 0.68 + 0.07 * std::sin(4 * u + 3) + 0.02 * std::sin(31 * u);
      double rgb[3] = {110 + 90 * v, 150 + 70 * v, 220 + 10 * v};  // sky
      if (v > far) rgb[0] = 90 - 30 * v, rgb[1] = 110 - 20 * v, rgb[2] = 120 - 50 * v;
      if (v > near) rgb[0] = 120 * v, rgb[1] = 95 + 40 * std::sin(40 * u * v), rgb[2] = 40;
      double sun = std::hypot(u - 0.78, (v - 0.2) * height / width);
      if (sun < 0.05) rgb[0] = 255, rgb[1] = 240, rgb[2] = 190;
      double noise = double(grain(state) % 19) - 9;
      if (channels == 1) {
        d.samples.push_back(byte_of(0.3 * rgb[0] + 0.6 * rgb[1] + 0.1 * rgb[2] + noise));
      } else {
        for (double c : rgb) d.samples.push_back(byte_of(c + noise));
      }
    }
  }
  return d;
}

Drawing four_quarters(unsigned side) {
  constexpr std::uint8_t kColours[4][3] = {{220, 30, 30}, {30, 180, 30}, {30, 30, 220}, {240, 240, 240}};
  // Wider than high, so that a turn shows.
  Drawing d{2 * side, side, 3, {}};
  for (unsigned y = 0; y < d.height; ++y) {
    for (unsigned x = 0; x < d.width; ++x) {
      const auto* c = kColours[(y < d.height / 2 ? 0 : 2) + (x < d.width / 2 ? 0 : 1)];
      d.samples.insert(d.samples.end(), c, c + 3);
    }
  }
  return d;
}

ByteVector encode_jpeg(const Drawing& drawing, const JpegChoices& choices) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  errors.error_exit = give_up;
  jpeg_create_compress(&info);
  unsigned char* buffer = nullptr;
  unsigned long bytes = 0;
  jpeg_mem_dest(&info, &buffer, &bytes);
  info.image_width = drawing.width;
  info.image_height = drawing.height;
  info.input_components = static_cast<int>(drawing.channels);
  info.in_color_space = choices.cmyk ? JCS_CMYK : drawing.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, choices.quality, TRUE);
  info.optimize_coding = choices.optimised && !choices.arithmetic;
  info.arith_code = choices.arithmetic;
  info.restart_in_rows = static_cast<int>(choices.restart_rows);
  if (choices.full_colour) info.comp_info[0].h_samp_factor = info.comp_info[0].v_samp_factor = 1;
  if (choices.progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<JSAMPLE*>(drawing.at(0, info.next_scanline));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  ByteVector out(buffer, buffer + bytes);
  std::free(buffer);
  return out;
}

Drawing decode_jpeg(ByteSpan file) {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  errors.error_exit = give_up;
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, file.data(), file.size());
  jpeg_read_header(&info, TRUE);
  jpeg_start_decompress(&info);
  Drawing d{info.output_width, info.output_height, static_cast<unsigned>(info.output_components), {}};
  d.samples.resize(std::size_t{d.width} * d.height * d.channels);
  while (info.output_scanline < d.height) {
    JSAMPROW row = d.samples.data() + std::size_t{info.output_scanline} * d.width * d.channels;
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return d;
}

ByteVector with_segment(ByteSpan jpeg, std::uint8_t marker, ByteSpan body) {
  ByteVector out(jpeg.begin(), jpeg.begin() + 2);
  std::size_t n = body.size() + 2;
  for (std::size_t b : {std::size_t{0xff}, std::size_t{marker}, n >> 8, n & 255})
    out.push_back(static_cast<std::uint8_t>(b));
  append(out, body);
  append(out, jpeg.subspan(2));
  return out;
}

ByteVector encode_png(unsigned width, unsigned height, ByteSpan rows, const PngChoices& choices) {
  ByteVector out;
  auto* png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  auto* info = png_create_info_struct(png);
  auto put = [](png_structp p, png_bytep bytes, std::size_t n) {
    append(*static_cast<ByteVector*>(png_get_io_ptr(p)), ByteSpan(bytes, n));
  };
  png_set_write_fn(png, &out, put, nullptr);
  png_set_IHDR(png, info, width, height, choices.depth, choices.colour,
               choices.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, 0, 0);
  std::vector<png_color> palette;
  for (std::size_t i = 0; i + 2 < choices.palette.size(); i += 3) {
    palette.push_back({choices.palette[i], choices.palette[i + 1], choices.palette[i + 2]});
  }
  if (!palette.empty()) png_set_PLTE(png, info, palette.data(), static_cast<int>(palette.size()));
  if (!choices.transparency.empty()) {
    png_set_tRNS(png, info, choices.transparency.data(), static_cast<int>(choices.transparency.size()),
                 nullptr);
  }
  png_write_info(png, info);
  std::size_t row_bytes = rows.size() / height;
  std::vector<png_bytep> starts;
  for (unsigned y = 0; y < height; ++y) starts.push_back(const_cast<png_bytep>(rows.data() + y * row_bytes));
  png_write_image(png, starts.data());
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return out;
}

WidePicture decode_png(ByteSpan file) {
  auto* png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  auto* info = png_create_info_struct(png);
  if (setjmp(png_jmpbuf(png)) != 0) throw std::runtime_error("png");
  auto get = [](png_structp p, png_bytep to, std::size_t n) {
    auto* left = static_cast<ByteSpan*>(png_get_io_ptr(p));
    if (left->size() < n) png_error(p, "cut");
    std::memcpy(to, left->data(), n);
    *left = left->subspan(n);
  };
  png_set_read_fn(png, &file, get);
  png_read_info(png, info);
  png_set_expand_16(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xffff, PNG_FILLER_AFTER);
  png_set_swap(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  WidePicture out{png_get_image_width(png, info), png_get_image_height(png, info), {}};
  out.rgba.resize(std::size_t{4} * out.width * out.height);
  std::vector<png_bytep> starts;
  for (unsigned y = 0; y < out.height; ++y) {
    starts.push_back(reinterpret_cast<png_bytep>(out.rgba.data() + std::size_t{4} * out.width * y));
  }
  png_read_image(png, starts.data());
  png_destroy_read_struct(&png, &info, nullptr);
  return out;
}

ByteVector with_chunk(ByteSpan png, std::string_view type, ByteSpan body) {
  auto be32 = [](std::uint32_t v) {
    ByteVector b;
    for (int s = 24; s >= 0; s -= 8) b.push_back(static_cast<std::uint8_t>(v >> s));
    return b;
  };
  ByteVector covered(type.begin(), type.end());
  append(covered, body);
  std::uint32_t crc = 0xffffffff;
  for (auto b : covered) {
    crc ^= b;
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ (0xedb88320u & (0u - (crc & 1)));
  }
  auto at = as_text(png).find("IDAT") - 4;
  ByteVector out(png.begin(), png.begin() + static_cast<std::ptrdiff_t>(at));
  append(out, be32(static_cast<std::uint32_t>(body.size())));
  append(out, covered);
  append(out, be32(~crc));
  append(out, png.subspan(at));
  return out;
}

namespace {

std::string run(const std::vector<std::string>& command) {
  std::string line;
  for (const auto& word : command) {
    line += '\'';
    for (char c : word) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line += "' ";
  }
  std::FILE* pipe = popen((line + "2>&1").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen");
  std::string out;
  char block[4096];
  while (auto n = std::fread(block, 1, sizeof block, pipe)) out.append(block, n);
  if (pclose(pipe) != 0) throw std::runtime_error("failed: " + line + "\n" + out);
  return out;
}

}  // namespace

ByteVector exiftool_write(ByteSpan file, std::string_view extension,
                          const std::vector<std::string>& arguments) {
  TempFolder folder;
  auto path = folder.path() / ("x." + std::string(extension));
  write_file(path, file);
  std::vector<std::string> command = {"exiftool", "-q", "-m", "-overwrite_original"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  command.push_back(path.string());
  run(command);
  return read_file(path);
}

std::vector<std::string> exiftool_tags(ByteSpan file, std::string_view extension) {
  TempFolder folder;
  auto path = folder.path() / ("x." + std::string(extension));
  write_file(path, file);
  auto text = run({"exiftool", "-a", "-u", "-U", "-G1", "-s", "-ee3", "-n", path.string()});
  std::vector<std::string> out;
  std::size_t at = 0;
  while (at < text.size()) {
    auto end = std::min(text.find('\n', at), text.size());
    auto line = text.substr(at, end - at);
    at = end + 1;
    if (line.starts_with("[System]") || line.starts_with("[ExifTool]      ExifToolVersion")) continue;
    out.push_back(line);
  }
  return out;
}

ByteVector read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::filesystem::path& path, ByteSpan bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

bool contains(ByteSpan where, std::string_view what) {
  return as_text(where).find(what) != std::string_view::npos;
}

double difference(const Drawing& a, const Drawing& b) {
  if (a.samples.size() != b.samples.size() || a.samples.empty()) return 255;
  double sum = 0;
  for (std::size_t i = 0; i < a.samples.size(); ++i) sum += std::abs(int{a.samples[i]} - int{b.samples[i]});
  return sum / static_cast<double>(a.samples.size());
}

ByteVector wide_profile(std::string_view name) {
  auto be = [](ByteVector& out, std::uint32_t v, int bytes = 4) {
    for (int s = 8 * (bytes - 1); s >= 0; s -= 8) out.push_back(static_cast<std::uint8_t>(v >> s));
  };
  auto text = [](ByteVector& out, std::string_view t) { append(out, as_bytes(t)); };
  ByteVector description;
  text(description, "desc");
  be(description, 0);
  be(description, static_cast<std::uint32_t>(name.size() + 1));
  text(description, name);
  description.resize(description.size() + 1 + 78);
  while (description.size() % 4 != 0) description.push_back(0);
  auto xyz = [&](double x, double y, double z) {
    ByteVector out;
    text(out, "XYZ ");
    be(out, 0);
    for (double v : {x, y, z}) be(out, static_cast<std::uint32_t>(static_cast<std::int32_t>(v * 65536)));
    return out;
  };
  ByteVector curve;
  text(curve, "curv");
  be(curve, 0);
  be(curve, 1);
  be(curve, 0x0233, 2);  // 2.2
  be(curve, 0, 2);
  std::vector<std::pair<std::string, ByteVector>> tags = {{"desc", description},
                                                          {"rXYZ", xyz(0.5151, 0.2412, -0.0011)},
                                                          {"gXYZ", xyz(0.2920, 0.6922, 0.0419)},
                                                          {"bXYZ", xyz(0.1571, 0.0666, 0.7841)},
                                                          {"wtpt", xyz(0.9642, 1, 0.8249)},
                                                          {"rTRC", curve},
                                                          {"gTRC", curve},
                                                          {"bTRC", curve}};
  ByteVector table, data;
  be(table, static_cast<std::uint32_t>(tags.size()));
  for (const auto& [tag, body] : tags) {
    text(table, tag);
    be(table, static_cast<std::uint32_t>(128 + 4 + 12 * tags.size() + data.size()));
    be(table, static_cast<std::uint32_t>(body.size()));
    append(data, body);
  }
  ByteVector out;
  be(out, static_cast<std::uint32_t>(128 + table.size() + data.size()));
  text(out, "adit");
  be(out, 0x02100000);
  text(out, "mntrRGB XYZ ");
  for (std::uint32_t v : {2024u, 5u, 17u, 10u, 11u, 12u}) be(out, v, 2);
  text(out, "acspAPPL");
  out.resize(128);
  append(out, table);
  append(out, data);
  return out;
}

}  // namespace adit::test
