// SPDX-License-Identifier: Apache-2.0
#include "client/trust/keyfile.h"

#include <adit/clock.h>

#include "client/trust/files.h"
#include "crypto/passphrase.h"
#include "crypto/sha256.h"
#include "crypto/xwing.h"

namespace adit::client {
namespace {

constexpr std::string_view kMagic{"adit/v1/keyfile\0", 16};
constexpr std::size_t kHeadBytes = kMagic.size() + PassphraseSalt::kSize;
constexpr std::size_t kSealOverheadBytes = 16;
constexpr std::size_t kLeastBytes = kHeadBytes + kSealOverheadBytes + Digest::kSize;
constexpr std::size_t kMostBytes = kLeastBytes + kMaxKeyfileSecretBytes;

}  // namespace

Result<SecretBuffer> open_keyfile(const std::filesystem::path& path, const SecretBuffer& passphrase) {
  auto read = read_file(path, kMostBytes);
  if (!read && read.error().code == Errc::file_too_large) return fail(Errc::store_corrupt);
  if (!read) return fail(read.error());
  ByteSpan file = *read;
  if (file.size() < kLeastBytes || as_text(file.first(kMagic.size())) != kMagic)
    return fail(Errc::store_corrupt);
  ByteSpan sum = file.last(Digest::kSize);
  file = file.first(file.size() - Digest::kSize);
  if (!std::ranges::equal(sha256(file).span(), sum)) return fail(Errc::store_corrupt);

  ByteSpan head = file.first(kHeadBytes);
  auto salt = PassphraseSalt::from(head.subspan(kMagic.size()));
  ADIT_TRY(Key key, passphrase_key(passphrase.expose(), *salt));
  auto secret = aead_open(key, head, file.subspan(kHeadBytes));
  if (!secret) return fail(Errc::passphrase_wrong);
  return *std::move(secret);
}

Status write_keyfile(const std::filesystem::path& path, const SecretBuffer& passphrase, ByteSpan secret) {
  if (secret.size() > kMaxKeyfileSecretBytes) return fail(Errc::file_too_large);
  SystemRng rng;
  auto salt = rng.bytes<PassphraseSalt>();
  ByteVector file;
  append(file, as_bytes(kMagic));
  append(file, salt.span());
  ADIT_TRY(Key key, passphrase_key(passphrase.expose(), salt));
  append(file, aead_seal(key, file, secret));
  append(file, sha256(file).span());
  return write_new_file(path, file, Rights::owner_only);
}

}  // namespace adit::client
