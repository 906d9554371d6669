// SPDX-License-Identifier: Apache-2.0
// A .pptx: the visible slides in their order, and the layouts, masters and themes that they use.
#include <fmt/format.h>

#include "client/scrub/office/build.h"

namespace adit::client::office {
namespace {

constexpr std::string_view kType = "application/vnd.openxmlformats-officedocument.presentationml.";

bool on(std::string_view value) { return value == "1" || value == "true"; }

pugi::xml_node properties_of(pugi::xml_node shape) {
  for (auto child : shape.children()) {
    if (name_of(child).starts_with("p:nv")) return child;
  }
  return {};
}

struct ShowBuild : Build {
  using Build::Build;
  std::map<std::string, std::string> layouts, masters;         // source to name
  std::map<std::string, std::vector<std::string>> layouts_of;  // of a master, by name
  std::vector<std::string> master_order;                       // sources
  std::size_t animations = 0;
};

enum class Role : std::uint8_t { slide, layout, master };

class SlideCopier : public PartCopier {
 public:
  SlideCopier(XmlOut& out, ShowBuild& build, std::string name, std::vector<Relationship> relationships,
              Role role)
      : PartCopier(presentation_allowed(), out, build, std::move(name), std::move(relationships)),
        show_(build),
        role_(role) {}

 protected:
  bool special(pugi::xml_node node) override {
    auto name = name_of(node);
    if (name == "p:sp" || name == "p:pic" || name == "p:cxnSp" || name == "p:grpSp" ||
        name == "p:graphicFrame")
      return shape(node);
    if (name == "p:timing" || name == "p:transition") {
      if (name == "p:timing") ++show_.animations;
      return true;
    }
    if (name == "p:sldLayoutIdLst") return true;  // written by hand
    if (name == "p:txBody" && role_ != Role::slide && is(node.parent(), "p:sp") &&
        properties_of(node.parent()).child("p:nvPr").child("p:ph"))
      return placeholder_text(node), true;
    if (name == "a:hlinkClick" || name == "a:hlinkHover" || name == "a:hlinkMouseOver") {
      const auto* r = by_id(relationships_, node.attribute("r:id").value());
      if (r != nullptr && r->elsewhere)
        job_.found(FindingClass::other, "a link, its text stays: " + quote_text(r->target));
      return true;
    }
    if (name == "a:videoFile" || name == "a:audioFile" || name == "a:wavAudioFile" ||
        name == "a:quickTimeFile")
      return job_.found(FindingClass::other, "a sound or video; only its picture stays"), true;
    return PartCopier::special(node);
  }

 private:
  bool shape(pugi::xml_node node) {
    auto properties = properties_of(node);
    if (on(properties.child("p:cNvPr").attribute("hidden").value())) {
      job_.found(FindingClass::hidden, "a hidden shape: " + quote_text(without_blank_ends(text_of(node))));
      return true;
    }
    if (!is(node, "p:graphicFrame")) return false;
    auto data = node.child("a:graphic").child("a:graphicData");
    if (data.child("c:chart") || data.child("a:tbl")) return false;
    // A file inside: its picture stands for it.
    auto picture =
        data.find_node([](pugi::xml_node n) { return n.type() == pugi::node_element && is(n, "p:pic"); });
    if (picture) {
      job_.found(FindingClass::hidden, "a file inside it; only its picture stays");
      copy(picture);
      return true;
    }
    job_.found(FindingClass::other, "an object of a kind that cannot be kept (a diagram, ink, a control)");
    return true;
  }

  // What a layout says in its places ("Click to edit") is never seen on a slide.
  void placeholder_text(pugi::xml_node node) {
    out_.open("p:txBody");
    if (auto body = node.child("a:bodyPr")) copy(body);
    if (auto list = node.child("a:lstStyle")) copy(list);
    out_.leaf("a:p");
    out_.close();
  }

  ShowBuild& show_;
  Role role_;
};

Result<std::string> use_master(ShowBuild& build, const std::string& source) {
  auto& name = build.masters[source];
  if (name.empty()) {
    name = build.out.fresh("ppt/slideMasters/slideMaster", "xml");
    build.master_order.push_back(source);
  }
  return name;
}

Result<std::string> use_layout(ShowBuild& build, const std::string& source) {
  if (auto at = build.layouts.find(source); at != build.layouts.end()) return at->second;
  ADIT_TRY(auto xml, build.in.xml(source));
  if (!is(xml.root, "p:sldLayout")) return fail(Errc::file_damaged);
  ADIT_TRY(auto relationships, build.in.relationships(source));
  const auto* master = first_of(relationships, "slideMaster");
  if (master == nullptr) return fail(Errc::file_damaged);
  ADIT_TRY(auto master_name, use_master(build, master->target));
  auto name = build.out.fresh("ppt/slideLayouts/slideLayout", "xml");
  build.layouts[source] = name;
  build.layouts_of[master_name].push_back(name);
  build.objects = 0;
  XmlOut out;
  build.out.relate(name, "slideMaster", master_name);
  SlideCopier copier(out, build, name, std::move(relationships), Role::layout);
  copier.copy(xml.root);
  ADIT_CHECK(copier.status());
  build.out.add(name, std::string(kType) + "slideLayout+xml", out.finish());
  return name;
}

Status copy_slide(ShowBuild& build, const std::string& source, const XmlIn& xml, const std::string& name) {
  ADIT_TRY(auto relationships, build.in.relationships(source));
  const auto* layout = first_of(relationships, "slideLayout");
  if (layout == nullptr) return fail(Errc::file_damaged);
  if (const auto* notes = first_of(relationships, "notesSlide")) {
    if (auto page = build.in.xml(notes->target)) {
      std::string said;
      for (auto shape : page->root.child("p:cSld").child("p:spTree").children("p:sp")) {
        if (std::string_view(properties_of(shape).child("p:nvPr").child("p:ph").attribute("type").value()) ==
            "body")
          said += text_of(shape);
      }
      if (!without_blank_ends(said).empty())
        build.job.found(FindingClass::hidden, "the speaker's notes: " + quote_text(without_blank_ends(said)));
    }
  }
  ADIT_TRY(auto layout_name, use_layout(build, layout->target));
  build.out.relate(name, "slideLayout", layout_name);
  build.objects = 0;
  XmlOut out;
  SlideCopier copier(out, build, name, std::move(relationships), Role::slide);
  copier.copy(xml.root);
  ADIT_CHECK(copier.status());
  build.out.add(name, std::string(kType) + "slide+xml", out.finish());
  return {};
}

// The master's own list of layouts comes right behind its colours.
class MasterCopier : public SlideCopier {
 public:
  MasterCopier(XmlOut& out, ShowBuild& build, std::string name, std::vector<Relationship> relationships,
               const std::vector<std::string>& layouts, unsigned& next_id)
      : SlideCopier(out, build, std::move(name), std::move(relationships), Role::master),
        layouts_(layouts),
        next_id_(next_id) {}

 protected:
  bool special(pugi::xml_node node) override {
    if (!is(node, "p:clrMap")) return SlideCopier::special(node);
    out_.open("p:clrMap");
    copy_attributes(node, *allowed_.find("p:clrMap"));
    out_.close();
    out_.open("p:sldLayoutIdLst");
    for (const auto& layout : layouts_) {
      out_.leaf("p:sldLayoutId", {{"id", std::to_string(next_id_++)},
                                  {"r:id", build_.out.relate(name_, "slideLayout", layout)}});
    }
    out_.close();
    return true;
  }

 private:
  const std::vector<std::string>& layouts_;
  unsigned& next_id_;
};

}  // namespace

Result<ByteVector> rebuild_show(PackageIn& in, OfficeJob& job) {
  ADIT_TRY(auto source, main_part(in, job, "presentationml.presentation"));
  ADIT_TRY(auto relationships, in.relationships(source));
  ADIT_TRY(auto show, in.xml(source));
  if (!is(show.root, "p:presentation")) return fail(Errc::file_damaged);
  if (show.strict && !job.lenient) return fail(Errc::file_type_refused);
  ADIT_CHECK(tell_package(in, job));

  ShowBuild build(in, job, "ppt");
  const std::string main = "ppt/presentation.xml";
  std::vector<std::string> slides;
  for (auto node : show.root.child("p:sldIdLst").children("p:sldId")) {
    const auto* r = by_id(relationships, node.attribute("r:id").value());
    if (r == nullptr || r->elsewhere || r->type != "slide") return fail(Errc::file_damaged);
    ADIT_TRY(auto xml, in.xml(r->target));
    if (!is(xml.root, "p:sld")) return fail(Errc::file_damaged);
    auto show_it = xml.root.attribute("show");
    if (show_it && !on(show_it.value())) {
      job.found(FindingClass::hidden, "a hidden slide, left out (show it first if it is to be sent): " +
                                          quote_text(without_blank_ends(text_of(xml.root))));
      continue;
    }
    auto name = build.out.fresh("ppt/slides/slide", "xml");
    ADIT_CHECK(copy_slide(build, r->target, xml, name));
    slides.push_back(name);
  }
  if (slides.empty()) return fail(Errc::file_type_refused);

  // Numbers of masters and layouts come from one row.
  unsigned next_id = 2147483648u;
  XmlOut out;
  out.open("p:presentation");
  out.open("p:sldMasterIdLst");
  for (const auto& master : build.master_order) {
    auto name = build.masters[master];
    out.leaf("p:sldMasterId",
             {{"id", std::to_string(next_id++)}, {"r:id", build.out.relate(main, "slideMaster", name)}});
    ADIT_TRY(auto xml, in.xml(master));
    if (!is(xml.root, "p:sldMaster")) return fail(Errc::file_damaged);
    ADIT_TRY(auto own, in.relationships(master));
    build.objects = 0;
    XmlOut body;
    MasterCopier copier(body, build, name, own, build.layouts_of[name], next_id);
    copier.copy(xml.root);
    ADIT_CHECK(copier.status());
    build.out.add(name, std::string(kType) + "slideMaster+xml", body.finish());
    if (first_of(own, "theme") == nullptr) return fail(Errc::file_damaged);
    ADIT_CHECK(copy_theme(build, own, name));
  }
  out.close();
  out.open("p:sldIdLst");
  unsigned slide_id = 256;
  for (const auto& slide : slides) {
    out.leaf("p:sldId",
             {{"id", std::to_string(slide_id++)}, {"r:id", build.out.relate(main, "slide", slide)}});
  }
  out.close();
  PartCopier rest(presentation_allowed(), out, build, main, {});
  for (auto name : {"p:sldSz", "p:notesSz", "p:defaultTextStyle"}) {
    if (auto node = show.root.child(name)) rest.copy(node);
  }
  out.close();
  build.out.add(main, std::string(kType) + "presentation.main+xml", out.finish());
  add_properties(build, main);
  if (build.animations > 0) job.found(FindingClass::other, "animations: everything is shown at once");
  if (job.characters.damaged()) return fail(Errc::file_damaged);
  return build.out.finish();
}

}  // namespace adit::client::office
