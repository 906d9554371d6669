// SPDX-License-Identifier: Apache-2.0
// A gateway that could open letters: what symbols_test has to catch.
#include <adit/letter.h>

// Volatile, so that no optimiser finds out that the function is never called.
auto* volatile open_one = &adit::open_letter;

int main() { return open_one == nullptr ? 1 : 0; }
