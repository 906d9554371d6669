// SPDX-License-Identifier: Apache-2.0
// Pictures and forms (drawings used by name).
#include <algorithm>

#include "client/scrub/family.h"
#include "client/scrub/pdf/copier.h"
#include "client/scrub/pdf/jbig2.h"
#include "client/scrub/pdf/jpeg_exact.h"
#include "client/scrub/pdf/jpx.h"

namespace adit::client::pdf {
namespace {

std::size_t positive(Handle value) {
  if (!value.isInteger() || value.getIntValue() < 1 || value.getIntValue() > 1'000'000)
    refuse(Errc::file_damaged);
  return static_cast<std::size_t>(value.getIntValue());
}

// How many numbers make one dot; 0: not known.
std::size_t channels_of(Handle space) {
  if (space.isName()) return space.getName() == "/DeviceGray" ? 1 : space.getName() == "/DeviceRGB" ? 3 : 4;
  if (!space.isArray()) return 0;
  auto kind = space.getArrayItem(0).getName();
  if (kind == "/CalRGB" || kind == "/Lab") return 3;
  if (kind == "/DeviceN") return static_cast<std::size_t>(space.getArrayItem(1).getArrayNItems());
  return 1;
}

// PNG's second filter on each row: whole bytes that resemble those above pack much better.
std::string filtered_rows(const std::string& rows, std::size_t row_bytes) {
  std::string out;
  out.reserve(rows.size() + rows.size() / row_bytes + 1);
  for (std::size_t y = 0; y * row_bytes < rows.size(); ++y) {
    out += '\2';
    for (std::size_t x = 0; x < row_bytes; ++x) {
      auto here = static_cast<std::uint8_t>(rows[y * row_bytes + x]);
      auto above = y > 0 ? static_cast<std::uint8_t>(rows[(y - 1) * row_bytes + x]) : std::uint8_t{0};
      out += static_cast<char>(here - above);
    }
  }
  return out;
}

Handle fax_parameters(Handle from) {
  auto out = Handle::newDictionary();
  for (auto key : {"/K", "/Columns", "/Rows", "/DamagedRowsBeforeError"}) {
    if (auto v = dictionary_of(from).getKey(key); v.isInteger())
      out.replaceKey(key, Handle::newInteger(v.getIntValue()));
  }
  for (auto key : {"/EndOfLine", "/EncodedByteAlign", "/EndOfBlock", "/BlackIs1"}) {
    if (auto v = dictionary_of(from).getKey(key); v.isBool())
      out.replaceKey(key, Handle::newBool(v.getBoolValue()));
  }
  return out;
}

std::string text_of(const ByteVector& bytes) { return std::string(as_text(bytes)); }

}  // namespace

Handle Copier::image(Handle from, Handle resources) {
  if (!from.isStream()) refuse(Errc::file_damaged);
  auto known = done_.find({from.getObjGen(), 'i'});
  if (known != done_.end()) return known->second;
  Nesting nesting(*this);
  auto about = from.getDict();
  if (layers_.off(about.getKey("/OC"))) return Handle::newNull();
  auto width = positive(about.getKey("/Width")), height = positive(about.getKey("/Height"));
  if (std::uint64_t{width} * height > kMaxPixels) refuse(Errc::file_too_large);
  auto packed = unpacked_to_picture(from_, from);

  bool stencil = about.getKey("/ImageMask").isBool() && about.getKey("/ImageMask").getBoolValue();
  auto space = about.getKey("/ColorSpace");
  if (!stencil && !space.isNull()) space = colour_space(space, resources);
  std::size_t channels = stencil ? 1 : channels_of(space);
  std::size_t bits = 8;
  if (packed.last.empty()) bits = stencil ? 1 : positive(about.getKey("/BitsPerComponent"));
  if (channels == 0 && packed.last != "JPXDecode") {
    // A mask of a mask, or a fax without a colour space: grey.
    if (packed.last.empty() || packed.last == "DCTDecode") refuse(Errc::file_damaged);
  }
  if (packed.last == "JPXDecode") {
    // The picture says it itself, but some viewers show nothing where the entry is missing.
    auto told = about.getKey("/BitsPerComponent");
    bits = told.isInteger() && told.getIntValue() >= 1 && told.getIntValue() <= 16
               ? static_cast<std::size_t>(told.getIntValue())
               : 0;
  }

  Handle out = Handle::newNull();
  if (packed.last.empty()) {
    std::size_t row_bytes = (width * channels * bits + 7) / 8, all = row_bytes * height;
    if (packed.bytes.size() > all + 2)
      harvest_.found(FindingClass::hidden, "bytes behind the last dot of a picture");
    bool whole = packed.bytes.size() >= all;
    if (whole) packed.bytes.resize(all);
    bool indexed = space.isArray() && space.getArrayItem(0).isNameAndEquals("/Indexed");
    if (whole && bits == 8 && !indexed && all > 0) {
      auto parameters = Handle::newDictionary();
      parameters.replaceKey("/Predictor", Handle::newInteger(15));
      parameters.replaceKey("/Colors", Handle::newInteger(static_cast<long long>(channels)));
      parameters.replaceKey("/BitsPerComponent", Handle::newInteger(8));
      parameters.replaceKey("/Columns", Handle::newInteger(static_cast<long long>(width)));
      out = packed_stream(to_, deflated(filtered_rows(packed.bytes, row_bytes)), "/FlateDecode", parameters);
    } else {
      out = flate_stream(to_, packed.bytes);
    }
  } else if (packed.last == "DCTDecode") {
    has_jpeg_ = true;
    auto jpeg = rewrite_jpeg(as_bytes(packed.bytes));
    if (!jpeg) throw Refusal{jpeg.error()};
    auto transform = dictionary_of(packed.parameters).getKey("/ColorTransform");
    auto parameters = Handle::newNull();
    if (transform.isInteger() && (transform.getIntValue() == 0 || transform.getIntValue() == 1)) {
      parameters = Handle::newDictionary();
      parameters.replaceKey("/ColorTransform", Handle::newInteger(transform.getIntValue()));
    }
    out = packed_stream(to_, text_of(*jpeg), "/DCTDecode", parameters);
  } else if (packed.last == "CCITTFaxDecode") {
    out = packed_stream(to_, packed.bytes, "/CCITTFaxDecode", fax_parameters(packed.parameters));
    bits = 1;
  } else if (packed.last == "JBIG2Decode") {
    auto page = clean_jbig2(as_bytes(packed.bytes), harvest_);
    if (!page) throw Refusal{page.error()};
    auto globals = dictionary_of(packed.parameters).getKey("/JBIG2Globals");
    auto parameters = Handle::newNull();
    if (globals.isStream()) {
      auto& one = done_[{globals.getObjGen(), 'j'}];
      if (!one.isStream()) {
        auto shared = clean_jbig2(as_bytes(unpacked(globals)), harvest_);
        if (!shared) throw Refusal{shared.error()};
        one = flate_stream(to_, text_of(*shared));
      }
      parameters = Handle::newDictionary();
      parameters.replaceKey("/JBIG2Globals", one);
    }
    out = packed_stream(to_, text_of(*page), "/JBIG2Decode", parameters);
    bits = 1;
  } else if (packed.last == "JPXDecode") {
    auto jpx = clean_jpx(as_bytes(packed.bytes), !space.isNull(), harvest_);
    if (!jpx) throw Refusal{jpx.error()};
    out = packed_stream(to_, text_of(*jpx), "/JPXDecode");
  } else {
    refuse(Errc::file_type_refused);
  }

  auto written = out.getDict();
  written.replaceKey("/Type", Handle::newName("/XObject"));
  written.replaceKey("/Subtype", Handle::newName("/Image"));
  written.replaceKey("/Width", Handle::newInteger(static_cast<long long>(width)));
  written.replaceKey("/Height", Handle::newInteger(static_cast<long long>(height)));
  if (bits != 0) written.replaceKey("/BitsPerComponent", Handle::newInteger(static_cast<long long>(bits)));
  if (stencil) {
    written.replaceKey("/ImageMask", Handle::newBool(true));
  } else if (!space.isNull()) {
    written.replaceKey("/ColorSpace", space);
  }
  for (auto key : {"/Decode", "/Matte"}) {
    if (auto v = about.getKey(key); v.isArray()) written.replaceKey(key, numbers(v));
  }
  if (auto v = about.getKey("/Interpolate"); v.isBool())
    written.replaceKey("/Interpolate", Handle::newBool(v.getBoolValue()));
  if (auto v = about.getKey("/SMaskInData"); v.isInteger())
    written.replaceKey("/SMaskInData", Handle::newInteger(v.getIntValue()));
  if (auto mask = about.getKey("/Mask"); mask.isStream()) {
    if (auto copy = image(mask, resources); copy.isStream()) written.replaceKey("/Mask", copy);
  } else if (mask.isArray()) {
    written.replaceKey("/Mask", numbers(mask));
  }
  if (auto mask = about.getKey("/SMask"); mask.isStream()) {
    if (auto copy = image(mask, resources); copy.isStream()) written.replaceKey("/SMask", copy);
  }
  if (about.hasKey("/Alternates")) harvest_.found(FindingClass::hidden, "another version of a picture");
  done_[{from.getObjGen(), 'i'}] = out;
  return out;
}

Handle Copier::group(Handle from, Handle resources) {
  if (!from.isDictionary() || !from.getKey("/S").isNameAndEquals("/Transparency")) return Handle::newNull();
  auto out = Handle::newDictionary();
  out.replaceKey("/S", Handle::newName("/Transparency"));
  if (auto space = from.getKey("/CS"); !space.isNull()) out.replaceKey("/CS", colour_space(space, resources));
  for (auto key : {"/I", "/K"}) {
    if (auto v = from.getKey(key); v.isBool()) out.replaceKey(key, Handle::newBool(v.getBoolValue()));
  }
  return out;
}

Handle Copier::external(Handle from, Resources& around) {
  if (!from.isStream()) return Handle::newNull();
  auto kind = from.getDict().getKey("/Subtype");
  if (kind.isNameAndEquals("/Image")) return image(from, around.from());
  if (kind.isNameAndEquals("/Form") || (kind.isNull() && from.getDict().hasKey("/BBox")))
    return form(from, around);
  return Handle::newNull();  // PostScript for a printer
}

Handle Copier::form(Handle from, Resources& around) {
  auto about = from.getDict();
  if (layers_.off(about.getKey("/OC"))) return Handle::newNull();
  auto own = about.getKey("/Resources");
  // Without resources of its own it uses those of whoever draws it, and is copied for each.
  int key = own.isDictionary() ? 'x' : 1000 + static_cast<int>(page_number_);
  auto known = done_.find({from.getObjGen(), key});
  if (known != done_.end()) {
    if (known->second.isNull()) refuse(Errc::file_damaged);  // it draws itself
    return known->second;
  }
  done_[{from.getObjGen(), key}] = Handle::newNull();
  Nesting nesting(*this);
  Resources inner(*this, own.isDictionary() ? own : around.from());
  auto out = flate_stream(to_, clean_content(content_of(from), inner));
  auto written = out.getDict();
  written.replaceKey("/Type", Handle::newName("/XObject"));
  written.replaceKey("/Subtype", Handle::newName("/Form"));
  written.replaceKey("/BBox", numbers(about.getKey("/BBox"), 4));
  if (auto v = about.getKey("/Matrix"); v.isArray()) written.replaceKey("/Matrix", numbers(v, 6));
  written.replaceKey("/Resources", inner.written());
  if (auto g = group(about.getKey("/Group"), inner.from()); !g.isNull()) written.replaceKey("/Group", g);
  done_[{from.getObjGen(), key}] = out;
  return out;
}

}  // namespace adit::client::pdf
