// SPDX-License-Identifier: Apache-2.0
// What a presentation shows: each visible slide, with what its layout and master put behind it.
#include "client/scrub/office/shown.h"

namespace adit::client::office {
namespace {

bool yes(std::string_view v) { return v == "1" || v == "true"; }

const Element* properties(const Element& shape) {
  for (const auto& c : shape.children) {
    if (c.name.starts_with("p:nv")) return &c;
  }
  return nullptr;
}

bool is_place(const Element& shape) {
  const auto* p = properties(shape);
  const auto* own = p == nullptr ? nullptr : p->child("p:nvPr");
  return own != nullptr && own->child("p:ph") != nullptr;
}

const Element* find(const Element& node, std::string_view name) {
  for (const auto& c : node.children) {
    if (c.name == name) return &c;
    if (const auto* inside = find(c, name)) return inside;
  }
  return nullptr;
}

class Slide {
 public:
  Slide(const Parts& parts, Shown& out, const std::string& part, bool behind)
      : parts_(parts), out_(out), links_(parts.links(part)), behind_(behind) {
    auto tree = parts.tree(part);
    const auto* body = tree ? tree->child("p:cSld") : nullptr;
    if (body == nullptr) {
      out.broken = true;
      return;
    }
    if (const auto* back = body->child("p:bg")) walk(*back);
    if (const auto* shapes = body->child("p:spTree")) walk(*shapes);
    out.stories.push_back(std::move(text_));
  }
  const Link* link(std::string_view type) const { return link_by_type(links_, type); }

 private:
  void walk(const Element& node) {
    const auto& n = node.name;
    if (n.empty() || n == "a:extLst" || n == "p:extLst") return;
    if (n == "mc:AlternateContent") {
      if (const auto* f = node.child("mc:Fallback")) {
        for (const auto& c : f->children) walk(c);
      }
      return;
    }
    if (n == "p:sp" || n == "p:pic" || n == "p:cxnSp" || n == "p:grpSp" || n == "p:graphicFrame") {
      const auto* p = properties(node);
      const auto* c = p == nullptr ? nullptr : p->child("p:cNvPr");
      if (c != nullptr && yes(c->get("hidden"))) return;
    }
    if (n == "p:contentPart") return;
    if (n == "p:txBody" && behind_ && place_) return;
    if (n == "p:graphicFrame") return frame(node);
    if (n == "a:fld" && node.get("type") != "slidenum") return;
    if (n == "a:blip" && (node.has("r:embed") || node.has("r:link"))) text_ += kPictureMark;
    if (n == "a:t" || n == "m:t") text_ += n == "m:t" ? trimmed_blanks(node.all_text()) : node.all_text();
    if (n == "a:br") text_ += '\n';
    bool outer = place_;
    if (n == "p:sp") place_ = is_place(node);
    for (const auto& c : node.children) walk(c);
    place_ = outer;
  }

  void frame(const Element& node) {
    const auto* graphic = node.child("a:graphic");
    const auto* data = graphic == nullptr ? nullptr : graphic->child("a:graphicData");
    if (data == nullptr) return;
    if (const auto* chart = data->child("c:chart")) {
      const auto* link = link_by_id(links_, chart->get("r:id"));
      if (link == nullptr || link->outside || link->type != "chart") return;
      auto tree = parts_.tree(link->target);
      if (!tree) return void(out_.broken = true);
      text_ += chart_text(*tree);
    } else if (const auto* table = data->child("a:tbl")) {
      walk(*table);
    } else if (const auto* picture = find(*data, "p:pic")) {
      walk(*picture);
    }
  }

  const Parts& parts_;
  Shown& out_;
  std::vector<Link> links_;
  bool behind_, place_ = false;
  std::string text_;
};

}  // namespace

Shown shown_slides(const Parts& parts) {
  Shown out;
  auto top = parts.links("");
  const auto* main = link_by_type(top, "officeDocument");
  auto show = main == nullptr ? std::nullopt : parts.tree(main->target);
  const auto* list = show ? show->child("p:sldIdLst") : nullptr;
  if (list == nullptr) {
    out.broken = true;
    return out;
  }
  auto links = parts.links(main->target);
  for (const auto& id : list->children) {
    if (id.name != "p:sldId") continue;
    const auto* link = link_by_id(links, id.get("r:id"));
    auto tree = link == nullptr ? std::nullopt : parts.tree(link->target);
    if (!tree) {
      out.broken = true;
      continue;
    }
    if (tree->has("show") && !yes(tree->get("show"))) continue;
    Slide slide(parts, out, link->target, false);
    const auto* layout_link = slide.link("slideLayout");
    if (layout_link == nullptr) {
      out.broken = true;
      continue;
    }
    Slide layout(parts, out, layout_link->target, true);
    const auto* master_link = layout.link("slideMaster");
    if (master_link == nullptr) {
      out.broken = true;
      continue;
    }
    Slide master(parts, out, master_link->target, true);
  }
  return out;
}

}  // namespace adit::client::office
