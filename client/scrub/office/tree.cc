// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/office/tree.h"

#include "client/scrub/office/xml_in.h"
#include "client/scrub/utf8.h"

namespace adit::client::office {
namespace {

constexpr std::string_view kStrictBase = "http://purl.oclc.org/ooxml/";

std::string_view prefix_for(std::string_view uri) {
  for (const auto& n : xml_namespaces()) {
    if (n.uri == uri) return n.prefix;
  }
  if (!uri.starts_with(kStrictBase)) return "?";
  auto rest = uri.substr(kStrictBase.size());
  constexpr std::pair<std::string_view, std::string_view> kStrict[] = {
      {"spreadsheetml/main", "x"},
      {"wordprocessingml/main", "w"},
      {"presentationml/main", "p"},
      {"drawingml/main", "a"},
      {"drawingml/chart", "c"},
      {"officeDocument/relationships", "r"},
      {"drawingml/wordprocessingDrawing", "wp"},
      {"drawingml/picture", "pic"},
      {"drawingml/spreadsheetDrawing", "xdr"},
      {"officeDocument/math", "m"}};
  for (const auto& [tail, prefix] : kStrict) {
    if (tail == rest) return prefix;
  }
  return "?";
}

std::string from_wide(ByteSpan bytes, bool big) {
  std::string out;
  for (std::size_t i = 2; i + 1 < bytes.size(); i += 2) {
    auto unit = [&](std::size_t at) -> char32_t {
      return big ? char32_t(bytes[at] << 8 | bytes[at + 1]) : char32_t(bytes[at + 1] << 8 | bytes[at]);
    };
    char32_t c = unit(i);
    if (c >= 0xd800 && c < 0xdc00 && i + 3 < bytes.size()) {
      c = 0x10000 + ((c - 0xd800) << 10) + (unit(i + 2) - 0xdc00);
      i += 2;
    }
    append_utf8(out, c > 0x10ffff ? U'?' : c);
  }
  return out;
}

class Scanner {
 public:
  Scanner(std::string_view text, Reading reading, XmlEvents& to) : left_(text), reading_(reading), to_(to) {}

  bool run() {
    if (left_.starts_with("\xef\xbb\xbf")) left_.remove_prefix(3);
    while (!left_.empty()) {
      if (left_[0] != '<') {
        if (!characters()) return false;
      } else if (left_.starts_with("<?")) {
        bool declaration = left_.starts_with("<?xml ") && !seen_;
        if (!declaration && reading_ == Reading::own) return false;
        if (!skip("?>")) return false;
      } else if (left_.starts_with("<!--")) {
        if (reading_ == Reading::own || !skip("-->")) return false;
      } else if (left_.starts_with("<![CDATA[")) {
        auto stop = left_.find("]]>");
        if (reading_ == Reading::own || stop == left_.npos || open_.empty()) return false;
        to_.text(left_.substr(9, stop - 9));
        left_.remove_prefix(stop + 3);
      } else if (left_.starts_with("<!")) {
        return false;
      } else if (left_.starts_with("</")) {
        if (!end_tag()) return false;
      } else if (!start_tag()) {
        return false;
      }
    }
    return seen_ && open_.empty();
  }

 private:
  bool skip(std::string_view until) {
    auto stop = left_.find(until);
    if (stop == left_.npos) return false;
    left_.remove_prefix(stop + until.size());
    return true;
  }
  static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

  bool characters() {
    auto stop = std::min(left_.find('<'), left_.size());
    auto raw = left_.substr(0, stop);
    left_.remove_prefix(stop);
    if (open_.empty()) return std::ranges::all_of(raw, blank);
    std::string text;
    if (!decode(raw, text, false)) return false;
    to_.text(text);
    return true;
  }

  bool decode(std::string_view raw, std::string& out, bool attribute) {
    for (std::size_t i = 0; i < raw.size(); ++i) {
      char c = raw[i];
      if (c == '\r') {
        if (i + 1 < raw.size() && raw[i + 1] == '\n') continue;
        c = '\n';
      }
      if (attribute && (c == '\n' || c == '\t')) c = ' ';
      if (c != '&') {
        out += c;
        continue;
      }
      auto stop = raw.find(';', i);
      if (stop == raw.npos || stop - i > 12) {
        // Not well formed; the writer's reader takes it as it is.
        out += '&';
        continue;
      }
      auto name = raw.substr(i + 1, stop - i - 1);
      if (name == "lt" || name == "gt" || name == "amp" || name == "quot" || name == "apos") {
        out += name == "lt" ? '<' : name == "gt" ? '>' : name == "amp" ? '&' : name == "quot" ? '"' : '\'';
      } else if (name.starts_with('#')) {
        bool hex = name.size() > 1 && name[1] == 'x';
        auto digits = name.substr(hex ? 2 : 1);
        char32_t v = 0;
        for (char d : digits) {
          unsigned n = d >= '0' && d <= '9'          ? unsigned(d - '0')
                       : hex && d >= 'a' && d <= 'f' ? unsigned(d - 'a' + 10)
                       : hex && d >= 'A' && d <= 'F' ? unsigned(d - 'A' + 10)
                                                     : 99;
          if (n == 99 || v > 0x10ffff) return false;
          v = v * (hex ? 16 : 10) + n;
        }
        if (digits.empty() || v > 0x10ffff || v == 0 || (v >= 0xd800 && v < 0xe000)) return false;
        append_utf8(out, v);
      } else {
        out += '&';
        continue;
      }
      i = stop;
    }
    return true;
  }

  std::string_view word() {
    std::size_t n = 0;
    while (n < left_.size() && !blank(left_[n]) && left_[n] != '=' && left_[n] != '>' && left_[n] != '/' &&
           left_[n] != '<' && left_[n] != '"' && left_[n] != '\'')
      ++n;
    auto out = left_.substr(0, n);
    left_.remove_prefix(n);
    return out;
  }
  void blanks() {
    while (!left_.empty() && blank(left_[0])) left_.remove_prefix(1);
  }

  std::string resolve(std::string_view name, bool attribute) const {
    auto colon = name.find(':');
    auto prefix = colon == name.npos ? std::string_view() : name.substr(0, colon);
    if (colon == name.npos && attribute) return std::string(name);
    if (prefix == "xml") return std::string(name);
    std::string_view ours = "?";
    for (auto at = scope_.rbegin(); at != scope_.rend(); ++at) {
      if (at->first == prefix) {
        ours = at->second;
        break;
      }
    }
    return std::string(ours) + ":" + std::string(colon == name.npos ? name : name.substr(colon + 1));
  }

  bool start_tag() {
    if (open_.empty() && seen_) return false;
    seen_ = true;
    left_.remove_prefix(1);
    auto raw_name = word();
    if (raw_name.empty() || open_.size() > 220) return false;
    auto mark = scope_.size();
    std::vector<std::pair<std::string_view, std::string>> raw;
    bool closed = false;
    while (true) {
      blanks();
      if (left_.empty()) return false;
      if (left_.starts_with("/>")) {
        closed = true;
        left_.remove_prefix(2);
        break;
      }
      if (left_[0] == '>') {
        left_.remove_prefix(1);
        break;
      }
      auto key = word();
      blanks();
      if (key.empty() || left_.empty() || left_[0] != '=') return false;
      left_.remove_prefix(1);
      blanks();
      if (left_.empty() || (left_[0] != '"' && left_[0] != '\'')) return false;
      auto stop = left_.find(left_[0], 1);
      if (stop == left_.npos) return false;
      std::string value;
      if (!decode(left_.substr(1, stop - 1), value, true)) return false;
      left_.remove_prefix(stop + 1);
      if (key == "xmlns" || key.starts_with("xmlns:")) {
        if (reading_ == Reading::own && !open_.empty()) return false;
        scope_.emplace_back(key == "xmlns" ? "" : std::string(key.substr(6)), prefix_for(value));
        if (reading_ == Reading::own && scope_.back().second == "?") return false;
      } else {
        raw.emplace_back(key, std::move(value));
      }
    }
    std::vector<std::pair<std::string, std::string>> attributes;
    for (auto& [key, value] : raw) attributes.emplace_back(resolve(key, true), std::move(value));
    auto name = resolve(raw_name, false);
    to_.start(name, attributes);
    if (closed) {
      to_.end(name);
      scope_.resize(mark);
    } else {
      open_.push_back({std::string(raw_name), name, mark});
    }
    return true;
  }

  bool end_tag() {
    left_.remove_prefix(2);
    auto name = word();
    blanks();
    if (open_.empty() || open_.back().raw != name || left_.empty() || left_[0] != '>') return false;
    left_.remove_prefix(1);
    to_.end(open_.back().name);
    scope_.resize(open_.back().mark);
    open_.pop_back();
    return true;
  }

  struct Open {
    std::string raw, name;
    std::size_t mark;
  };
  std::string_view left_;
  Reading reading_;
  XmlEvents& to_;
  std::vector<Open> open_;
  std::vector<std::pair<std::string, std::string_view>> scope_;
  bool seen_ = false;
};

class Builder : public XmlEvents {
 public:
  void start(std::string_view name,
             const std::vector<std::pair<std::string, std::string>>& attributes) override {
    stack_.push_back({std::string(name), {}, attributes, {}});
  }
  void text(std::string_view text) override {
    auto& children = stack_.back().children;
    if (!children.empty() && children.back().name.empty()) {
      children.back().text += text;
    } else {
      children.push_back({{}, std::string(text), {}, {}});
    }
  }
  void end(std::string_view) override {
    auto done = std::move(stack_.back());
    stack_.pop_back();
    if (stack_.empty()) {
      root = std::move(done);
    } else {
      stack_.back().children.push_back(std::move(done));
    }
  }
  std::optional<Element> root;

 private:
  std::vector<Element> stack_;
};

std::string lower_case(std::string_view name) {
  std::string out;
  for (char c : name) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

// "a/b/../c" seen from the folder of `part`.
std::string place_of(std::string_view part, std::string_view target) {
  std::string path = target.starts_with('/')
                         ? std::string(target.substr(1))
                         : std::string(part.substr(0, part.rfind('/') + 1)) + std::string(target);
  path = path.substr(0, path.find('#'));
  std::vector<std::string> steps;
  for (std::size_t from = 0; from <= path.size();) {
    auto stop = std::min(path.find('/', from), path.size());
    auto step = path.substr(from, stop - from);
    if (step == ".." && !steps.empty()) {
      steps.pop_back();
    } else if (step == "..") {
      return {};
    } else if (!step.empty() && step != ".") {
      steps.push_back(step);
    }
    from = stop + 1;
  }
  std::string out;
  for (const auto& s : steps) {
    if (!out.empty()) out += '/';
    out += s;
  }
  return out;
}

}  // namespace

std::string_view Element::get(std::string_view attribute) const {
  for (const auto& [key, value] : attributes) {
    if (key == attribute) return value;
  }
  return {};
}
bool Element::has(std::string_view attribute) const {
  return std::ranges::any_of(attributes, [&](const auto& a) { return a.first == attribute; });
}
const Element* Element::child(std::string_view child_name) const {
  for (const auto& c : children) {
    if (c.name == child_name) return &c;
  }
  return nullptr;
}
std::string Element::all_text() const {
  if (name.empty()) return text;
  std::string out;
  for (const auto& c : children) out += c.all_text();
  return out;
}

bool read_events(ByteSpan xml, Reading reading, XmlEvents& to) {
  std::string wide;
  std::string_view text = as_text(xml);
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    if (reading == Reading::own) return false;
    wide = from_wide(xml, text[0] == '\xfe');
    text = wide;
  }
  return Scanner(text, reading, to).run();
}

std::optional<Element> read_tree(ByteSpan xml, Reading reading) {
  Builder builder;
  if (!read_events(xml, reading, builder)) return std::nullopt;
  return std::move(builder.root);
}

Result<Parts> Parts::foreign(ByteSpan file) {
  ADIT_TRY(auto zip, ZipReader::open(file, kDocumentLimits));
  Parts out;
  out.zip_ = std::move(zip);
  for (const auto& member : out.zip_->members()) {
    if (member.folder) continue;
    out.names_.push_back(member.name);
    out.folded_.emplace(lower_case(member.name), member.name);
  }
  return out;
}

std::optional<Parts> Parts::own(ByteSpan file) {
  auto entries = read_own_zip(file);
  if (!entries) return std::nullopt;
  Parts out;
  for (auto& entry : *entries) {
    out.names_.push_back(entry.name);
    out.folded_.emplace(lower_case(entry.name), entry.name);
    out.own_.emplace(entry.name, std::move(entry.bytes));
  }
  return out;
}

std::optional<ByteVector> Parts::bytes(std::string_view name) const {
  auto at = folded_.find(lower_case(name));
  if (at == folded_.end()) return std::nullopt;
  auto exact = std::ranges::find(names_, name);
  const std::string& real = exact != names_.end() ? *exact : at->second;
  if (!zip_) return own_.find(real)->second;
  const auto* member = zip_->find(real);
  auto bytes = member != nullptr ? zip_->unpack(*member) : Result<ByteVector>(fail(Errc::file_damaged));
  if (!bytes) return std::nullopt;
  return std::move(*bytes);
}

bool Parts::has(std::string_view name) const { return folded_.contains(lower_case(name)); }

std::optional<Element> Parts::tree(std::string_view name, Reading reading) const {
  auto body = bytes(name);
  if (!body) return std::nullopt;
  return read_tree(*body, reading);
}

std::vector<Link> Parts::links(std::string_view part) const {
  auto slash = part.rfind('/') + 1;  // npos + 1 is 0
  auto name = std::string(part.substr(0, slash)) + "_rels/" + std::string(part.substr(slash)) + ".rels";
  std::vector<Link> out;
  auto list = tree(name);
  if (!list) return out;
  for (const auto& node : list->children) {
    if (node.name != "pr:Relationship") continue;
    Link link{
        std::string(node.get("Id")), std::string(node.get("Type")), {}, node.get("TargetMode") == "External"};
    link.type = link.type.substr(link.type.rfind('/') + 1);
    link.target = link.outside ? std::string(node.get("Target")) : place_of(part, node.get("Target"));
    if (!link.outside && !folded_.contains(lower_case(link.target))) continue;
    out.push_back(std::move(link));
  }
  return out;
}

const Link* link_by_id(const std::vector<Link>& links, std::string_view id) {
  auto at = std::ranges::find(links, id, &Link::id);
  return at == links.end() ? nullptr : &*at;
}
const Link* link_by_type(const std::vector<Link>& links, std::string_view type) {
  for (const auto& link : links) {
    if (!link.outside && link.type == type) return &link;
  }
  return nullptr;
}

}  // namespace adit::client::office
