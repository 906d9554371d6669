// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/office/build.h"

#include <fmt/format.h>

namespace adit::client::office {
namespace {

using namespace std::string_literals;

pugi::xml_node descendant(pugi::xml_node node, std::string_view name) {
  return node.find_node([&](pugi::xml_node n) { return n.type() == pugi::node_element && is(n, name); });
}

// Charts hold what they show beside references to a workbook: the references become plain values.
class ChartCopier : public PartCopier {
 public:
  ChartCopier(XmlOut& out, Build& build, std::string name, std::vector<Relationship> relationships)
      : PartCopier(chart_allowed(), out, build, std::move(name), std::move(relationships)) {}

 protected:
  bool special(pugi::xml_node node) override {
    auto name = name_of(node);
    if (name == "c:numRef") return literal("c:numLit", node.child("c:numCache")), true;
    if (name == "c:strRef") {
      auto parent = node.parent();
      if (!is(parent, "c:tx")) return literal("c:strLit", node.child("c:strCache")), true;
      auto text = text_of(node.child("c:strCache").child("c:pt").child("c:v"));
      if (is(parent.parent(), "c:ser")) {
        out_.open("c:v");
        out_.text(job_.characters.pass(text));
        out_.close();
      } else {
        out_.open("c:rich");
        out_.leaf("a:bodyPr");
        out_.open("a:p");
        out_.open("a:r");
        out_.open("a:t");
        out_.text(job_.characters.pass(text));
        for (int i = 0; i < 4; ++i) out_.close();
      }
      return true;
    }
    if (name == "c:multiLvlStrRef")
      return literal("c:strLit", node.child("c:multiLvlStrCache").child("c:lvl")), true;
    // External workbooks, pivots and printers are not copied; nor is what stands outside the standard.
    return PartCopier::special(node);
  }

 private:
  void literal(std::string_view name, pugi::xml_node cache) {
    out_.open(name);
    if (cache.child("c:formatCode")) copy(cache.child("c:formatCode"));
    std::size_t points = 0;
    for (auto pt : cache.children("c:pt")) {
      (void)pt;
      ++points;
    }
    auto count = cache.child("c:ptCount");
    if (count == nullptr) count = cache.parent().child("c:ptCount");
    std::string_view said = count.attribute("val").value();
    bool number = !said.empty() && said.size() < 7 && said.find_first_not_of("0123456789") == said.npos;
    out_.leaf("c:ptCount", {{"val", number ? std::string(said) : std::to_string(points)}});
    for (auto pt : cache.children("c:pt")) copy(pt);
    out_.close();
  }
};

class ThemeCopier : public PartCopier {
 public:
  ThemeCopier(XmlOut& out, Build& build, std::string name, std::vector<Relationship> relationships)
      : PartCopier(chart_allowed(), out, build, std::move(name), std::move(relationships)) {}

 protected:
  bool special(pugi::xml_node node) override {
    if (is(node, "a:objectDefaults")) return out_.leaf("a:objectDefaults"), true;
    if (is(node, "a:extraClrSchemeLst")) return true;
    return PartCopier::special(node);
  }
};

}  // namespace

std::string counted(std::size_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

pugi::xml_node PartCopier::shown(pugi::xml_node alternatives) const {
  for (auto choice : alternatives.children("mc:Choice")) {
    if (descendant(choice, "wps:wsp") || descendant(choice, "wpg:wgp")) return choice;
  }
  return alternatives.child("mc:Fallback");
}

bool PartCopier::special(pugi::xml_node node) {
  auto name = name_of(node);
  if (name == "mc:AlternateContent") return copy_children(shown(node)), true;
  if (name == "a:tableStyleId") {
    auto id = text_of(node);
    out_.open("a:tableStyleId");
    out_.text(is_own_table_style(id) ? std::string_view(id) : kTableStyle);
    out_.close();
    return true;
  }
  if (name == "a:fld") {
    std::string_view type = node.attribute("type").value();
    auto text = text_of(node.child("a:t"));
    if (type == "slidenum") return false;
    // Dates of today, names of files: what was there when the file was last saved.
    if (!without_blank_ends(text).empty())
      job_.found(type.starts_with("datetime") ? FindingClass::when : FindingClass::other,
                 "a field that fills itself in: " + quote_text(text));
    return true;
  }
  if (name == "a:blip" && !node.attribute("r:embed")) {
    if (!node.attribute("r:link")) return true;
    out_.open("a:blip");
    out_.attribute("r:embed", picture(node.attribute("r:link").value()));
    copy_children(node);
    out_.close();
    return true;
  }
  return false;
}

std::optional<std::string> PartCopier::known(pugi::xml_node node, std::string_view attribute, Value kind,
                                             std::string_view raw) {
  auto name = name_of(node);
  if (kind == Value::part) {
    if (name == "c:chart") return chart(raw);
    if (name == "a:blip" || name == "v:imagedata") return picture(raw);
    return std::nullopt;
  }
  if (kind == Value::id) {
    auto& fresh = ids_[std::string(raw)];
    if (fresh.empty()) fresh = std::to_string(ids_.size());
    return fresh;
  }
  if (name == "a:fld" && attribute == "id") return "{00000000-0000-4000-8000-000000000001}";
  if (name == "a:theme" || name == "a:clrScheme" || name == "a:fontScheme" || name == "a:fmtScheme")
    return "Office";
  if (name == "a:graphicData") {
    for (auto child : node.children()) {
      if (child.type() != pugi::node_element) continue;
      auto inner = name_of(child);
      if (inner == "a:tbl") return "http://schemas.openxmlformats.org/drawingml/2006/table";
      return std::string(namespace_of(inner.substr(0, inner.find(':'))));
    }
    return "";
  }
  if (attribute == "id") return std::to_string(++build_.objects);
  if (attribute == "name") return fmt::format("Object {}", build_.objects);
  return std::nullopt;
}

std::string PartCopier::picture(std::string_view id) {
  const auto* r = by_id(relationships_, id);
  std::string target;
  if (r == nullptr || r->elsewhere || r->type != "image") {
    if (r != nullptr && r->elsewhere) {
      job_.found(
          FindingClass::hidden,
          "a picture that is fetched from elsewhere each time the file is opened: " + quote_text(r->target));
    }
    target = build_.pictures.missing(build_.out);
  } else {
    auto bytes = build_.in.bytes(r->target);
    auto added =
        bytes ? build_.pictures.add(build_.out, r->target, *bytes) : Result<std::string>(fail(bytes.error()));
    if (!added) {
      if (status_) status_ = fail(added.error());
      return "rId0";
    }
    target = *added;
  }
  return build_.out.relate(name_, "image", target);
}

std::optional<std::string> PartCopier::chart(std::string_view id) {
  const auto* r = by_id(relationships_, id);
  if (r == nullptr || r->elsewhere || r->type != "chart") return std::nullopt;
  auto& done = build_.charts[r->target];
  if (done.empty()) {
    auto copied = copy_chart(build_, r->target);
    if (!copied) {
      if (status_) status_ = fail(copied.error());
      return std::nullopt;
    }
    done = *copied;
  }
  return build_.out.relate(name_, "chart", done);
}

Result<std::string> copy_chart(Build& build, const std::string& source) {
  ADIT_TRY(auto xml, build.in.xml(source));
  ADIT_TRY(auto relationships, build.in.relationships(source));
  if (!is(xml.root, "c:chartSpace")) return fail(Errc::file_damaged);
  for (const auto& r : relationships) {
    if (r.type == "package" || r.type == "oleObject")
      build.job.found(FindingClass::hidden,
                      r.elsewhere
                          ? "where the numbers of a chart come from: " + quote_text(r.target)
                          : std::string("the whole workbook behind a chart; what the chart shows stays"));
  }
  auto name = build.out.fresh(build.folder + "/charts/chart", "xml");
  XmlOut out;
  ChartCopier copier(out, build, name, std::move(relationships));
  copier.copy(xml.root);
  ADIT_CHECK(copier.status());
  build.out.add(name, "application/vnd.openxmlformats-officedocument.drawingml.chart+xml", out.finish());
  return name;
}

Status copy_theme(Build& build, const std::vector<Relationship>& relationships, const std::string& from) {
  const auto* theme = first_of(relationships, "theme");
  if (theme == nullptr) return {};
  ADIT_TRY(auto xml, build.in.xml(theme->target));
  if (!is(xml.root, "a:theme")) return fail(Errc::file_damaged);
  ADIT_TRY(auto own, build.in.relationships(theme->target));
  std::string_view title = xml.root.attribute("name").value();
  if (!title.empty() && title != "Office" && title != "Office Theme" && title != "Office-Design")
    build.job.found(FindingClass::other, "the name of its design: " + quote_text(title));
  auto name = build.out.fresh(build.folder + "/theme/theme", "xml");
  XmlOut out;
  ThemeCopier copier(out, build, name, std::move(own));
  copier.copy(xml.root);
  ADIT_CHECK(copier.status());
  build.out.add(name, "application/vnd.openxmlformats-officedocument.theme+xml", out.finish());
  build.out.relate(from, "theme", name);
  return {};
}

Result<std::string> main_part(PackageIn& in, OfficeJob& job, std::string_view wanted) {
  ADIT_TRY(auto top, in.relationships(""));
  const auto* main = first_of(top, "officeDocument");
  if (main == nullptr) return fail(Errc::file_damaged);
  auto type = in.content_type(main->target);
  auto base = "application/vnd.openxmlformats-officedocument." + std::string(wanted);
  // Templates and slide shows are the same files under another name.
  bool known = type == base + ".main+xml" || type == base.substr(0, base.rfind('.')) + ".template.main+xml" ||
               type == base.substr(0, base.rfind('.')) + ".slideshow.main+xml";
  if (!known && !job.lenient) return fail(Errc::file_type_refused);
  ADIT_TRY(auto own, in.relationships(main->target));
  for (const auto& r : own) {
    bool macros = r.type.ends_with("/vbaProject") || r.type.ends_with("/xlMacrosheet") ||
                  r.type.ends_with("/xlIntlMacrosheet") || r.type == "dialogsheet";
    if (macros && !job.lenient) return fail(Errc::file_type_refused);
  }
  return main->target;
}

void add_properties(Build& build, const std::string& main) {
  build.out.relate("", "officeDocument", main);
  build.out.add("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml",
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties "
                "xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\"/>"s);
  build.out.add("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml",
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Properties "
                "xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"/>"s);
  build.out.relate("", "core-properties", "docProps/core.xml");
  build.out.relate("", "extended-properties", "docProps/app.xml");
}

}  // namespace adit::client::office
