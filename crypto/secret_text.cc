// SPDX-License-Identifier: Apache-2.0
// Words and digits of a secret (protocol 2.2).
#include <adit/thread.h>
#include <sodium.h>

#include "crypto/constant_time.h"
#include "crypto/derive.h"
#include "crypto/words.h"

namespace adit {
namespace {

constexpr std::size_t kBitsPerWord = 11;
constexpr std::size_t kSecretBits = kSecretBytes * 8;
constexpr std::size_t kNumberDigits = 27;
constexpr std::size_t kCheckDigits = 3;
constexpr std::size_t kDigitsPerGroup = 5;
static_assert(kSecretWords * kBitsPerWord == kSecretBits + kBitsPerWord);
static_assert(kNumberDigits + kCheckDigits == kSecretDigits);

using Check = SecretBytes<struct CheckTag, 16>;

Check check_of(ByteSpan secret) { return derived_secret<Check>("adit1 check"_label, kNoKey, {secret}); }
std::size_t check_word(const Check& check) {
  return static_cast<std::size_t>(check.expose()[0]) << 3 | check.expose()[1] >> 5;
}
std::size_t check_digits(const Check& check) { return load_le(check.expose().first<8>()) % 1000; }

// 11 bits from bit `at` of the secret, most significant first; bits after the end are zero.
std::size_t bits_at(ByteSpan secret, std::size_t at) {
  std::size_t value = 0;
  for (std::size_t i = at; i < at + kBitsPerWord; ++i) {
    value = value << 1 | (secret[i / 8] >> (7 - i % 8) & 1u);
  }
  return value;
}

// Nothing if a word is not in the list; an error if the check does not match.
std::optional<Result<ThreadSecret>> from_words(const std::vector<SecretBuffer>& typed, WordList list) {
  std::array<std::size_t, kSecretWords> indices{};
  for (std::size_t i = 0; i < kSecretWords; ++i) {
    auto index = find_word(list, as_text(typed[i].expose()));
    if (!index) return std::nullopt;
    indices[i] = *index;
  }
  auto secret = ThreadSecret::make([&](std::span<std::uint8_t, kSecretBytes> out) {
    for (std::size_t bit = 0; bit < kSecretBits; ++bit) {
      std::size_t value = indices[bit / kBitsPerWord] >> (kBitsPerWord - 1 - bit % kBitsPerWord) & 1u;
      out[bit / 8] = static_cast<std::uint8_t>(out[bit / 8] | value << (7 - bit % 8));
    }
  });
  bool good = ct::verdict(check_word(check_of(secret.expose())) == indices.back());
  sodium_memzero(indices.data(), sizeof indices);
  if (!good) return Result<ThreadSecret>(fail(Errc::secret_mistyped));
  return Result<ThreadSecret>(std::move(secret));
}

Result<ThreadSecret> from_digits(ByteSpan digits) {
  if (digits.size() != kSecretDigits) return fail(Errc::secret_mistyped);
  std::array<std::uint8_t, kSecretBytes + 1> number{};  // one byte more, to see an overflow
  for (std::size_t i = 0; i < kNumberDigits; ++i) {
    unsigned carry = digits[i] - '0';
    for (std::size_t k = number.size(); k-- > 0;) {
      carry += number[k] * 10u;
      number[k] = static_cast<std::uint8_t>(carry);
      carry >>= 8;
    }
  }
  std::size_t check = 0;
  for (std::uint8_t digit : digits.last(kCheckDigits)) check = check * 10 + (digit - '0');
  bool fits = number[0] == 0;
  auto secret = ThreadSecret::copy_of(std::span(number).last<kSecretBytes>());
  sodium_memzero(number.data(), number.size());
  if (!fits || !ct::verdict(check_digits(check_of(secret.expose())) == check))
    return fail(Errc::secret_mistyped);
  return secret;
}

void append_secret(SecretBuffer& out, ByteSpan more) {
  std::size_t at = out.size();
  out.resize(at + more.size());
  std::ranges::copy(more, out.expose_mutable().begin() + static_cast<std::ptrdiff_t>(at));
}

// What was typed, in pieces between white space and punctuation; digits run together.
struct Typed {
  std::vector<SecretBuffer> words;
  SecretBuffer digits;
};
Typed split(std::string_view text) {
  Typed out;
  std::size_t i = 0;
  auto is_separator = [](char c) {
    return std::string_view(" \t\r\n,;.-_/").find(c) != std::string_view::npos;
  };
  while (i < text.size()) {
    std::size_t end = i;
    while (end < text.size() && !is_separator(text[end])) ++end;
    std::string_view piece = text.substr(i, end - i);
    i = end + 1;
    if (piece.empty()) continue;
    if (piece.find_first_not_of("0123456789") == std::string_view::npos) {
      append_secret(out.digits, as_bytes(piece));
      continue;
    }
    std::string letters = folded(piece);
    out.words.emplace_back(as_bytes(letters));
    sodium_memzero(letters.data(), letters.size());
  }
  return out;
}

}  // namespace

ThreadSecret new_secret(Rng& rng) {
  return ThreadSecret::make([&](MutableByteSpan out) { rng.fill(out); });
}

SecretBuffer secret_words(const ThreadSecret& secret, WordList list) {
  SecretBuffer out;
  for (std::size_t i = 0; i < kSecretWords; ++i) {
    bool last = i + 1 == kSecretWords;
    std::size_t index =
        last ? check_word(check_of(secret.expose())) : bits_at(secret.expose(), i * kBitsPerWord);
    if (i > 0) append_secret(out, as_bytes(" "));
    append_secret(out, as_bytes(word_at(list, index)));
  }
  return out;
}

SecretBuffer secret_digits(const ThreadSecret& secret) {
  std::array<std::uint8_t, kSecretDigits> digits{};
  auto number = secret.clone();
  auto rest = SecretBuffer(number.expose());
  for (std::size_t i = kNumberDigits; i-- > 0;) {  // long division by ten, last digit first
    unsigned remainder = 0;
    for (std::uint8_t& byte : rest.expose_mutable()) {
      unsigned value = remainder << 8 | byte;
      byte = static_cast<std::uint8_t>(value / 10);
      remainder = value % 10;
    }
    digits[i] = static_cast<std::uint8_t>('0' + remainder);
  }
  std::size_t check = check_digits(check_of(secret.expose()));
  for (std::size_t i = kSecretDigits; i-- > kNumberDigits; check /= 10) {
    digits[i] = static_cast<std::uint8_t>('0' + check % 10);
  }
  SecretBuffer out;
  for (std::size_t i = 0; i < kSecretDigits; i += kDigitsPerGroup) {
    if (i > 0) append_secret(out, as_bytes(" "));
    append_secret(out, ByteSpan(digits).subspan(i, kDigitsPerGroup));
  }
  sodium_memzero(digits.data(), digits.size());
  return out;
}

Result<ThreadSecret> parse_secret(std::string_view text) {
  Typed typed = split(text);
  if (typed.words.empty()) return from_digits(typed.digits.expose());
  if (typed.words.size() != kSecretWords || !typed.digits.empty()) return fail(Errc::secret_mistyped);
  Errc worst = Errc::secret_unknown_word;
  for (WordList list : kWordLists) {
    auto secret = from_words(typed.words, list);
    if (!secret) continue;
    if (*secret) return std::move(*secret);
    worst = Errc::secret_mistyped;
  }
  return fail(worst);
}

}  // namespace adit
