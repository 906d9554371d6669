// SPDX-License-Identifier: Apache-2.0
// Where what was computed from secrets becomes public, each place by name. In the build of tests/ct
// valgrind takes every byte of a secret, and all that is computed from it, as undefined, and reports a
// branch or an address that depends on one; these functions are the only ends of that. Elsewhere they do
// nothing. docs/security-properties.md lists who calls them.
#pragma once

#include <adit/bytes.h>
#include <sodium.h>

#ifdef ADIT_CT_CHECK
#include <valgrind/memcheck.h>
#endif

namespace adit::ct {

template <class T>
void mark_public([[maybe_unused]] T* data, [[maybe_unused]] std::size_t bytes) {
#ifdef ADIT_CT_CHECK
  VALGRIND_MAKE_MEM_DEFINED(data, bytes);
#endif
}

// A result of yes or no may be known, and nothing of what it rests on.
inline bool verdict(bool yes) {
  mark_public(&yes, sizeof yes);
  return yes;
}

// Commitments and tags: whether they are equal, never where they differ.
inline bool equal(ByteSpan a, ByteSpan b) {
  return a.size() == b.size() && verdict(sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

// What is sent or published anyway: a public key, an encapsulation, a slot, a signature.
template <class B>
void publish(B& bytes) {
  mark_public(bytes.data(), bytes.size());
}

// What was opened for its reader, whose own machine this is: reading it is not constant in time.
inline void hand_over(ByteSpan plain) { mark_public(plain.data(), plain.size()); }

}  // namespace adit::ct
