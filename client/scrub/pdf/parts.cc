// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/pdf/parts.h"

#include <zlib.h>

#include <array>

namespace adit::client::pdf {
namespace {

// Takes what a filter gives, up to a bound. qpdf swallows what a pipeline throws, hence the flag.
class Sink : public Pipeline {
 public:
  explicit Sink(std::size_t most) : Pipeline("sink", nullptr), most_(most) {}
  void write(const unsigned char* data, std::size_t n) override {
    if (n > most_ - bytes.size()) {
      over = true;
      throw std::runtime_error("larger than allowed");
    }
    bytes.append(reinterpret_cast<const char*>(data), n);
  }
  void finish() override {}

  std::string bytes;
  bool over = false;

 private:
  std::size_t most_;
};

std::string piped(Handle stream, std::size_t most, qpdf_stream_decode_level_e level) {
  Sink sink(most);
  bool filtered = false, sound = false;
  try {
    sound = stream.pipeStreamData(&sink, &filtered, 0, level, true, false);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    sound = false;
  }
  if (sink.over) refuse(Errc::file_too_large);
  if (!sound) refuse(Errc::file_damaged);
  return std::move(sink.bytes);
}

struct Abbreviation {
  std::string_view brief, full;
};
constexpr Abbreviation kFilters[] = {
    {"/Fl", "FlateDecode"},     {"/LZW", "LZWDecode"},      {"/A85", "ASCII85Decode"},
    {"/AHx", "ASCIIHexDecode"}, {"/RL", "RunLengthDecode"}, {"/CCF", "CCITTFaxDecode"},
    {"/DCT", "DCTDecode"},
};

bool is_picture_filter(const std::string& name) {
  return name == "DCTDecode" || name == "JPXDecode" || name == "JBIG2Decode" || name == "CCITTFaxDecode";
}

void require_plain_kind(QPDF& pdf) {
  auto root = pdf.getRoot();
  if (root.hasKey("/Collection")) refuse(Errc::file_type_refused);
  auto form = root.getKey("/AcroForm");
  if (form.isDictionary() && form.hasKey("/XFA")) refuse(Errc::file_type_refused);
}

}  // namespace

Document open_document(ByteSpan file) {
  auto text = as_text(file);
  constexpr std::string_view kEnd = "%%EOF";
  auto end = text.rfind(kEnd);
  if (end == text.npos) refuse(Errc::file_damaged);
  auto used = end + kEnd.size();
  while (used < text.size() && (text[used] == '\r' || text[used] == '\n')) ++used;

  Document document;
  document.tail_bytes = text.size() - used;
  document.pdf = std::make_unique<QPDF>();
  auto& pdf = *document.pdf;
  pdf.setSuppressWarnings(true);
  pdf.setAttemptRecovery(false);
  try {
    pdf.processMemoryFile("pdf", text.data(), used);
    if (pdf.getObjectCount() > kMaxObjects) refuse(Errc::file_too_large);
    require_plain_kind(pdf);
    document.pages = pdf.getAllPages();
  } catch (const QPDFExc& e) {
    bool locked = e.getErrorCode() == qpdf_e_password || e.getErrorCode() == qpdf_e_unsupported;
    refuse(locked ? Errc::file_type_refused : Errc::file_damaged);
  }
  if (document.pages.empty()) refuse(Errc::file_damaged);
  if (document.pages.size() > kMaxPages) refuse(Errc::file_too_large);
  require_sound(pdf);
  return document;
}

void require_sound(const QPDF& pdf) {
  if (pdf.anyWarnings()) refuse(Errc::file_damaged);
}

std::vector<std::string> filters_of(Handle dictionary) {
  std::vector<std::string> names;
  auto filter = dictionary.getKey("/Filter");
  auto put = [&](Handle name) {
    if (!name.isName() || names.size() > 8) refuse(Errc::file_damaged);
    auto text = name.getName();
    for (const auto& f : kFilters) {
      if (text == f.brief) return names.emplace_back(f.full), void();
    }
    names.push_back(text.substr(1));
  };
  if (filter.isName()) {
    put(filter);
  } else if (filter.isArray()) {
    for (auto& name : filter.getArrayAsVector()) put(name);
  } else if (!filter.isNull()) {
    refuse(Errc::file_damaged);
  }
  return names;
}

std::string unpacked(Handle stream, std::size_t most) {
  if (stream.getDict().hasKey("/F")) refuse(Errc::file_type_refused);  // its bytes are in another file
  for (const auto& name : filters_of(stream.getDict())) {
    if (is_picture_filter(name) || name == "Crypt") refuse(Errc::file_damaged);
  }
  return piped(stream, most, qpdf_dl_specialized);
}

Packed unpacked_to_picture(QPDF& pdf, Handle stream) {
  auto dictionary = stream.getDict();
  auto filters = filters_of(dictionary);
  if (filters.empty() || !is_picture_filter(filters.back())) return {unpacked(stream), "", Handle::newNull()};
  if (dictionary.hasKey("/F")) refuse(Errc::file_type_refused);
  auto parameters = dictionary.getKey("/DecodeParms");
  Packed out{piped(stream, kMaxStreamBytes, qpdf_dl_none), filters.back(), parameters};
  auto at = static_cast<int>(filters.size() - 1);
  if (parameters.isArray())
    out.parameters = at < parameters.getArrayNItems() ? parameters.getArrayItem(at) : Handle::newNull();
  if (filters.size() == 1) return out;
  // Everything before the last filter is undone on a stream of its own.
  auto names = Handle::newArray(), told = Handle::newArray();
  for (int i = 0; i < at; ++i) {
    names.appendItem(Handle::newName("/" + filters[static_cast<std::size_t>(i)]));
    bool there = parameters.isArray() && i < parameters.getArrayNItems();
    told.appendItem(there ? parameters.getArrayItem(i) : Handle::newNull());
  }
  auto inner = pdf.newStream();
  inner.replaceStreamData(out.bytes, names, told);
  out.bytes = unpacked(inner);
  return out;
}

std::string deflated(std::string_view bytes) {
  std::string out;
  out.resize(compressBound(static_cast<uLong>(bytes.size())));
  auto n = static_cast<uLongf>(out.size());
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &n, reinterpret_cast<const Bytef*>(bytes.data()),
                static_cast<uLong>(bytes.size()), 6) != Z_OK) {
    refuse(Errc::out_of_memory);
  }
  out.resize(n);
  return out;
}

Handle packed_stream(QPDF& to, const std::string& bytes, const std::string& filter, Handle parameters) {
  auto stream = to.newStream();
  stream.replaceStreamData(bytes, Handle::newName(filter), parameters);
  stream.setFilterOnWrite(false);
  return stream;
}

std::string plain_number(std::string_view text) {
  constexpr std::size_t kDecimals = 10;
  bool minus = false;
  while (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    minus = minus != (text[0] == '-');
    text.remove_prefix(1);
  }
  auto dot = std::min(text.find('.'), text.size());
  auto whole = text.substr(0, dot);
  auto part = dot < text.size() ? text.substr(dot + 1, kDecimals) : std::string_view();
  while (!whole.empty() && whole[0] == '0') whole.remove_prefix(1);
  while (!part.empty() && part.back() == '0') part.remove_suffix(1);
  if (whole.empty() && part.empty()) return "0";
  if (whole.size() > 18) refuse(Errc::file_damaged);
  for (auto digits : {whole, part}) {
    if (digits.find_first_not_of("0123456789") != digits.npos) refuse(Errc::file_damaged);
  }
  std::string out = minus ? "-" : "";
  out += whole.empty() ? "0" : std::string(whole);
  if (!part.empty()) (out += '.') += part;
  return out;
}

Handle number(Handle from) {
  if (from.isInteger()) return Handle::newInteger(from.getIntValue());
  if (!from.isReal()) refuse(Errc::file_damaged);
  auto text = plain_number(from.getRealValue());
  if (text.find('.') != text.npos) return Handle::newReal(text);
  return Handle::newInteger(std::stoll(text));
}

Handle numbers(Handle from) {
  if (!from.isArray()) refuse(Errc::file_damaged);
  auto out = Handle::newArray();
  for (auto& item : from.getArrayAsVector()) out.appendItem(number(item));
  return out;
}

Handle numbers(Handle from, int exactly) {
  if (!from.isArray() || from.getArrayNItems() != exactly) refuse(Errc::file_damaged);
  return numbers(from);
}

Handle number_tree(Handle from, unsigned depth) {
  if (!from.isArray()) return number(from);
  if (depth == 0) refuse(Errc::file_damaged);
  auto out = Handle::newArray();
  for (auto& item : from.getArrayAsVector()) out.appendItem(number_tree(item, depth - 1));
  return out;
}

std::string plain_name(const std::string& name) {
  std::string out = name.starts_with('/') ? name.substr(1) : name;
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-,+";
  if (out.size() > 63 || out.find_first_not_of(kLetters) != out.npos) return {};
  return out;
}

}  // namespace adit::client::pdf
