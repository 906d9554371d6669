// SPDX-License-Identifier: Apache-2.0
// The verification's scanner of XML: tags and texts in their order, names by our prefixes.
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

}  // namespace

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

}  // namespace adit::client::office
