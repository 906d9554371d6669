// SPDX-License-Identifier: Apache-2.0
// Locks the calling process in: after lock_in() it can read descriptor 0, write descriptor 1, ask for
// memory and end. Anything else kills it.
#pragma once

#include <adit/result.h>

#include "client/scrub/limits.h"

namespace adit::client {

// Builds with the address sanitizer (or another one that keeps a shadow of memory) cannot live
// within a limit on address space nor with so few system calls: there only the limits on files, time and
// core dumps hold. Such builds are for tests; the tests of the lock itself skip them.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer) || __has_feature(undefined_behavior_sanitizer)
#define ADIT_SANDBOX_RELAXED 1
#endif
#endif
#ifdef ADIT_SANDBOX_RELAXED
inline constexpr bool kSandboxIsWhole = false;
#else
inline constexpr bool kSandboxIsWhole = true;
#endif

// Closes every descriptor but 0 and 1. Errors: sandbox_unavailable.
Status lock_in(Room room = Room::small);

}  // namespace adit::client
