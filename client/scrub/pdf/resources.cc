// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/pdf/copier.h"

namespace adit::client::pdf {
namespace {

struct Category {
  std::string_view name, letter;
};
constexpr Category kCategories[] = {{"/ExtGState", "/G"}, {"/ColorSpace", "/C"}, {"/Pattern", "/P"},
                                    {"/Shading", "/S"},   {"/XObject", "/X"},    {"/Font", "/F"}};

Handle copied(Copier& copier, Resources& around, const std::string& category, Handle from) {
  if (category == "/ExtGState") return copier.graphics_state(from, around);
  if (category == "/ColorSpace") return copier.colour_space(from, around.from());
  if (category == "/Pattern") return copier.pattern(from, around);
  if (category == "/Shading") return copier.shading(from, around.from());
  if (category == "/XObject") return copier.external(from, around);
  return copier.font(from, around);
}

}  // namespace

Handle dictionary_of(Handle object) {
  if (object.isStream()) return object.getDict();
  return object.isDictionary() ? object : Handle::newDictionary();
}

Handle Resources::old(const std::string& category, const std::string& name) const {
  auto entries = dictionary_of(from_).getKey(category);
  auto found = entries.isDictionary() ? entries.getKey(name) : Handle::newNull();
  if (!found.isNull() || category != "/Font") return found;
  return dictionary_of(copier_.default_fonts()).getKey(name);
}

std::string Resources::put(const std::string& category, Handle object) {
  auto& entries = new_[category];
  std::string_view letter;
  for (const auto& c : kCategories) {
    if (c.name == category) letter = c.letter;
  }
  auto name = std::string(letter) + std::to_string(entries.size() + 1);
  entries.emplace(name, object);
  return name;
}

std::string Resources::use(const std::string& category, const std::string& name) {
  auto known = names_.find({category, name});
  if (known != names_.end()) return known->second;
  auto from = old(category, name);
  if (from.isNull()) return names_[{category, name}] = "";
  auto copy = copied(copier_, *this, category, from);
  std::string fresh;
  if (category == "/ColorSpace" && copy.isName()) {
    fresh = copy.getName();
  } else if (copy.isIndirect()) {
    // Two old names of one thing become one.
    auto& one = known_[{category, copy.getObjGen()}];
    if (one.empty()) one = put(category, copy);
    fresh = one;
  } else if (!copy.isNull()) {
    fresh = put(category, copy);
  }
  return names_[{category, name}] = fresh;
}

std::string Resources::use_picture(Handle old_image) {
  auto copy = copier_.image(old_image, from_);
  return copy.isNull() ? "" : put("/XObject", copy);
}

Handle Resources::written() const {
  auto out = Handle::newDictionary();
  for (const auto& [category, entries] : new_) {
    if (entries.empty()) continue;
    auto part = Handle::newDictionary();
    for (const auto& [name, object] : entries) part.replaceKey(name, object);
    out.replaceKey(category, part);
  }
  return out;
}

}  // namespace adit::client::pdf
