// SPDX-License-Identifier: Apache-2.0
// Colour spaces, functions, shadings, patterns, graphics states. Profiles of colour are replaced by
// the device's own spaces: a profile names the scanner, the monitor or the press it was made for.
#include <algorithm>

#include "client/scrub/pdf/copier.h"
#include "client/scrub/pdf/program.h"

namespace adit::client::pdf {
namespace {

Handle named(std::string_view name) { return Handle::newName(std::string(name)); }

// Copies the numbers of an array that may be missing.
void take_numbers(Handle from, Handle& out, const char* key) {
  auto value = from.getKey(key);
  if (value.isArray()) out.replaceKey(key, numbers(value));
}
void take_number(Handle from, Handle& out, const char* key) {
  auto value = from.getKey(key);
  if (value.isNumber()) out.replaceKey(key, number(value));
}
void take_bool(Handle from, Handle& out, const char* key) {
  auto value = from.getKey(key);
  if (value.isBool()) out.replaceKey(key, Handle::newBool(value.getBoolValue()));
}

Handle device_space(long long colours) {
  if (colours == 1) return named("/DeviceGray");
  if (colours == 3) return named("/DeviceRGB");
  if (colours == 4) return named("/DeviceCMYK");
  refuse(Errc::file_damaged);
}

constexpr std::string_view kBlends[] = {
    "/Normal",    "/Compatible", "/Multiply",   "/Screen",    "/Overlay",   "/Darken",
    "/Lighten",   "/ColorDodge", "/ColorBurn",  "/HardLight", "/SoftLight", "/Difference",
    "/Exclusion", "/Hue",        "/Saturation", "/Color",     "/Luminosity"};

}  // namespace

Handle Copier::colour_space(Handle from, Handle resources, unsigned depth) {
  if (depth > 6) refuse(Errc::file_damaged);
  if (from.isName()) {
    auto name = from.getName();
    if (name == "/DeviceGray" || name == "/DeviceRGB" || name == "/DeviceCMYK" || name == "/Pattern")
      return named(name);
    auto entry = dictionary_of(dictionary_of(resources).getKey("/ColorSpace")).getKey(name);
    if (!entry.isNull()) return colour_space(entry, resources, depth + 1);
    // As they are called inside inline pictures, and in very old files.
    if (name == "/G" || name == "/CalGray") return named("/DeviceGray");
    if (name == "/RGB" || name == "/CalRGB") return named("/DeviceRGB");
    if (name == "/CMYK" || name == "/CalCMYK") return named("/DeviceCMYK");
    refuse(Errc::file_damaged);
  }
  if (!from.isArray() || from.getArrayNItems() == 0) refuse(Errc::file_damaged);
  auto known = done_.find({from.getObjGen(), 'c'});
  if (from.isIndirect() && known != done_.end()) return known->second;
  auto items = from.getArrayAsVector();
  auto kind = items[0].isName() ? items[0].getName() : "";
  auto at = [&](std::size_t i) {
    if (i >= items.size()) refuse(Errc::file_damaged);
    return items[i];
  };
  auto out = Handle::newArray();
  if (items.size() == 1) {
    return colour_space(items[0], resources, depth + 1);
  } else if (kind == "/ICCBased") {
    if (!at(1).isStream()) refuse(Errc::file_damaged);
    auto profile = at(1).getDict();
    auto colours = profile.getKey("/N");
    if (!colours.isInteger()) refuse(Errc::file_damaged);
    auto instead = profile.getKey("/Alternate");
    // A profile of the Lab kind has values that no device space has.
    bool lab =
        instead.isArray() && instead.getArrayNItems() == 2 && instead.getArrayItem(0).isNameAndEquals("/Lab");
    out = lab ? colour_space(instead, resources, depth + 1) : device_space(colours.getIntValue());
  } else if (kind == "/CalGray" || kind == "/CalRGB" || kind == "/Lab") {
    auto numbers_in = dictionary_of(at(1)), copy = Handle::newDictionary();
    for (auto key : {"/WhitePoint", "/BlackPoint", "/Matrix", "/Range"}) take_numbers(numbers_in, copy, key);
    if (kind == "/CalRGB") take_numbers(numbers_in, copy, "/Gamma");
    if (kind == "/CalGray") take_number(numbers_in, copy, "/Gamma");
    out.appendItem(named(kind));
    out.appendItem(copy);
  } else if (kind == "/Indexed" || kind == "/I") {
    auto table = at(3);
    auto bytes = table.isStream() ? unpacked(table, 1 << 16) : table.isString() ? table.getStringValue() : "";
    if (!at(2).isInteger()) refuse(Errc::file_damaged);
    auto last = at(2).getIntValue();
    auto base = colour_space(at(1), resources, depth + 1);
    if (last < 0 || last > 255 || bytes.empty()) refuse(Errc::file_damaged);
    // Behind the last colour there may be anything.
    std::size_t colours = 3;
    if (base.isNameAndEquals("/DeviceGray")) colours = 1;
    if (base.isNameAndEquals("/DeviceCMYK")) colours = 4;
    if (base.isArray() && base.getArrayItem(0).isNameAndEquals("/CalGray")) colours = 1;
    if (base.isArray() && base.getArrayItem(0).isNameAndEquals("/Separation")) colours = 1;
    if (base.isArray() && base.getArrayItem(0).isNameAndEquals("/DeviceN"))
      colours = static_cast<std::size_t>(base.getArrayItem(1).getArrayNItems());
    bytes.resize(colours * static_cast<std::size_t>(last + 1));
    out.appendItem(named("/Indexed"));
    out.appendItem(base);
    out.appendItem(Handle::newInteger(last));
    out.appendItem(Handle::newString(bytes));
  } else if (kind == "/Separation") {
    out.appendItem(named("/Separation"));
    if (!at(1).isName()) refuse(Errc::file_damaged);
    out.appendItem(named(colorant(at(1).getName())));
    out.appendItem(colour_space(at(2), resources, depth + 1));
    out.appendItem(function(at(3)));
  } else if (kind == "/DeviceN") {
    auto names = Handle::newArray();
    if (!at(1).isArray() || at(1).getArrayNItems() > 32) refuse(Errc::file_damaged);
    int spot = 0;
    for (auto& name : at(1).getArrayAsVector()) {
      if (!name.isName()) refuse(Errc::file_damaged);
      auto plain = colorant(name.getName());
      // Names within one space must differ.
      if (plain == "/Spot") plain += std::to_string(++spot);
      names.appendItem(named(plain));
    }
    out.appendItem(named("/DeviceN"));
    out.appendItem(names);
    out.appendItem(colour_space(at(2), resources, depth + 1));
    out.appendItem(function(at(3)));
  } else if (kind == "/Pattern") {
    out.appendItem(named("/Pattern"));
    out.appendItem(colour_space(at(1), resources, depth + 1));
  } else {
    refuse(Errc::file_damaged);
  }
  if (out.isArray() && from.isIndirect()) out = to_.makeIndirectObject(out);
  if (from.isIndirect()) done_[{from.getObjGen(), 'c'}] = out;
  return out;
}

// The names of printing inks may be a firm's own; on a screen they mean nothing.
std::string Copier::colorant(const std::string& name) {
  constexpr std::string_view kInks[] = {"/All", "/None", "/Cyan", "/Magenta", "/Yellow", "/Black"};
  return std::ranges::find(kInks, name) != std::end(kInks) ? name : "/Spot";
}

Handle Copier::function(Handle from, unsigned depth) {
  if (depth > 6) refuse(Errc::file_damaged);
  auto known = done_.find({from.getObjGen(), 'f'});
  if (from.isIndirect() && known != done_.end()) return known->second;
  auto about = dictionary_of(from);
  auto type = about.getKey("/FunctionType");
  if (!type.isInteger()) refuse(Errc::file_damaged);
  auto out = Handle::newDictionary();
  switch (type.getIntValue()) {
    case 0:
      if (!from.isStream()) refuse(Errc::file_damaged);
      out = flate_stream(to_, unpacked(from));
      break;
    case 2:
      break;
    case 3: {
      auto parts = about.getKey("/Functions");
      if (!parts.isArray()) refuse(Errc::file_damaged);
      auto list = Handle::newArray();
      for (auto& part : parts.getArrayAsVector()) list.appendItem(function(part, depth + 1));
      out.replaceKey("/Functions", list);
      break;
    }
    case 4:
      if (!from.isStream()) refuse(Errc::file_damaged);
      out = flate_stream(to_, clean_calculator(unpacked(from, 1 << 20)));
      break;
    default:
      refuse(Errc::file_damaged);
  }
  auto written = out.isStream() ? out.getDict() : out;
  written.replaceKey("/FunctionType", number(type));
  for (auto key : {"/Domain", "/Range"}) take_numbers(about, written, key);
  if (type.getIntValue() == 0) {
    for (auto key : {"/Size", "/Encode", "/Decode"}) take_numbers(about, written, key);
    for (auto key : {"/BitsPerSample", "/Order"}) take_number(about, written, key);
  } else if (type.getIntValue() == 2) {
    for (auto key : {"/C0", "/C1"}) take_numbers(about, written, key);
    take_number(about, written, "/N");
  } else if (type.getIntValue() == 3) {
    for (auto key : {"/Bounds", "/Encode"}) take_numbers(about, written, key);
  }
  if (from.isIndirect()) {
    if (!out.isStream()) out = to_.makeIndirectObject(out);
    done_[{from.getObjGen(), 'f'}] = out;
  }
  return out;
}

Handle Copier::functions(Handle from) {
  if (!from.isArray()) return function(from);
  auto out = Handle::newArray();
  for (auto& item : from.getArrayAsVector()) out.appendItem(function(item));
  return out;
}

Handle Copier::shading(Handle from, Handle resources) {
  auto known = done_.find({from.getObjGen(), 's'});
  if (from.isIndirect() && known != done_.end()) return known->second;
  auto about = dictionary_of(from);
  auto type = about.getKey("/ShadingType");
  if (!type.isInteger() || type.getIntValue() < 1 || type.getIntValue() > 7) refuse(Errc::file_damaged);
  auto kind = type.getIntValue();
  Handle out = Handle::newDictionary();
  if (kind >= 4) {
    if (!from.isStream()) refuse(Errc::file_damaged);
    out = flate_stream(to_, unpacked(from));
  }
  auto written = out.isStream() ? out.getDict() : out;
  written.replaceKey("/ShadingType", number(type));
  written.replaceKey("/ColorSpace", colour_space(about.getKey("/ColorSpace"), resources));
  for (auto key : {"/Background", "/BBox"}) take_numbers(about, written, key);
  take_bool(about, written, "/AntiAlias");
  if (about.hasKey("/Function")) written.replaceKey("/Function", functions(about.getKey("/Function")));
  if (kind <= 3) {
    take_numbers(about, written, "/Domain");
    take_numbers(about, written, kind == 1 ? "/Matrix" : "/Coords");
    auto extend = about.getKey("/Extend");
    if (kind != 1 && extend.isArray() && extend.getArrayNItems() == 2) {
      auto copy = Handle::newArray();
      for (auto& end : extend.getArrayAsVector())
        copy.appendItem(Handle::newBool(end.isBool() && end.getBoolValue()));
      written.replaceKey("/Extend", copy);
    }
  } else {
    for (auto key : {"/BitsPerCoordinate", "/BitsPerComponent", "/BitsPerFlag", "/VerticesPerRow"})
      take_number(about, written, key);
    take_numbers(about, written, "/Decode");
  }
  if (!out.isStream() && from.isIndirect()) out = to_.makeIndirectObject(out);
  if (from.isIndirect()) done_[{from.getObjGen(), 's'}] = out;
  return out;
}

Handle Copier::pattern(Handle from, Resources& around) {
  auto known = done_.find({from.getObjGen(), 'p'});
  if (from.isIndirect() && known != done_.end()) return known->second;
  Nesting nesting(*this);
  auto about = dictionary_of(from);
  auto type = about.getKey("/PatternType");
  Handle out = Handle::newDictionary();
  if (type.isInteger() && type.getIntValue() == 2) {
    out.replaceKey("/Shading", shading(about.getKey("/Shading"), around.from()));
    if (auto state = about.getKey("/ExtGState"); state.isDictionary())
      out.replaceKey("/ExtGState", graphics_state(state, around));
    take_numbers(about, out, "/Matrix");
  } else if (type.isInteger() && type.getIntValue() == 1 && from.isStream()) {
    auto own = about.getKey("/Resources");
    Resources inner(*this, own.isDictionary() ? own : around.from());
    auto content = clean_content(content_of(from), inner);
    out = flate_stream(to_, content);
    auto written = out.getDict();
    for (auto key : {"/PaintType", "/TilingType", "/XStep", "/YStep"}) take_number(about, written, key);
    for (auto key : {"/BBox", "/Matrix"}) take_numbers(about, written, key);
    written.replaceKey("/Resources", inner.written());
  } else {
    refuse(Errc::file_damaged);
  }
  auto written = out.isStream() ? out.getDict() : out;
  written.replaceKey("/PatternType", number(type));
  if (!out.isStream()) out = to_.makeIndirectObject(out);
  if (from.isIndirect()) done_[{from.getObjGen(), 'p'}] = out;
  return out;
}

Handle Copier::soft_mask(Handle from, Resources& around) {
  if (from.isName()) return named("/None");
  auto kind = from.getKey("/S");
  if (!kind.isNameAndEquals("/Alpha") && !kind.isNameAndEquals("/Luminosity")) refuse(Errc::file_damaged);
  auto out = Handle::newDictionary();
  out.replaceKey("/S", named(kind.getName()));
  auto drawn = external(from.getKey("/G"), around);
  if (drawn.isNull()) refuse(Errc::file_damaged);
  out.replaceKey("/G", drawn);
  take_numbers(from, out, "/BC");
  auto transfer = from.getKey("/TR");
  if (transfer.isDictionary() || transfer.isStream()) out.replaceKey("/TR", function(transfer));
  return out;
}

Handle Copier::graphics_state(Handle from, Resources& around) {
  if (!from.isDictionary()) refuse(Errc::file_damaged);
  auto known = done_.find({from.getObjGen(), 'g'});
  if (from.isIndirect() && known != done_.end()) return known->second;
  Nesting nesting(*this);
  auto out = Handle::newDictionary();
  for (auto key : {"/LW", "/LC", "/LJ", "/ML", "/OPM", "/FL", "/SM", "/CA", "/ca"})
    take_number(from, out, key);
  for (auto key : {"/OP", "/op", "/SA", "/AIS", "/TK"}) take_bool(from, out, key);
  if (auto dash = from.getKey("/D"); dash.isArray() && dash.getArrayNItems() == 2) {
    auto copy = Handle::newArray();
    copy.appendItem(numbers(dash.getArrayItem(0)));
    copy.appendItem(number(dash.getArrayItem(1)));
    out.replaceKey("/D", copy);
  }
  auto blend = from.getKey("/BM");
  // The first of a list that is known.
  std::vector<Handle> blends = blend.isArray() ? blend.getArrayAsVector() : std::vector<Handle>{blend};
  for (auto& b : blends) {
    if (!b.isName() || std::ranges::find(kBlends, b.getName()) == std::end(kBlends)) continue;
    out.replaceKey("/BM", named(b.getName()));
    break;
  }
  if (auto f = from.getKey("/Font"); f.isArray() && f.getArrayNItems() == 2) {
    auto copy = Handle::newArray();
    copy.appendItem(font(f.getArrayItem(0), around));
    copy.appendItem(number(f.getArrayItem(1)));
    out.replaceKey("/Font", copy);
  }
  auto mask = from.getKey("/SMask");
  if (mask.isName() || mask.isDictionary()) out.replaceKey("/SMask", soft_mask(mask, around));
  for (auto key : {"/TR", "/TR2", "/HT", "/BG", "/BG2", "/UCR", "/UCR2"}) {
    auto value = from.getKey(key);
    if (!value.isNull() && !value.isName())
      harvest_.found(FindingClass::device,
                     "settings for a printing press: they may have changed colours a little");
  }
  out = to_.makeIndirectObject(out);
  if (from.isIndirect()) done_[{from.getObjGen(), 'g'}] = out;
  return out;
}

}  // namespace adit::client::pdf
