// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "client/scrub/builders.h"
#include "client/scrub/pdf/pdf_builder.h"

namespace adit::test {
namespace {

class Dirt {
 public:
  std::string word(std::string_view field) {
    words_.push_back(fmt::format("ADIT-CANARY-{}-{}", field, words_.size() + 1));
    return words_.back();
  }
  std::string text(std::string_view field) { return "(" + word(field) + ")"; }
  // As UTF-16 with a byte order mark, in hex.
  std::string wide(std::string_view field) {
    std::string out = "<FEFF";
    for (char c : word(field)) out += fmt::format("{:04X}", static_cast<unsigned>(c));
    return out + ">";
  }
  std::string xmp(std::string_view field) {
    return fmt::format(
        "<?xpacket begin='' id='x'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
        "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
        "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:xmpMM='http://ns.adobe.com/xap/1.0/mm/' "
        "xmpMM:DocumentID='uuid:{}'><dc:creator>{}</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
        "<?xpacket end='w'?>",
        word(field), word(field));
  }
  // Entries that any dictionary may carry and no viewer needs.
  std::string everywhere(const std::string& field, int metadata) {
    return fmt::format(
        "/Metadata {} 0 R /LastModified {} /PieceInfo << /Tool{} << /Private {} /LastModified {} >> >> "
        "/AditOwn {} ",
        metadata, text(field + "Modified"), field, text(field + "Private"), text(field + "ToolTime"),
        text(field + "Own"));
  }
  std::vector<std::string> take() { return std::move(words_); }

 private:
  std::vector<std::string> words_;
};

}  // namespace

DirtyPdf dirty_pdf() {
  Dirt dirt;
  PdfBuilder pdf;
  auto ref = PdfBuilder::ref;
  int root = pdf.reserve(), pages = pdf.reserve(), page = pdf.reserve(), second = pdf.reserve();
  auto metadata = [&](const std::string& field) {
    return pdf.stream("/Type /Metadata /Subtype /XML", dirt.xmp(field));
  };

  // Pictures.
  auto photo = exiftool_write(
      encode_jpeg(landscape(60, 40)), "jpg",
      {"-EXIF:Artist=" + dirt.word("ExifArtist"), "-EXIF:SerialNumber=" + dirt.word("ExifSerial"),
       "-XMP-dc:Creator=" + dirt.word("JpegXmp"), "-IPTC:City=" + dirt.word("Iptc"),
       "-Comment=" + dirt.word("JpegComment"), "-GPSLatitude=4.32", "-GPSLatitudeRef=S", "-z"});
  append(photo, as_bytes(dirt.word("JpegTail")));
  int thumb = pdf.packed("/Subtype /Image /Width 2 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
                         "\x10\x20");
  auto profile = wide_profile(dirt.word("Profile"));
  int icc = pdf.packed("/N 3 /Alternate /DeviceRGB", as_text(profile));
  int image =
      pdf.stream(fmt::format("/Type /XObject /Subtype /Image /Width 60 /Height 40 /ColorSpace [/ICCBased {}] "
                             "/BitsPerComponent 8 /Filter /DCTDecode /Name /{} /OPI << /V {} >> {}",
                             ref(icc), "ADIT-CANARY-ImageName-0", dirt.text("Opi"),
                             dirt.everywhere("Image", metadata("ImageXmp"))),
                 as_text(photo));
  std::string dots;
  for (int i = 0; i < 16 * 16 * 3; ++i) dots += static_cast<char>(i * 5);
  int behind = pdf.packed(
      "/Type /XObject /Subtype /Image /Width 16 /Height 16 /ColorSpace /DeviceRGB /BitsPerComponent 8",
      dots + dirt.word("BehindDots"));
  int unused = pdf.packed(
      "/Type /XObject /Subtype /Image /Width 30 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
      dirt.word("UnusedImage") + std::string(30, 'x'));

  // Fonts.
  int font = pdf.add(fmt::format("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Name /{} {} >>",
                                 "Fcanary", dirt.everywhere("Font", metadata("FontXmp"))));
  auto sfnt = sample_sfnt(dirt.word("FontName"));
  int program = pdf.packed(fmt::format("/Length1 {}", sfnt.size()), as_text(sfnt));
  int descriptor = pdf.add(fmt::format(
      "<< /Type /FontDescriptor /FontName /QWERTY+{} /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 "
      "/Ascent 800 "
      "/Descent 0 /CapHeight 800 /StemV 80 /FontFamily {} /CharSet {} /Lang /{} /FontFile2 {} 0 R >>",
      dirt.word("FontTag"), dirt.text("FontFamily"), dirt.text("CharSet"), "enx", program));
  int map = pdf.packed(
      "", "/CIDInit /ProcSet findresource begin % " + dirt.word("MapComment") +
              "\n12 dict begin begincmap /CIDSystemInfo << /Registry " + dirt.text("MapRegistry") +
              " >> def /CMapName /" + dirt.word("MapName") +
              " def 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <0041> endbfchar "
              "endcmap end end");
  int embedded =
      pdf.add(fmt::format("<< /Type /Font /Subtype /TrueType /BaseFont /QWERTY+{} /FirstChar 65 /LastChar 65 "
                          "/Widths [1000] /FontDescriptor {} 0 R /ToUnicode {} 0 R >>",
                          dirt.word("BaseFont"), descriptor, map));

  // Layers, a form with words of its own, functions.
  int off = pdf.add("<< /Type /OCG /Name " + dirt.text("LayerOff") + " >>");
  int on = pdf.add("<< /Type /OCG /Name " + dirt.wide("LayerOn") + " >>");
  int form = pdf.packed(
      fmt::format("/Type /XObject /Subtype /Form /BBox [0 0 300 200] /Resources << /Font << /F1 {} 0 R >> >> "
                  "/Group << /S /Transparency /CS /DeviceRGB >> /StructParents 4 {}",
                  font, dirt.everywhere("Form", metadata("FormXmp"))),
      "% " + dirt.word("FormComment") + "\nBT /F1 12 Tf 20 120 Td (Form words) Tj ET");
  int hidden_form = pdf.packed(fmt::format("/Type /XObject /Subtype /Form /BBox [0 0 300 200] /OC {} 0 R "
                                           "/Resources << /Font << /F1 {} 0 R >> >>",
                                           off, font),
                               "BT /F1 12 Tf 20 20 Td (" + dirt.word("HiddenForm") + ") Tj ET");
  int tint = pdf.packed("/FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1]",
                        "{ % " + dirt.word("TintComment") + "\n dup dup }");
  auto ink = dirt.word("Ink");

  auto content = fmt::format(
      "% {}\nq 1.500 0 0 1.0 0 0 cm /Span << /ActualText {} /MCID 3 /Lang {} >> BDC\nBT /F1 12 Tf 20 160 Td "
      "(Visible "
      "words) Tj ET EMC Q\n/OC /Off BDC BT /F1 12 Tf 20 10 Td ({}) Tj ET EMC\n/OC /On BDC BT /F1 12 Tf 20 "
      "140 Td (Layer "
      "words) Tj ET EMC\nq 60 0 0 40 220 20 cm /Im1 Do Q\nq 40 0 0 40 160 20 cm /Im2 Do Q\n/Form1 Do /Form2 "
      "Do\n/Ink cs 0.5 scn 10 10 20 20 re "
      "f\nq BT 3 Tr /F1 8 Tf 20 60 Td (Scanned words) Tj ET Q\n/Artifact << /Contents {} >> DP\nq 20 0 0 20 "
      "200 "
      "100 cm BI /W 4 /H 1 "
      "/CS /G /BPC 8 ID \x01\x7f\x20\x7e EI Q\nBT /F3 20 Tf 100 100 Td (A) Tj ET\n",
      dirt.word("Comment"), dirt.text("ActualText"), dirt.text("MarkLang"), dirt.word("LayerText"),
      dirt.text("Artifact"));
  int contents = pdf.packed("", content);
  auto resources = fmt::format(
      "<< /Font << /F1 {} 0 R /F3 {} 0 R >> /XObject << /Im1 {} 0 R /Im2 {} 0 R /Unused {} 0 R /Form1 {} 0 R "
      "/Form2 {} 0 R >> /ColorSpace << /Ink "
      "[/Separation /{} /DeviceRGB {} 0 R] >> /Properties << /Off {} 0 R /On {} 0 R >> /ProcSet [/PDF /Text] "
      ">>",
      font, embedded, image, behind, unused, form, hidden_form, ink, tint, off, on);

  // What lies on the page.
  int uri = pdf.add("<< /S /URI /URI (https://example.org/?token=" + dirt.word("LinkToken") + ") >>");
  int popup = pdf.reserve();
  auto note = [&](const std::string& kind, const std::string& more) {
    return pdf.add(fmt::format(
        "<< /Type /Annot /Subtype /{} /Rect [{}] /T {} /Contents {} /NM {} /M {} /RC {} "
        "/Subj {} /CreationDate {} {} >>",
        kind, kind == "FreeText" ? "20 80 120 100" : "280 180 290 190", dirt.text(kind + "Author"),
        dirt.wide(kind + "Words"), dirt.text(kind + "Name"), dirt.text(kind + "Time"),
        dirt.text(kind + "Rich"), dirt.text(kind + "Subject"), dirt.text(kind + "Made"), more));
  };
  int drawing = pdf.packed(
      fmt::format("/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 {} 0 R >> >>",
                  font),
      "BT /F1 10 Tf 2 5 Td (Typed words) Tj ET");
  int link = pdf.add(
      fmt::format("<< /Type /Annot /Subtype /Link /Rect [0 0 50 50] /Border [0 0 0] /A {} 0 R /NM {} >>", uri,
                  dirt.text("LinkName")));
  int sticky = note("Text", fmt::format("/Popup {} 0 R", popup));
  pdf.set(popup, fmt::format("<< /Type /Annot /Subtype /Popup /Rect [0 0 9 9] /Parent {} 0 R >>", sticky));
  int typed = note("FreeText", fmt::format("/DA (/Helv 10 Tf) /AP << /N {} 0 R >>", drawing));
  int attached = pdf.packed("/Type /EmbeddedFile /Params << /CreationDate " + dirt.text("FileTime") + " >>",
                            "Attached: " + dirt.word("FileContent"));
  int spec = pdf.add(fmt::format("<< /Type /Filespec /F {} /UF {} /Desc {} /EF << /F {} 0 R >> >>",
                                 dirt.text("FileName"), dirt.wide("FileNameWide"), dirt.text("FileWords"),
                                 attached));
  int pinned = note("FileAttachment", fmt::format("/FS {} 0 R", spec));
  int filled = pdf.packed(
      fmt::format("/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 {} 0 R >> >>",
                  font),
      "/Tx BMC BT /F1 10 Tf 2 5 Td (Field words) Tj ET EMC");
  int field = pdf.add(fmt::format(
      "<< /Type /Annot /Subtype /Widget /FT /Tx /T {} /TU {} /TM {} /V {} /DV {} /Rect [20 40 120 60] "
      "/AP << /N {} 0 R >> /AA << /K << /S /JavaScript /JS {} >> >> >>",
      dirt.text("FieldName"), dirt.text("FieldTip"), dirt.text("FieldMap"), dirt.text("FieldValue"),
      dirt.text("FieldDefault"), filled, dirt.text("FieldScript")));
  int seal = pdf.packed("/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << >>", "% seal\n");
  int signature = pdf.add(
      fmt::format("<< /Type /Sig /Filter /Adobe.PPKLite /Name {} /Reason {} /Location {} /ContactInfo {} "
                  "/M {} /Contents <{}> /ByteRange [0 0 0 0] >>",
                  dirt.text("SignName"), dirt.text("SignReason"), dirt.text("SignPlace"),
                  dirt.text("SignContact"), dirt.text("SignTime"), to_hex(as_bytes(dirt.word("SignProof")))));
  int signed_field =
      pdf.add(fmt::format("<< /Type /Annot /Subtype /Widget /FT /Sig /T {} /V {} 0 R /Rect [150 150 250 170] "
                          "/AP << /N {} 0 R >> >>",
                          dirt.text("SignField"), signature, seal));

  // What hangs on the document.
  int item = pdf.reserve(), outlines = pdf.reserve();
  pdf.set(outlines, fmt::format("<< /Type /Outlines /First {} 0 R /Last {} 0 R /Count 1 >>", item, item));
  pdf.set(item, fmt::format("<< /Title {} /Parent {} 0 R /Dest [{} 0 R /Fit] >>", dirt.wide("Bookmark"),
                            outlines, page));
  int element = pdf.add(fmt::format(
      "<< /Type /StructElem /S /P /Alt {} /ActualText {} /T {} /ID {} /Lang {} >>", dirt.text("Alt"),
      dirt.text("StructText"), dirt.text("StructTitle"), dirt.text("StructId"), dirt.text("StructLang")));
  int structure = pdf.add(fmt::format("<< /Type /StructTreeRoot /K {} 0 R >>", element));
  int script = pdf.packed("", "app.alert('" + dirt.word("ScriptStream") + "')");
  pdf.add("<< /Nobody " + dirt.text("Orphan") + " >>");
  int info =
      pdf.add(fmt::format("<< /Title {} /Author {} /Subject {} /Keywords {} /Creator {} /Producer {} "
                          "/CreationDate {} /ModDate {} /Company {} >>",
                          dirt.text("Title"), dirt.wide("Author"), dirt.text("Subject"),
                          dirt.text("Keywords"), dirt.text("Creator"), dirt.text("Producer"),
                          dirt.text("Created"), dirt.text("Changed"), dirt.text("Company")));

  auto page_body = [&](int stream, const std::string& more) {
    return fmt::format(
        "<< /Type /Page /Parent {} 0 R /Contents {} 0 R /Resources {} /StructParents 0 /Tabs /S /Thumb {} 0 "
        "R /AA << /O << /S "
        "/JavaScript /JS {} >> >> {} {} >>",
        pages, stream, resources, thumb, dirt.text("PageScript"),
        dirt.everywhere("Page", metadata("PageXmp")), more);
  };
  int old_contents = pdf.packed("", "BT /F1 12 Tf 20 160 Td (" + dirt.word("EarlierVersion") + ") Tj ET");
  pdf.set(page, page_body(old_contents, ""));
  auto page_now =
      page_body(contents, fmt::format("/Annots [{} 0 R {} 0 R {} 0 R {} 0 R {} 0 R {} 0 R {} 0 R]", link,
                                      sticky, popup, typed, pinned, field, signed_field));
  int last = pdf.packed("", "BT /F1 12 Tf 20 160 Td [(Second) -500 (page)] TJ ET\n");
  pdf.set(second, page_body(last, "/MediaBox [0 0 200 300] /Rotate 90"));
  // Size and turning are inherited.
  pdf.set(pages, fmt::format("<< /Type /Pages /Kids [{} 0 R {} 0 R] /Count 2 /MediaBox [0 0 300 200] >>",
                             page, second));
  pdf.set(
      root,
      fmt::format(
          "<< /Type /Catalog /Pages {} 0 R /Outlines {} 0 R /StructTreeRoot {} 0 R /MarkInfo << /Marked true "
          ">> "
          "/Lang {} /PageLabels << /Nums [0 << /P {} >>] >> /OpenAction << /S /JavaScript /JS {} 0 R >> "
          "/AA << /WC << /S /JavaScript /JS {} >> >> /URI << /Base {} >> "
          "/Names << /EmbeddedFiles << /Names [{} {} 0 R] >> /JavaScript << /Names [{} << /S /JavaScript /JS "
          "{} >>] >> "
          "/Dests << /Names [{} [{} 0 R /Fit]] >> >> "
          "/AcroForm << /Fields [{} 0 R {} 0 R] /DR << /Font << /Helv {} 0 R >> >> /DA (/Helv 10 Tf) >> "
          "/OCProperties << /OCGs [{} 0 R {} 0 R] /D << /Name {} /Creator {} /ON [{} 0 R] /OFF [{} 0 R] "
          "/Order [{} 0 R] >> >> "
          "/OutputIntents [<< /S /GTS_PDFX /OutputConditionIdentifier {} /Info {} /DestOutputProfile {} 0 R "
          ">>] "
          "/ViewerPreferences << /DisplayDocTitle true >> /Threads [<< /I << /Title {} >> >>] {} >>",
          pages, outlines, structure, dirt.text("Lang"), dirt.text("Label"), script, dirt.text("CloseScript"),
          dirt.text("BaseUri"), dirt.text("TreeFile"), spec, dirt.text("ScriptName"), dirt.text("TreeScript"),
          dirt.text("Dest"), page, field, signed_field, font, off, on, dirt.text("LayerSet"),
          dirt.text("LayerTool"), on, off, off, dirt.text("Intent"), dirt.text("IntentInfo"), icc,
          dirt.text("Thread"), dirt.everywhere("Catalog", metadata("CatalogXmp"))));
  auto trailer = fmt::format("/Root {} 0 R /Info {} 0 R /ID [{} <{}>] ", root, info, dirt.text("Id"),
                             to_hex(as_bytes(dirt.word("IdNow"))));
  int size = pdf.size();
  auto file = PdfBuilder::updated(pdf.finish(trailer), {{page, page_now}}, trailer, size);
  file = "junk " + dirt.word("Before") + "\n" + file;
  file += dirt.word("After") + "\n";
  return {file,
          dirt.take(),
          {"Visible words", "Layer words", "Form words", "Scanned words", "A", "Typed words", "Field words",
           "Second", "page"}};
}

}  // namespace adit::test
