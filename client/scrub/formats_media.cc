// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/formats.h"

namespace adit::client {

std::span<const Format> media_formats() { return {}; }

}  // namespace adit::client
