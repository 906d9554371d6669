// SPDX-License-Identifier: Apache-2.0
// Bytes<Tag, N>: a public value of exactly N bytes, and every public id of the protocol made of
// bytes. Two tags never mix, so a Rid cannot be passed where a LetterHash is wanted.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace adit {

using ByteSpan = std::span<const std::uint8_t>;
using MutableByteSpan = std::span<std::uint8_t>;
using ByteVector = std::vector<std::uint8_t>;

template <class Tag, std::size_t N>
class Bytes {
 public:
  static constexpr std::size_t kSize = N;

  constexpr Bytes() = default;  // all zero
  constexpr explicit Bytes(std::span<const std::uint8_t, N> b) { std::ranges::copy(b, bytes_.begin()); }

  // The value, or nothing if b is not exactly N bytes long.
  static constexpr std::optional<Bytes> from(ByteSpan b) {
    if (b.size() != N) return std::nullopt;
    return Bytes(b.first<N>());
  }

  constexpr std::span<const std::uint8_t, N> span() const { return bytes_; }
  // For the one place that fills a fresh value (a hash, a signature).
  constexpr std::span<std::uint8_t, N> mutable_span() { return bytes_; }
  constexpr const std::uint8_t* data() const { return bytes_.data(); }
  static constexpr std::size_t size() { return N; }

  friend constexpr auto operator<=>(const Bytes&, const Bytes&) = default;

 private:
  std::array<std::uint8_t, N> bytes_{};
};

using Digest = Bytes<struct DigestTag, 32>;            // SHA-256 of anything without a name of its own
using DeploymentId = Bytes<struct DeploymentTag, 32>;  // `dep`: SHA-256 of the genesis body, protocol 2.1
using Rid = Bytes<struct RidTag, 8>;                   // recipient id, protocol 2.1
using Grant = Bytes<struct GrantTag, 16>;              // right to answer one thread, protocol 2.2
using Mid = Bytes<struct MidTag, 16>;                  // message id, chosen by the reporter
using Tag16 = Bytes<struct Tag16Tag, 16>;              // a letter's tag for one recipient
using Tag32 = Bytes<struct Tag32Tag, 32>;              // a card's tag
using ViewId = Bytes<struct ViewTag, 8>;               // first bytes of SHA-256(epoch record)
using Commitment = Bytes<struct CommitmentTag, 32>;    // com, rcom, c1, c2
using HeaderHash = Bytes<struct HeaderHashTag, 32>;    // hh
using LetterHash = Bytes<struct LetterHashTag, 32>;    // SHA-256 of a sealed letter
using CardHash = Bytes<struct CardHashTag, 32>;
using ParcelId = Bytes<struct ParcelIdTag, 32>;  // SHA-256 of a parcel
using XwingPublic = Bytes<struct XwingPublicTag, 1216>;
using XwingCiphertext = Bytes<struct XwingCiphertextTag, 1120>;
using X25519Public = Bytes<struct X25519PublicTag, 32>;
using Ed25519Public = Bytes<struct Ed25519PublicTag, 32>;
using Signature = Bytes<struct SignatureTag, 64>;

// The bytes of text, for hashing and signing; nothing is copied.
inline ByteSpan as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline void append(ByteVector& out, ByteSpan more) { out.insert(out.end(), more.begin(), more.end()); }

inline void append_le16(ByteVector& out, std::uint16_t v) {
  for (int i = 0; i < 2; ++i) out.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
}
inline void append_le32(ByteVector& out, std::uint32_t v) {
  for (int i = 0; i < 4; ++i) out.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
}
inline void append_le64(ByteVector& out, std::uint64_t v) {
  for (int i = 0; i < 8; ++i) out.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
}
// Little-endian, from as many bytes as there are (8 at most).
inline std::uint64_t load_le(ByteSpan b) {
  std::uint64_t v = 0;
  for (std::size_t i = 0; i < b.size(); ++i) v |= std::uint64_t{b[i]} << (8 * i);
  return v;
}

std::string to_hex(ByteSpan bytes);                        // lower case
std::optional<ByteVector> from_hex(std::string_view hex);  // lower case only, even length

}  // namespace adit
