// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/pdf/allowed.h"

#include <algorithm>

namespace adit::client::pdf {
namespace {

// One entry of one part. What it may be: num, bool, nums (numbers and bools in arrays), plain (a short
// name of letters), name:A,B (one of these), colour, @Part (a dictionary), #Part (a stream),
// [@Part] (an array of them), map:X@Part (entries X1, X2, …), up (the pages above).
struct Rule {
  std::string_view part, keys, what;
};
constexpr Rule kRules[] = {
    {"Catalog", "Type", "name:Catalog"},
    {"Catalog", "Pages", "@Pages"},
    {"Pages", "Type", "name:Pages"},
    {"Pages", "Kids", "[@Page]"},
    {"Pages", "Count", "num"},
    {"Page", "Type", "name:Page"},
    {"Page", "Parent", "up"},
    {"Page", "MediaBox CropBox", "nums"},
    {"Page", "Rotate UserUnit", "num"},
    {"Page", "Group", "@Group"},
    {"Page", "Resources", "@Resources"},
    {"Page", "Contents", "#Content"},
    {"Group", "S", "name:Transparency"},
    {"Group", "CS", "colour"},
    {"Group", "I K", "bool"},
    {"Resources", "ExtGState", "map:G@State"},
    {"Resources", "ColorSpace", "map:C@Colour"},
    {"Resources", "Pattern", "map:P@Pattern"},
    {"Resources", "Shading", "map:S@Shading"},
    {"Resources", "XObject", "map:X@XObject"},
    {"Resources", "Font", "map:F@Font"},
    {"State", "LW LC LJ ML OPM FL SM CA ca", "num"},
    {"State", "OP op SA AIS TK", "bool"},
    {"State", "D", "nums"},
    {"State", "BM",
     "name:Normal,Compatible,Multiply,Screen,Overlay,Darken,Lighten,ColorDodge,ColorBurn,HardLight,SoftLight,"
     "Difference,Exclusion,Hue,Saturation,Color,Luminosity"},
    {"State", "Font", "fontsize"},
    {"State", "SMask", "mask"},
    {"Mask", "S", "name:Alpha,Luminosity"},
    {"Mask", "G", "#Form"},
    {"Mask", "BC", "nums"},
    {"Mask", "TR", "@Function"},
    {"Content", "", ""},
    {"Form", "Type", "name:XObject"},
    {"Form", "Subtype", "name:Form"},
    {"Form", "BBox Matrix", "nums"},
    {"Form", "Resources", "@Resources"},
    {"Form", "Group", "@Group"},
    {"Image", "Type", "name:XObject"},
    {"Image", "Subtype", "name:Image"},
    {"Image", "Width Height BitsPerComponent SMaskInData", "num"},
    {"Image", "ImageMask Interpolate", "bool"},
    {"Image", "ColorSpace", "colour"},
    {"Image", "Decode Matte", "nums"},
    {"Image", "Mask", "imagemask"},
    {"Image", "SMask", "#Image"},
    {"Image", "DecodeParms", "@Parameters"},
    {"Parameters", "Predictor Colors BitsPerComponent Columns Rows K DamagedRowsBeforeError ColorTransform",
     "num"},
    {"Parameters", "EndOfLine EncodedByteAlign EndOfBlock BlackIs1", "bool"},
    {"Parameters", "JBIG2Globals", "#Globals"},
    {"Globals", "", ""},
    {"Pattern", "PatternType PaintType TilingType XStep YStep", "num"},
    {"Pattern", "BBox Matrix", "nums"},
    {"Pattern", "Resources", "@Resources"},
    {"Pattern", "Shading", "@Shading"},
    {"Pattern", "ExtGState", "@State"},
    {"Shading", "ShadingType BitsPerCoordinate BitsPerComponent BitsPerFlag VerticesPerRow", "num"},
    {"Shading", "ColorSpace", "colour"},
    {"Shading", "Background BBox Domain Matrix Coords Extend Decode", "nums"},
    {"Shading", "AntiAlias", "bool"},
    {"Shading", "Function", "functions"},
    {"Function", "FunctionType BitsPerSample Order N", "num"},
    {"Function", "Domain Range Size Encode Decode C0 C1 Bounds", "nums"},
    {"Function", "Functions", "functions"},
    {"Calibrated", "WhitePoint BlackPoint Matrix Range Gamma", "nums"},
    {"Font", "Type", "name:Font"},
    {"Font", "Subtype", "name:Type0,Type1,MMType1,TrueType,Type3,CIDFontType0,CIDFontType2"},
    {"Font", "BaseFont", "plain"},
    {"Font", "FirstChar LastChar DW", "num"},
    {"Font", "Widths W DW2 W2 FontBBox FontMatrix", "nums"},
    {"Font", "FontDescriptor", "@Descriptor"},
    {"Font", "Encoding", "encoding"},
    {"Font", "ToUnicode", "#Map"},
    {"Font", "DescendantFonts", "[@Font]"},
    {"Font", "CIDSystemInfo", "@System"},
    {"Font", "CIDToGIDMap", "glyphs"},
    {"Font", "CharProcs", "@Letters"},
    {"Font", "Resources", "@Resources"},
    {"Descriptor", "Type", "name:FontDescriptor"},
    {"Descriptor", "FontName", "plain"},
    {"Descriptor",
     "Flags ItalicAngle Ascent Descent Leading CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth "
     "FontWeight",
     "num"},
    {"Descriptor", "FontBBox", "nums"},
    {"Descriptor", "FontFile", "#Type1"},
    {"Descriptor", "FontFile2", "#Sfnt"},
    {"Descriptor", "FontFile3", "#Compact"},
    {"Type1", "Length1 Length2 Length3", "num"},
    {"Sfnt", "Length1", "num"},
    {"Compact", "Subtype", "name:Type1C,CIDFontType0C,OpenType"},
    {"Encoding", "BaseEncoding", "name:WinAnsiEncoding,MacRomanEncoding,MacExpertEncoding,StandardEncoding"},
    {"Encoding", "Differences", "letters"},
    {"Map", "Type", "name:CMap"},
    {"Map", "CMapName", "name:M"},
    {"Map", "WMode", "num"},
    {"Map", "UseCMap", "plain"},
    {"Glyphs", "", ""},
    {"System", "Registry", "text:Adobe"},
    {"System", "Ordering", "text:Identity,Japan1,GB1,CNS1,Korea1,KR,Manga1"},
    {"System", "Supplement", "num"},
};

constexpr std::string_view kPrograms =
    " Filter FlateDecode DCTDecode JPXDecode JBIG2Decode CCITTFaxDecode DecodeParms Length Predictor XRef "
    "ObjStm "
    "DeviceGray DeviceRGB DeviceCMYK Pattern Indexed Separation DeviceN CalGray CalRGB Lab Cyan Magenta "
    "Yellow "
    "Black None All Spot Identity ICCBased FontFile TrueType CIDFontType0C application/pdf /CIDInit /ProcSet "
    "findresource "
    "begin 12 dict begin begincmap /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def "
    "/CMapName /M def /CMapType 2 def usecmap begincodespacerange endcodespacerange beginbfchar endbfchar "
    "beginbfrange endbfrange begincidchar endcidchar begincidrange endcidrange beginnotdefrange endcmap "
    "CMapName currentdict /CMap defineresource pop end end %!PS-AdobeFont-1.0: F %PDF-1.7 startxref "
    "StandardEncoding def FontDirectory FontInfo FontName Encoding PaintType FontType FontMatrix FontBBox "
    "currentfile eexec readonly ";

bool is_plain(std::string_view name) {
  return !name.empty() && name.size() < 64 &&
         std::ranges::all_of(
             name,
             [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-' || c == '+' || c == ',';
             });
}

bool in_list(std::string_view list, std::string_view word, char between) {
  while (!list.empty()) {
    auto end = std::min(list.find(between), list.size());
    if (list.substr(0, end) == word) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

bool is_numbers(const Value& v, unsigned depth = 4) {
  if (v.kind == Value::Kind::number || v.kind == Value::Kind::boolean) return true;
  return depth > 0 && v.kind == Value::Kind::array &&
         std::ranges::all_of(v.items, [&](const auto& item) { return is_numbers(item, depth - 1); });
}

class AllowedWalk {
 public:
  explicit AllowedWalk(const PlainPdf& pdf) : pdf_(pdf) {}

  std::optional<Allowed> run() {
    Value root{Value::Kind::reference, std::to_string(pdf_.root), {}, {}};
    if (!part(root, "Catalog", false)) return std::nullopt;
    for (const auto& [id, object] : pdf_.objects) {
      if (!seen_.contains(id)) return std::nullopt;
    }
    return std::move(out_);
  }

 private:
  // A dictionary, or a stream where `stream` says so; by reference or in place.
  bool part(const Value& at, std::string_view name, bool stream) {
    if (at.kind != Value::Kind::reference) return !stream && entries(at, name, nullptr);
    auto* object = pdf_.object(at);
    if (object == nullptr || (stream && !object->packed)) return false;
    auto id = std::stoul(at.text);
    auto [known, fresh] = seen_.emplace(id, std::string(name));
    if (!fresh) return known->second == name;
    if (object->packed) out_.streams.emplace(id, name);
    if (name == "Page") out_.pages.push_back(id);
    return entries(object->value, name, object);
  }

  bool entries(const Value& value, std::string_view name, const PlainObject* object) {
    if (++depth_ > 200 || value.kind != Value::Kind::dictionary) return false;
    bool stream = object != nullptr && object->packed.has_value();
    for (const auto& [key, item] : value.entries) {
      if (stream && (key == "Length" || (key == "Filter" && is_filter(item, name)))) continue;
      if (name == "Letters") {
        if (!is_plain(key) || !part(item, "Content", true)) return false;
        continue;
      }
      auto rule = std::ranges::find_if(
          kRules, [&](const Rule& r) { return r.part == name && in_list(r.keys, key, ' '); });
      if (rule == std::end(kRules) || !allowed(item, rule->what)) return false;
    }
    if (stream && value.get("Filter") == nullptr) return false;
    if ((name == "Font" || name == "Descriptor") && !right_name(value)) return false;
    --depth_;
    return true;
  }

  static bool is_filter(const Value& v, std::string_view name) {
    if (v.is_name("FlateDecode")) return true;
    return name == "Image" && v.kind == Value::Kind::name &&
           in_list("DCTDecode,JPXDecode,JBIG2Decode,CCITTFaxDecode", v.text, ',');
  }

  // A font inside the document has a name that says nothing; one outside is found by its own.
  bool right_name(const Value& font) {
    auto* name = font.get("FontName") != nullptr ? font.get("FontName") : font.get("BaseFont");
    if (name == nullptr) return true;
    const auto* about = &font;
    if (auto* inner = font.get("DescendantFonts"); inner != nullptr && !inner->items.empty())
      about = &pdf_.resolved(inner->items[0]);
    if (auto* descriptor = about->get("FontDescriptor")) about = &pdf_.resolved(*descriptor);
    bool embedded = false;
    for (auto key : {"FontFile", "FontFile2", "FontFile3"}) embedded = embedded || about->get(key) != nullptr;
    constexpr std::string_view kStart = "AAAAAA+F";
    bool neutral = name->text.starts_with(kStart) && name->text.size() > kStart.size() &&
                   name->text.find_first_not_of("0123456789", kStart.size()) == name->text.npos;
    if (!embedded) out_.outside_fonts.insert(name->text);
    return neutral || !embedded;
  }

  bool allowed(const Value& v, std::string_view what) {
    const auto& here = pdf_.resolved(v);
    bool direct = v.kind != Value::Kind::reference;
    if (what == "num") return direct && v.kind == Value::Kind::number;
    if (what == "bool") return direct && v.kind == Value::Kind::boolean;
    if (what == "nums") return direct && is_numbers(v);
    if (what == "plain") return direct && v.kind == Value::Kind::name && is_plain(v.text);
    if (what == "up") return v.kind == Value::Kind::reference && seen_.contains(std::stoul(v.text));
    if (what == "colour") return colour(v, 0);
    if (what.starts_with("name:")) return v.kind == Value::Kind::name && in_list(what.substr(5), v.text, ',');
    if (what.starts_with("text:"))
      return v.kind == Value::Kind::string && in_list(what.substr(5), v.text, ',');
    if (what[0] == '@') return part(v, what.substr(1), false);
    if (what[0] == '#') return part(v, what.substr(1), true);
    if (what[0] == '[')
      return direct && v.kind == Value::Kind::array && std::ranges::all_of(v.items, [&](const auto& item) {
               return part(item, what.substr(2, what.size() - 3), false);
             });
    if (what.starts_with("map:")) return map(v, what[4], what.substr(6));
    if (what == "functions") {
      if (v.kind == Value::Kind::array)
        return std::ranges::all_of(v.items, [&](const auto& item) { return part(item, "Function", false); });
      return part(v, "Function", false);
    }
    if (what == "mask") return v.is_name("None") || part(v, "Mask", false);
    if (what == "imagemask") return is_numbers(v) || part(v, "Image", true);
    if (what == "glyphs") return v.is_name("Identity") || part(v, "Glyphs", true);
    if (what == "fontsize")
      return v.items.size() == 2 && part(v.items[0], "Font", false) && v.items[1].kind == Value::Kind::number;
    if (what == "letters")
      return v.kind == Value::Kind::array && std::ranges::all_of(v.items, [](const auto& item) {
               return item.kind == Value::Kind::number ||
                      (item.kind == Value::Kind::name && is_plain(item.text));
             });
    if (what == "encoding") {
      if (here.kind == Value::Kind::name) return direct && is_plain(v.text);
      auto* object = pdf_.object(v);
      return object != nullptr && object->packed ? part(v, "Map", true) : part(v, "Encoding", false);
    }
    return false;
  }

  bool map(const Value& v, char letter, std::string_view name) {
    if (v.kind != Value::Kind::dictionary) return false;
    for (const auto& [key, item] : v.entries) {
      bool numbered =
          key.size() > 1 && key[0] == letter && key.find_first_not_of("0123456789", 1) == key.npos;
      if (!numbered) return false;
      if (name == "Colour") {
        if (!colour(item, 0)) return false;
      } else if (name == "XObject") {
        auto* kind = pdf_.resolved(item).get("Subtype");
        if (kind == nullptr || !part(item, kind->is_name("Form") ? "Form" : "Image", true)) return false;
      } else if (!part(item, name, false)) {
        return false;
      }
    }
    return true;
  }

  bool colour(const Value& at, unsigned depth) {
    if (depth > 8) return false;
    const auto& v = pdf_.resolved(at);
    if (at.kind == Value::Kind::reference) {
      auto [known, fresh] = seen_.emplace(std::stoul(at.text), "Colour");
      if (!fresh) return known->second == "Colour";
    }
    if (v.kind == Value::Kind::name) return in_list("DeviceGray,DeviceRGB,DeviceCMYK,Pattern", v.text, ',');
    if (v.kind != Value::Kind::array || v.items.empty() || v.items[0].kind != Value::Kind::name) return false;
    const auto& kind = v.items[0].text;
    auto n = v.items.size();
    if (kind == "CalGray" || kind == "CalRGB" || kind == "Lab")
      return n == 2 && v.items[1].kind == Value::Kind::dictionary && part(v.items[1], "Calibrated", false);
    if (kind == "Pattern") return n == 2 && colour(v.items[1], depth + 1);
    if (kind == "Indexed")
      return n == 4 && colour(v.items[1], depth + 1) && v.items[2].kind == Value::Kind::number &&
             v.items[3].kind == Value::Kind::string && v.items[3].text.size() <= 256 * 32;
    auto ink = [](const Value& name) {
      return name.kind == Value::Kind::name &&
             (in_list("All,None,Cyan,Magenta,Yellow,Black,Spot", name.text, ',') ||
              (name.text.starts_with("Spot") &&
               name.text.find_first_not_of("0123456789", 4) == name.text.npos));
    };
    if (kind == "Separation")
      return n == 4 && ink(v.items[1]) && colour(v.items[2], depth + 1) &&
             part(v.items[3], "Function", false);
    return kind == "DeviceN" && n == 4 && v.items[1].kind == Value::Kind::array &&
           std::ranges::all_of(v.items[1].items, ink) && colour(v.items[2], depth + 1) &&
           part(v.items[3], "Function", false);
  }

  const PlainPdf& pdf_;
  Allowed out_;
  std::map<std::size_t, std::string> seen_;  // each object and the part that it plays
  unsigned depth_ = 0;
};

}  // namespace

std::optional<Allowed> walk_allowed(const PlainPdf& pdf) { return AllowedWalk(pdf).run(); }

std::string_view vocabulary() {
  static const std::string all = [] {
    std::string out;
    for (const auto& rule : kRules) {
      for (auto words : {rule.part, rule.keys, rule.what}) (out += words) += ' ';
    }
    return out += kPrograms;
  }();
  return all;
}

}  // namespace adit::client::pdf
