// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/office/office_text.h"

#include <charconv>

#include "client/scrub/office/package_in.h"
#include "client/scrub/utf8.h"

namespace adit::client::office {
namespace {

void lines_of_word(pugi::xml_node node, std::string& out) {
  for (auto child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    auto name = name_of(child);
    if (name == "w:t" || name == "m:t") {
      out += text_of(child);
    } else if (name == "w:tab" && is(node, "w:r")) {
      out += '\t';
    } else if ((name == "w:br" || name == "w:cr") && is(node, "w:r")) {
      out += '\n';
    } else if (name == "w:noBreakHyphen") {
      out += '-';
    } else if (name == "w:instrText") {
      continue;
    } else if (name == "w:tc") {
      std::string cell;
      lines_of_word(child, cell);
      while (!cell.empty() && cell.back() == '\n') cell.pop_back();
      for (char& c : cell) {
        if (c == '\n') c = ' ';
      }
      out += cell + "\t";
    } else {
      lines_of_word(child, out);
      if (name == "w:p" || name == "w:tr") out += '\n';
    }
  }
}

void lines_of_slide(pugi::xml_node node, std::string& out) {
  for (auto child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    auto name = name_of(child);
    if (name == "a:t") {
      out += text_of(child);
    } else if (name == "a:br") {
      out += '\n';
    } else if (name == "a:tc") {
      std::string cell;
      lines_of_slide(child, cell);
      while (!cell.empty() && cell.back() == '\n') cell.pop_back();
      for (char& c : cell) {
        if (c == '\n') c = ' ';
      }
      out += cell + "\t";
    } else {
      lines_of_slide(child, out);
      if (name == "a:p" || name == "a:tr") out += '\n';
    }
  }
}

void inline_open(pugi::xml_node node, std::string& out);
void lines_of_open(pugi::xml_node node, std::string& out) {
  for (auto child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    auto name = name_of(child);
    if (name == "text:p" || name == "text:h") {
      inline_open(child, out);
      out += '\n';
    } else if (name == "table:table-cell") {
      std::string cell;
      lines_of_open(child, cell);
      while (!cell.empty() && cell.back() == '\n') cell.pop_back();
      for (char& c : cell) {
        if (c == '\n') c = ' ';
      }
      std::string_view times = child.attribute("table:number-columns-repeated").value();
      unsigned n = 1;
      std::from_chars(times.data(), times.data() + times.size(), n);
      for (unsigned i = 0; i < std::max(1u, n) && !(cell.empty() && i > 50); ++i) out += cell + "\t";
    } else {
      lines_of_open(child, out);
      if (name == "table:table-row" || name == "draw:page" || name == "table:table") out += '\n';
    }
  }
}
void inline_open(pugi::xml_node node, std::string& out) {
  for (auto child : node.children()) {
    if (child.type() == pugi::node_pcdata) {
      out += child.value();
    } else if (is(child, "text:tab")) {
      out += '\t';
    } else if (is(child, "text:line-break")) {
      out += '\n';
    } else if (is(child, "text:s")) {
      out += ' ';
    } else if (is(child, "text:note") || is(child, "draw:frame") || is(child, "draw:custom-shape")) {
      out += ' ';
      if (is(child, "text:note")) inline_open(child.child("text:note-citation"), out);
      out += ' ';
      lines_of_open(child, out);
    } else if (child.type() == pugi::node_element) {
      inline_open(child, out);
    }
  }
}

Status add_word(const PackageIn& in, std::string& out) {
  ADIT_TRY(auto body, in.xml("word/document.xml"));
  lines_of_word(body.root, out);
  ADIT_TRY(auto links, in.relationships("word/document.xml"));
  for (std::string_view type : {"header", "footer", "footnotes", "endnotes"}) {
    for (const auto& r : links) {
      if (r.type != type) continue;
      ADIT_TRY(auto part, in.xml(r.target));
      out += '\n';
      lines_of_word(part.root, out);
    }
  }
  return {};
}

Status add_sheets(const PackageIn& in, std::string& out) {
  ADIT_TRY(auto book, in.xml("xl/workbook.xml"));
  ADIT_TRY(auto links, in.relationships("xl/workbook.xml"));
  std::vector<std::string> texts;
  if (const auto* shared = first_of(links, "sharedStrings")) {
    ADIT_TRY(auto xml, in.xml(shared->target));
    for (auto si : xml.root.children("x:si")) texts.push_back(text_of(si));
  }
  for (auto sheet : book.root.child("x:sheets").children("x:sheet")) {
    out += std::string(sheet.attribute("name").value()) + "\n";
    ADIT_TRY(auto xml, in.xml(by_id(links, sheet.attribute("r:id").value())->target));
    for (auto row : xml.root.child("x:sheetData").children("x:row")) {
      for (auto cell : row.children("x:c")) {
        auto text = text_of(cell);
        if (std::string_view(cell.attribute("t").value()) == "s") {
          std::size_t index = texts.size();
          std::from_chars(text.data(), text.data() + text.size(), index);
          text = index < texts.size() ? texts[index] : std::string();
        }
        for (char& c : text) {
          if (c == '\n' || c == '\t') c = ' ';
        }
        out += text + "\t";
      }
      out += '\n';
    }
    out += '\n';
  }
  return {};
}

Status add_slides(const PackageIn& in, std::string& out) {
  ADIT_TRY(auto show, in.xml("ppt/presentation.xml"));
  ADIT_TRY(auto links, in.relationships("ppt/presentation.xml"));
  for (auto id : show.root.child("p:sldIdLst").children("p:sldId")) {
    ADIT_TRY(auto xml, in.xml(by_id(links, id.attribute("r:id").value())->target));
    lines_of_slide(xml.root, out);
    out += '\n';
  }
  return {};
}

Status add_open(ByteSpan cleaned, std::string& out) {
  ADIT_TRY(auto zip, ZipReader::open(cleaned));
  const auto* member = zip.find("content.xml");
  if (member == nullptr) return fail(Errc::internal);
  ADIT_TRY(auto bytes, zip.unpack(*member));
  ADIT_TRY(auto xml, parse_xml(bytes, Blanks::matter));
  lines_of_open(xml.root.child("office:body"), out);
  return {};
}

// Without blanks and without what is no text; `pieces`: broken where that stood.
std::string letters_of(std::string_view text, std::vector<std::string>* pieces) {
  std::string out;
  bool inside = false;
  std::size_t from = 0;
  auto cut = [&] {
    if (pieces != nullptr && out.size() > from) pieces->push_back(out.substr(from));
    from = out.size();
  };
  for (char c : text) {
    if (c == kAsideBegins || c == kPictureMark) cut();
    if (c == kAsideBegins) inside = true;
    if (!inside && static_cast<unsigned char>(c) > ' ') out += c;
    if (c == kAsideEnds) inside = false;
  }
  cut();
  return out;
}

}  // namespace

Result<CleanedFile> office_as_text(FileKind kind, ByteSpan cleaned) {
  std::string text;
  if (kind == FileKind::odt || kind == FileKind::ods || kind == FileKind::odp) {
    ADIT_CHECK(add_open(cleaned, text));
  } else {
    ADIT_TRY(auto in, PackageIn::open(cleaned));
    ADIT_CHECK(kind == FileKind::docx   ? add_word(in, text)
               : kind == FileKind::xlsx ? add_sheets(in, text)
                                        : add_slides(in, text));
  }
  // A document of pictures only cannot be had as text.
  if (text.find_first_not_of(" \t\n") == text.npos) return fail(Errc::file_type_refused);
  return rebuild_text(as_bytes(text));
}

Status verify_office_text(const Shown& seen, FileKind from, ByteSpan text) {
  ADIT_CHECK(verify_text(text, text));
  auto said = comparable(as_text(text));
  auto letters = letters_of(said, nullptr);
  std::string all;
  std::vector<std::string> pieces;
  // Heads and feet of pages and slides are not told again: of slides only each third story is one.
  std::size_t step = from == FileKind::pptx ? 3 : 1;
  bool open = from == FileKind::odt || from == FileKind::ods || from == FileKind::odp;
  for (std::size_t i = 0; i < seen.stories.size(); ++i) {
    auto story = comparable(seen.stories[i]);
    bool told = open ? i + 1 == seen.stories.size() : i % step == 0;
    all += letters_of(story, told ? &pieces : nullptr);
  }
  for (const auto& piece : pieces) {
    if (letters.find(piece) == std::string::npos) return fail(Errc::file_damaged);
  }
  // And no word is there that the document does not show.
  for (std::size_t i = 0; i < said.size();) {
    auto stop = std::min(said.find_first_of(" \t\n", i), said.size());
    if (all.find(said.substr(i, stop - i)) == std::string::npos) return fail(Errc::file_damaged);
    i = stop + 1;
  }
  return {};
}

}  // namespace adit::client::office
