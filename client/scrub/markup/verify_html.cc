// SPDX-License-Identifier: Apache-2.0
// The new page is walked by a reader that knows only what the writer may write: known tags, properly
// nested, known attributes with known values, four entities. Then its words are held against the words
// of the original, which a much simpler reader takes out of it.
#include "client/scrub/formats.h"
#include "client/scrub/markup/html_tree.h"
#include "client/scrub/markup/markup.h"
#include "client/scrub/text_decode.h"
#include "client/scrub/text_rules.h"

namespace adit::client {
namespace {

constexpr std::string_view kTags =
    " p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre b strong i em u s sub sup small code mark q "
    "ruby "
    "rt rp table caption thead tbody tfoot tr td th ";
constexpr std::string_view kHead = "<!doctype html>\n<html>\n<head><meta charset=\"utf-8\"></head>\n<body";

bool all_digits(std::string_view text) {
  return !text.empty() && text.size() <= 6 && text[0] != '0' &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

class Walk {
 public:
  Walk(std::string_view page, const CleanContext& context) : left_(page), context_(context) {}

  // The text of the page, if every byte is as it may be.
  std::optional<std::string> run() {
    if (!take(kHead)) return std::nullopt;
    take(" dir=\"rtl\"");
    if (!take(">\n")) return std::nullopt;
    constexpr std::string_view kTail = "\n</body>\n</html>\n";
    if (!left_.ends_with(kTail)) return std::nullopt;
    left_.remove_suffix(kTail.size());
    while (!left_.empty()) {
      bool ok = left_[0] == '<' ? tag() : text();
      if (!ok) return std::nullopt;
    }
    if (!open_.empty()) return std::nullopt;
    return std::move(words_);
  }

 private:
  bool take(std::string_view what) {
    if (!left_.starts_with(what)) return false;
    left_.remove_prefix(what.size());
    return true;
  }

  bool text() {
    auto part = left_.substr(0, left_.find('<'));
    left_.remove_prefix(part.size());
    std::string plain;
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (part[i] == '>' || part[i] == '"' || part[i] == '\r') return false;
      if (part[i] != '&') {
        plain += part[i];
        continue;
      }
      bool known = false;
      for (auto [name, c] : {std::pair{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}}) {
        if (!part.substr(i).starts_with(name)) continue;
        plain += c;
        i += std::string_view(name).size() - 1;
        known = true;
        break;
      }
      if (!known) return false;
    }
    auto decoded = decode_text(as_bytes(plain));
    if (!decoded || decoded->encoding != Encoding::utf8 || decoded->mark ||
        !only_allowed(decoded->characters))
      return false;
    words_ += plain;
    return true;
  }

  bool tag() {
    auto stop = left_.find('>');
    if (stop == left_.npos) return false;
    auto inner = left_.substr(1, stop - 1);
    left_.remove_prefix(stop + 1);
    if (inner.starts_with('/')) {
      if (open_.empty() || open_.back() != inner.substr(1)) return false;
      open_.pop_back();
      return true;
    }
    auto name = inner.substr(0, inner.find(' '));
    inner.remove_prefix(name.size());
    bool alone = name == "br" || name == "hr" || name == "img";
    if (!alone && kTags.find(" " + std::string(name) + " ") == kTags.npos) return false;
    bool has_source = false;
    while (!inner.empty()) {
      auto equals = inner.find("=\"");
      if (inner[0] != ' ' || equals == inner.npos) return false;
      auto end = inner.find('"', equals + 2);
      if (end == inner.npos) return false;
      auto key = inner.substr(1, equals - 1), value = inner.substr(equals + 2, end - equals - 2);
      if (!attribute(name, key, value)) return false;
      has_source = has_source || key == "src";
      inner.remove_prefix(end + 1);
    }
    if (name == "img" && !has_source) return false;
    if (!alone) open_.emplace_back(name);
    return open_.size() < 200;
  }

  bool attribute(std::string_view tag, std::string_view key, std::string_view value) {
    if (tag == "img")
      return key == "src" ? picture(value) : (key == "width" || key == "height") && all_digits(value);
    if (key == "dir") return value == "rtl" || value == "ltr" || value == "auto";
    if (tag == "ol" && key == "type") return value == "a" || value == "A" || value == "i" || value == "I";
    if ((tag == "ol" && key == "start") || (tag == "li" && key == "value")) return all_digits(value);
    return (tag == "td" || tag == "th") && (key == "colspan" || key == "rowspan") && all_digits(value);
  }

  bool picture(std::string_view uri) {
    for (auto kind : {FileKind::jpeg, FileKind::png, FileKind::gif, FileKind::webp}) {
      std::string head = kind == FileKind::jpeg  ? "data:image/jpeg;base64,"
                         : kind == FileKind::png ? "data:image/png;base64,"
                         : kind == FileKind::gif ? "data:image/gif;base64,"
                                                 : "data:image/webp;base64,";
      if (!uri.starts_with(head)) continue;
      auto bytes = decode_base64(uri.substr(head.size()));
      CleanContext inner = context_;
      inner.why = nullptr;
      ++inner.depth;
      return bytes && kind_of(*bytes) == kind && verify(kind, *bytes, *bytes, inner);
    }
    return false;
  }

  std::string_view left_;
  const CleanContext& context_;
  std::vector<std::string> open_;
  std::string words_;
};

// All the words of a page, and whether something in it may keep some of them from being shown.
struct Words {
  std::vector<std::string> runs;  // from tag to tag
  bool some_may_hide = false;
};

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

Words words_of(std::string_view page) {
  Words out;
  auto small = html_lower(page);
  for (auto hint :
       {"hidden",  "display",   "visibility", "font-size",  "opacity", "mso-hide", "<noscript", "<template",
        "<select", "<dialog",   "<object",    "<applet",    "<audio",  "<video",   "<canvas",   "<svg",
        "<math",   "<datalist", "<map",       "<plaintext", "<xmp",    "<frameset"}) {
    if (small.find(hint) != small.npos) out.some_may_hide = true;
  }
  std::string piece;
  auto flush = [&] {
    if (!piece.empty()) out.runs.push_back(resolve_entities(piece));
    piece.clear();
  };
  for (std::size_t at = 0; at < page.size();) {
    bool end = at + 2 < page.size() && page[at] == '<' && page[at + 1] == '/';
    bool opens = at + 1 < page.size() && page[at] == '<' && letter(page[at + 1]);
    if (page[at] == '<' && at + 1 < page.size() && (page[at + 1] == '!' || page[at + 1] == '?')) {
      flush();
      auto rest = page.substr(at);
      std::size_t stop = rest.find('>');
      if (rest.starts_with("<!--") && !rest.starts_with("<!-->") && !rest.starts_with("<!--->")) {
        auto a = rest.find("-->", 4), b = rest.substr(0, a).find("--!>", 4);
        stop = a < b ? a + 2 : b == rest.npos ? b : b + 3;
      }
      at = stop == rest.npos ? page.size() : at + stop + 1;
    } else if (opens || (end && letter(page[at + 2]))) {
      flush();
      std::size_t i = at + (end ? 2 : 1), start = i;
      while (i < page.size() && std::string_view(" \n\t\r\f/>").find(page[i]) == std::string_view::npos) ++i;
      auto name = html_lower(page.substr(start, i - start));
      // A quote counts only as the beginning of a value.
      char before = ' ', quote = 0;
      for (; i < page.size() && (quote != 0 || page[i] != '>'); ++i) {
        if (quote != 0) {
          if (page[i] == quote) quote = 0, before = ' ';
        } else if ((page[i] == '"' || page[i] == '\'') && before == '=') {
          quote = page[i];
        } else if (std::string_view(" \n\t\r\f").find(page[i]) == std::string_view::npos) {
          before = page[i];
        }
      }
      at = std::min(page.size(), i + 1);
      bool raw = name == "script" || name == "style" || name == "title" || name == "textarea" ||
                 name == "iframe" || name == "noembed" || name == "noframes";
      if (opens && raw) {
        auto stop = small.find("</" + name, at);
        at = stop == small.npos ? page.size() : stop;
      }
    } else if (end && page[at + 2] == '>') {
      at += 3;
    } else if (end) {
      flush();
      auto stop = page.find('>', at);
      at = stop == page.npos ? stop : stop + 1;
      at = std::min(at, page.size());
    } else {
      piece += page[at++];
    }
  }
  flush();
  return out;
}

std::optional<std::string> seen(std::string_view utf8) {
  auto decoded = decode_text(as_bytes(utf8));
  return decoded ? visible_text(decoded->characters) : std::nullopt;
}

// Whether `is` is the runs one after the other: all of them, or without those that were not shown.
bool is_made_of(const Words& words, std::string_view is) {
  constexpr std::size_t kMaxWays = 64;
  std::vector<std::size_t> ways = {0};  // where `is` may have been reached; ascending
  for (const auto& run : words.runs) {
    auto was = seen(run);
    if (!was) return false;
    if (was->empty()) continue;
    std::vector<std::size_t> next;
    if (words.some_may_hide) next = ways;
    for (auto at : ways) {
      if (is.substr(at).starts_with(*was)) next.push_back(at + was->size());
    }
    std::ranges::sort(next);
    next.erase(std::unique(next.begin(), next.end()), next.end());
    // The furthest ones: the others are those that leave out what is there.
    if (next.size() > kMaxWays) next.erase(next.begin(), next.end() - kMaxWays);
    ways = std::move(next);
  }
  return !ways.empty() && ways.back() == is.size();
}

}  // namespace

Status verify_html(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context) {
  std::string words;
  if (to == FileKind::html) {
    auto walked = Walk(as_text(cleaned), context).run();
    if (!walked) return fail(Errc::file_damaged);
    words = std::move(*walked);
  } else if (to == FileKind::text) {
    ADIT_CHECK(verify_text(cleaned, cleaned));
    words = as_text(cleaned);
  } else {
    return fail(Errc::file_damaged);
  }
  auto decoded = decode_text(original);
  if (!decoded) return fail(Errc::file_damaged);
  auto before = words_of(encode_utf8(decoded->characters));
  auto is = seen(words);
  if (!is || !is_made_of(before, *is)) return fail(Errc::file_damaged);
  return {};
}

}  // namespace adit::client
