// SPDX-License-Identifier: Apache-2.0
// A drawing by an allow-list of shapes, read by pugixml and written anew: no programs, nothing that is
// fetched, no names. What a style sheet says of a class is written at the elements themselves.
#include <fmt/format.h>

#include <map>
#include <memory>
#include <pugixml.hpp>

#include "client/scrub/markup/html_tree.h"
#include "client/scrub/markup/markup.h"
#include "client/scrub/markup/svg_rules.h"
#include "client/scrub/markup/svg_style.h"
#include "client/scrub/text_rules.h"

namespace adit::client {
namespace {

constexpr std::size_t kMaxDrawingBytes = std::size_t{64} << 20, kMaxNodes = 500'000, kMaxPictures = 100,
                      kMaxUses = 2000;
constexpr int kMaxDepth_ = 100;

std::string_view local(std::string_view name) { return name.starts_with("svg:") ? name.substr(4) : name; }

struct Shape {
  std::string name;
  std::map<std::string, std::string> attributes;  // checked; references by their old names
  std::string id, target;                         // target: of href, without '#'
  std::string text;                               // if it is one
  std::vector<std::unique_ptr<Shape>> children;
};

class Reader {
 public:
  Reader(const CleanContext& context, Harvest& harvest, const SvgStyle& style)
      : context_(context), harvest_(harvest), style_(style) {}

  Status read(pugi::xml_node node, Shape& into, int depth) {
    if (depth > kMaxDepth_ || ++count_ > kMaxNodes) return fail(Errc::file_too_large);
    into.name = local(node.name());
    into.id = node.attribute("id").value();
    take_attributes(node, into);
    for (auto child : node.children()) {
      if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
        if (svg_holds_text(into.name)) add_text(child.value(), into);
        continue;
      }
      if (child.type() == pugi::node_comment) {
        harvest_.keep_value(as_bytes(child.value()));
        harvest_.found(FindingClass::hidden,
                       "a note in the source: " + quote_text(std::string_view(child.value())));
        continue;
      }
      if (child.type() != pugi::node_element) continue;
      auto name = local(child.name());
      if (name == "a" || name == "switch") {
        if (auto href = href_of(child); !href.empty())
          harvest_.found(FindingClass::other, "where a link leads: " + quote_text(href));
        auto group = std::make_unique<Shape>();
        ADIT_CHECK(read(child, *group, depth + 1));
        group->name = svg_holds_text(into.name) ? "tspan" : "g";
        into.children.push_back(std::move(group));
        continue;
      }
      if (!svg_element(name)) {
        tell_dropped(child, name);
        continue;
      }
      if (style_.hides(child)) {
        harvest_.found(FindingClass::hidden, "parts of the drawing that were not shown");
        continue;
      }
      auto shape = std::make_unique<Shape>();
      ADIT_CHECK(read(child, *shape, depth + 1));
      if (name == "image" && shape->target.empty()) continue;
      if (name == "use" && (shape->target.empty() || ++uses_ > kMaxUses)) continue;
      into.children.push_back(std::move(shape));
    }
    return {};
  }
  std::size_t hidden_characters() const { return hidden_; }

 private:
  static std::string_view href_of(pugi::xml_node node) {
    for (auto a : node.attributes()) {
      std::string_view name = a.name();
      if (name == "href" || name.ends_with(":href")) return a.value();
    }
    return {};
  }

  void add_text(std::string_view text, Shape& into) {
    auto clean = clean_characters(text, hidden_);
    for (char& c : clean) {
      if (c == '\n' || c == '\t') c = ' ';
    }
    std::string kept;
    for (char c : clean) {
      if (c != ' ' || kept.empty() || kept.back() != ' ') kept += c;
    }
    // A text beside a text: one of them, as they will be read again.
    if (!into.children.empty() && into.children.back()->name.empty()) {
      auto& before = into.children.back()->text;
      if (before.ends_with(' ') && kept.starts_with(' ')) kept.erase(0, 1);
      before += kept;
      return;
    }
    if (kept.empty()) return;
    auto shape = std::make_unique<Shape>();
    shape->text = std::move(kept);
    into.children.push_back(std::move(shape));
  }

  void take_attributes(pugi::xml_node node, Shape& into) {
    using enum FindingClass;
    auto keep = [&](std::string_view name, std::string_view value) {
      auto kind = svg_attribute(name);
      auto clean = kind ? svg_value(*kind, value) : std::nullopt;
      if (clean) into.attributes[std::string(name)] = *clean;
      if (kind == SvgValue::font) harvest_.found(device, "the names of fonts: " + quote_text(value));
    };
    for (auto a : node.attributes()) keep(a.name(), a.value());
    for (const auto& [name, value] : style_.of(node)) keep(name, value);
    for (auto a : node.attributes()) {
      std::string_view name = a.name(), value = a.value();
      if (name == "href" || name.ends_with(":href")) {
        take_href(value, into);
      } else if (name.starts_with("on")) {
        harvest_.found(hidden, "programs in it");
      } else if (name == "id" || name == "class" || name.starts_with("data-")) {
        harvest_.keep_value(as_bytes(value));
        if (!(name == "id" && is_our_name(value)) && ++names_ <= 3)
          harvest_.found(hidden, "names of its parts, such as " + quote_text(value));
      } else if (name.starts_with("sodipodi:") || name.starts_with("inkscape:")) {
        harvest_.keep_value(as_bytes(value));
        bool path = name == "sodipodi:docname" || name == "inkscape:export-filename";
        harvest_.found(path ? who : device, path ? "the name of a file: " + quote_text(value)
                                                 : "notes of the program that drew it");
      } else if (name == "style" || name == "version" || name == "xmlns" || name.starts_with("xmlns:")) {
      } else if (!svg_attribute(name)) {
        harvest_.keep_value(as_bytes(value));
        harvest_.found(other, "an attribute " + quote_text(name) + ": " + quote_text(value));
      }
    }
  }

  static bool is_our_name(std::string_view id) {
    return id.size() > 1 && id[0] == 'a' && id.find_first_not_of("0123456789", 1) == id.npos;
  }

  void take_href(std::string_view value, Shape& into) {
    if (into.name == "image") {
      std::vector<Finding> removed;
      if (++pictures_ <= kMaxPictures) into.target = clean_data_uri(value, context_, removed);
      for (auto& f : removed) harvest_.found(f.what, "in a picture: " + f.text);
      if (into.target.empty() && !value.starts_with("data:"))
        harvest_.found(FindingClass::hidden,
                       "a picture that is fetched from elsewhere: " + quote_text(value));
      if (into.target.empty() && value.starts_with("data:"))
        harvest_.found(FindingClass::other, "a picture inside that cannot be cleaned, left out");
      return;
    }
    if (value.starts_with('#')) {
      into.target = value.substr(1);
    } else if (into.name != "a") {
      harvest_.found(FindingClass::hidden, "a part that is fetched from elsewhere: " + quote_text(value));
    }
  }

  void tell_dropped(pugi::xml_node node, std::string_view name) {
    using enum FindingClass;
    std::string all;
    gather(node, all);
    harvest_.keep_value(as_bytes(trimmed(as_bytes(all))));
    if (name == "style") return;
    if (name == "script") {
      harvest_.found(hidden, "programs in it");
    } else if (name == "title" || name == "desc") {
      harvest_.found(other, "a description: " + quote_text(trimmed(as_bytes(all))));
    } else if (name == "metadata") {
      harvest_.found(who, "a record of its making: " + quote_text(trimmed(as_bytes(all))));
    } else if (name.find(':') != name.npos) {
      harvest_.found(device, "notes of the program that drew it");
    } else {
      harvest_.found(other, "a part that is not kept: " + quote_text(name));
    }
  }
  static void gather(pugi::xml_node node, std::string& out) {
    struct Walker : pugi::xml_tree_walker {
      std::string* out = nullptr;
      bool for_each(pugi::xml_node& n) override {
        if (out->size() < 400) *out += n.value();
        return true;
      }
    } walker;
    walker.out = &out;
    node.traverse(walker);
  }

  const CleanContext& context_;
  Harvest& harvest_;
  const SvgStyle& style_;
  std::size_t count_ = 0, pictures_ = 0, uses_ = 0, hidden_ = 0, names_ = 0;
};

// Which shape each name means, the first if there are several.
void note_names(const Shape& shape, std::map<std::string, const Shape*, std::less<>>& out) {
  if (!shape.id.empty()) out.emplace(shape.id, &shape);
  for (const auto& child : shape.children) note_names(*child, out);
}

bool holds_use(const Shape& shape) {
  return shape.name == "use" ||
         std::ranges::any_of(shape.children, [](const auto& c) { return holds_use(*c); });
}

class Writer {
 public:
  explicit Writer(const Shape& root) { note_names(root, names_); }

  std::string run(Shape& root) {
    drop_loose(root);
    find_used(root);
    number(root);
    out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    write(root, true);
    return out_ + "\n";
  }

 private:
  // References to nothing, and copies of copies: those can grow without bound when they are drawn.
  void drop_loose(Shape& shape) {
    std::erase_if(shape.children, [&](const auto& c) {
      if (c->name != "use") return false;
      auto at = names_.find(c->target);
      return at == names_.end() || holds_use(*at->second) || at->second->name == "svg";
    });
    for (auto& c : shape.children) drop_loose(*c);
    if (shape.name != "image" && !shape.target.empty() && !names_.contains(shape.target))
      shape.target.clear();
    std::erase_if(shape.attributes, [&](const auto& a) {
      auto url = svg_local_url(a.second);
      return url && !names_.contains(*url);
    });
  }
  void find_used(const Shape& shape) {
    auto use = [&](std::string_view name) {
      if (auto at = names_.find(name); at != names_.end()) used_.emplace(at->second, 0);
    };
    if (shape.name != "image" && !shape.target.empty()) use(shape.target);
    for (const auto& [key, value] : shape.attributes) {
      if (auto url = svg_local_url(value)) use(*url);
    }
    for (const auto& c : shape.children) find_used(*c);
  }
  void number(const Shape& shape) {
    if (auto at = used_.find(&shape); at != used_.end()) at->second = ++last_;
    for (const auto& c : shape.children) number(*c);
  }
  std::string name_of(std::string_view old) const {
    return fmt::format("a{}", used_.at(names_.find(old)->second));
  }

  void put(std::string_view key, std::string_view value) {
    out_ += fmt::format(" {}=\"", key);
    escape(value);
    out_ += '"';
  }
  void escape(std::string_view text) {
    for (char c : text) {
      if (c == '&') {
        out_ += "&amp;";
      } else if (c == '<') {
        out_ += "&lt;";
      } else if (c == '>') {
        out_ += "&gt;";
      } else if (c == '"') {
        out_ += "&quot;";
      } else {
        out_ += c;
      }
    }
  }

  void write(const Shape& shape, bool root) {
    if (shape.name.empty()) return escape(shape.text);
    out_ += "<" + shape.name;
    if (root) {
      put("xmlns", "http://www.w3.org/2000/svg");
      put("xmlns:xlink", "http://www.w3.org/1999/xlink");
    }
    if (auto at = used_.find(&shape); at != used_.end()) put("id", fmt::format("a{}", at->second));
    for (const auto& [key, value] : shape.attributes) {
      auto url = svg_local_url(value);
      put(key, url ? "url(#" + name_of(*url) + ")" : value);
    }
    if (shape.name == "image") put("xlink:href", shape.target);
    if (shape.name != "image" && !shape.target.empty()) put("xlink:href", "#" + name_of(shape.target));
    if (shape.children.empty()) {
      out_ += "/>";
      return;
    }
    out_ += '>';
    for (const auto& c : shape.children) write(*c, false);
    out_ += "</" + shape.name + ">";
  }

  std::map<std::string, const Shape*, std::less<>> names_;
  std::map<const Shape*, unsigned> used_;  // looked up only, never walked
  unsigned last_ = 0;
  std::string out_;
};

Result<std::string> once(ByteSpan file, const CleanContext& context, Harvest& harvest) {
  pugi::xml_document document;
  unsigned flags = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_comments |
                   pugi::parse_wconv_attribute | pugi::parse_ws_pcdata;
  auto result = document.load_buffer(file.data(), file.size(), flags);
  if (result.status == pugi::status_out_of_memory) return fail(Errc::out_of_memory);
  auto root = document.document_element();
  if (!result || local(root.name()) != "svg") return fail(Errc::file_damaged);
  for (auto node : document.children()) {
    if (node.type() == pugi::node_comment)
      harvest.found(FindingClass::hidden,
                    "a note in the source: " + quote_text(std::string_view(node.value())));
  }
  SvgStyle style(root);
  Reader reader(context, harvest, style);
  Shape shape;
  ADIT_CHECK(reader.read(root, shape, 0));
  if (reader.hidden_characters() > 0)
    harvest.found(FindingClass::hidden,
                  fmt::format("hidden characters in its text, {} in all", reader.hidden_characters()));
  return Writer(shape).run(shape);
}

}  // namespace

Result<CleanedFile> rebuild_svg(ByteSpan file, const CleanContext& context) {
  if (file.size() > kMaxDrawingBytes) return fail(Errc::file_too_large);
  Harvest harvest;
  ADIT_TRY(auto written, once(file, context, harvest));
  for (int round = 0;; ++round) {
    Harvest ignored;
    ADIT_TRY(auto next, once(as_bytes(written), context, ignored));
    if (next == written) break;
    if (round == 4) return fail(Errc::file_damaged);
    written = std::move(next);
  }
  auto bytes = as_bytes(written);
  return CleanedFile{
      FileKind::svg,
      {bytes.begin(), bytes.end()},
      std::move(harvest.findings),
      {"what the drawing shows, also where it lies outside of the page or under something else",
       "the exact numbers of its lines, which may tell the program that drew it"}};
}

}  // namespace adit::client
