// SPDX-License-Identifier: Apache-2.0
// A reader of its own for the one form in which drawings are written: every tag and attribute is on the
// list, every reference is to a name of ours, every value is made of harmless characters. Then the words
// and the number of shapes are held against the original's.
#include "client/scrub/formats.h"
#include "client/scrub/markup/html_tree.h"
#include "client/scrub/markup/markup.h"
#include "client/scrub/text_decode.h"
#include "client/scrub/text_rules.h"

namespace adit::client {
namespace {

constexpr std::string_view kHead =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
    "xmlns:xlink=\"http://www.w3.org/1999/xlink\"";
constexpr std::string_view kTags =
    " svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textPath "
    "linearGradient "
    "radialGradient stop clipPath mask pattern marker image ";
constexpr std::string_view kShapes[] = {"path", "rect",     "circle",  "ellipse",
                                        "line", "polyline", "polygon", "text"};

bool is_name_of_ours(std::string_view name) {
  return name.size() > 1 && name.size() < 9 && name[0] == 'a' && name[1] != '0' &&
         name.find_first_not_of("0123456789", 1) == name.npos;
}

struct Found {
  std::string words;
  std::size_t shapes[std::size(kShapes)] = {};
};

class Walk {
 public:
  Walk(std::string_view file, const CleanContext& context) : left_(file), context_(context) {}

  std::optional<Found> run() {
    if (!left_.starts_with(kHead) || !left_.ends_with(">\n")) return std::nullopt;
    left_.remove_suffix(1);
    // The root's two declarations are known; the rest of it is a tag like any other.
    left_.remove_prefix(kHead.size());
    if (!rest_of_tag("svg")) return std::nullopt;
    while (!left_.empty()) {
      if (open_.empty()) return std::nullopt;  // something behind the end
      if (left_[0] == '<' ? !tag() : !text()) return std::nullopt;
    }
    return open_.empty() ? std::optional(std::move(found_)) : std::nullopt;
  }

 private:
  bool tag() {
    left_.remove_prefix(1);
    if (left_.starts_with('/')) {
      auto stop = left_.find('>');
      if (stop == left_.npos || left_.substr(1, stop - 1) != open_.back()) return false;
      open_.pop_back();
      left_.remove_prefix(stop + 1);
      return true;
    }
    auto name = std::string(left_.substr(0, left_.find_first_of(" />")));
    if (name.empty() || kTags.find(" " + name + " ") == kTags.npos) return false;
    left_.remove_prefix(name.size());
    for (std::size_t i = 0; i < std::size(kShapes); ++i) found_.shapes[i] += kShapes[i] == name ? 1 : 0;
    return rest_of_tag(name);
  }

  bool rest_of_tag(const std::string& name) {
    while (left_.starts_with(' ')) {
      auto equals = left_.find("=\"");
      if (equals == left_.npos) return false;
      auto end = left_.find('"', equals + 2);
      if (end == left_.npos) return false;
      if (!attribute(name, left_.substr(1, equals - 1), left_.substr(equals + 2, end - equals - 2)))
        return false;
      left_.remove_prefix(end + 1);
    }
    if (left_.starts_with("/>")) {
      left_.remove_prefix(2);
      return true;
    }
    if (!left_.starts_with('>')) return false;
    left_.remove_prefix(1);
    open_.push_back(name);
    return open_.size() < 200;
  }

  bool attribute(std::string_view tag, std::string_view key, std::string_view value) {
    if (key == "id") return is_name_of_ours(value);
    if (key == "xlink:href")
      return tag == "image" ? picture(value) : value.starts_with('#') && is_name_of_ours(value.substr(1));
    // No event, no style, no class, nothing with a prefix but xml:space.
    if (key.starts_with("on") || key == "style" || key == "class" || key == "href") return false;
    if (key.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-12") != key.npos &&
        key != "xml:space")
      return false;
    if (value.starts_with("url(#"))
      return value.ends_with(')') && is_name_of_ours(value.substr(5, value.size() - 6));
    // Numbers, words, colours, functions: no quotes, no colons, no entities.
    if (value.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,+-%#()") !=
        value.npos)
      return false;
    return value.find("url") == value.npos && value.find("import") == value.npos;
  }

  bool picture(std::string_view uri) {
    auto comma = uri.find(";base64,");
    if (!uri.starts_with("data:image/") || comma == uri.npos) return false;
    auto bytes = decode_base64(uri.substr(comma + 8));
    auto kind = bytes ? kind_of(*bytes) : std::nullopt;
    if (!kind || uri.substr(5, comma - 5) != media_type(*kind) || *kind == FileKind::svg) return false;
    CleanContext inner = context_;
    inner.why = nullptr;
    ++inner.depth;
    return verify(*kind, *bytes, *bytes, inner).has_value();
  }

  bool text() {
    auto part = left_.substr(0, left_.find('<'));
    left_.remove_prefix(part.size());
    const auto& holder = open_.back();
    if (holder != "text" && holder != "tspan" && holder != "textPath") return false;
    std::string plain;
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (part[i] == '>' || part[i] == '"' || static_cast<unsigned char>(part[i]) < 0x20) return false;
      if (part[i] != '&') {
        plain += part[i];
        continue;
      }
      auto stop = part.find(';', i);
      auto name = part.substr(i, stop == part.npos ? stop : stop + 1 - i);
      if (name != "&amp;" && name != "&lt;" && name != "&gt;" && name != "&quot;") return false;
      plain += name == "&amp;" ? '&' : name == "&lt;" ? '<' : name == "&gt;" ? '>' : '"';
      i += name.size() - 1;
    }
    auto decoded = decode_text(as_bytes(plain));
    if (!decoded || decoded->encoding != Encoding::utf8 || !only_allowed(decoded->characters)) return false;
    found_.words += plain;
    return true;
  }

  std::string_view left_;
  const CleanContext& context_;
  std::vector<std::string> open_;
  Found found_;
};

std::size_t count(std::string_view text, std::string_view name) {
  std::size_t n = 0;
  for (std::string_view prefix : {"<", "<svg:"}) {
    std::string start = std::string(prefix) + std::string(name);
    for (auto at = text.find(start); at != text.npos; at = text.find(start, at + 1)) {
      auto after = at + start.size();
      if (after < text.size() && std::string_view(" \t\r\n/>").find(text[after]) != std::string_view::npos)
        ++n;
    }
  }
  return n;
}

std::string without_tags(std::string_view text) {
  std::string out;
  bool inside = false;
  for (char c : text) {
    if (c == '<') inside = true;
    if (!inside) out += c;
    if (c == '>' && inside) inside = false;
  }
  return resolve_entities(out);
}

}  // namespace

Status verify_svg(ByteSpan original, ByteSpan cleaned, const CleanContext& context) {
  auto found = Walk(as_text(cleaned), context).run();
  if (!found) return fail(Errc::file_damaged);
  auto decoded = decode_text(original);
  if (!decoded) return fail(Errc::file_damaged);
  auto before = encode_utf8(decoded->characters);
  bool plain = true;  // nothing that hides a part or moves it
  for (auto hint :
       {"display", "<!--", "<![CDATA[", "<!ENTITY", "foreignObject", "<metadata", "<switch", "filter"})
    plain = plain && before.find(hint) == before.npos;
  for (std::size_t i = 0; i < std::size(kShapes); ++i) {
    auto was = count(before, kShapes[i]);
    if (found->shapes[i] > was || (plain && found->shapes[i] != was)) return fail(Errc::file_damaged);
  }
  // Its words are among the words of the original, in their order.
  auto was = decode_text(as_bytes(before.find("<![CDATA[") == before.npos ? without_tags(before) : before));
  auto is = decode_text(as_bytes(found->words));
  auto was_seen = was ? visible_text(was->characters) : std::nullopt;
  auto is_seen = is ? visible_text(is->characters) : std::nullopt;
  if (!was_seen || !is_seen) return fail(Errc::file_damaged);
  std::size_t i = 0;
  for (char c : *was_seen) i += i < is_seen->size() && (*is_seen)[i] == c ? 1 : 0;
  if (i != is_seen->size()) return fail(Errc::file_damaged);
  return {};
}

}  // namespace adit::client
