// SPDX-License-Identifier: Apache-2.0
// What the statistical tests of P1 and P2 need. Samples are collected letter by letter and kept as
// counts, so that thousands of letters fit.
#pragma once

#include <adit/letter.h>

#include <array>
#include <cstdint>
#include <vector>

namespace adit::test {

// Two samples of the same size from one distribution give about a standard normal (Wilson-Hilferty).
double two_sample_z(const std::uint32_t* a, const std::uint32_t* b, std::size_t bins);

// The 768 ten-bit fields of the first part of an ML-KEM-768 ciphertext.
std::array<std::uint16_t, 768> ten_bit_fields(ByteSpan ciphertext);

// log of P(fields | a ciphertext) / P(fields | random bytes). A field is a number below q = 3329
// rounded to 10 bits: of the 1024 values some stand for four numbers and some for three. Averages
// 6.5 for a ciphertext and about -6.5 for random bytes.
double ciphertext_score(ByteSpan ciphertext);
// True if the bytes look like random ones: a low score, or the top bit of the X25519 part, which no
// public key has.
bool looks_random(ByteSpan ciphertext);

class Sample {
 public:
  Sample();
  void add(const SealedLetter& letter);
  // Only what the classifier and the counts by place need is compared where there are too few.
  std::size_t size() const { return histograms_.size(); }

  // Greatest z over all places in the letter; and over the ten-bit fields of each slot.
  static double worst_byte_z(const Sample& a, const Sample& b);
  static double worst_field_z(const Sample& a, const Sample& b);

  const std::vector<std::array<float, 256>>& histograms() const { return histograms_; }
  std::size_t slots_that_look_random() const { return random_slots_; }
  std::size_t top_bits() const { return top_bits_; }

 private:
  std::vector<std::uint32_t> bytes_;                // kLetterBytes x 256
  std::vector<std::uint32_t> fields_;               // kSlots x 1024
  std::vector<std::array<float, 256>> histograms_;  // of each letter
  std::size_t random_slots_ = 0;
  std::size_t top_bits_ = 0;
};

// Part of a held-out half that a logistic regression on byte histograms puts in the right class.
double classifier_accuracy(const Sample& a, const Sample& b);

// Number of pairs of equal aligned 16-byte blocks among all the letters.
std::size_t equal_blocks(const std::vector<SealedLetter>& letters);
// Bytes after deflate at its best level.
std::size_t deflated_bytes(ByteSpan bytes);

}  // namespace adit::test
