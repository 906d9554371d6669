// SPDX-License-Identifier: Apache-2.0
// The second look. The result is read by our own reader and walked by our own list; the original is
// opened by qpdf, for what its pages said and for the values to hunt.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "client/scrub/family.h"
#include "client/scrub/pdf/allowed.h"
#include "client/scrub/pdf/annotations.h"
#include "client/scrub/pdf/copier.h"
#include "client/scrub/pdf/harvest_pdf.h"
#include "client/scrub/pdf/scan.h"
#include "client/scrub/pdf/streams_allowed.h"

namespace adit::client {
namespace pdf {
namespace {

constexpr std::size_t kMostUnpacked = std::size_t{512} << 20;
constexpr std::size_t kMostText = std::size_t{256} << 20;

[[noreturn]] void wrong(unsigned line = __builtin_LINE()) { refuse(Errc::file_damaged, __FILE__, line); }

ByteVector bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

// --- What the original shows ---

Drawing drawing_of(std::string content, Handle resources, const Layers& layers) {
  Drawing out;
  out.content = bytes_of(content);
  out.form = [resources, &layers](const std::string& name) -> std::optional<Drawing> {
    auto form = dictionary_of(dictionary_of(resources).getKey("/XObject")).getKey("/" + name);
    if (!form.isStream() || layers.off(form.getDict().getKey("/OC"))) return std::nullopt;
    auto kind = form.getDict().getKey("/Subtype");
    if (!kind.isNameAndEquals("/Form") && !(kind.isNull() && form.getDict().hasKey("/BBox")))
      return std::nullopt;
    auto own = form.getDict().getKey("/Resources");
    return drawing_of(content_of(form), own.isDictionary() ? own : resources, layers);
  };
  out.off = [resources, &layers](const std::string& name) {
    return layers.off(dictionary_of(dictionary_of(resources).getKey("/Properties")).getKey("/" + name));
  };
  return out;
}

std::vector<std::string> text_before(Handle page, const Layers& layers, std::size_t& most) {
  std::vector<std::string> out;
  auto resources = QPDFPageObjectHelper(page).getAttribute("/Resources", false);
  if (!shown_text(drawing_of(content_of(page.getKey("/Contents")), resources, layers), most, out)) wrong();
  auto list = page.getKey("/Annots");
  if (!list.isArray()) return out;
  for (auto& annotation : list.getArrayAsVector()) {
    if (!is_drawn(annotation, layers)) continue;
    auto flags = annotation.getKey("/F");
    constexpr long long kHidden = 1 | 2 | 32;
    if (flags.isInteger() && (flags.getIntValue() & kHidden) != 0) continue;
    auto drawing = QPDFAnnotationObjectHelper(annotation).getAppearanceStream("/N");
    if (!drawing.isStream() || layers.off(drawing.getDict().getKey("/OC"))) continue;
    auto own = drawing.getDict().getKey("/Resources");
    if (!shown_text(drawing_of(content_of(drawing), own.isDictionary() ? own : resources, layers), most, out))
      wrong();
  }
  return out;
}

// --- What the result shows ---

class After {
 public:
  After(const PlainPdf& pdf, ByteSpan file) : pdf_(pdf), file_(file) {}

  Drawing drawing(ByteVector content, const Value* resources) const {
    Drawing out;
    out.content = std::move(content);
    out.form = [this, resources](const std::string& name) -> std::optional<Drawing> {
      auto* all = resources == nullptr ? nullptr : pdf_.resolved(*resources).get("XObject");
      auto* entry = all == nullptr ? nullptr : all->get(name);
      auto* form = entry == nullptr ? nullptr : pdf_.object(*entry);
      if (form == nullptr || !form->packed || form->value.get("Resources") == nullptr) return std::nullopt;
      auto bytes = inflated(*form->packed, kMostUnpacked);
      if (!bytes) return std::nullopt;
      return drawing(std::move(*bytes), form->value.get("Resources"));
    };
    return out;
  }

  std::vector<std::string> text(const Value& page, std::size_t& most) const {
    std::vector<std::string> out;
    auto* contents = page.get("Contents");
    if (contents == nullptr) return out;
    auto* stream = pdf_.object(*contents);
    auto bytes = stream == nullptr ? std::nullopt : inflated(*stream->packed, kMostUnpacked);
    if (!bytes || !shown_text(drawing(std::move(*bytes), page.get("Resources")), most, out)) wrong();
    return out;
  }

 private:
  const PlainPdf& pdf_;
  ByteSpan file_;
};

double number_at(const Value* box, std::size_t i) {
  if (box == nullptr || i >= box->items.size()) wrong();
  return std::strtod(box->items[i].text.c_str(), nullptr);
}

void compare_page(Handle before, const Value& after) {
  QPDFPageObjectHelper helper(before);
  for (auto key : {"/MediaBox", "/CropBox"}) {
    auto box = helper.getAttribute(key, false);
    auto* there = after.get(key + 1);
    if (!box.isArray() && there == nullptr) continue;
    for (int i = 0; i < 4; ++i) {
      if (!box.isArray() || box.getArrayNItems() != 4) wrong();
      if (std::abs(box.getArrayItem(i).getNumericValue() - number_at(there, static_cast<std::size_t>(i))) >
          1e-6)
        wrong();
    }
  }
  auto turn = helper.getAttribute("/Rotate", false);
  auto* there = after.get("Rotate");
  long long was = turn.isInteger() ? (turn.getIntValue() % 360 + 360) % 360 : 0;
  long long is = there == nullptr ? 0 : std::strtoll(there->text.c_str(), nullptr, 10);
  if (was != is) wrong();
}

// --- The hunt ---

void write_out(const Value& value, ByteVector& out) {
  append(out, as_bytes(value.text));
  out.push_back('\n');
  for (const auto& item : value.items) write_out(item, out);
  for (const auto& [key, item] : value.entries) {
    append(out, as_bytes(key));
    out.push_back('\n');
    write_out(item, out);
  }
}

std::vector<ByteVector> hunted(const Harvest& harvest, const Allowed& allowed) {
  std::vector<ByteVector> out;
  for (const auto& value : harvest.values) {
    auto text = as_text(value);
    // Words that stand in every PDF, and names by which fonts are found.
    if (vocabulary().find(text) != vocabulary().npos) continue;
    bool font = std::ranges::any_of(allowed.outside_fonts,
                                    [&](const auto& name) { return name.find(text) != name.npos; });
    if (!font) out.push_back(value);
  }
  return out;
}

void verify_one(ByteSpan original, ByteSpan cleaned) {
  auto plain = read_plain_pdf(cleaned, kMostUnpacked);
  if (!plain) wrong();
  auto allowed = walk_allowed(*plain);
  if (!allowed) wrong();

  auto document = open_document(original);
  auto& from = *document.pdf;
  Layers layers(from.getRoot());
  Harvest harvest;
  harvest_pdf(document, original, layers, harvest);
  if (from.getRoot().getKey("/AcroForm").isDictionary())
    QPDFAcroFormDocumentHelper(from).generateAppearancesIfNeeded();

  // What was clean before has nothing to hunt for but its own number.
  auto values = std::ranges::equal(original, cleaned) ? std::vector<ByteVector>() : hunted(harvest, *allowed);
  ByteVector rest;
  for (const auto& [id, object] : plain->objects) write_out(object.value, rest);
  for (const auto& [id, part] : allowed->streams) {
    if (!is_allowed_stream(plain->objects.at(id), part, kMostUnpacked, rest)) wrong();
    if (rest.size() < (std::size_t{8} << 20)) continue;
    if (!free_of(rest, values)) wrong();
    rest.clear();
  }
  if (!free_of(rest, values)) wrong();
  // Packed or not, it must not stand in the file as it is. Its own number may be the same only by chance.
  if (!free_of(cleaned, values)) wrong();

  if (document.pages.size() != allowed->pages.size()) wrong();
  After after(*plain, cleaned);
  std::size_t most_before = kMostText, most_after = kMostText;
  for (std::size_t i = 0; i < document.pages.size(); ++i) {
    const auto& page = plain->objects.at(allowed->pages[i]).value;
    compare_page(document.pages[i], page);
    if (text_before(document.pages[i], layers, most_before) != after.text(page, most_after)) wrong();
  }
}

}  // namespace
}  // namespace pdf

Status verify_pdf(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext&) {
  if (to != FileKind::pdf) return fail(Errc::file_damaged);
  try {
    pdf::verify_one(original, cleaned);
    return {};
  } catch (const pdf::Refusal& refusal) {
    return fail(refusal.error);
  } catch (const std::bad_alloc&) {
    return fail(Errc::out_of_memory);
  } catch (const std::exception&) {
    return fail(Errc::file_damaged);
  }
}

}  // namespace adit::client
