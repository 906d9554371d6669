// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/pdf/layers.h"

namespace adit::client::pdf {

Layers::Layers(Handle root) {
  auto properties = root.getKey("/OCProperties");
  if (!properties.isDictionary()) return;
  auto setting = properties.getKey("/D");
  if (setting.isDictionary()) {
    auto base = setting.getKey("/BaseState");
    all_off_ = base.isNameAndEquals("/OFF");
    for (bool off : {false, true}) {
      auto list = setting.getKey(off ? "/OFF" : "/ON");
      if (!list.isArray()) continue;
      for (auto& layer : list.getArrayAsVector()) off_[layer.getObjGen()] = off;
    }
  }
  auto all = properties.getKey("/OCGs");
  if (!all.isArray()) return;
  for (auto& layer : all.getArrayAsVector()) {
    any_ = true;
    if (!layer_off(layer) || !layer.isDictionary()) continue;
    auto name = layer.getKey("/Name");
    names_off_.push_back(name.isString() ? name.getUTF8Value() : "");
  }
}

bool Layers::layer_off(Handle layer) const {
  auto known = off_.find(layer.getObjGen());
  return known == off_.end() ? all_off_ : known->second;
}

bool Layers::shown_by(Handle expression, unsigned depth) const {
  if (depth > kMaxNesting) refuse(Errc::file_damaged);
  if (!expression.isArray()) return !layer_off(expression);
  auto items = expression.getArrayAsVector();
  if (items.empty() || !items[0].isName()) return true;
  auto kind = items[0].getName();
  if (kind == "/Not") return items.size() < 2 || !shown_by(items[1], depth + 1);
  bool all = kind == "/And";
  for (std::size_t i = 1; i < items.size(); ++i) {
    if (shown_by(items[i], depth + 1) != all) return !all;
  }
  return all;
}

bool Layers::off(Handle what) const {
  if (!what.isDictionary()) return false;
  if (!what.getKey("/Type").isNameAndEquals("/OCMD")) return layer_off(what);
  if (auto rule = what.getKey("/VE"); rule.isArray()) return !shown_by(rule, 0);
  auto list = what.getKey("/OCGs");
  std::vector<Handle> layers;
  if (list.isArray()) {
    layers = list.getArrayAsVector();
  } else if (list.isDictionary()) {
    layers.push_back(list);
  }
  if (layers.empty()) return false;
  std::size_t n_off = 0;
  for (auto& layer : layers) n_off += layer_off(layer);
  auto policy = what.getKey("/P");
  if (policy.isNameAndEquals("/AllOn")) return n_off > 0;
  if (policy.isNameAndEquals("/AnyOff")) return n_off == 0;
  if (policy.isNameAndEquals("/AllOff")) return n_off < layers.size();
  return n_off == layers.size();
}

}  // namespace adit::client::pdf
