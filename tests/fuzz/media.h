// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets of recordings share.
#pragma once

#include <algorithm>
#include <initializer_list>

#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "tests/fuzz/fuzz.h"

namespace adit::test {

// A file of these kinds: what is written passes the second look and does not change when it is cleaned again.
inline void clean_twice(ByteSpan file, std::initializer_list<client::FileKind> kinds) {
  auto kind = client::kind_of(file);
  if (!kind || std::ranges::find(kinds, *kind) == kinds.end()) return;
  auto cleaned = client::rebuild(file);
  if (!cleaned) return;
  auto checked = client::verify(cleaned->kind, file, cleaned->bytes);
  // Coded sound and pictures may spell another kind's mark: then nothing may count as clean.
  if (client::kind_of(cleaned->bytes) != cleaned->kind) {
    require(!checked);
    return;
  }
  auto again = client::rebuild(cleaned->bytes);
  require(again && again->kind == cleaned->kind && again->bytes == cleaned->bytes);
}

}  // namespace adit::test
