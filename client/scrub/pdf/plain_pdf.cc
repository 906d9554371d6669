// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/pdf/plain_pdf.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace adit::client::pdf {
namespace {

using namespace std::string_view_literals;
constexpr auto kHeader = "%PDF-1.7\n%\xbf\xf7\xa2\xfe\n"sv;

class Reader {
 public:
  Reader(ByteSpan file, std::size_t most) : file_(file), text_(as_text(file)), left_(most) {}

  std::optional<PlainPdf> run() {
    if (!text_.starts_with(kHeader)) return std::nullopt;
    std::size_t at = kHeader.size();
    while (!done_) {
      if (!object(at)) return std::nullopt;
    }
    auto end = "startxref\n" + std::to_string(table_at_) + "\n%%EOF\n";
    if (text_.substr(at) != end || !agrees()) return std::nullopt;
    return std::move(out_);
  }

 private:
  bool take(std::size_t& at, std::string_view wanted) {
    if (text_.substr(at, wanted.size()) != wanted) return false;
    at += wanted.size();
    return true;
  }

  // The next object; the cross-reference stream is the last one.
  bool object(std::size_t& at) {
    std::size_t start = at;
    Lexer lexer(file_, at);
    auto number = parse_value(lexer, false);
    auto id = number ? number->whole() : std::nullopt;
    if (!id || *id == 0) return false;
    at += number->text.size();
    if (!take(at, " 0 obj\n")) return false;
    lexer.go(at);
    auto value = parse_value(lexer, true);
    if (!value || lexer.saw_comment()) return false;
    // As the writer spells it: no blanks but one between two words.
    at = lexer.at();
    if (out_.objects.size() > 1'000'000) return false;
    PlainObject made{std::move(*value), std::nullopt};
    if (take(at, "\nstream\n")) {
      auto* length = made.value.get("Length");
      auto n = length != nullptr ? length->whole() : std::nullopt;
      if (!n || *n > file_.size() - at) return false;
      made.packed = file_.subspan(at, *n);
      at += *n;
      if (!take(at, "\nendstream")) return false;
    }
    if (!take(at, "\nendobj\n")) return false;
    if (!at_.emplace(*id, start).second) return false;
    auto* type = made.value.get("Type");
    if (type != nullptr && type->is_name("ObjStm")) return members(*id, made);
    if (type != nullptr && type->is_name("XRef")) {
      table_at_ = start;
      table_id_ = *id;
      done_ = true;
      return table(made);
    }
    return out_.objects.emplace(*id, std::move(made)).second;
  }

  std::optional<ByteVector> unpacked(const PlainObject& object) {
    auto* filter = object.value.get("Filter");
    if (!object.packed || filter == nullptr || !filter->is_name("FlateDecode")) return std::nullopt;
    auto bytes = inflated(*object.packed, left_);
    if (bytes) left_ -= bytes->size();
    return bytes;
  }

  static bool only(const Value& value, std::initializer_list<std::string_view> keys) {
    return std::ranges::all_of(value.entries,
                               [&](const auto& e) { return std::ranges::find(keys, e.key) != keys.end(); });
  }

  // Objects inside a stream: pairs of number and offset, then the objects without a gap.
  bool members(std::size_t holder, const PlainObject& object) {
    auto* n = object.value.get("N");
    auto* first = object.value.get("First");
    auto count = n != nullptr ? n->whole() : std::nullopt,
         from = first != nullptr ? first->whole() : std::nullopt;
    auto bytes = unpacked(object);
    if (!bytes || !count || !from || *count > 1000 || *from > bytes->size() ||
        !only(object.value, {"Type", "Length", "Filter", "N", "First"}))
      return false;
    Lexer head(ByteSpan(*bytes).first(*from));
    std::size_t expected = 0;
    Lexer body(*bytes, *from);
    for (std::size_t i = 0; i < *count; ++i) {
      auto id = parse_value(head, false), offset = parse_value(head, false);
      auto number = id ? id->whole() : std::nullopt;
      if (!number || !offset || offset->whole() != expected) return false;
      auto value = parse_value(body, true);
      if (!value) return false;
      expected = body.at() - *from;
      if (body.at() < bytes->size() && (*bytes)[body.at()] == '\n') ++expected;
      body.go(*from + expected);
      if (!inside_.emplace(*number, std::pair{holder, i}).second) return false;
      if (!out_.objects.emplace(*number, PlainObject{std::move(*value), std::nullopt}).second) return false;
    }
    return !body.saw_comment() && !head.saw_comment() && head.next().kind == Word::Kind::end &&
           body.at() == bytes->size();
  }

  // Undoes PNG's filters as the cross-reference has them.
  bool table(const PlainObject& object) {
    auto bytes = unpacked(object);
    auto* widths = object.value.get("W");
    auto* root = object.value.get("Root");
    auto* told = object.value.get("DecodeParms");
    if (!bytes || widths == nullptr || widths->items.size() != 3 || root == nullptr ||
        root->kind != Value::Kind::reference || told == nullptr ||
        !only(object.value, {"Type", "Length", "Filter", "DecodeParms", "W", "Root", "Size", "ID"}))
      return false;
    out_.root = std::stoul(root->text);
    std::size_t columns = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      auto w = widths->items[i].whole();
      if (!w || *w > 8) return false;
      width_[i] = *w;
      columns += *w;
    }
    auto* said = told->get("Columns");
    auto* predictor = told->get("Predictor");
    if (said == nullptr || said->whole() != columns || predictor == nullptr || predictor->whole() != 12 ||
        told->entries.size() != 2 || bytes->size() % (columns + 1) != 0)
      return false;
    ByteVector above(columns, 0);
    for (std::size_t row = 0; row * (columns + 1) < bytes->size(); ++row) {
      auto in = ByteSpan(*bytes).subspan(row * (columns + 1), columns + 1);
      if (in[0] != 2) return false;
      for (std::size_t i = 0; i < columns; ++i) above[i] = static_cast<std::uint8_t>(above[i] + in[i + 1]);
      rows_.push_back(above);
    }
    auto* size = object.value.get("Size");
    return size != nullptr && size->whole() == rows_.size();
  }

  // Everything is where the table says, and the table says nothing else.
  bool agrees() const {
    std::size_t found = 0;
    for (std::size_t id = 0; id < rows_.size(); ++id) {
      std::size_t fields[3] = {}, at = 0;
      for (std::size_t f = 0; f < 3; ++f) {
        for (std::size_t i = 0; i < width_[f]; ++i) fields[f] = fields[f] << 8 | rows_[id][at++];
      }
      if (fields[0] == 1) {
        auto here = at_.find(id);
        if (here == at_.end() || here->second != fields[1]) return false;
      } else if (fields[0] == 2) {
        auto here = inside_.find(id);
        if (here == inside_.end() || here->second != std::pair{fields[1], fields[2]}) return false;
      } else if (id != 0) {
        return false;
      } else {
        continue;
      }
      ++found;
    }
    return found == at_.size() + inside_.size();
  }

  ByteSpan file_;
  std::string_view text_;
  std::size_t left_;
  PlainPdf out_;
  std::map<std::size_t, std::size_t> at_;
  std::map<std::size_t, std::pair<std::size_t, std::size_t>> inside_;
  std::size_t width_[3] = {}, table_at_ = 0, table_id_ = 0;
  std::vector<ByteVector> rows_;
  bool done_ = false;
};

const Value kNothing{};

}  // namespace

std::optional<ByteVector> inflated(ByteSpan packed, std::size_t most) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return std::nullopt;
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  ByteVector out;
  std::array<std::uint8_t, 65536> block;
  int status = Z_OK;
  while (status == Z_OK) {
    stream.next_out = block.data();
    stream.avail_out = static_cast<uInt>(block.size());
    status = inflate(&stream, Z_NO_FLUSH);
    std::size_t n = block.size() - stream.avail_out;
    if (n > most - out.size()) status = Z_MEM_ERROR;
    if (status == Z_OK || status == Z_STREAM_END) append(out, ByteSpan(block).first(n));
  }
  bool whole = status == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  if (!whole) return std::nullopt;
  return out;
}

const PlainObject* PlainPdf::object(const Value& reference) const {
  if (reference.kind != Value::Kind::reference) return nullptr;
  auto found = objects.find(*Value{Value::Kind::number, reference.text, {}, {}}.whole());
  return found == objects.end() ? nullptr : &found->second;
}

const Value& PlainPdf::resolved(const Value& value) const {
  if (value.kind != Value::Kind::reference) return value;
  auto* found = object(value);
  return found == nullptr ? kNothing : found->value;
}

std::optional<PlainPdf> read_plain_pdf(ByteSpan file, std::size_t most) { return Reader(file, most).run(); }

}  // namespace adit::client::pdf
