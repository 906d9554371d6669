// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/pdf/harvest_pdf.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "client/scrub/pdf/annotations.h"
#include "client/scrub/pdf/copier.h"

namespace adit::client::pdf {
namespace {

struct InfoKey {
  std::string_view key;
  FindingClass what;
  std::string_view words;
};
constexpr InfoKey kInfo[] = {
    {"/Author", FindingClass::who, "the author"},
    {"/Title", FindingClass::who, "the title"},
    {"/Subject", FindingClass::who, "the subject"},
    {"/Keywords", FindingClass::who, "keywords"},
    {"/Company", FindingClass::who, "the firm"},
    {"/Manager", FindingClass::who, "the manager"},
    {"/Creator", FindingClass::device, "the program it was written with"},
    {"/Producer", FindingClass::device, "the program that made the PDF"},
    {"/CreationDate", FindingClass::when, "the time it was made"},
    {"/ModDate", FindingClass::when, "the time of the last change"},
};

std::string shown(Handle text) { return quote_text(text.isString() ? text.getUTF8Value() : std::string()); }

class Walk {
 public:
  Walk(Harvest& out, const Layers& layers) : out_(out), layers_(layers) {}

  void keep(Handle text) {
    auto raw = text.getStringValue(), readable = text.getUTF8Value();
    for (const auto& value : {raw, readable}) {
      // Short numbers occur in every drawing.
      bool plain_number = value.size() < 10 && value.find_first_not_of("0123456789.-+/ ") == value.npos;
      if (!plain_number) out_.keep_value(as_bytes(value));
    }
  }

  void info(Handle dictionary) {
    if (!dictionary.isDictionary()) return;
    for (const auto& key : dictionary.getKeys()) {
      auto value = dictionary.getKey(key);
      if (!value.isString() || value.getStringValue().empty()) continue;
      keep(value);
      auto row = std::ranges::find(kInfo, key, &InfoKey::key);
      if (row != std::end(kInfo)) {
        out_.found(row->what, fmt::format("{}: {}", row->words, shown(value)));
      } else if (key != "/Trapped") {
        out_.found(FindingClass::other,
                   fmt::format("a property {}: {}", quote_text(key.substr(1)), shown(value)));
      }
    }
  }

  // A value and what stands directly in it; what is referred to has its own turn.
  void object(Handle value, unsigned depth = 0) {
    if (depth > 60) return;
    if (value.isString()) return keep(value);
    if (value.isArray()) {
      auto items = value.getArrayAsVector();
      if (!items.empty() && items[0].isNameAndEquals("/Indexed")) return;  // colours, not words
      for (auto& item : items) {
        if (!item.isIndirect()) object(item, depth + 1);
      }
      return;
    }
    if (!value.isDictionary() && !value.isStream()) return;
    auto dictionary = dictionary_of(value);
    note(dictionary);
    if (value.isStream()) stream(value, dictionary);
    for (const auto& key : dictionary.getKeys()) {
      // Which letters a font has; how a field is typeset.
      if (key == "/CIDSystemInfo" || key == "/DA" || key == "/DS" || key == "/Contents") {
        auto words = dictionary.getKey(key);
        if (key == "/Contents" && words.isString() && !dictionary.hasKey("/ByteRange")) keep(words);
        continue;
      }
      auto item = dictionary.getKey(key);
      // Names of letters, which a font needs itself.
      if (key == "/CharSet" && item.isString() && item.getStringValue().starts_with('/')) continue;
      if (!item.isIndirect()) object(item, depth + 1);
    }
  }

 private:
  void note(Handle d) {
    auto subtype = d.getKey("/Subtype"), action = d.getKey("/S"), type = d.getKey("/Type");
    if (subtype.isName() && d.hasKey("/Rect")) annotation(d, subtype.getName());
    if (action.isNameAndEquals("/JavaScript")) out_.found(FindingClass::hidden, "a program (JavaScript)");
    if (action.isNameAndEquals("/URI"))
      out_.found(FindingClass::hidden, "the target of a link: " + shown(d.getKey("/URI")));
    if (action.isNameAndEquals("/SubmitForm") || action.isNameAndEquals("/Launch") ||
        action.isNameAndEquals("/ImportData") || action.isNameAndEquals("/GoToR")) {
      out_.found(FindingClass::hidden, "an action that reaches outside the document");
    }
    if (d.hasKey("/FT") && d.getKey("/V").isString() && !d.getKey("/V").getStringValue().empty())
      out_.found(FindingClass::other,
                 fmt::format("a form field {} with the value {}: what it shows is drawn into the page",
                             shown(d.getKey("/T")), shown(d.getKey("/V"))));
    if (type.isNameAndEquals("/Sig") || d.hasKey("/ByteRange")) {
      out_.found(FindingClass::who, "a digital signature: it is gone, and so is the proof that it gave");
      for (auto key : {"/Name", "/M", "/Location", "/Reason", "/ContactInfo"}) {
        if (d.getKey(key).isString())
          out_.found(FindingClass::who, "in the signature: " + shown(d.getKey(key)));
      }
    }
    if (d.hasKey("/EF")) {
      auto name = d.getKey("/UF").isString() ? d.getKey("/UF") : d.getKey("/F");
      out_.found(FindingClass::hidden, "an attached file: " + shown(name));
    }
    if (auto pieces = d.getKey("/PieceInfo"); pieces.isDictionary()) {
      for (const auto& key : pieces.getKeys())
        out_.found(FindingClass::history, "a program's private notes: " + quote_text(key.substr(1)));
    }
    if (d.getKey("/LastModified").isString())
      out_.found(FindingClass::when, "the time a part was changed: " + shown(d.getKey("/LastModified")));
    if (d.hasKey("/Thumb"))
      out_.found(FindingClass::hidden, "a small preview of a page, which may show what was changed later");
    for (auto key : {"/ActualText", "/Alt"}) {
      if (d.getKey(key).isString())
        out_.found(FindingClass::hidden, "words behind what is shown: " + shown(d.getKey(key)));
    }
  }

  void annotation(Handle d, const std::string& kind) {
    if (kind == "/Link") {
      out_.found(FindingClass::other, "links: what they stood on is still there, where they led to is gone");
      return;
    }
    if (kind == "/Popup" || (kind == "/Widget" && !is_signature(d))) return;
    std::string words = fmt::format("a note or mark of the kind {}", quote_text(kind.substr(1)));
    if (d.getKey("/T").isString()) words += " by " + shown(d.getKey("/T"));
    if (d.getKey("/M").isString()) words += " of " + shown(d.getKey("/M"));
    if (d.getKey("/Contents").isString() && !d.getKey("/Contents").getStringValue().empty())
      words += ": " + shown(d.getKey("/Contents"));
    bool drawn = is_drawn(d, layers_) && dictionary_of(d.getKey("/AP")).hasKey("/N");
    words += drawn ? " (its drawing is part of the page now)" : " (no longer shown)";
    out_.found(FindingClass::who, words);
  }

  void stream(Handle value, Handle dictionary) {
    try {
      if (dictionary.getKey("/Type").isNameAndEquals("/Metadata")) {
        harvest_xmp(as_bytes(unpacked(value, 16 << 20)), out_);
      } else if (dictionary.getKey("/Type").isNameAndEquals("/EmbeddedFile")) {
        auto bytes = unpacked(value, 16 << 20);
        out_.keep_strings(as_bytes(bytes).first(std::min<std::size_t>(bytes.size(), 65536)));
      } else if (dictionary.getKey("/N").isInteger() && !dictionary.hasKey("/First")) {
        auto bytes = unpacked(value, 8 << 20);
        if (bytes.size() > 40 && bytes.compare(36, 4, "acsp") == 0) harvest_icc(as_bytes(bytes), out_);
      } else if (auto filters = filters_of(dictionary); !filters.empty() && filters.back() == "DCTDecode") {
        auto packed = unpacked_to_picture(*value.getOwningQPDF(), value);
        harvest_jpeg(as_bytes(packed.bytes), out_);
      }
    } catch (const Refusal&) {
      // What cannot be read is not copied either, or else refused where it is copied.
    }
  }

  Harvest& out_;
  const Layers& layers_;
};

std::size_t count_of(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + what.size())) ++n;
  return n;
}

std::string versions(std::size_t n) {
  return n == 1 ? "1 earlier version of the document" : fmt::format("{} earlier versions of the document", n);
}

void harvest_frame(const Document& document, ByteSpan file, Harvest& out) {
  auto text = as_text(file);
  auto ends = count_of(text, "%%EOF");
  bool linear = text.substr(0, 1024).find("/Linearized") != text.npos;
  if (ends > (linear ? 2u : 1u)) out.found(FindingClass::history, versions(ends - (linear ? 2 : 1)));
  auto start = std::min(text.find("%PDF-"), text.size());
  if (start > 0) {
    out.found(FindingClass::hidden, size_words(start) + " before the beginning of the document");
    out.keep_strings(file.first(start));
  }
  if (document.tail_bytes > 0) {
    out.found(FindingClass::hidden, size_words(document.tail_bytes) + " after the end of the document");
    out.keep_strings(file.last(std::min<std::size_t>(document.tail_bytes, 1 << 20)));
  }
  if (document.pdf->isEncrypted()) out.found(FindingClass::other, "a lock on printing or copying");
  auto id = document.pdf->getTrailer().getKey("/ID");
  if (!id.isArray()) return;
  out.found(FindingClass::history, "the document's own number, which links its copies");
  for (auto& part : id.getArrayAsVector()) {
    if (!part.isString()) continue;
    auto hex = to_hex(as_bytes(part.getStringValue()));
    out.keep_value(as_bytes(part.getStringValue()));
    out.keep_value(as_bytes(hex));
    std::ranges::transform(hex, hex.begin(),
                           [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c; });
    out.keep_value(as_bytes(hex));
  }
}

void harvest_root(Handle root, const Layers& layers, Harvest& out) {
  struct Part {
    const char* key;
    FindingClass what;
    std::string_view words;
  };
  constexpr Part kParts[] = {
      {"/Outlines", FindingClass::other, "bookmarks: the list beside the pages is gone"},
      {"/StructTreeRoot", FindingClass::other, "the structure for reading aloud"},
      {"/OpenAction", FindingClass::hidden, "something that happens when the document is opened"},
      {"/AA", FindingClass::hidden, "something that happens when the document is used"},
      {"/OutputIntents", FindingClass::device, "the press or screen it was made for"},
      {"/Perms", FindingClass::who, "a signed right or certification"},
      {"/PageLabels", FindingClass::other, "names of pages"},
      {"/Threads", FindingClass::other, "threads for reading"},
  };
  for (const auto& part : kParts) {
    if (root.hasKey(part.key)) out.found(part.what, std::string(part.words));
  }
  for (const auto& name : layers.names_off())
    out.found(FindingClass::hidden, "a layer that is switched off: " + quote_text(name));
  if (layers.any() && layers.names_off().empty())
    out.found(FindingClass::other, "layers: all that is shown is on one now");
}

}  // namespace

void harvest_pdf(const Document& document, ByteSpan file, const Layers& layers, Harvest& out) {
  auto& pdf = *document.pdf;
  Walk walk(out, layers);
  walk.info(pdf.getTrailer().getKey("/Info"));
  harvest_frame(document, file, out);
  harvest_root(pdf.getRoot(), layers, out);
  for (auto& object : pdf.getAllObjects()) walk.object(object);
}

}  // namespace adit::client::pdf
