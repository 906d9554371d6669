// SPDX-License-Identifier: Apache-2.0
// The last step of the lock-down: from here on the kernel ends the process at any system call that a
// running gateway has no use for. There is no connecting among them, no starting of programs, no making
// of memory executable: what takes over the gateway cannot reach out of it.
#pragma once

#include <string>

#include "gateway/config.h"

namespace adit::gateway {

// For all threads of this process, and for good. What was achieved, as half a sentence. A kernel that
// refuses is a problem: no gateway runs without. (With a sanitizer, which needs more calls, nothing is done.)
OrProblem<std::string> allow_only_needed_system_calls();

}  // namespace adit::gateway
