// SPDX-License-Identifier: Apache-2.0
// How recipients compare what they were shown, by a file that passes between them. It has nothing in it
// that the gateway does not know: a signed checkpoint and the states of the last epochs.
//
//     adit/v1/views
//     <epoch> <16 hex of the state's record>      ascending, one a line
//     (an empty line)
//     <the checkpoint that led there, a signed note>
#pragma once

#include <adit/log.h>

#include <map>
#include <string>
#include <vector>

#include "client/case/records.h"

namespace adit::client {

struct ViewList {
  std::map<Epoch, ViewId> views;
  std::string checkpoint;

  static Result<ViewList> parse(std::string_view text);  // wire_not_canonical
  std::string encode() const;
};

// Errors: not_found (nothing was read yet).
Result<ViewList> own_views(Records& records);

struct ViewComparison {
  std::size_t same = 0;
  std::vector<Epoch> different;            // both have it, and not the same: a fork
  std::vector<std::uint64_t> explained;    // letters whose state the other knows and we do not: a fork
  std::vector<std::uint64_t> unexplained;  // whose state neither knows
};
// `letters`: number and state of those with an unknown one.
struct UnknownView {
  std::uint64_t letter = 0;
  ViewId view;
};
Result<std::vector<UnknownView>> unknown_views(Records& records);
ViewComparison compare_views(const ViewList& own, const ViewList& other,
                             const std::vector<UnknownView>& letters);

}  // namespace adit::client
