// SPDX-License-Identifier: Apache-2.0
// A gateway that could open letters: what symbols_test has to catch.
#include <adit/letter.h>

int main(int argc, char**) {
  auto open = &adit::open_letter;
  return argc > 100 ? open != nullptr : 0;
}
