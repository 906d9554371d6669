// SPDX-License-Identifier: Apache-2.0
// Secrets. Reaching the bytes takes the word `expose`, so that a search for it lists every place a
// secret is touched. Secrets wipe themselves, cannot be copied, printed or compared with ==.
#pragma once

#include <adit/bytes.h>
#include <sodium.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace adit {

// N secret bytes in place. Wiped on move and death.
template <class Tag, std::size_t N>
class SecretBytes {
 public:
  static constexpr std::size_t kSize = N;

  SecretBytes(SecretBytes&& other) noexcept : bytes_(other.bytes_) { other.wipe(); }
  SecretBytes& operator=(SecretBytes&& other) noexcept {
    if (this != &other) {
      bytes_ = other.bytes_;
      other.wipe();
    }
    return *this;
  }
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes() { wipe(); }

  // Filled by fill(std::span<std::uint8_t, N>).
  template <class Fill>
  static SecretBytes make(Fill&& fill) {
    SecretBytes s;
    std::forward<Fill>(fill)(std::span<std::uint8_t, N>(s.bytes_));
    return s;
  }
  // A copy of bytes that the caller wipes.
  static SecretBytes copy_of(std::span<const std::uint8_t, N> bytes) {
    return make([&](std::span<std::uint8_t, N> out) { std::ranges::copy(bytes, out.begin()); });
  }
  SecretBytes clone() const { return copy_of(expose()); }

  std::span<const std::uint8_t, N> expose() const { return bytes_; }
  friend bool equal_ct(const SecretBytes& a, const SecretBytes& b) {
    return sodium_memcmp(a.bytes_.data(), b.bytes_.data(), N) == 0;
  }

 private:
  SecretBytes() = default;
  void wipe() { sodium_memzero(bytes_.data(), N); }
  std::array<std::uint8_t, N> bytes_{};
};
template <class Tag, std::size_t N>
bool operator==(const SecretBytes<Tag, N>&, const SecretBytes<Tag, N>&) = delete;

using Key = SecretBytes<struct KeyTag, 32>;                    // of an AEAD or of D
using SharedSecret = SecretBytes<struct SharedSecretTag, 32>;  // of a KEM or of a DH
using XwingSeed = SecretBytes<struct XwingSeedTag, 32>;        // X-Wing secret key = seed
using X25519Secret = SecretBytes<struct X25519SecretTag, 32>;
using Ed25519Seed = SecretBytes<struct Ed25519SeedTag, 32>;
using ThreadSecret = SecretBytes<struct ThreadSecretTag, 11>;  // what nine words stand for
using Root = SecretBytes<struct RootTag, 32>;                  // Argon2id of a ThreadSecret

// A secret of run-time size (an opened block, a passphrase), wiped on every change of storage.
class SecretBuffer {
 public:
  SecretBuffer() = default;
  explicit SecretBuffer(std::size_t n) : bytes_(n) {}
  explicit SecretBuffer(ByteSpan b) : bytes_(b.begin(), b.end()) {}
  SecretBuffer(SecretBuffer&& other) noexcept : bytes_(std::move(other.bytes_)) { other.bytes_.clear(); }
  SecretBuffer& operator=(SecretBuffer&& other) noexcept {
    if (this != &other) {
      wipe();
      bytes_ = std::move(other.bytes_);
      other.bytes_.clear();
    }
    return *this;
  }
  SecretBuffer(const SecretBuffer&) = delete;
  SecretBuffer& operator=(const SecretBuffer&) = delete;
  ~SecretBuffer() { wipe(); }

  ByteSpan expose() const { return bytes_; }
  MutableByteSpan expose_mutable() { return bytes_; }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  // Longer or shorter; the old storage is wiped.
  void resize(std::size_t n) {
    std::vector<std::uint8_t> fresh(n);
    std::copy_n(bytes_.begin(), std::min(n, bytes_.size()), fresh.begin());
    wipe();
    bytes_ = std::move(fresh);
  }

 private:
  void wipe() {
    if (!bytes_.empty()) sodium_memzero(bytes_.data(), bytes_.size());
  }
  std::vector<std::uint8_t> bytes_;
};

// A long-lived secret on locked pages with guards around them. Each costs three to four pages.
template <class T>
class GuardedSecret {
 public:
  explicit GuardedSecret(T&& value) : place_(static_cast<T*>(sodium_malloc(sizeof(T)))) {
    if (place_ == nullptr) throw std::bad_alloc();
    new (place_) T(std::move(value));
    sodium_mprotect_readonly(place_);
  }
  GuardedSecret(GuardedSecret&& other) noexcept : place_(std::exchange(other.place_, nullptr)) {}
  GuardedSecret& operator=(GuardedSecret&& other) noexcept {
    std::swap(place_, other.place_);
    return *this;
  }
  ~GuardedSecret() {
    if (place_ == nullptr) return;
    sodium_mprotect_readwrite(place_);
    place_->~T();
    sodium_free(place_);
  }
  const T& get() const { return *place_; }

 private:
  T* place_;
};

// Call first in main(): starts the library, no core dumps, memory locked where the system allows.
// False if the library cannot start; then nothing may go on.
[[nodiscard]] bool start_secrets();

}  // namespace adit
