// SPDX-License-Identifier: Apache-2.0
// Fonts. Embedded ones keep their outlines and lose their names; those that are only named keep the
// name, because a viewer finds its substitute by it.
#include <algorithm>

#include "client/scrub/pdf/copier.h"
#include "client/scrub/pdf/font_program.h"
#include "client/scrub/pdf/program.h"

namespace adit::client::pdf {
namespace {

void take_numbers(Handle from, Handle& out, std::initializer_list<const char*> keys) {
  for (auto key : keys) {
    auto v = from.getKey(key);
    if (v.isNumber()) out.replaceKey(key, number(v));
    if (v.isArray()) out.replaceKey(key, number_tree(v));
  }
}

std::size_t length_of(Handle dictionary, const char* key) {
  auto v = dictionary.getKey(key);
  return v.isInteger() && v.getIntValue() > 0 ? static_cast<std::size_t>(v.getIntValue()) : 0;
}

constexpr std::string_view kBaseEncodings[] = {"/WinAnsiEncoding", "/MacRomanEncoding", "/MacExpertEncoding",
                                               "/StandardEncoding"};

bool is_embedded(Handle descriptor) {
  return descriptor.isDictionary() && (descriptor.hasKey("/FontFile") || descriptor.hasKey("/FontFile2") ||
                                       descriptor.hasKey("/FontFile3"));
}

std::string text_of(ByteSpan bytes) { return std::string(as_text(bytes)); }

}  // namespace

Handle Copier::font(Handle from, Resources& around) {
  if (!from.isDictionary()) refuse(Errc::file_damaged);
  auto known = done_.find({from.getObjGen(), 't'});
  if (from.isIndirect() && known != done_.end()) {
    if (known->second.isNull()) refuse(Errc::file_damaged);  // a letter drawn with itself
    return known->second;
  }
  if (from.isIndirect()) done_[{from.getObjGen(), 't'}] = Handle::newNull();
  Nesting nesting(*this);
  auto kind = from.getKey("/Subtype").isName() ? from.getKey("/Subtype").getName() : "";
  Handle out;
  if (kind == "/Type0") {
    out = composite_font(from);
  } else if (kind == "/Type3") {
    out = type3(from, around);
  } else if (kind == "/Type1" || kind == "/TrueType" || kind == "/MMType1") {
    out = simple_font(from);
  } else {
    refuse(Errc::file_damaged);
  }
  out.replaceKey("/Type", Handle::newName("/Font"));
  out.replaceKey("/Subtype", Handle::newName(kind));
  if (auto map = to_unicode(from.getKey("/ToUnicode")); !map.isNull()) out.replaceKey("/ToUnicode", map);
  out = to_.makeIndirectObject(out);
  if (from.isIndirect()) done_[{from.getObjGen(), 't'}] = out;
  return out;
}

std::string Copier::font_name(Handle from, bool embedded) {
  if (embedded) return "/AAAAAA+F" + std::to_string(++embedded_fonts_);
  auto name = from.isName() ? plain_name(from.getName()) : "";
  if (name.size() > 7 && name[6] == '+') name = name.substr(7);
  if (name.empty()) name = "Helvetica";
  has_font_names_ = true;
  return "/" + name;
}

Handle Copier::font_file(Handle from, const std::string& key) {
  if (!from.isStream()) refuse(Errc::file_damaged);
  auto& known = done_[{from.getObjGen(), 'e'}];
  if (known.isStream()) return known;
  auto about = from.getDict();
  auto bytes = unpacked(from);
  auto program = as_bytes(bytes);
  auto check = [](const auto& result) {
    if (!result) throw Refusal{result.error()};
  };
  Handle out;
  auto lengths = [&](std::initializer_list<std::size_t> values) {
    int i = 0;
    for (auto v : values)
      out.getDict().replaceKey("/Length" + std::to_string(++i),
                               Handle::newInteger(static_cast<long long>(v)));
  };
  if (key == "/FontFile") {
    auto clean = clean_type1(program, length_of(about, "/Length1"), length_of(about, "/Length2"));
    check(clean);
    out = flate_stream(to_, text_of(clean->bytes));
    lengths({clean->clear_bytes, clean->packed_bytes, 0});
  } else if (key == "/FontFile2") {
    auto clean = clean_sfnt(program);
    check(clean);
    out = flate_stream(to_, text_of(*clean));
    lengths({clean->size()});
  } else {
    auto kind = about.getKey("/Subtype").isName() ? about.getKey("/Subtype").getName() : "";
    if (kind != "/Type1C" && kind != "/CIDFontType0C" && kind != "/OpenType") refuse(Errc::file_damaged);
    auto clean = kind == "/OpenType" ? clean_sfnt(program) : clean_cff(program);
    check(clean);
    out = flate_stream(to_, text_of(*clean));
    out.getDict().replaceKey("/Subtype", Handle::newName(kind));
  }
  return known = out;
}

// `name` is set to the name that the font has from now on.
Handle Copier::descriptor(Handle from, std::string& name) {
  bool embedded = is_embedded(from);
  if (!from.isDictionary()) {
    name = font_name(Handle::newName(name), false);
    return Handle::newNull();
  }
  auto& given = embedded_names_[from.getObjGen()];
  if (!from.isIndirect() || given.empty()) given = font_name(Handle::newName(name), embedded);
  name = given;
  auto& known = done_[{from.getObjGen(), 'd'}];
  if (from.isIndirect() && known.isInitialized() && known.isDictionary()) return known;
  auto out = Handle::newDictionary();
  out.replaceKey("/Type", Handle::newName("/FontDescriptor"));
  out.replaceKey("/FontName", Handle::newName(name));
  take_numbers(from, out,
               {"/Flags", "/FontBBox", "/ItalicAngle", "/Ascent", "/Descent", "/Leading", "/CapHeight",
                "/XHeight", "/StemV", "/StemH", "/AvgWidth", "/MaxWidth", "/MissingWidth", "/FontWeight"});
  for (auto key : {"/FontFile", "/FontFile2", "/FontFile3"}) {
    if (from.hasKey(key)) out.replaceKey(key, font_file(from.getKey(key), key));
  }
  out = to_.makeIndirectObject(out);
  if (from.isIndirect()) known = out;
  return out;
}

Handle Copier::to_unicode(Handle from) {
  if (!from.isStream()) return Handle::newNull();
  auto& known = done_[{from.getObjGen(), 'u'}];
  if (!known.isStream()) known = flate_stream(to_, clean_to_unicode(unpacked(from, 8 << 20)));
  return known;
}

Handle Copier::cmap(Handle from) {
  if (from.isName()) {
    auto name = plain_name(from.getName());
    if (name.empty()) refuse(Errc::file_damaged);
    return Handle::newName("/" + name);
  }
  if (!from.isStream()) refuse(Errc::file_damaged);
  auto& known = done_[{from.getObjGen(), 'm'}];
  if (known.isStream()) return known;
  auto out = flate_stream(to_, clean_cmap(unpacked(from, 8 << 20)));
  auto written = out.getDict();
  written.replaceKey("/Type", Handle::newName("/CMap"));
  written.replaceKey("/CMapName", Handle::newName("/M"));
  auto about = from.getDict();
  if (auto v = about.getKey("/WMode"); v.isInteger()) written.replaceKey("/WMode", number(v));
  if (auto v = about.getKey("/UseCMap"); v.isName()) written.replaceKey("/UseCMap", cmap(v));
  return known = out;
}

Handle Copier::simple_encoding(Handle from) {
  auto base = [](Handle name) {
    return name.isName() && std::ranges::find(kBaseEncodings, name.getName()) != std::end(kBaseEncodings)
               ? Handle::newName(name.getName())
               : Handle::newNull();
  };
  if (!from.isDictionary()) return base(from);
  auto out = Handle::newDictionary();
  if (auto b = base(from.getKey("/BaseEncoding")); !b.isNull()) out.replaceKey("/BaseEncoding", b);
  auto differences = from.getKey("/Differences");
  if (differences.isArray()) {
    auto copy = Handle::newArray();
    for (auto& item : differences.getArrayAsVector()) {
      if (item.isName()) {
        auto name = plain_name(item.getName());
        copy.appendItem(Handle::newName(name.empty() ? "/.notdef" : "/" + name));
      } else {
        copy.appendItem(number(item));
      }
    }
    out.replaceKey("/Differences", copy);
  }
  return out;
}

Handle Copier::simple_font(Handle from) {
  auto out = Handle::newDictionary();
  auto name = from.getKey("/BaseFont").isName() ? from.getKey("/BaseFont").getName() : "";
  auto about = descriptor(from.getKey("/FontDescriptor"), name);
  out.replaceKey("/BaseFont", Handle::newName(name));
  if (!about.isNull()) out.replaceKey("/FontDescriptor", about);
  take_numbers(from, out, {"/FirstChar", "/LastChar", "/Widths"});
  if (auto e = simple_encoding(from.getKey("/Encoding")); !e.isNull()) out.replaceKey("/Encoding", e);
  return out;
}

Handle Copier::cid_font(Handle from, std::string& name) {
  if (!from.isDictionary()) refuse(Errc::file_damaged);
  auto kind = from.getKey("/Subtype");
  if (!kind.isNameAndEquals("/CIDFontType0") && !kind.isNameAndEquals("/CIDFontType2"))
    refuse(Errc::file_damaged);
  auto out = Handle::newDictionary();
  out.replaceKey("/Type", Handle::newName("/Font"));
  out.replaceKey("/Subtype", Handle::newName(kind.getName()));
  name = from.getKey("/BaseFont").isName() ? from.getKey("/BaseFont").getName() : "";
  auto about = descriptor(from.getKey("/FontDescriptor"), name);
  out.replaceKey("/BaseFont", Handle::newName(name));
  if (!about.isNull()) out.replaceKey("/FontDescriptor", about);
  take_numbers(from, out, {"/DW", "/DW2", "/W", "/W2"});
  // Of the sets of letters only the well-known ones are named.
  constexpr std::string_view kOrders[] = {"Japan1", "GB1", "CNS1", "Korea1", "KR", "Manga1"};
  auto system = dictionary_of(from.getKey("/CIDSystemInfo"));
  auto order = system.getKey("/Ordering").isString() ? system.getKey("/Ordering").getStringValue() : "";
  bool known = std::ranges::find(kOrders, order) != std::end(kOrders);
  auto info = Handle::newDictionary();
  info.replaceKey("/Registry", Handle::newString("Adobe"));
  info.replaceKey("/Ordering", Handle::newString(known ? order : "Identity"));
  auto supplement = system.getKey("/Supplement");
  info.replaceKey("/Supplement",
                  Handle::newInteger(known && supplement.isInteger() ? supplement.getIntValue() : 0));
  out.replaceKey("/CIDSystemInfo", info);
  auto glyphs = from.getKey("/CIDToGIDMap");
  if (glyphs.isName()) out.replaceKey("/CIDToGIDMap", Handle::newName("/Identity"));
  if (glyphs.isStream()) out.replaceKey("/CIDToGIDMap", flate_stream(to_, unpacked(glyphs, 2 * 65536)));
  return to_.makeIndirectObject(out);
}

Handle Copier::composite_font(Handle from) {
  auto inner = from.getKey("/DescendantFonts");
  if (!inner.isArray() || inner.getArrayNItems() != 1) refuse(Errc::file_damaged);
  std::string name;
  auto list = Handle::newArray();
  list.appendItem(cid_font(inner.getArrayItem(0), name));
  auto out = Handle::newDictionary();
  out.replaceKey("/BaseFont", Handle::newName(name));
  out.replaceKey("/DescendantFonts", list);
  out.replaceKey("/Encoding", cmap(from.getKey("/Encoding")));
  return out;
}

// Letters that are little drawings. Plain names stay: they may be all that says which letter it is.
Handle Copier::type3(Handle from, Resources& around) {
  auto out = Handle::newDictionary();
  take_numbers(from, out, {"/FontBBox", "/FontMatrix", "/FirstChar", "/LastChar", "/Widths"});
  auto own = from.getKey("/Resources");
  Resources inner(*this, own.isDictionary() ? own : around.from());
  auto drawings = dictionary_of(from.getKey("/CharProcs")), copies = Handle::newDictionary();
  auto order = Handle::newArray();
  auto differences = dictionary_of(from.getKey("/Encoding")).getKey("/Differences");
  if (!differences.isArray()) refuse(Errc::file_damaged);
  std::map<std::string, std::string> names;
  for (auto& item : differences.getArrayAsVector()) {
    if (!item.isName()) {
      order.appendItem(number(item));
      continue;
    }
    auto& name = names[item.getName()];
    auto drawing = drawings.getKey(item.getName());
    if (name.empty() && drawing.isStream()) {
      auto plain = plain_name(item.getName());
      name = plain.empty() || plain.size() > 20 ? "/a" + std::to_string(names.size()) : "/" + plain;
      copies.replaceKey(name, flate_stream(to_, clean_content(content_of(drawing), inner)));
    } else if (name.empty()) {
      name = "/.notdef";
    }
    order.appendItem(Handle::newName(name));
  }
  auto encoding = Handle::newDictionary();
  encoding.replaceKey("/Differences", order);
  out.replaceKey("/Encoding", encoding);
  out.replaceKey("/CharProcs", copies);
  out.replaceKey("/Resources", inner.written());
  return out;
}

}  // namespace adit::client::pdf
