// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/markup/html_tree.h"

#include <fmt/format.h>

#include "client/scrub/markup/html_hiding.h"
#include "client/scrub/text_decode.h"

namespace adit::client {
namespace {

constexpr std::size_t kMaxNodes = 300'000, kMaxOpen = 120, kMaxPictures = 100;
constexpr std::size_t kMaxPageBytes = std::size_t{64} << 20;

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\n\r\f") == text.npos; }

std::optional<unsigned> small_number(std::string_view text, unsigned most) {
  unsigned value = 0;
  if (text.empty() || text.size() > 6) return std::nullopt;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  if (value == 0 || value > most) return std::nullopt;
  return value;
}

class Builder {
 public:
  Builder(const CleanContext& context, Harvest& harvest) : context_(context), harvest_(harvest) {
    stack_.push_back({&page_.body, "body", HtmlKind::block});
  }

  Result<HtmlPage> run(std::string_view text) {
    HtmlTokens tokens(text);
    while (auto token = tokens.next()) {
      if (++count_ > kMaxNodes) return fail(Errc::file_too_large);
      switch (token->kind) {
        case HtmlToken::Kind::text:
          take_text(std::move(token->text));
          break;
        case HtmlToken::Kind::start:
          take_start(*token);
          break;
        case HtmlToken::Kind::end:
          take_end(token->name);
          break;
        case HtmlToken::Kind::comment:
          take_comment(token->text);
          break;
      }
    }
    tell();
    return std::move(page_);
  }

 private:
  struct Open {
    HtmlNode* node;
    std::string tag;
    HtmlKind kind;
  };
  using enum HtmlKind;

  const Open& top() const { return stack_.back(); }
  bool in_table_frame() const { return top().kind == table || top().kind == row || is_rows(top()); }
  static bool is_rows(const Open& o) { return o.kind == section && o.tag != "caption"; }
  static bool is_wall(const Open& o) {
    return o.kind == table || o.kind == cell || o.kind == out || o.tag == "caption";
  }
  void pop_to(std::size_t size) { stack_.resize(size); }

  HtmlNode& push(std::string_view written, std::string_view tag, HtmlKind kind) {
    auto& children = top().node->children;
    children.push_back(std::make_unique<HtmlNode>());
    children.back()->name = written;
    stack_.push_back({children.back().get(), std::string(tag), kind});
    return *children.back();
  }

  // Index of the innermost open `tag` that no wall stands before.
  std::optional<std::size_t> open_one(std::string_view tag, std::string_view list = {}) const {
    for (auto i = stack_.size(); i-- > 1;) {
      if (stack_[i].tag == tag) return i;
      if (is_wall(stack_[i]) || (!list.empty() && list.find(" " + stack_[i].tag + " ") != list.npos)) break;
    }
    return std::nullopt;
  }
  std::optional<std::size_t> open_table() const {
    for (auto i = stack_.size(); i-- > 1;) {
      if (stack_[i].kind == table) return i;
      if (stack_[i].kind == out) break;
    }
    return std::nullopt;
  }

  void take_text(std::string text) {
    if (in_table_frame()) {
      if (is_blank(text)) return;
      need_cell();
    }
    auto& children = top().node->children;
    children.push_back(std::make_unique<HtmlNode>());
    children.back()->text = std::move(text);
  }

  void need_row() {
    if (top().kind == table) push("tbody", "tbody", section);
    if (is_rows(top())) push("tr", "tr", row);
  }
  void need_cell() {
    need_row();
    push("td", "td", cell);
  }

  void take_start(const HtmlToken& tag) {
    look_at(tag);
    if (tag.name == "html" || tag.name == "body") {
      if (html_lower(tag.attribute("dir")) == "rtl") page_.direction = "rtl";
      return;
    }
    if (tag.name == "head") return;
    const auto* element = html_element(tag.name);
    auto kind = element != nullptr ? element->kind : open;
    auto written =
        element == nullptr || element->written.empty() ? std::string_view(tag.name) : element->written;
    bool hidden = hiding_.hides(tag);
    if (kind == out_alone || (kind == open && !hidden)) return;
    if (stack_.size() > kMaxOpen && kind != out) return;
    if (!place(tag.name, kind, written)) return;
    if (kind == alone) {
      if (hidden) return;
      add_alone(tag, written);
      return;
    }
    if (kind == open) written = "span";
    auto& node = push(written, tag.name, kind);
    node.left_out = kind == out || hidden;
    if (node.left_out && kind != out) hidden_.push_back(&node);
    add_attributes(tag, kind, node);
  }

  // Closes what this tag ends, and opens what it needs. Whether it may be there at all.
  bool place(std::string_view tag, HtmlKind& kind, std::string_view& written) {
    if (kind == section || kind == row || kind == cell) {
      auto at = open_table();
      if (!at) {
        if (kind != row) return false;
        kind = block, written = "div";  // a row without a table is a line
        return true;
      }
      auto stop = *at + 1;
      if (kind != section && stop < stack_.size() && is_rows(stack_[stop])) ++stop;
      if (kind == cell && stop < stack_.size() && stack_[stop].kind == row) ++stop;
      pop_to(stop);
      if (kind == row && top().kind == table) push("tbody", "tbody", section);
      if (kind == cell) need_row();
      return true;
    }
    if (in_table_frame() && kind != out) need_cell();
    if (kind == block || kind == table || tag == "hr") {
      if (auto p = open_one("p")) pop_to(*p);
      if (tag.size() == 2 && tag[0] == 'h' && tag[1] != 'r' && top().tag.size() == 2 && top().tag[0] == 'h')
        pop_to(stack_.size() - 1);
    }
    if (tag == "li") {
      if (auto li = open_one("li", " ul ol menu dir ")) pop_to(*li);
    }
    if (tag == "dt" || tag == "dd") {
      auto dt = open_one("dt", " dl "), dd = open_one("dd", " dl ");
      if (dt || dd) pop_to(std::max(dt.value_or(0), dd.value_or(0)));
    }
    return true;
  }

  void add_alone(const HtmlToken& tag, std::string_view written) {
    HtmlNode node;
    node.name = written;
    if (written == "img") {
      auto src = tag.attribute("src");
      if (++pictures_ > kMaxPictures) return;
      std::vector<Finding> removed;
      auto clean = clean_data_uri(src, context_, removed);
      if (clean.empty()) {
        if (html_lower(src.substr(0, 5)) == "data:") {
          harvest_.found(FindingClass::other, "a picture inside the page that cannot be cleaned, left out");
        } else if (!src.empty()) {
          harvest_.found(FindingClass::hidden,
                         "a picture that is fetched when the page is opened, from " + quote_text(src));
        }
        return;
      }
      for (auto& f : removed) harvest_.found(f.what, "in a picture: " + f.text);
      node.attributes.emplace_back("src", std::move(clean));
      for (auto name : {"width", "height"}) {
        if (auto n = small_number(tag.attribute(name), 10'000))
          node.attributes.emplace_back(name, std::to_string(*n));
      }
    }
    top().node->children.push_back(std::make_unique<HtmlNode>(std::move(node)));
  }

  void add_attributes(const HtmlToken& tag, HtmlKind kind, HtmlNode& node) {
    auto direction = html_lower(tag.attribute("dir"));
    if (direction == "rtl" || direction == "ltr" || direction == "auto")
      node.attributes.emplace_back("dir", direction);
    auto number = [&](std::string_view name, unsigned most) {
      if (auto n = small_number(tag.attribute(name), most))
        node.attributes.emplace_back(name, std::to_string(*n));
    };
    if (node.name == "ol") {
      number("start", 100'000);
      auto type = tag.attribute("type");
      if (type == "a" || type == "A" || type == "i" || type == "I")
        node.attributes.emplace_back("type", type);
    }
    if (node.name == "li") number("value", 100'000);
    if (kind == cell) {
      number("colspan", 1000);
      number("rowspan", 1000);
    }
  }

  void take_end(std::string_view tag) {
    if (tag == "br") return take_start({HtmlToken::Kind::start, "br", {}, {}});
    const auto* element = html_element(tag);
    auto kind = element != nullptr ? element->kind : open;
    if (kind == alone || kind == out_alone || tag == "body" || tag == "html" || tag == "head") return;
    bool of_table = kind == table || kind == section || kind == row || kind == cell;
    for (auto i = stack_.size(); i-- > 1;) {
      if (stack_[i].tag == tag) return pop_to(i);
      if (stack_[i].kind == out || (is_wall(stack_[i]) && (!of_table || stack_[i].kind == table))) return;
    }
  }

  void take_comment(std::string_view text) {
    if (is_blank(text) || html_lower(text.substr(0, 7)) == "doctype") return;
    harvest_.keep_value(as_bytes(text));
    if (++comments_ <= 5) harvest_.found(FindingClass::hidden, "a note in the source: " + quote_text(text));
  }

  // What the tag says besides what is kept of it.
  void look_at(const HtmlToken& tag) {
    using enum FindingClass;
    for (const auto& [key, value] : tag.attributes) {
      if (key.starts_with("on")) ++scripts_;
      if (key == "class" || key == "id" || key.starts_with("data-")) {
        ++marks_;
        if (key != "class") harvest_.keep_value(as_bytes(value));
      }
      if ((key == "title" || key == "alt" || key == "aria-label" || key == "placeholder") && !is_blank(value))
        harvest_.found(hidden, "a text that is seen only at times: " + quote_text(std::string_view(value)));
    }
    if (auto href = tag.attribute("href"); tag.name == "a" && !href.empty()) {
      harvest_.keep_value(as_bytes(href));
      if (!href.starts_with('#'))
        harvest_.found(other, "where a link leads (its words stay): " + quote_text(href));
    }
    if (tag.name == "meta" && !tag.attribute("content").empty()) {
      auto content = tag.attribute("content");
      auto name = html_lower(tag.attribute(tag.has("name")       ? "name"
                                           : tag.has("property") ? "property"
                                                                 : "http-equiv"));
      harvest_.keep_value(as_bytes(content));
      auto what = name.find("author") != name.npos || name.find("creator") != name.npos ? who
                  : name == "generator" || name == "progid"                             ? device
                  : name.find("date") != name.npos || name.find("time") != name.npos    ? when
                                                                                        : other;
      if (name != "viewport" && name != "content-type")
        harvest_.found(what,
                       fmt::format("a note {}: {}", quote_text(std::string_view(name)), quote_text(content)));
    }
    if (tag.name == "script") ++scripts_;
    if (tag.name == "style" || (tag.name == "link" && tag.has("href"))) {
      harvest_.keep_value(as_bytes(tag.attribute("href")));
      ++sheets_;
    }
    if (tag.name == "input" && !tag.attribute("value").empty())
      harvest_.found(other, "a field of a form, with " + quote_text(tag.attribute("value")));
    for (auto name : {"iframe", "frame", "object", "embed", "applet", "audio", "video"}) {
      if (tag.name == name) {
        auto src = tag.attribute(tag.name == "object" ? "data" : "src");
        harvest_.keep_value(as_bytes(src));
        harvest_.found(other,
                       fmt::format("a part that is fetched from elsewhere ({}): {}", name, quote_text(src)));
      }
    }
    if (tag.name == "svg" || tag.name == "canvas" || tag.name == "math")
      harvest_.found(other, "a drawing or a formula inside the page");
    if (tag.name == "select" || tag.name == "textarea") harvest_.found(other, "fields of a form");
    if (tag.name == "noscript" || tag.name == "template")
      harvest_.found(hidden, "parts that are shown only at times");
  }

  static void gather(const HtmlNode& node, std::string_view of, std::string& out) {
    if (node.name.empty()) out += node.text;
    for (const auto& child : node.children) gather(*child, of, out);
  }
  // The style sheets are known now: what they hide was left out when it was met.
  void tell() {
    using enum FindingClass;
    for (const auto* node : hidden_) {
      std::string text;
      gather(*node, {}, text);
      if (!is_blank(text))
        harvest_.found(hidden, "text that the page did not show: " + quote_text(trimmed(as_bytes(text))));
    }
    for_titles(page_.body);
    if (scripts_ > 0) harvest_.found(hidden, fmt::format("programs in it, {} in all", scripts_));
    if (sheets_ > 0) harvest_.found(other, "style sheets: the page looks plainer than it did");
    if (marks_ > 0) harvest_.found(hidden, fmt::format("names and marks on its parts, {} in all", marks_));
    if (comments_ > 5)
      harvest_.found(hidden, fmt::format("further notes in the source, {} in all", comments_));
  }
  void for_titles(const HtmlNode& node) {
    if (node.name == "title") {
      std::string text;
      gather(node, {}, text);
      if (is_blank(text)) return;
      harvest_.keep_value(as_bytes(trimmed(as_bytes(text))));
      harvest_.found(FindingClass::other, "the page's title: " + quote_text(trimmed(as_bytes(text))));
    }
    for (const auto& child : node.children) {
      if (node.name != "style") for_titles(*child);
    }
  }

 public:
  void know(std::string_view page) { hiding_ = HtmlHiding::of_page(page); }

 private:
  const CleanContext& context_;
  Harvest& harvest_;
  HtmlPage page_;
  HtmlHiding hiding_;
  std::vector<Open> stack_;
  std::vector<const HtmlNode*> hidden_;
  std::size_t count_ = 0, pictures_ = 0, comments_ = 0, scripts_ = 0, sheets_ = 0, marks_ = 0;
};

}  // namespace

Result<HtmlPage> read_html(ByteSpan file, const CleanContext& context, Harvest& harvest) {
  if (file.size() > kMaxPageBytes) return fail(Errc::file_too_large);
  auto decoded = decode_text(file);
  if (!decoded) return fail(Errc::file_type_refused);
  auto text = encode_utf8(decoded->characters);
  Builder builder(context, harvest);
  builder.know(text);
  return builder.run(text);
}

}  // namespace adit::client
