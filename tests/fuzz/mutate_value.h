// SPDX-License-Identifier: Apache-2.0
// Changes to a value that leave it a value: of types, numbers, lengths, order and nesting. What is
// packed inside of bytes (a document in its envelope) is changed inside as well.
#pragma once

#include "crypto/value.h"

namespace adit::test {

// A small generator of its own: the same seed, the same change.
class Dice {
 public:
  explicit Dice(std::uint32_t seed) : state_(seed * 2654435761u + 88172645u) {}
  std::uint32_t roll(std::uint32_t sides) {  // 0 to sides - 1
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return state_ % sides;
  }

 private:
  std::uint32_t state_;
};

Value mutated(const Value& value, Dice& dice);
// The same for the encoding, which now and then is spoilt too.
ByteVector mutated_encoding(const Value& value, Dice& dice);

}  // namespace adit::test
