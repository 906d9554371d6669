// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <adit/document.h>

#include <string>
#include <vector>

namespace adit::client {

// The lines of changes() for a directory. Null: there is none before, or the council is not known.
std::vector<std::string> directory_changes(const DirectoryBody& after, const DirectoryBody* before,
                                           const CouncilBody* council);

}  // namespace adit::client
