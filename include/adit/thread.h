// SPDX-License-Identifier: Apache-2.0
// The secret of a thread and the keys it stands for (protocol 2.2). The secret is a number of 88
// bits; words and digits are only ways to show it, so spelling, case, spaces, accents and language
// can never change a key.
#pragma once

#include <adit/bytes.h>
#include <adit/clock.h>
#include <adit/result.h>
#include <adit/secret.h>
#include <adit/units.h>

#include <array>
#include <string>
#include <string_view>

namespace adit {

enum class WordList : std::uint8_t { english, spanish, french, portuguese };

ThreadSecret new_secret(Rng& rng);
// Nine words with a space between them. Wiped on death.
SecretBuffer secret_words(const ThreadSecret& secret, WordList list);
// Six groups of five digits with a space between them.
SecretBuffer secret_digits(const ThreadSecret& secret);
// Words of any one list, or digits; case, accents, and what stands between do not matter, and the
// first four letters of a word are enough.
// Errors: secret_unknown_word, secret_mistyped.
Result<ThreadSecret> parse_secret(std::string_view typed);

// Argon2id, 64 MiB, about a tenth of a second. Errors: out_of_memory.
Result<Root> root_of(const ThreadSecret& secret, const DeploymentId& dep);

// Everything that is derived from a root.
class ThreadKeys {
 public:
  ThreadKeys(Root root, const DeploymentId& dep);

  const DeploymentId& dep() const { return dep_; }
  const Root& root() const { return root_; }
  const XwingSeed& reply_seed() const { return reply_seed_; }
  const XwingPublic& reply_key() const { return reply_key_; }
  const X25519Public& thread_public() const { return thread_public_; }
  Grant grant(const Rid& rid) const;
  // ck_R, shared with one recipient. Errors: key_invalid.
  Result<Key> thread_key(const Rid& rid, const X25519Public& auth) const;
  // abase, from which file keys come.
  const Key& attachment_base() const { return attachment_base_; }

 private:
  DeploymentId dep_;
  Root root_;
  XwingSeed reply_seed_;
  XwingPublic reply_key_;
  X25519Secret thread_secret_;
  X25519Public thread_public_;
  Key attachment_base_;
};

// ck_R as the recipient makes it. Errors: key_invalid.
Result<Key> thread_key_of_recipient(const DeploymentId& dep, const X25519Secret& auth_secret,
                                    const X25519Public& auth, const Rid& rid,
                                    const X25519Public& thread_public);

}  // namespace adit
