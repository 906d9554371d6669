// SPDX-License-Identifier: Apache-2.0
// SHA-256 for the log and for object ids. OpenSSL's, because it uses the machine's SHA instructions.
#pragma once

#include <adit/bytes.h>

#include <initializer_list>
#include <memory>

namespace adit {

// SHA-256 of the parts, one after another.
Digest sha256(std::initializer_list<ByteSpan> parts);
inline Digest sha256(ByteSpan bytes) { return sha256({bytes}); }

template <class B>
B sha256_as(ByteSpan bytes) {
  return B(sha256(bytes).span());
}

// SHA-256 of what is written piece by piece (a feed, a file).
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void update(ByteSpan bytes);
  Digest finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace adit
