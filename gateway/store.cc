// SPDX-License-Identifier: Apache-2.0
#include "gateway/store.h"

#include <fcntl.h>
#include <sys/file.h>

#include "crypto/note_sign.h"
#include "gateway/service.h"

namespace adit::gateway {

Result<File> take_folder(const Places& places) {
  ADIT_CHECK(make_folder(places.root, kPrivateFolder));
  int fd = ::open(places.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kPrivateFile);
  if (fd < 0) {
    return fail(errno == EROFS    ? Errc::disk_read_only
                : errno == ENOSPC ? Errc::disk_full
                                  : Errc::store_unavailable);
  }
  File lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) return fail(Errc::store_locked);
  for (const auto& folder :
       {places.checkpoints(), places.documents(), places.recent(), places.rounds(), places.pool()}) {
    ADIT_CHECK(make_folder(folder, kPrivateFolder));
  }
  ADIT_CHECK(make_folder(places.public_files(), kPublicFolder));
  return lock;
}

NoteKey log_name(const DeploymentId& dep, const SigningKey& key) {
  return note_key(log_origin(dep), NoteKeyType::ed25519, key);
}

Result<SigningKey> read_log_key(const Places& places) {
  ADIT_TRY(ByteVector stored, read_sealed(places.log_key(), Ed25519Seed::kSize));
  if (stored.size() != Ed25519Seed::kSize) return fail(Errc::store_corrupt);
  auto seed = Ed25519Seed::copy_of(ByteSpan(stored).first<Ed25519Seed::kSize>());
  sodium_memzero(stored.data(), stored.size());
  return SigningKey(seed);
}

Result<SigningKey> load_log_key(const Config& config, Rng& rng) {
  const Places places(config.data);
  auto stored = read_log_key(places);
  if (stored || stored.error().code != Errc::not_found) return stored;
  std::error_code error;
  if (std::filesystem::exists(places.log(), error)) return fail(Errc::store_corrupt);
  auto seed = Ed25519Seed::make([&](MutableByteSpan out) { rng.fill(out); });
  SigningKey key(seed);
  ADIT_CHECK(Marker(config.marker).write(log_name(config.deployment, key), Head{}, UnixTime{}));
  ADIT_CHECK(write_sealed(places.log_key(), seed.expose(), UnixTime{}));
  return key;
}

Result<std::string> log_verifier_key(const Config& config, Rng& rng) {
  Places places(config.data);
  ADIT_CHECK(make_folder(places.root, kPrivateFolder));
  ADIT_TRY(SigningKey key, load_log_key(config, rng));
  return log_name(config.deployment, key).encode();
}

}  // namespace adit::gateway
