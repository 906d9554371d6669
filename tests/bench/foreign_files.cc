// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/foreign_files.h"

#include <adit/clock.h>
#include <adit/error.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "client/scrub/builders.h"
#include "client/scrub/pdf/pdf_builder.h"
#include "client/scrub/zip/zip.h"

namespace adit::bench {

using namespace adit::client;
using namespace adit::test;

ByteVector noise(std::size_t bytes) {
  SystemRng rng;
  ByteVector out(bytes);
  rng.fill(out);
  return out;
}

ByteVector some_text(std::size_t bytes) {
  ByteVector out;
  while (out.size() < bytes)
    append(out, as_bytes("They called us one by one, h\u00e9las, and said no word. \n"));
  return out;
}

ByteVector some_wav(std::size_t bytes) {
  ByteVector out;
  auto put = [&](std::string_view text) { append(out, as_bytes(text)); };
  put("RIFF");
  append_le32(out, static_cast<std::uint32_t>(36 + bytes));
  put("WAVEfmt ");
  append_le32(out, 16);
  for (std::uint32_t n : {0x00020001u, 44100u, 176400u, 0x00100004u}) append_le32(out, n);
  put("data");
  append_le32(out, static_cast<std::uint32_t>(bytes));
  append(out, noise(bytes));
  return out;
}

ByteVector some_docx(std::size_t paragraphs) {
  constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
  std::string body = fmt::format(
      "{}<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>",
      kHead);
  for (std::size_t i = 0; i < paragraphs; ++i)
    body += fmt::format(
        "<w:p w:rsidR=\"00{:06X}\"><w:pPr><w:spacing w:after=\"120\"/></w:pPr><w:r "
        "w:rsidRPr=\"00AB12CD\"><w:rPr><w:b/>"
        "</w:rPr><w:t xml:space=\"preserve\">On day {} </w:t></w:r><w:r><w:t>the foreman of shaft {} took {} "
        "sacks and "
        "wrote down {}.</w:t></w:r></w:p>",
        i, i, i % 7, i * 31 % 977, i * 17 % 811);
  body += "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/></w:sectPr></w:body></w:document>";
  auto bytes = [](const std::string& text) { return ByteVector(text.begin(), text.end()); };
  constexpr std::string_view kTypes =
      "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default "
      "Extension=\"rels\" "
      "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override "
      "PartName=\"/word/document.xml\" "
      "ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></"
      "Types>";
  constexpr std::string_view kLinks =
      "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship "
      "Id=\"rId1\" "
      "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
      "Target=\"word/document.xml\"/></Relationships>";
  auto zip = write_zip({{"[Content_Types].xml", bytes(fmt::format("{}{}", kHead, kTypes))},
                        {"_rels/.rels", bytes(fmt::format("{}{}", kHead, kLinks))},
                        {"word/document.xml", bytes(body)}});
  ADIT_ASSERT(zip);
  return *zip;
}

ByteVector some_pdf(std::size_t pages) {
  std::vector<std::string> contents;
  for (std::size_t i = 0; i < pages; ++i) {
    std::string page = "BT /F1 8 Tf 10 190 Td 9 TL\n";
    for (std::size_t line = 0; line < 200; ++line)
      page += fmt::format("(Page {} line {}: {} sacks, {} names, {} days) Tj T*\n", i, line, i * 31 % 977,
                          line * 17 % 811, (i + line) % 97);
    contents.push_back(page + "ET\n");
  }
  auto file = simple_pdf(contents);
  return {file.begin(), file.end()};
}

ByteVector some_tiff() {
  constexpr std::uint32_t kWidth = 4000, kHeight = 3000, kBytes = kWidth * kHeight * 3;
  struct Tag {
    std::uint32_t number, value;
  };
  constexpr Tag kTags[] = {{256, kWidth}, {257, kHeight}, {258, 0},       {259, 1},     {262, 2},
                           {273, 0},      {277, 3},       {278, kHeight}, {279, kBytes}};
  const auto count = static_cast<std::uint32_t>(std::size(kTags));
  const std::uint32_t depths = 8 + 2 + 12 * count + 4, dots = depths + 6;
  ByteVector out = {'I', 'I', 42, 0, 8, 0, 0, 0};
  append_le16(out, static_cast<std::uint16_t>(count));
  for (auto [number, value] : kTags) {
    append_le16(out, static_cast<std::uint16_t>(number));
    append_le16(out, number == 258 ? 3 : 4);
    append_le32(out, number == 258 ? 3 : 1);
    append_le32(out, number == 258 ? depths : number == 273 ? dots : value);
  }
  append_le32(out, 0);
  for (int i = 0; i < 3; ++i) append_le16(out, 8);
  append(out, landscape(kWidth, kHeight).samples);
  return out;
}

ByteVector some_zip() {
  std::vector<ZipEntry> entries;
  for (unsigned i = 0; i < 8; ++i) {
    entries.push_back(
        {fmt::format("IMG_{}.jpg", 4711 + i), encode_jpeg(landscape(1600 + 8 * i, 1200)), true});
    entries.push_back({fmt::format("notes/{}.txt", i), some_text(200'000 + i)});
  }
  auto zip = write_zip(entries);
  ADIT_ASSERT(zip);
  return *zip;
}

ByteVector some_film() {
  std::string folder = (std::filesystem::temp_directory_path() / "adit-bench-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return {};
  // A few seconds coded once, and then put in a row without coding them again.
  const std::string command =
      "command -v ffmpeg >/dev/null 2>&1 && cd " + folder +
      " && ffmpeg -nostdin -v error -f lavfi -i testsrc2=d=4:s=1280x720:r=30 -f lavfi -i anoisesrc=d=4 "
      "-pix_fmt yuv420p"
      " -c:v libx264 -preset ultrafast -qp 12 -c:a aac one.mp4 </dev/null"
      " && ffmpeg -nostdin -v error -stream_loop 9 -i one.mp4 -c copy film.mp4 </dev/null";
  ByteVector out;
  if (std::system(command.c_str()) == 0) out = read_file(folder + "/film.mp4");
  std::filesystem::remove_all(folder);
  return out;
}

}  // namespace adit::bench
