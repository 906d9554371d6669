// SPDX-License-Identifier: Apache-2.0
#include <adit/thread.h>

#include <catch2/catch_test_macros.hpp>

#include "crypto/xwing.h"
#include "tests/support/fakes.h"
#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

namespace {
const auto kDep = bytes_of<DeploymentId>(std::string(64, '1'));
const auto kOtherDep = bytes_of<DeploymentId>(std::string(64, '2'));
const auto kRid = bytes_of<Rid>("0102030405060708");
const auto kOtherRid = bytes_of<Rid>("0102030405060709");
}  // namespace

TEST_CASE("the root depends on the secret and on the deployment", "[thread]") {
  auto a = root_of(secret_of<ThreadSecret>(1), kDep);
  auto b = root_of(secret_of<ThreadSecret>(1), kDep);
  auto c = root_of(secret_of<ThreadSecret>(2), kDep);
  auto d = root_of(secret_of<ThreadSecret>(1), kOtherDep);
  REQUIRE((a && b && c && d));
  CHECK(equal_ct(*a, *b));
  CHECK_FALSE(equal_ct(*a, *c));
  CHECK_FALSE(equal_ct(*a, *d));
}

TEST_CASE("one root gives the same keys every time, another root or deployment others", "[thread]") {
  ThreadKeys a(secret_of<Root>(1), kDep);
  ThreadKeys b(secret_of<Root>(1), kDep);
  ThreadKeys c(secret_of<Root>(2), kDep);
  ThreadKeys d(secret_of<Root>(1), kOtherDep);
  CHECK(a.reply_key() == b.reply_key());
  CHECK(a.thread_public() == b.thread_public());
  CHECK(equal_ct(a.attachment_base(), b.attachment_base()));
  for (const ThreadKeys* other : {&c, &d}) {
    CHECK(a.reply_key() != other->reply_key());
    CHECK(a.thread_public() != other->thread_public());
    CHECK(a.grant(kRid) != other->grant(kRid));
    CHECK_FALSE(equal_ct(a.attachment_base(), other->attachment_base()));
  }
}

TEST_CASE("the reply key is the public key of the reply seed", "[thread]") {
  ThreadKeys keys(secret_of<Root>(1), kDep);
  CHECK(keys.reply_key() == xwing_public(keys.reply_seed()));
}

TEST_CASE("grants differ for each recipient", "[thread]") {
  ThreadKeys keys(secret_of<Root>(1), kDep);
  CHECK(keys.grant(kRid) == keys.grant(kRid));
  CHECK(keys.grant(kRid) != keys.grant(kOtherRid));
}

TEST_CASE("reporter and recipient derive the same thread key, others do not", "[thread]") {
  ThreadKeys keys(secret_of<Root>(1), kDep);
  X25519Secret secret = secret_of<X25519Secret>(3);
  X25519Public auth = x25519_public(secret);
  auto ours = keys.thread_key(kRid, auth);
  auto theirs = thread_key_of_recipient(kDep, secret, auth, kRid, keys.thread_public());
  REQUIRE((ours && theirs));
  CHECK(equal_ct(*ours, *theirs));

  X25519Secret other = secret_of<X25519Secret>(4);
  auto another = thread_key_of_recipient(kDep, other, x25519_public(other), kRid, keys.thread_public());
  auto renamed = thread_key_of_recipient(kDep, secret, auth, kOtherRid, keys.thread_public());
  auto elsewhere = thread_key_of_recipient(kOtherDep, secret, auth, kRid, keys.thread_public());
  REQUIRE((another && renamed && elsewhere));
  CHECK_FALSE(equal_ct(*ours, *another));
  CHECK_FALSE(equal_ct(*ours, *renamed));
  CHECK_FALSE(equal_ct(*ours, *elsewhere));
}

TEST_CASE("a low-order key gives no thread key", "[thread]") {
  ThreadKeys keys(secret_of<Root>(1), kDep);
  CHECK(error_of(keys.thread_key(kRid, X25519Public{})) == Errc::key_invalid);
  X25519Secret secret = secret_of<X25519Secret>(3);
  CHECK(error_of(thread_key_of_recipient(kDep, secret, x25519_public(secret), kRid, X25519Public{})) ==
        Errc::key_invalid);
}
