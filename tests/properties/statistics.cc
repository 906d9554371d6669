// SPDX-License-Identifier: Apache-2.0
#include "tests/properties/statistics.h"

#include <zlib.h>

#include <algorithm>
#include <cmath>

namespace adit::test {
namespace {

constexpr std::uint32_t kQ = 3329;

std::array<double, 1024> make_scores() {
  std::array<int, 1024> preimages{};
  for (std::uint32_t x = 0; x < kQ; ++x) ++preimages[((x * 1024 + kQ / 2) / kQ) % 1024];
  std::array<double, 1024> out{};
  for (std::size_t i = 0; i < 1024; ++i) out[i] = std::log(preimages[i] * 1024.0 / kQ);
  return out;
}

}  // namespace

double two_sample_z(const std::uint32_t* a, const std::uint32_t* b, std::size_t bins) {
  double chi = 0;
  double df = -1;
  for (std::size_t i = 0; i < bins; ++i) {
    double sum = static_cast<double>(a[i]) + b[i];
    if (sum == 0) continue;
    double difference = static_cast<double>(a[i]) - b[i];
    chi += difference * difference / sum;
    df += 1;
  }
  if (df < 1) return 0;
  double spread = 2 / (9 * df);
  return (std::cbrt(chi / df) - (1 - spread)) / std::sqrt(spread);
}

std::array<std::uint16_t, 768> ten_bit_fields(ByteSpan ciphertext) {
  std::array<std::uint16_t, 768> out{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::size_t bit = i * 10;
    std::uint32_t two = ciphertext[bit / 8] | static_cast<std::uint32_t>(ciphertext[bit / 8 + 1]) << 8;
    out[i] = static_cast<std::uint16_t>(two >> bit % 8 & 1023);
  }
  return out;
}

double ciphertext_score(ByteSpan ciphertext) {
  static const std::array<double, 1024> kScores = make_scores();
  double score = 0;
  for (std::uint16_t field : ten_bit_fields(ciphertext)) score += kScores[field];
  return score;
}

bool looks_random(ByteSpan ciphertext) {
  return ciphertext_score(ciphertext) < 0 || ciphertext[kXwingCiphertextBytes - 1] >= 0x80;
}

Sample::Sample() : bytes_(kLetterBytes * 256), fields_(kSlots * 1024) {}

void Sample::add(const SealedLetter& letter) {
  ByteSpan bytes = letter.bytes();
  auto& histogram = histograms_.emplace_back();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    ++bytes_[i * 256 + bytes[i]];
    histogram[bytes[i]] += 1;
  }
  for (std::size_t slot = 0; slot < kSlots; ++slot) {
    ByteSpan ciphertext = bytes.subspan(slot * kSlotBytes, kXwingCiphertextBytes);
    for (std::uint16_t field : ten_bit_fields(ciphertext)) ++fields_[slot * 1024 + field];
    random_slots_ += looks_random(ciphertext) ? 1 : 0;
    top_bits_ += ciphertext.back() >> 7;
  }
}

double Sample::worst_byte_z(const Sample& a, const Sample& b) {
  double worst = 0;
  for (std::size_t i = 0; i < kLetterBytes; ++i) {
    worst = std::max(worst, two_sample_z(&a.bytes_[i * 256], &b.bytes_[i * 256], 256));
  }
  return worst;
}

double Sample::worst_field_z(const Sample& a, const Sample& b) {
  double worst = 0;
  for (std::size_t i = 0; i < kSlots; ++i) {
    worst = std::max(worst, two_sample_z(&a.fields_[i * 1024], &b.fields_[i * 1024], 1024));
  }
  return worst;
}

double classifier_accuracy(const Sample& a, const Sample& b) {
  constexpr double kMean = kLetterBytes / 256.0;  // of a count
  const double sigma = std::sqrt(kMean);
  std::array<double, 257> weight{};
  auto score = [&](const std::array<float, 256>& histogram) {
    double sum = weight[256];
    for (std::size_t i = 0; i < 256; ++i) sum += weight[i] * (histogram[i] - kMean) / sigma;
    return sum;
  };
  std::size_t half = std::min(a.size(), b.size()) / 2;
  for (int pass = 0; pass < 6; ++pass) {
    for (std::size_t i = 0; i < half; ++i) {
      for (int which = 0; which < 2; ++which) {
        const auto& histogram = (which == 0 ? a : b).histograms()[i];
        double error = which - 1 / (1 + std::exp(-score(histogram)));
        for (std::size_t k = 0; k < 256; ++k) weight[k] += 0.002 * error * (histogram[k] - kMean) / sigma;
        weight[256] += 0.002 * error;
      }
    }
  }
  std::size_t right = 0;
  for (std::size_t i = half; i < 2 * half; ++i) {
    right += score(a.histograms()[i]) < 0 ? 1 : 0;
    right += score(b.histograms()[i]) > 0 ? 1 : 0;
  }
  return static_cast<double>(right) / (2.0 * static_cast<double>(half));
}

std::size_t equal_blocks(const std::vector<SealedLetter>& letters) {
  std::vector<std::array<std::uint8_t, 16>> blocks;
  for (const SealedLetter& letter : letters) {
    for (std::size_t at = 0; at < kLetterBytes; at += 16) {
      auto& block = blocks.emplace_back();
      std::ranges::copy(letter.bytes().subspan(at, 16), block.begin());
    }
  }
  std::ranges::sort(blocks);
  std::size_t equal = 0;
  for (std::size_t i = 1; i < blocks.size(); ++i) equal += blocks[i] == blocks[i - 1] ? 1 : 0;
  return equal;
}

std::size_t deflated_bytes(ByteSpan bytes) {
  ByteVector out(compressBound(bytes.size()));
  uLongf size = out.size();
  compress2(out.data(), &size, bytes.data(), bytes.size(), 9);
  return size;
}

}  // namespace adit::test
