// SPDX-License-Identifier: Apache-2.0
// What lies over the cells of a worksheet: pictures, charts, shapes; not those that are hidden.
#include "client/scrub/office/sheets.h"

namespace adit::client::office {
namespace {

std::string_view hidden_object(pugi::xml_node shape) {
  for (auto child : shape.children()) {
    auto name = name_of(child);
    if (!name.starts_with("xdr:nv")) continue;
    return child.child("xdr:cNvPr").attribute("hidden").value();
  }
  return {};
}

class SheetDrawingCopier : public PartCopier {
 public:
  SheetDrawingCopier(XmlOut& out, Build& build, std::string name, std::vector<Relationship> relationships)
      : PartCopier(sheet_allowed(), out, build, std::move(name), std::move(relationships)) {}

 protected:
  bool special(pugi::xml_node node) override {
    auto name = name_of(node);
    if (name == "xdr:twoCellAnchor" || name == "xdr:oneCellAnchor" || name == "xdr:absoluteAnchor")
      return anchor(node);
    if (name == "xdr:sp" || name == "xdr:pic" || name == "xdr:cxnSp" || name == "xdr:grpSp" ||
        name == "xdr:graphicFrame")
      return !is_kept(node);
    return PartCopier::special(node);
  }

 private:
  static bool is_kept(pugi::xml_node shape) {
    if (is_on(hidden_object(shape))) return false;
    if (!is(shape, "xdr:graphicFrame")) return true;
    return static_cast<bool>(shape.child("a:graphic").child("a:graphicData").child("c:chart"));
  }
  // An anchor without something in it is no anchor.
  bool anchor(pugi::xml_node node) {
    for (auto child : node.children()) {
      auto name = name_of(child);
      if (name == "mc:AlternateContent") {
        for (auto inner : shown(child).children()) {
          if (name_of(inner).starts_with("xdr:") && is_kept(inner)) return false;
        }
      }
      if ((name == "xdr:sp" || name == "xdr:pic" || name == "xdr:cxnSp" || name == "xdr:grpSp" ||
           name == "xdr:graphicFrame") &&
          is_kept(child))
        return false;
    }
    job_.found(FindingClass::hidden, "a hidden object or one of a kind that cannot be kept");
    return true;
  }
};

}  // namespace

Status copy_sheet_drawing(Build& build, const std::string& source, const std::string& name) {
  ADIT_TRY(auto xml, build.in.xml(source));
  if (!is(xml.root, "xdr:wsDr")) return fail(Errc::file_damaged);
  ADIT_TRY(auto own, build.in.relationships(source));
  build.objects = 0;
  XmlOut out;
  SheetDrawingCopier copier(out, build, name, std::move(own));
  copier.copy(xml.root);
  ADIT_CHECK(copier.status());
  build.out.add(name, "application/vnd.openxmlformats-officedocument.drawing+xml", out.finish());
  return {};
}

}  // namespace adit::client::office
