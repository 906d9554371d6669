// SPDX-License-Identifier: Apache-2.0
// Content streams. Each operator that draws or sets something is written anew with exactly the
// operands that it takes; comments, marked content and unknown operators are not written.
#include <map>
#include <vector>

#include "client/scrub/pdf/copier.h"
#include "client/scrub/pdf/program.h"

namespace adit::client::pdf {
namespace {

enum class Kind : std::uint8_t { number, string, name, array, dictionary, other };

struct Operand {
  Kind kind = Kind::other;
  std::string text;  // as it is written
  Handle value;      // of a dictionary: what its names point to is not needed
};

// Operands: n number, s string, a array of numbers, t array of numbers and strings; the resources G
// graphics state, C colour space, P shading, X external object, F font; * colour operands; i intent.
const std::map<std::string_view, std::string_view> kOperators = {
    {"b", ""},        {"B", ""},     {"b*", ""},     {"B*", ""},       {"BT", ""},    {"c", "nnnnnn"},
    {"cm", "nnnnnn"}, {"CS", "C"},   {"cs", "C"},    {"d", "an"},      {"d0", "nn"},  {"d1", "nnnnnn"},
    {"Do", "X"},      {"ET", ""},    {"f", ""},      {"F", ""},        {"f*", ""},    {"G", "n"},
    {"g", "n"},       {"gs", "G"},   {"h", ""},      {"i", "n"},       {"j", "n"},    {"J", "n"},
    {"K", "nnnn"},    {"k", "nnnn"}, {"l", "nn"},    {"m", "nn"},      {"M", "n"},    {"n", ""},
    {"q", ""},        {"Q", ""},     {"re", "nnnn"}, {"RG", "nnn"},    {"rg", "nnn"}, {"ri", "i"},
    {"s", ""},        {"S", ""},     {"SC", "*"},    {"sc", "*"},      {"SCN", "*"},  {"scn", "*"},
    {"sh", "P"},      {"T*", ""},    {"Tc", "n"},    {"Td", "nn"},     {"TD", "nn"},  {"Tf", "Fn"},
    {"Tj", "s"},      {"TJ", "t"},   {"TL", "n"},    {"Tm", "nnnnnn"}, {"Tr", "n"},   {"Ts", "n"},
    {"Tw", "n"},      {"Tz", "n"},   {"v", "nnnn"},  {"w", "n"},       {"W", ""},     {"W*", ""},
    {"y", "nnnn"},    {"'", "s"},    {"\"", "nns"},
};

bool paints_path(std::string_view op) {
  return op == "b" || op == "B" || op == "b*" || op == "B*" || op == "f" || op == "F" || op == "f*" ||
         op == "s" || op == "S";
}
bool shows_text(std::string_view op) { return op == "Tj" || op == "TJ" || op == "'" || op == "\""; }
bool paints(std::string_view op) { return paints_path(op) || op == "sh" || op == "Do"; }

constexpr std::string_view kDeviceSpaces[] = {"/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern"};
constexpr std::string_view kIntents[] = {"/AbsoluteColorimetric", "/RelativeColorimetric", "/Saturation",
                                         "/Perceptual"};
constexpr std::pair<std::string_view, std::string_view> kInlineKeys[] = {
    {"/BPC", "/BitsPerComponent"}, {"/CS", "/ColorSpace"}, {"/D", "/Decode"},
    {"/DP", "/DecodeParms"},       {"/F", "/Filter"},      {"/H", "/Height"},
    {"/IM", "/ImageMask"},         {"/I", "/Interpolate"}, {"/W", "/Width"},
};

class Filter {
 public:
  Filter(const std::string& content, Resources& resources) : tokens_(content), resources_(resources) {}

  std::string run() {
    for (auto token = tokens_.next(); token.getType() != QPDFTokenizer::tt_eof; token = tokens_.next()) {
      if (token.getType() != QPDFTokenizer::tt_word) {
        operands_.push_back(operand(token, 0));
        if (operands_.size() > 1000) refuse(Errc::file_damaged);
        continue;
      }
      run_operator(token.getValue());
      operands_.clear();
    }
    for (; saved_.size() > 1; saved_.pop_back()) out_ += "Q\n";
    if (tokens_.comments() > 0)
      resources_.copier().harvest().found(FindingClass::hidden, "comments inside the pages' own program");
    return std::move(out_);
  }

 private:
  Operand operand(const Token& token, unsigned depth) {
    if (depth > 30) refuse(Errc::file_damaged);
    switch (token.getType()) {
      case QPDFTokenizer::tt_integer:
      case QPDFTokenizer::tt_real:
        return {Kind::number, plain_number(token.getValue()), {}};
      case QPDFTokenizer::tt_string:
        return {Kind::string, written_string(token.getValue()), Handle::newString(token.getValue())};
      case QPDFTokenizer::tt_name:
        return {Kind::name, token.getValue(), Handle::newName(token.getValue())};
      case QPDFTokenizer::tt_array_open:
        return array(depth);
      case QPDFTokenizer::tt_dict_open:
        return dictionary(depth);
      case QPDFTokenizer::tt_bool:
        return {Kind::other, token.getValue(), Handle::newBool(token.getValue() == "true")};
      case QPDFTokenizer::tt_null:
        return {Kind::other, "null", Handle::newNull()};
      default:
        refuse(Errc::file_damaged);
    }
  }

  Operand array(unsigned depth) {
    Operand out{Kind::array, "[", Handle::newArray()};
    bool plain = true, first = true;
    for (auto token = tokens_.next(); token.getType() != QPDFTokenizer::tt_array_close;
         token = tokens_.next()) {
      auto item = operand(token, depth + 1);
      plain = plain && (item.kind == Kind::number || item.kind == Kind::string);
      if (!first) out.text += ' ';
      first = false;
      out.text += item.text;
      // Kept for the dictionaries of inline pictures.
      if (depth < 2) out.value.appendItem(item.kind == Kind::number ? value_of(item.text) : item.value);
    }
    if (!plain) out.kind = Kind::other;
    out.text += ']';
    return out;
  }
  static Handle value_of(const std::string& number_text) {
    return number_text.find('.') == number_text.npos ? Handle::newInteger(std::stoll(number_text))
                                                     : Handle::newReal(number_text);
  }

  Operand dictionary(unsigned depth) {
    Operand out{Kind::dictionary, "", Handle::newDictionary()};
    for (auto token = tokens_.next(); token.getType() != QPDFTokenizer::tt_dict_close;
         token = tokens_.next()) {
      if (token.getType() != QPDFTokenizer::tt_name) refuse(Errc::file_damaged);
      auto item = operand(tokens_.next(), depth + 1);
      if (item.kind == Kind::string) note_property(token.getValue(), item.value);
      out.value.replaceKey(token.getValue(), item.kind == Kind::number ? value_of(item.text) : item.value);
    }
    return out;
  }

  void note_property(const std::string& key, Handle text) {
    auto& harvest = resources_.copier().harvest();
    if (key != "/ActualText" && key != "/Alt" && key != "/E") return;
    auto words = text.getUTF8Value();
    // Of a ligature or a hyphen there is one in every line.
    bool letters = words.size() <= 4;
    harvest.found(FindingClass::hidden, letters ? "letters behind what is shown (ligatures, hyphens)"
                                                : "words behind what is shown: " + quote_text(words));
  }

  void run_operator(const std::string& op) {
    if (op == "BI") return inline_picture();
    if (op == "BMC" || op == "BDC") return begin_marked(op == "BDC");
    if (op == "EMC") {
      if (!marks_.empty()) {
        hidden_ -= marks_.back();
        marks_.pop_back();
      }
      return;
    }
    auto known = kOperators.find(op);
    if (known == kOperators.end()) return;  // MP, DP, BX, EX, and what no viewer knows either
    if (op == "q") {
      saved_.push_back(saved_.back());
      if (saved_.size() > 2000) refuse(Errc::file_damaged);
    }
    if (op == "Q") {
      if (saved_.size() == 1) return;
      saved_.pop_back();
    }
    if (hidden_ > 0 && (paints(op) || shows_text(op))) {
      if (paints_path(op)) out_ += "n\n";
      return;
    }
    std::string line;
    if (!write_operands(known->second, line)) return;
    if (op == "Tr") saved_.back() = operands_.back().text == "3" || operands_.back().text == "7";
    if (shows_text(op) && saved_.back()) resources_.copier().saw_invisible_text();
    out_ += line;
    out_ += op;
    out_ += '\n';
  }

  // Whether there is something to write: a resource may be missing, or may not be shown.
  bool write_operands(std::string_view wanted, std::string& line) {
    if (wanted == "*") return write_colour(line);
    if (operands_.size() < wanted.size()) refuse(Errc::file_damaged);
    operands_.erase(operands_.begin(), operands_.end() - static_cast<std::ptrdiff_t>(wanted.size()));
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      auto text = written(wanted[i], operands_[i]);
      if (text.empty()) return false;
      line += text + ' ';
    }
    return true;
  }

  std::string written(char wanted, const Operand& o) {
    auto require = [](bool right) {
      if (!right) refuse(Errc::file_damaged);
    };
    switch (wanted) {
      case 'n':
        require(o.kind == Kind::number);
        return o.text;
      case 's':
        require(o.kind == Kind::string);
        return o.text;
      case 'a':
      case 't':
        require(o.kind == Kind::array && (wanted == 't' || o.text.find_first_of("(<") == o.text.npos));
        return o.text;
      case 'i':
        require(o.kind == Kind::name);
        return std::ranges::find(kIntents, o.text) == std::end(kIntents) ? "" : o.text;
      case 'C':
        require(o.kind == Kind::name);
        if (std::ranges::find(kDeviceSpaces, o.text) != std::end(kDeviceSpaces)) return o.text;
        return resources_.use("/ColorSpace", o.text);
      default:
        require(o.kind == Kind::name);
        return resources_.use(wanted == 'G'   ? "/ExtGState"
                              : wanted == 'P' ? "/Shading"
                              : wanted == 'X' ? "/XObject"
                                              : "/Font",
                              o.text);
    }
  }

  bool write_colour(std::string& line) {
    if (operands_.empty() || operands_.size() > 33) refuse(Errc::file_damaged);
    for (std::size_t i = 0; i < operands_.size(); ++i) {
      const auto& o = operands_[i];
      bool last = i + 1 == operands_.size();
      std::string text = o.text;
      if (o.kind == Kind::name && last) {
        text = resources_.use("/Pattern", o.text);
        if (text.empty()) return false;
      } else if (o.kind != Kind::number) {
        refuse(Errc::file_damaged);
      }
      line += text + ' ';
    }
    return true;
  }

  void begin_marked(bool has_properties) {
    bool off = false;
    if (has_properties && operands_.size() >= 2) {
      const auto& tag = operands_[operands_.size() - 2];
      const auto& properties = operands_.back();
      if (properties.kind == Kind::name) {
        auto what = resources_.old("/Properties", properties.text);
        if (tag.text == "/OC") off = resources_.copier().layers().off(what);
        for (auto key : {"/ActualText", "/Alt", "/E"}) {
          auto text = dictionary_of(what).getKey(key);
          if (text.isString()) note_property(key, text);
        }
      }
    }
    marks_.push_back(off ? 1 : 0);
    if (marks_.size() > 10'000) refuse(Errc::file_damaged);
    hidden_ += marks_.back();
  }

  void inline_picture() {
    auto image = resources_.copier().from().newStream();
    auto about = Handle::newDictionary();
    while (true) {
      auto token = tokens_.next();
      if (token.isWord("ID")) break;
      if (token.getType() != QPDFTokenizer::tt_name) refuse(Errc::file_damaged);
      auto key = token.getValue();
      for (const auto& [brief, full] : kInlineKeys) {
        if (key == brief) key = full;
      }
      auto value = operand(tokens_.next(), 0);
      about.replaceKey(key, value.kind == Kind::number ? value_of(value.text) : value.value);
    }
    auto bytes = tokens_.inline_image();
    if (!tokens_.next().isWord("EI")) refuse(Errc::file_damaged);
    if (hidden_ > 0) return;
    // The white space before EI is no part of packed data; raw data is cut to its length later.
    auto names = Handle::newArray();
    for (const auto& name : filters_of(about)) names.appendItem(Handle::newName("/" + name));
    auto told = about.getKey("/DecodeParms");
    about.removeKey("/Filter");
    about.removeKey("/DecodeParms");
    about.replaceKey("/Subtype", Handle::newName("/Image"));
    image.replaceDict(about);
    image.replaceStreamData(bytes, names.getArrayNItems() == 0 ? Handle::newNull() : names, told);
    auto name = resources_.use_picture(image);
    if (!name.empty()) out_ += name + " Do\n";
  }

  Tokens tokens_;
  Resources& resources_;
  std::string out_;
  std::vector<Operand> operands_;
  std::vector<bool> saved_{false};  // for each q: whether text is invisible
  std::vector<int> marks_;          // for each BDC: whether it hides
  int hidden_ = 0;
};

}  // namespace

std::string clean_content(const std::string& content, Resources& resources) {
  resources.copier().spend_content(content.size());
  return Filter(content, resources).run();
}

std::string content_of(Handle contents) {
  std::string out;
  auto add = [&](Handle part) {
    if (!part.isStream()) return;
    out += unpacked(part, kMaxContentBytes - std::min(out.size(), kMaxContentBytes));
    out += '\n';
  };
  if (contents.isArray()) {
    for (auto& part : contents.getArrayAsVector()) add(part);
  } else {
    add(contents);
  }
  return out;
}

}  // namespace adit::client::pdf
