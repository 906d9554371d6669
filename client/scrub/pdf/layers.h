// SPDX-License-Identifier: Apache-2.0
// Which layers (optional content) are switched off when the document is opened. What lies on them is
// not shown, so it is not kept.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "client/scrub/pdf/parts.h"

namespace adit::client::pdf {

class Layers {
 public:
  explicit Layers(Handle root);

  // `what` is an /OC entry: a layer, or a rule over several.
  bool off(Handle what) const;
  const std::vector<std::string>& names_off() const { return names_off_; }
  bool any() const { return any_; }

 private:
  bool layer_off(Handle layer) const;
  bool shown_by(Handle expression, unsigned depth) const;

  bool all_off_ = false, any_ = false;
  std::map<QPDFObjGen, bool> off_;
  std::vector<std::string> names_off_;
};

}  // namespace adit::client::pdf
