// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/office/xml_out.h"

#include <adit/result.h>

#include "client/scrub/office/xml_in.h"

namespace adit::client::office {
namespace {

void escape(std::string& out, std::string_view text, bool attribute) {
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
        out += attribute ? "&quot;" : "\"";
        break;
      case '\t':
      case '\n':
        if (attribute) {
          out += c == '\t' ? "&#9;" : "&#10;";
          break;
        }
        [[fallthrough]];
      default:
        out += c;
    }
  }
}

}  // namespace

std::string_view XmlOut::written(std::string_view name) {
  auto colon = name.find(':');
  if (colon == name.npos) return name;
  auto prefix = name.substr(0, colon);
  if (prefix == "xml") return name;
  auto all = xml_namespaces();
  auto at = std::ranges::find(all, prefix, &XmlNamespace::prefix);
  ADIT_ASSERT(at != all.end());
  used_.set(static_cast<std::size_t>(at - all.begin()));
  return prefix == bare_ ? name.substr(colon + 1) : name;
}

void XmlOut::end_tag() {
  if (in_tag_) body_ += '>';
  in_tag_ = false;
}

void XmlOut::open(std::string_view name) {
  end_tag();
  auto full = written(name);
  body_ += '<';
  body_ += full;
  if (names_.empty()) root_end_ = body_.size();
  names_.emplace_back(full);
  in_tag_ = true;
}

void XmlOut::attribute(std::string_view name, std::string_view value) {
  ADIT_ASSERT(in_tag_);
  body_ += ' ';
  body_ += written(name);
  body_ += "=\"";
  escape(body_, value, true);
  body_ += '"';
}

void XmlOut::text(std::string_view text) {
  if (text.empty()) return;
  end_tag();
  escape(body_, text, false);
}

void XmlOut::close() {
  if (in_tag_) {
    body_ += "/>";
    in_tag_ = false;
  } else {
    body_ += "</" + names_.back() + ">";
  }
  names_.pop_back();
}

void XmlOut::leaf(std::string_view name,
                  std::initializer_list<std::pair<std::string_view, std::string_view>> attributes) {
  open(name);
  for (const auto& [key, value] : attributes) attribute(key, value);
  close();
}

std::string XmlOut::finish() {
  ADIT_ASSERT(names_.empty() && !body_.empty());
  std::string spaces;
  auto all = xml_namespaces();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!used_.test(i)) continue;
    spaces += " xmlns";
    if (all[i].prefix != bare_) spaces += ":" + std::string(all[i].prefix);
    spaces += "=\"" + std::string(all[i].uri) + "\"";
  }
  body_.insert(root_end_, spaces);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n" + std::move(body_);
}

}  // namespace adit::client::office
