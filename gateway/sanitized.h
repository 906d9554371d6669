// SPDX-License-Identifier: Apache-2.0
// Whether this is a build with a sanitizer, whose runtime needs more of the system than the gateway may use.
#pragma once

#ifndef __has_feature
#define __has_feature(x) 0
#endif

namespace adit::gateway {

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || defined(__SANITIZE_ADDRESS__) || \
    defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace adit::gateway
