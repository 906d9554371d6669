// SPDX-License-Identifier: Apache-2.0
// The second look is worth something only if it can say no. Each fault is planted with qpdf into a
// file that is otherwise exactly what cleaning writes.
#include <catch2/catch_test_macros.hpp>
#include <functional>

#include "client/scrub/builders.h"
#include "client/scrub/family.h"
#include "client/scrub/pdf/allowed.h"
#include "client/scrub/pdf/pdf_builder.h"
#include "client/scrub/pdf/qpdf.h"

namespace adit::client {
namespace {

using namespace adit::test;
using Handle = QPDFObjectHandle;

// With the writer's own choices.
ByteVector planted(ByteSpan file, const std::function<void(QPDF&, Handle)>& plant) {
  QPDF pdf;
  pdf.processMemoryFile("cleaned", reinterpret_cast<const char*>(file.data()), file.size());
  pdf.getTrailer().removeKey("/ID");
  plant(pdf, pdf.getAllPages().at(0));
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setObjectStreamMode(qpdf_o_generate);
  writer.setStreamDataMode(qpdf_s_preserve);
  writer.setCompressStreams(true);
  writer.setRecompressFlate(false);
  writer.setDeterministicID(true);
  writer.setNewlineBeforeEndstream(true);
  writer.forcePDFVersion("1.7");
  writer.write();
  auto buffer = writer.getBufferSharedPointer();
  return {buffer->getBuffer(), buffer->getBuffer() + buffer->getSize()};
}

void set_content(QPDF& pdf, Handle page, const std::string& content) {
  auto stream = pdf.newStream();
  stream.replaceStreamData(flate(content), Handle::newName("/FlateDecode"), Handle::newNull());
  stream.setFilterOnWrite(false);
  page.replaceKey("/Contents", stream);
}
std::string content_of(Handle page) {
  auto buffer = page.getKey("/Contents").getStreamData();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}
Handle picture(Handle page) { return page.getKey("/Resources").getKey("/XObject").getKey("/X1"); }

}  // namespace

TEST_CASE("the second look refuses every planted fault", "[scrub][pdf][verify]") {
  auto dirty = dirty_pdf();
  auto result = clean(as_bytes(dirty.file));
  REQUIRE(result);
  const auto& good = result->bytes;
  auto accepted = [&](ByteSpan file) {
    return bool(verify_pdf(FileKind::pdf, as_bytes(dirty.file), file, CleanContext{}));
  };
  // The control: planting nothing changes nothing.
  auto same = planted(good, [](QPDF&, Handle) {});
  CHECK(same == good);
  CHECK(accepted(same));

  struct Fault {
    const char* name;
    std::function<void(QPDF&, Handle)> plant;
  };
  const Fault faults[] = {
      {"an author",
       [](QPDF& pdf, Handle) {
         pdf.getTrailer().replaceKey("/Info", Handle::parse("<< /Author (Someone) >>"));
       }},
      {"a language", [](QPDF& pdf, Handle) { pdf.getRoot().replaceKey("/Lang", Handle::newString("fr")); }},
      {"an action",
       [](QPDF& pdf, Handle) {
         pdf.getRoot().replaceKey("/OpenAction", Handle::parse("<< /S /JavaScript /JS (1) >>"));
       }},
      {"a time", [](QPDF&, Handle page) { page.replaceKey("/LastModified", Handle::newString("D:2024")); }},
      {"a note",
       [](QPDF&, Handle page) {
         page.replaceKey("/Annots", Handle::parse("[<< /Subtype /Text /Rect [0 0 1 1] >>]"));
       }},
      {"an unknown entry of a page",
       [](QPDF&, Handle page) { page.replaceKey("/X", Handle::newInteger(1)); }},
      {"an entry of a picture",
       [](QPDF&, Handle page) { picture(page).getDict().replaceKey("/Name", Handle::newName("/Photo")); }},
      {"metadata of a picture",
       [](QPDF& pdf, Handle page) {
         picture(page).getDict().replaceKey("/Metadata", pdf.newStream("<x/>"));
       }},
      {"a resource under a name of its own",
       [](QPDF&, Handle page) {
         auto objects = page.getKey("/Resources").getKey("/XObject");
         objects.replaceKey("/Logo", objects.getKey("/X1"));
       }},
      {"a comment", [](QPDF& pdf, Handle page) { set_content(pdf, page, content_of(page) + "% hello\n"); }},
      {"marked content",
       [](QPDF& pdf, Handle page) {
         set_content(pdf, page, "/Span << /ActualText (x) >> BDC\n" + content_of(page) + "EMC\n");
       }},
      {"an unknown operator",
       [](QPDF& pdf, Handle page) { set_content(pdf, page, content_of(page) + "/X1 XX\n"); }},
      {"one word less",
       [](QPDF& pdf, Handle page) {
         auto content = content_of(page);
         content.replace(content.find("(Visible words) Tj"), 18, "");
         set_content(pdf, page, content);
       }},
      {"one word changed",
       [](QPDF& pdf, Handle page) {
         auto content = content_of(page);
         content.replace(content.find("Visible words"), 13, "Visible Words");
         set_content(pdf, page, content);
       }},
      {"words behind the packed content",
       [](QPDF& pdf, Handle page) {
         auto stream = pdf.newStream();
         stream.replaceStreamData(flate(content_of(page)) + "behind", Handle::newName("/FlateDecode"),
                                  Handle::newNull());
         stream.setFilterOnWrite(false);
         page.replaceKey("/Contents", stream);
       }},
      {"a smaller page",
       [](QPDF&, Handle page) { page.replaceKey("/MediaBox", Handle::parse("[0 0 300 199]")); }},
      {"a turned page", [](QPDF&, Handle page) { page.replaceKey("/Rotate", Handle::newInteger(90)); }},
      {"one page less", [](QPDF& pdf, Handle page) { pdf.removePage(page); }},
      {"a profile",
       [](QPDF& pdf, Handle page) {
         auto space = Handle::newArray();
         space.appendItem(Handle::newName("/ICCBased"));
         space.appendItem(pdf.newStream("profile"));
         picture(page).getDict().replaceKey("/ColorSpace", space);
       }},
      {"EXIF in a photo",
       [](QPDF&, Handle page) {
         auto image = picture(page);
         auto raw = image.getRawStreamData();
         ByteVector jpeg(raw->getBuffer(), raw->getBuffer() + raw->getSize());
         auto marked = with_segment(jpeg, 0xe1, as_bytes(std::string_view("Exif\0\0MM\0*", 10)));
         image.replaceStreamData(std::string(as_text(marked)), Handle::newName("/DCTDecode"),
                                 Handle::newNull());
         image.setFilterOnWrite(false);
       }},
      {"a font's name",
       [](QPDF&, Handle page) {
         auto font = page.getKey("/Resources").getKey("/Font").getKey("/F2").getKey("/FontDescriptor");
         font.replaceKey("/FontFamily", Handle::newString("Mine"));
       }},
      {"a canary as the name of a font",
       [&](QPDF&, Handle page) {
         page.getKey("/Resources")
             .getKey("/Font")
             .getKey("/F2")
             .replaceKey("/BaseFont", Handle::newName("/" + dirty.canaries[30]));
       }},
      {"a string in hex",
       [](QPDF& pdf, Handle) {
         pdf.getRoot().replaceKey("/Extensions", Handle::parse("<< /A <414243444546> >>"));
       }},
  };
  for (const auto& fault : faults) {
    INFO(fault.name);
    auto file = planted(good, fault.plant);
    CHECK(file != good);
    CHECK_FALSE(accepted(file));
  }
}

TEST_CASE("the second look refuses what qpdf would not even see", "[scrub][pdf][verify]") {
  auto dirty = dirty_pdf();
  auto result = clean(as_bytes(dirty.file));
  REQUIRE(result);
  std::string good(as_text(result->bytes));
  auto accepted = [&](const std::string& file) {
    return bool(verify_pdf(FileKind::pdf, as_bytes(dirty.file), as_bytes(file), CleanContext{}));
  };
  CHECK(accepted(good));
  CHECK_FALSE(accepted(good + "\n"));
  CHECK_FALSE(accepted(good + good));
  CHECK_FALSE(accepted("x" + good));
  CHECK_FALSE(accepted(dirty.file));
  CHECK_FALSE(accepted(""));
  // Between two objects, in the header, in a gap that no table names.
  auto between = good;
  between.insert(between.find("endobj\n") + 7, "% hidden\n");
  CHECK_FALSE(accepted(between));
  auto header = good;
  header[12] = 'x';
  CHECK_FALSE(accepted(header));
  // Any single bit anywhere: refused, or it is in dots and numbers that mean nothing by themselves.
  int passed = 0;
  std::uint32_t state = 1;
  for (int i = 0; i < 400; ++i) {
    state = state * 1664525 + 1013904223;
    auto file = good;
    auto at = (state >> 4) % file.size();
    file[at] = static_cast<char>(file[at] ^ (1 << (state >> 29)));
    passed += accepted(file);
  }
  CHECK(passed < 160);
}

TEST_CASE("a picture of something else is not the kind that was asked for", "[scrub][pdf][verify]") {
  auto file = simple_pdf({"0 0 10 10 re f"});
  auto result = clean(as_bytes(file));
  REQUIRE(result);
  CHECK_FALSE(verify_pdf(FileKind::jpeg, as_bytes(file), result->bytes, CleanContext{}));
  CHECK(pdf::read_plain_pdf(result->bytes, 1 << 20));
  // What is packed may not unpack to more than is allowed.
  CHECK_FALSE(pdf::read_plain_pdf(result->bytes, 10));
}

}  // namespace adit::client
