// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/pdf/program.h"

#include <algorithm>

namespace adit::client::pdf {

using Type = QPDFTokenizer::token_type_e;

Tokens::Tokens(const std::string& text) : text_(text) {
  source_ = std::make_shared<BufferInputSource>("content", text_);
  tokenizer_.allowEOF();
  tokenizer_.includeIgnorable();
}

Token Tokens::next() {
  while (true) {
    auto token = tokenizer_.readToken(source_, "content", true);
    if (token.getType() == QPDFTokenizer::tt_bad) refuse(Errc::file_damaged);
    if (token.getType() == QPDFTokenizer::tt_comment) ++comments_;
    if (token.getType() != QPDFTokenizer::tt_space && token.getType() != QPDFTokenizer::tt_comment)
      return token;
  }
}

std::string Tokens::inline_image() {
  char blank = 0;
  source_->read(&blank, 1);
  tokenizer_.expectInlineImage(source_);
  auto token = tokenizer_.readToken(source_, "content", true);
  if (token.getType() != QPDFTokenizer::tt_inline_image) refuse(Errc::file_damaged);
  return token.getValue();
}

std::string hex_string(std::string_view bytes) { return "<" + to_hex(as_bytes(bytes)) + ">"; }

std::string written_string(std::string_view bytes) {
  std::string out = "(";
  for (char c : bytes) {
    if (c < 0x20 || c > 0x7e) return hex_string(bytes);
    if (c == '(' || c == ')' || c == '\\') out += '\\';
    out += c;
  }
  return out + ")";
}

namespace {

// What may stand between "N beginX" and "endX", copied in one form.
void copy_section(Tokens& tokens, const std::string& kind, std::string& out) {
  constexpr std::size_t kMostInOne = 100;
  unsigned columns =
      kind == "codespacerange" || kind == "bfchar" || kind == "cidchar" || kind == "notdefchar" ? 2 : 3;
  std::vector<std::string> rows;
  std::string row;
  unsigned column = 0;
  while (true) {
    auto token = tokens.next();
    if (token.isWord("end" + kind)) break;
    switch (token.getType()) {
      case QPDFTokenizer::tt_string:
        row += hex_string(token.getValue());
        break;
      case QPDFTokenizer::tt_integer:
        row += ' ' + plain_number(token.getValue());
        break;
      case QPDFTokenizer::tt_array_open:
        row += '[';
        for (token = tokens.next(); token.getType() != QPDFTokenizer::tt_array_close; token = tokens.next()) {
          if (token.getType() != QPDFTokenizer::tt_string) refuse(Errc::file_damaged);
          row += hex_string(token.getValue());
        }
        row += ']';
        break;
      default:
        refuse(Errc::file_damaged);
    }
    if (++column < columns) continue;
    rows.push_back(std::move(row));
    row.clear();
    column = 0;
  }
  if (column != 0) refuse(Errc::file_damaged);
  for (std::size_t at = 0; at < rows.size(); at += kMostInOne) {
    auto n = std::min(kMostInOne, rows.size() - at);
    out += std::to_string(n) + " begin" + kind + "\n";
    for (std::size_t i = at; i < at + n; ++i) out += rows[i] + "\n";
    out += "end" + kind + "\n";
  }
}

std::string rewritten_cmap(const std::string& cmap, std::initializer_list<std::string_view> kinds,
                           std::string_view type) {
  std::string body, mode;
  Tokens tokens(cmap);
  Token before, token;
  for (token = tokens.next(); token.getType() != QPDFTokenizer::tt_eof;
       before = token, token = tokens.next()) {
    if (token.isWord("usecmap") && before.getType() == QPDFTokenizer::tt_name) {
      if (auto name = plain_name(before.getValue()); !name.empty()) mode += "/" + name + " usecmap\n";
      continue;
    }
    if (before.getType() == QPDFTokenizer::tt_name && before.getValue() == "/WMode" &&
        token.getType() == QPDFTokenizer::tt_integer && token.getValue() == "1") {
      mode += "/WMode 1 def\n";
    }
    if (token.getType() != QPDFTokenizer::tt_word || !token.getValue().starts_with("begin")) continue;
    auto kind = token.getValue().substr(5);
    if (std::ranges::find(kinds, kind) != kinds.end()) copy_section(tokens, kind, body);
  }
  std::string out =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) "
      "/Ordering (UCS) /Supplement 0 >> def\n/CMapName /M def\n/CMapType ";
  out += type;
  return out + " def\n" + mode + body + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

constexpr std::string_view kCalculator[] = {
    "abs",   "add",  "and",   "atan", "bitshift", "ceiling", "copy", "cos",      "cvi",  "cvr", "div",
    "dup",   "eq",   "exch",  "exp",  "false",    "floor",   "ge",   "gt",       "idiv", "if",  "ifelse",
    "index", "le",   "ln",    "log",  "lt",       "mod",     "mul",  "ne",       "neg",  "not", "or",
    "pop",   "roll", "round", "sin",  "sqrt",     "sub",     "true", "truncate", "xor"};

}  // namespace

std::string clean_to_unicode(const std::string& cmap) {
  return rewritten_cmap(cmap, {"codespacerange", "bfchar", "bfrange"}, "2");
}

std::string clean_cmap(const std::string& cmap) {
  return rewritten_cmap(cmap, {"codespacerange", "cidchar", "cidrange", "notdefchar", "notdefrange"}, "1");
}

std::string clean_calculator(const std::string& program) {
  Tokens tokens(program);
  std::string out;
  unsigned depth = 0;
  for (auto token = tokens.next(); token.getType() != QPDFTokenizer::tt_eof; token = tokens.next()) {
    if (!out.empty()) out += ' ';
    switch (token.getType()) {
      case QPDFTokenizer::tt_brace_open:
        ++depth;
        out += '{';
        break;
      case QPDFTokenizer::tt_brace_close:
        if (depth-- == 0) refuse(Errc::file_damaged);
        out += '}';
        break;
      case QPDFTokenizer::tt_integer:
      case QPDFTokenizer::tt_real:
        out += plain_number(token.getValue());
        break;
      case QPDFTokenizer::tt_bool:
      case QPDFTokenizer::tt_word:
        if (std::ranges::find(kCalculator, token.getValue()) == std::end(kCalculator))
          refuse(Errc::file_damaged);
        out += token.getValue();
        break;
      default:
        refuse(Errc::file_damaged);
    }
  }
  if (depth != 0 || out.empty()) refuse(Errc::file_damaged);
  return out;
}

}  // namespace adit::client::pdf
