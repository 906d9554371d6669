// SPDX-License-Identifier: Apache-2.0
// Any bytes as a file with a key under a passphrase. One whose last 32 bytes are right is left to the unit
// tests: it costs 64 MiB and a second.
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "client/trust/keyfile.h"
#include "crypto/sha256.h"
#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const int kFile = memfd_create("key", 0);
  static const SecretBuffer kPassphrase(as_bytes("not the passphrase"));
  ByteSpan bytes(data, size);
  constexpr std::size_t kSum = Digest::kSize;
  if (size >= kSum && std::ranges::equal(sha256(bytes.first(size - kSum)).span(), bytes.last(kSum))) return 0;
  require(kFile >= 0 && ftruncate(kFile, 0) == 0);
  require(pwrite(kFile, data, size, 0) == static_cast<ssize_t>(size));
  auto secret = client::open_keyfile("/proc/self/fd/" + std::to_string(kFile), kPassphrase);
  require(!secret);
  require(secret.error().code == Errc::store_corrupt);
  return 0;
}
