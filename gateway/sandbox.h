// SPDX-License-Identifier: Apache-2.0
// Takes from the process what it does not need, as far as the kernel lets it. To be called once the
// listeners are open and before any other thread exists, since threads inherit it.
#pragma once

#include <string>

#include "gateway/config.h"

namespace adit::gateway {

// What was achieved, in one line for the operator.
std::string lock_down(const Config& config);

}  // namespace adit::gateway
