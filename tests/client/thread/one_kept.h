// SPDX-License-Identifier: Apache-2.0
// What a cleaner of a test gives back.
#pragma once

#include <utility>
#include <vector>

#include "client/scrub/scrub.h"

namespace adit::test {

// One file, as a client::Cleaner returns it.
inline Result<std::vector<client::KeptFile>> one_kept(client::CleanedFile cleaned) {
  ADIT_TRY(auto bytes, client::HeldBytes::of(cleaned.bytes));
  std::vector<client::KeptFile> out;
  out.push_back({cleaned.kind, std::move(bytes), std::move(cleaned.removed), std::move(cleaned.stays)});
  return out;
}

}  // namespace adit::test
