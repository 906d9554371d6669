// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "client/scrub/pdf/annotations.h"
#include "client/scrub/pdf/copier.h"

namespace adit::client::pdf {

bool is_signature(Handle annotation) {
  auto field = annotation;
  for (unsigned i = 0; i < kMaxNesting && field.isDictionary(); ++i) {
    if (auto kind = field.getKey("/FT"); kind.isName()) return kind.getName() == "/Sig";
    field = field.getKey("/Parent");
  }
  return false;
}

bool is_drawn(Handle annotation, const Layers& layers) {
  constexpr std::string_view kDrawn[] = {
      "/FreeText", "/Line",      "/Square", "/Circle", "/Polygon", "/PolyLine",  "/Highlight", "/Underline",
      "/Squiggly", "/StrikeOut", "/Stamp",  "/Caret",  "/Ink",     "/Watermark", "/Redact",    "/Widget"};
  if (!annotation.isDictionary()) return false;
  auto kind = annotation.getKey("/Subtype");
  if (!kind.isName() || std::ranges::find(kDrawn, kind.getName()) == std::end(kDrawn)) return false;
  if (kind.getName() == "/Widget" && is_signature(annotation)) return false;
  return !layers.off(annotation.getKey("/OC"));
}

void Copier::spend_content(std::size_t n) {
  if (n > kMaxContentBytes - content_bytes_) refuse(Errc::file_too_large);
  content_bytes_ += n;
}

// A program that draws what lies on the page, and the resources that it needs added to `resources`.
std::string Copier::appearances(Handle page, Handle& resources) {
  auto list = page.getKey("/Annots");
  if (!list.isArray()) return {};
  std::string program;
  auto objects = dictionary_of(dictionary_of(resources).getKey("/XObject")).shallowCopy();
  auto turn = QPDFPageObjectHelper(page).getAttribute("/Rotate", false);
  int rotate = turn.isInteger() ? static_cast<int>(turn.getIntValue() % 360) : 0;
  unsigned n = 0;
  for (auto& annotation : list.getArrayAsVector()) {
    if (!is_drawn(annotation, layers_)) continue;
    QPDFAnnotationObjectHelper helper(annotation);
    auto drawing = helper.getAppearanceStream("/N");
    if (!drawing.isStream()) continue;
    std::string name;
    do {
      name = "/Lying" + std::to_string(++n);
    } while (objects.hasKey(name));
    constexpr int kHidden = an_invisible | an_hidden | an_no_view;
    auto part = helper.getPageContentForAppearance(name, rotate, 0, kHidden);
    if (part.empty()) continue;
    objects.replaceKey(name, drawing);
    program += part + "\n";
  }
  if (program.empty()) return {};
  auto wider = dictionary_of(resources).shallowCopy();
  wider.replaceKey("/XObject", objects);
  resources = wider;
  return program;
}

Handle Copier::page(Handle from, unsigned page_number) {
  page_number_ = page_number;
  QPDFPageObjectHelper helper(from);
  auto old = helper.getAttribute("/Resources", false);
  auto program = appearances(from, old);
  Resources resources(*this, old);
  auto content = clean_content(content_of(from.getKey("/Contents")), resources);
  // The page's own program must not change where what lies on it is drawn.
  if (!program.empty()) content = "q\n" + content + "Q\n" + clean_content(program, resources);

  auto out = Handle::newDictionary();
  out.replaceKey("/Type", Handle::newName("/Page"));
  out.replaceKey("/MediaBox", numbers(helper.getAttribute("/MediaBox", false), 4));
  if (auto box = helper.getAttribute("/CropBox", false); box.isArray())
    out.replaceKey("/CropBox", numbers(box, 4));
  if (auto turn = helper.getAttribute("/Rotate", false); turn.isInteger() && turn.getIntValue() % 360 != 0)
    out.replaceKey("/Rotate", Handle::newInteger((turn.getIntValue() % 360 + 360) % 360));
  if (auto unit = from.getKey("/UserUnit"); unit.isNumber()) out.replaceKey("/UserUnit", number(unit));
  if (auto g = group(from.getKey("/Group"), old); !g.isNull()) out.replaceKey("/Group", g);
  out.replaceKey("/Resources", resources.written());
  if (!content.empty()) out.replaceKey("/Contents", flate_stream(to_, content));
  return out;
}

}  // namespace adit::client::pdf
