// SPDX-License-Identifier: Apache-2.0
#include <adit/thread.h>
#include <sodium.h>

#include "crypto/derive.h"
#include "crypto/xwing.h"

namespace adit {
namespace {

Result<Key> shared_thread_key(const DeploymentId& dep, const X25519Secret& secret, const X25519Public& point,
                              const X25519Public& thread_public, const X25519Public& auth, const Rid& rid) {
  ADIT_TRY(SharedSecret shared, x25519(secret, point));
  return derived_secret<Key>("adit1 thread"_label, shared.expose(),
                             {dep.span(), thread_public.span(), auth.span(), rid.span()});
}

}  // namespace

Result<Root> root_of(const ThreadSecret& secret, const DeploymentId& dep) {
  auto salt = derived<Bytes<struct SaltTag, 16>>("adit1 salt"_label, kNoKey, {dep.span()});
  bool done = false;
  auto root = Root::make([&](MutableByteSpan out) {
    ByteSpan in = secret.expose();
    done = crypto_pwhash(out.data(), out.size(), reinterpret_cast<const char*>(in.data()), in.size(),
                         salt.data(), kArgonPasses, kArgonMemoryBytes, crypto_pwhash_ALG_ARGON2ID13) == 0;
  });
  if (!done) return fail(Errc::out_of_memory);
  return root;
}

ThreadKeys::ThreadKeys(Root root, const DeploymentId& dep)
    : dep_(dep),
      root_(std::move(root)),
      reply_seed_(derived_secret<XwingSeed>("adit1 reply-seed"_label, root_.expose(), {dep.span()})),
      reply_key_(xwing_public(reply_seed_)),
      thread_secret_(derived_secret<X25519Secret>("adit1 thread-x"_label, root_.expose(), {dep.span()})),
      thread_public_(x25519_public(thread_secret_)),
      attachment_base_(derived_secret<Key>("adit1 attach"_label, root_.expose(), {dep.span()})) {}

Grant ThreadKeys::grant(const Rid& rid) const {
  return derived<Grant>("adit1 grant"_label, root_.expose(), {dep_.span(), rid.span()});
}

Result<Key> ThreadKeys::thread_key(const Rid& rid, const X25519Public& auth) const {
  return shared_thread_key(dep_, thread_secret_, auth, thread_public_, auth, rid);
}

Result<Key> thread_key_of_recipient(const DeploymentId& dep, const X25519Secret& auth_secret,
                                    const X25519Public& auth, const Rid& rid,
                                    const X25519Public& thread_public) {
  return shared_thread_key(dep, auth_secret, thread_public, thread_public, auth, rid);
}

}  // namespace adit
