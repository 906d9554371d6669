// SPDX-License-Identifier: Apache-2.0
#include "crypto/passphrase.h"

#include <adit/units.h>

namespace adit {

static_assert(PassphraseSalt::kSize == crypto_pwhash_argon2id_SALTBYTES);

Result<Key> passphrase_key(ByteSpan passphrase, const PassphraseSalt& salt) {
  // An empty passphrase has no address, and the library wants one.
  const char* text = passphrase.empty() ? "" : reinterpret_cast<const char*>(passphrase.data());
  bool done = false;
  Key key = Key::make([&](MutableByteSpan out) {
    done = crypto_pwhash(out.data(), out.size(), text, passphrase.size(), salt.data(), kArgonPasses,
                         kArgonMemoryBytes, crypto_pwhash_ALG_ARGON2ID13) == 0;
  });
  if (!done) return fail(Errc::out_of_memory);
  return key;
}

}  // namespace adit
