// SPDX-License-Identifier: Apache-2.0
// The pool: where accepted letters and parcels wait for the tick (protocol 2.6).
//
// The promise: what put() answered Ok to is there until it is removed, whatever crashes (in `ram`
// mode: until the process ends). It remembers neither order nor time nor how full it is.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <vector>

namespace adit::gateway {

enum class ObjectKind : std::uint8_t { letter, parcel };

struct Incoming {
  ObjectKind kind = ObjectKind::letter;
  Digest hash;  // SHA-256 of the bytes
  ByteSpan bytes;
};

// Any thread may call any function.
class Pool {
 public:
  virtual ~Pool() = default;

  // Keeps all that find room, with one flush for all; one that is there already is kept once.
  // Errors, for each: gateway_busy (no room, or the disk does not take it).
  virtual std::vector<Status> put(std::span<const Incoming> objects) = 0;
  // Places that are taken, and all of them; put() refuses when they are equal. Costs nothing.
  struct Fill {
    std::uint32_t used = 0;
    std::uint32_t cells = 0;
  };
  virtual Fill fill(ObjectKind kind) const = 0;

  // Ascending by hash: there is no other order.
  virtual std::vector<Digest> list(ObjectKind kind) const = 0;
  // Errors: not_found, store_unavailable, store_corrupt.
  virtual Result<ByteVector> get(ObjectKind kind, const Digest& hash) const = 0;

  // What is gone leaves random bytes. Hashes that are not there are no error.
  virtual Status remove(ObjectKind kind, std::span<const Digest> hashes) = 0;
  // A new key; what is still waiting is sealed again under it and the old key is destroyed. After
  // an error or a crash everything is still there, and renew() can be called again.
  virtual Status renew() = 0;
};

}  // namespace adit::gateway
