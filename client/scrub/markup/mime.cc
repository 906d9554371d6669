// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "client/scrub/markup/html_tree.h"
#include "client/scrub/markup/mail.h"
#include "client/scrub/text_decode.h"
#include "client/scrub/utf8.h"

namespace adit::client {
namespace {

constexpr std::size_t kMaxHeaders = 1000, kMaxParts = 300;

std::string_view trim(std::string_view text) {
  while (!text.empty() &&
         (text.front() == ' ' || text.front() == '\t' || text.front() == '\r' || text.front() == '\n'))
    text.remove_prefix(1);
  while (!text.empty() &&
         (text.back() == ' ' || text.back() == '\t' || text.back() == '\r' || text.back() == '\n'))
    text.remove_suffix(1);
  return text;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string from_quoted_printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out += text[i];
      continue;
    }
    // A soft line end, with blanks that a relay may have put before it.
    std::size_t k = i + 1;
    while (k < text.size() && (text[k] == ' ' || text[k] == '\t' || text[k] == '\r')) ++k;
    if (k >= text.size() || text[k] == '\n') {
      i = k;
      continue;
    }
    int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1,
        low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0) {
      out += '=';
      continue;
    }
    out += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return out;
}

std::string from_base64_lines(std::string_view text) {
  std::string plain;
  for (char c : text) {
    bool ok =
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    if (ok) plain += c;
    if (c == '=') break;
  }
  if (plain.size() % 4 == 1) plain.pop_back();
  // Bits beyond the last byte are of no meaning, and set by some writers.
  auto last = plain.size() % 4;
  if (last != 0) {
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    auto value = kDigits.find(plain.back());
    plain.back() = kDigits[value & (last == 2 ? 0x30u : 0x3cu)];
  }
  auto bytes = decode_base64(plain);
  return bytes ? std::string(as_text(*bytes)) : std::string();
}

}  // namespace

const std::string* MimeEntity::header(std::string_view name) const {
  for (const auto& h : headers) {
    if (h.name == name) return &h.value;
  }
  return nullptr;
}

MimeEntity split_entity(std::string_view text) {
  MimeEntity out;
  while (!text.empty()) {
    auto stop = text.find('\n');
    auto line = text.substr(0, stop);
    text.remove_prefix(stop == text.npos ? text.size() : stop + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    if ((line[0] == ' ' || line[0] == '\t') && !out.headers.empty()) {
      if (out.headers.back().value.size() < 65536) out.headers.back().value += " " + std::string(trim(line));
      continue;
    }
    auto colon = line.find(':');
    if (colon == line.npos || out.headers.size() >= kMaxHeaders) continue;
    out.headers.push_back(
        {html_lower(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))});
  }
  out.body = text;
  return out;
}

std::string mime_type(const MimeEntity& entity) {
  const auto* value = entity.header("content-type");
  if (value == nullptr) return "text/plain";
  return html_lower(trim(std::string_view(*value).substr(0, value->find(';'))));
}

std::string mime_parameter(std::string_view value, std::string_view name) {
  auto small = html_lower(value);
  for (auto at = small.find(';'); at != small.npos; at = small.find(';', at + 1)) {
    auto rest = value.substr(at + 1);
    auto equals = rest.find('=');
    if (equals == rest.npos) break;
    auto key = html_lower(trim(rest.substr(0, equals)));
    // RFC 2231: "filename*0*=" and so on. The first piece is enough for telling.
    if (auto star = key.find('*'); star != key.npos) key.resize(star);
    if (key != name) continue;
    rest = trim(rest.substr(equals + 1));
    if (rest.starts_with('"')) {
      auto end = rest.find('"', 1);
      return std::string(rest.substr(1, end == rest.npos ? end : end - 1));
    }
    return std::string(trim(rest.substr(0, rest.find(';'))));
  }
  return {};
}

std::string decode_transfer(const MimeEntity& entity) {
  const auto* value = entity.header("content-transfer-encoding");
  auto how = value == nullptr ? std::string() : html_lower(trim(*value));
  if (how == "quoted-printable") return from_quoted_printable(entity.body);
  if (how == "base64") return from_base64_lines(entity.body);
  return std::string(entity.body);
}

std::optional<std::string> from_charset(std::string_view bytes, std::string_view charset) {
  auto name = html_lower(charset);
  if (name.empty() || name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii" ||
      name == "unknown-8bit") {
    if (auto decoded = decode_text(as_bytes(bytes))) return encode_utf8(decoded->characters);
    return std::nullopt;
  }
  if (name == "iso-8859-1" || name == "latin1" || name == "windows-1252" || name == "cp1252" ||
      name == "iso-8859-15") {
    constexpr std::string_view kHigh =
        "\x80\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8e\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c"
        "\x9e\x9f";
    constexpr char32_t kMeans[] = {0x20ac, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030,
                                   0x0160, 0x2039, 0x0152, 0x017d, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
                                   0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x017e, 0x0178};
    std::string out;
    for (char c : bytes) {
      auto b = static_cast<unsigned char>(c);
      auto high = b >= 0x80 && b < 0xa0 ? kHigh.find(c) : std::string_view::npos;
      if (name == "iso-8859-15" && b == 0xa4) {
        append_utf8(out, 0x20ac);
      } else {
        append_utf8(out, high != std::string_view::npos ? kMeans[high] : char32_t{b});
      }
    }
    return out;
  }
  return std::nullopt;
}

std::string decode_words(std::string_view value) {
  std::string out;
  bool after_word = false;
  for (std::size_t i = 0; i < value.size();) {
    auto rest = value.substr(i);
    if (rest.starts_with("=?")) {
      auto one = rest.find('?', 2), two = one == rest.npos ? one : rest.find('?', one + 1);
      auto end = two == rest.npos ? two : rest.find("?=", two + 1);
      if (end != rest.npos && two == one + 2) {
        auto charset = rest.substr(2, one - 2), body = rest.substr(two + 1, end - two - 1);
        std::string bytes;
        if (rest[one + 1] == 'B' || rest[one + 1] == 'b') {
          bytes = from_base64_lines(body);
        } else {
          std::string spaced(body);
          for (char& c : spaced) c = c == '_' ? ' ' : c;
          bytes = from_quoted_printable(spaced);
        }
        if (auto text = from_charset(bytes, charset.substr(0, charset.find('*')))) {
          // Blanks between two such words do not count.
          if (after_word) {
            while (!out.empty() && out.back() == ' ') out.pop_back();
          }
          out += *text;
          i += end + 2;
          after_word = true;
          continue;
        }
      }
    }
    if (value[i] != ' ') after_word = false;
    out += value[i++];
  }
  auto decoded = decode_text(as_bytes(out));
  return decoded ? encode_utf8(decoded->characters) : std::string();
}

std::vector<std::string_view> split_parts(std::string_view body, std::string_view boundary) {
  std::vector<std::string_view> out;
  if (boundary.empty()) return out;
  auto line = "--" + std::string(boundary);
  std::optional<std::size_t> start;
  for (std::size_t at = 0; at < body.size() && out.size() < kMaxParts;) {
    auto stop = body.find('\n', at);
    auto next = stop == body.npos ? body.size() : stop + 1;
    auto text = trim(body.substr(at, next - at));
    if (text == line || text == line + "--") {
      if (start) {
        auto end = at;
        if (end > *start && body[end - 1] == '\n') --end;
        if (end > *start && body[end - 1] == '\r') --end;
        out.push_back(body.substr(*start, end - *start));
      }
      start = next;
      if (text != line) return out;
    }
    at = next;
  }
  if (start && *start < body.size()) out.push_back(body.substr(*start));  // cut off, or never closed
  return out;
}

}  // namespace adit::client
