// SPDX-License-Identifier: Apache-2.0
// Text inside a document by the rules of plain text (text.cc): no character that is invisible or has a
// plain twin, except the private signs that the symbol fonts of office programs use.
#pragma once

#include <string>
#include <string_view>

#include "client/scrub/harvest.h"

namespace adit::client::office {

class CharactersOut {
 public:
  // The text as it may be written; counts what it leaves out. Nothing at all if it is not UTF-8.
  std::string pass(std::string_view text);
  bool damaged() const { return damaged_; }
  void tell(Harvest& harvest) const;

 private:
  std::size_t hidden_ = 0, spaces_ = 0;
  bool damaged_ = false;
};

}  // namespace adit::client::office
