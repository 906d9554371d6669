// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/formats.h"
#include "client/scrub/markup/html_tree.h"
#include "client/scrub/text_decode.h"
#include "client/scrub/text_rules.h"
#include "crypto/base64.h"

namespace adit::client {
namespace {

void escape(std::string_view text, std::string& out) {
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
}

enum class Blanks : std::uint8_t { one, kept };

// Consecutive texts are one, whatever was left out between them.
class Writer {
 public:
  explicit Writer(std::size_t& hidden) : hidden_(hidden) {}
  void children(const HtmlNode& node, Blanks blanks) {
    for (const auto& child : node.children) write(*child, blanks);
  }
  std::string finish() {
    flush(Blanks::one);
    return std::move(out_);
  }

 private:
  void write(const HtmlNode& node, Blanks blanks) {
    if (node.left_out) return;
    if (node.name.empty()) {
      text_ += node.text;
      return;
    }
    const auto* element = html_element(node.name);
    auto kind = element == nullptr ? HtmlKind::open : element->kind;
    flush(blanks);
    auto before = out_.size();
    out_ += "<" + node.name;
    for (const auto& [key, value] : node.attributes) {
      out_ += " " + key + "=\"";
      escape(value, out_);
      out_ += '"';
    }
    out_ += '>';
    if (kind == HtmlKind::alone) return;
    auto start = out_.size();
    bool pre = node.name == "pre";
    if (pre) at_pre_ = true;
    children(node, pre ? Blanks::kept : blanks);
    flush(pre ? Blanks::kept : blanks);
    at_pre_ = false;
    bool may_be_empty = kind == HtmlKind::cell || kind == HtmlKind::row || node.name == "li" ||
                        node.name == "dd" || node.name == "dt";
    if (out_.size() == start && !may_be_empty) {
      out_.resize(before);
      return;
    }
    out_ += "</" + node.name + ">";
  }

  void flush(Blanks blanks) {
    if (!text_.empty()) {
      std::string kept;
      for (char c : clean_characters(text_, hidden_)) {
        bool blank = c == ' ' || c == '\n' || c == '\t';
        if (blanks == Blanks::one && blank) {
          if (kept.empty() || kept.back() != ' ') kept += ' ';
        } else if (!(c == '\n' && at_pre_ && kept.empty())) {
          kept += c;
        }
      }
      escape(kept, out_);
      text_.clear();
    }
    at_pre_ = false;
  }

  std::size_t& hidden_;
  std::string out_, text_;
  bool at_pre_ = false;  // right behind <pre>, where a line end does not count
};

bool starts_line(const HtmlNode& node) {
  const auto* element = html_element(node.name);
  return element != nullptr &&
         (element->kind == HtmlKind::block || element->kind == HtmlKind::table ||
          element->kind == HtmlKind::section || element->kind == HtmlKind::row || node.name == "hr");
}

void as_text(const HtmlNode& node, Blanks blanks, std::string& out) {
  if (node.left_out) return;
  if (node.name.empty()) {
    for (char c : node.text) {
      bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
      if (blanks == Blanks::kept || !blank) {
        out += c;
      } else if (!out.empty() && out.back() != ' ' && out.back() != '\n' && out.back() != '\t') {
        out += ' ';
      }
    }
    return;
  }
  auto line = [&] {
    while (!out.empty() && (out.back() == ' ' || out.back() == '\t')) out.pop_back();
    if (!out.empty() && out.back() != '\n') out += '\n';
  };
  if (node.name == "br") {
    out += '\n';
    return;
  }
  if (starts_line(node)) line();
  auto start = out.size();
  for (const auto& child : node.children) as_text(*child, node.name == "pre" ? Blanks::kept : blanks, out);
  // The line end right behind <pre> does not count.
  if (node.name == "pre" && start < out.size() && out[start] == '\n') out.erase(start, 1);
  if (starts_line(node)) line();
  if (node.name == "p" && !out.empty()) out += '\n';
  if (node.name == "td" || node.name == "th") out += '\t';
}

bool is_blank(char c) { return c == ' ' || c == '\n'; }

}  // namespace

std::string write_html(const HtmlPage& page, std::size_t& hidden) {
  Writer writer(hidden);
  writer.children(page.body, Blanks::one);
  auto content = writer.finish();
  while (!content.empty() && is_blank(content.back())) content.pop_back();
  std::size_t start = 0;
  while (start < content.size() && is_blank(content[start])) ++start;
  content.erase(0, start);
  std::string out = "<!doctype html>\n<html>\n<head><meta charset=\"utf-8\"></head>\n<body";
  if (!page.direction.empty()) out += " dir=\"rtl\"";
  return out + ">\n" + content + "\n</body>\n</html>\n";
}

std::string html_as_text(const HtmlPage& page) {
  std::string out;
  for (const auto& child : page.body.children) as_text(*child, Blanks::one, out);
  // At most one empty line between two others.
  std::string kept;
  for (char c : out) {
    if (c == '\n' && kept.ends_with("\n\n")) continue;
    kept += c;
  }
  return kept;
}

std::string clean_characters(std::string_view text, std::size_t& changed) {
  auto decoded = decode_text(as_bytes(text));
  auto clean = decoded ? allowed_text(decoded->characters, changed) : std::nullopt;
  return clean.value_or(std::string());
}

std::optional<ByteVector> decode_base64(std::string_view text) {
  std::string plain;
  for (char c : text) {
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') plain += c;
  }
  while (!plain.empty() && plain.back() == '=') plain.pop_back();
  if (plain.size() % 4 == 1) return std::nullopt;
  while (plain.size() % 4 != 0) plain += '=';
  return from_base64(plain);
}

std::string clean_data_uri(std::string_view uri, const CleanContext& context, std::vector<Finding>& removed) {
  auto comma = uri.find(',');
  if (comma == uri.npos) return {};
  auto head = html_lower(uri.substr(0, comma));
  if (!head.starts_with("data:image/") || !head.ends_with(";base64")) return {};
  auto bytes = decode_base64(uri.substr(comma + 1));
  if (!bytes) return {};
  CleanContext outer = context;
  outer.why = nullptr;
  auto kind = kind_of(*bytes);
  if (!kind || *kind == FileKind::svg) return {};
  auto cleaned = clean_member(*bytes, outer);
  if (!cleaned) return {};
  using enum FileKind;
  if (cleaned->kind != jpeg && cleaned->kind != png && cleaned->kind != gif && cleaned->kind != webp)
    return {};
  removed = std::move(cleaned->removed);
  return "data:" + std::string(media_type(cleaned->kind)) + ";base64," + to_base64(cleaned->bytes);
}

}  // namespace adit::client
