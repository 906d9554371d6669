// SPDX-License-Identifier: Apache-2.0
// V23: where a call to a crypto library fails, sealing and sending end in an error: never in plain text,
// never in half an upload. Every call of a whole session is made to fail in turn (the linker puts the
// functions below in front of the libraries'), and what left is looked at.
#include <adit/api.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "client/thread/conversation.h"
#include "tests/client/thread/loop_transport.h"

namespace {

enum class Fails : int { by_error, in_silence };  // in_silence: says that it went well, and did nothing
long g_calls = 0;
long g_fail_at = -1;
Fails g_how = Fails::by_error;
int g_inside =
    0;  // of a call that is itself one of these: what a library does inside of itself is its own affair
const char* g_failed = "";
bool fails_now(const char* name) {
  if (g_inside == 0 && g_calls == g_fail_at) g_failed = name;
  return g_inside == 0 && g_calls++ == g_fail_at;
}
struct Inside {
  Inside() { ++g_inside; }
  ~Inside() { --g_inside; }
};

}  // namespace

#define ADIT_WRAP(NAME, PARAMETERS, ARGUMENTS) \
  int __real_##NAME PARAMETERS;                \
  int __wrap_##NAME PARAMETERS {               \
    if (fails_now(#NAME)) return -1;           \
    Inside inside;                             \
    return __real_##NAME ARGUMENTS;            \
  }

extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier)
using Byte = unsigned char;
using ConstByte = const unsigned char;
using Size = unsigned long long;
ADIT_WRAP(crypto_kem_xwing_seed_keypair, (Byte * pk, Byte* sk, ConstByte* seed), (pk, sk, seed))
ADIT_WRAP(crypto_kem_xwing_enc_deterministic, (Byte * ct, Byte* ss, ConstByte* pk, ConstByte* seed),
          (ct, ss, pk, seed))
ADIT_WRAP(crypto_scalarmult_curve25519, (Byte * q, ConstByte* n, ConstByte* p), (q, n, p))
ADIT_WRAP(crypto_scalarmult_curve25519_base, (Byte * q, ConstByte* n), (q, n))
ADIT_WRAP(crypto_generichash_blake2b_init_salt_personal,
          (crypto_generichash_blake2b_state * state, ConstByte* key, size_t key_bytes, size_t out_bytes,
           ConstByte* salt, ConstByte* personal),
          (state, key, key_bytes, out_bytes, salt, personal))
ADIT_WRAP(crypto_generichash_blake2b_final,
          (crypto_generichash_blake2b_state * state, Byte* out, size_t bytes), (state, out, bytes))
ADIT_WRAP(crypto_pwhash,
          (Byte * out, Size out_bytes, const char* passphrase, Size bytes, ConstByte* salt, Size passes,
           size_t memory, int algorithm),
          (out, out_bytes, passphrase, bytes, salt, passes, memory, algorithm))
ADIT_WRAP(crypto_kem_mlkem768_dec, (Byte * ss, ConstByte* ct, ConstByte* sk), (ss, ct, sk))
ADIT_WRAP(crypto_aead_xchacha20poly1305_ietf_decrypt,
          (Byte * m, Size* m_bytes, Byte* none, ConstByte* c, Size c_bytes, ConstByte* ad, Size ad_bytes,
           ConstByte* nonce, ConstByte* key),
          (m, m_bytes, none, c, c_bytes, ad, ad_bytes, nonce, key))

int __real_crypto_aead_xchacha20poly1305_ietf_encrypt(Byte* c, Size* c_bytes, ConstByte* m, Size m_bytes,
                                                      ConstByte* ad, Size ad_bytes, ConstByte* none,
                                                      ConstByte* nonce, ConstByte* key);
int __wrap_crypto_aead_xchacha20poly1305_ietf_encrypt(Byte* c, Size* c_bytes, ConstByte* m, Size m_bytes,
                                                      ConstByte* ad, Size ad_bytes, ConstByte* none,
                                                      ConstByte* nonce, ConstByte* key) {
  if (fails_now("aead_encrypt")) {
    if (g_how == Fails::by_error) return -1;
    std::memcpy(c, m, m_bytes);
    if (c_bytes != nullptr) *c_bytes = m_bytes + 16;
    return 0;
  }
  Inside inside;
  return __real_crypto_aead_xchacha20poly1305_ietf_encrypt(c, c_bytes, m, m_bytes, ad, ad_bytes, none, nonce,
                                                           key);
}

int __real_EVP_DigestInit_ex(EVP_MD_CTX* context, const EVP_MD* type, ENGINE* engine);
int __wrap_EVP_DigestInit_ex(EVP_MD_CTX* context, const EVP_MD* type, ENGINE* engine) {
  return fails_now("digest_init") ? 0 : __real_EVP_DigestInit_ex(context, type, engine);
}
int __real_EVP_DigestFinal_ex(EVP_MD_CTX* context, Byte* out, unsigned* bytes);
int __wrap_EVP_DigestFinal_ex(EVP_MD_CTX* context, Byte* out, unsigned* bytes) {
  return fails_now("digest_final") ? 0 : __real_EVP_DigestFinal_ex(context, out, bytes);
}
void* __real_sodium_malloc(size_t bytes);
void* __wrap_sodium_malloc(size_t bytes) {
  return fails_now("sodium_malloc") ? nullptr : __real_sodium_malloc(bytes);
}
// NOLINTEND(bugprone-reserved-identifier)
}

namespace adit::client {
namespace {

using namespace adit::test;

constexpr std::string_view kWords = "ADIT-CANARY they called us one by one";
constexpr std::size_t kMaxObjects = 8;

// What a child leaves for its parent, in memory that both see.
struct Left {
  long calls;
  char failed[64];
  bool ended;  // came to its end, with or without an error
  bool said_sent;
  std::size_t bodies;
  std::size_t body_bytes[kMaxObjects];
  std::uint8_t body[kMaxObjects][kParcelBytes + kTrailerBytes];
};

// An assertion that ends the process is no failure of the test that forked it.
void die_quietly() {
  ::signal(SIGABRT, SIG_DFL);
  std::fclose(stderr);
}

class Shared {
 public:
  Shared()
      : left_(static_cast<Left*>(
            ::mmap(nullptr, sizeof(Left), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {
    REQUIRE(left_ != MAP_FAILED);
  }
  ~Shared() { ::munmap(left_, sizeof(Left)); }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  Left& operator*() { return *left_; }
  Left* operator->() { return left_; }

 private:
  Left* left_;
};

// A session with a report, a file and an answer that is there already.
void whole_session(Bench& b, const ThreadKeys& keys, const std::vector<Attachment>& attachments, Left& left) {
  auto note = [&] {
    left.bodies = std::min(b.transport.bodies.size(), kMaxObjects);
    for (std::size_t i = 0; i < left.bodies; ++i) {
      const ByteVector& body = b.transport.bodies[i];
      left.body_bytes[i] = std::min(body.size(), sizeof left.body[i]);
      std::memcpy(left.body[i], body.data(), left.body_bytes[i]);
    }
  };
  // Each request is noted before it is answered: what has left has left, even if the child dies after it.
  b.transport.fault = [&](std::size_t, const LoopRequest&) -> std::optional<Errc> {
    note();
    return std::nullopt;
  };
  auto run = [&]() -> Result<Outcome> {
    ADIT_TRY(Session session, Session::open(b.world.dep, b.surroundings));
    ADIT_TRY(SealedFiles files, seal_files(keys, attachments));
    Draft draft = follow_up(std::string(kWords), {b.world.recipients[0].rid}, b.rng);
    ADIT_TRY(SealedReport sealed, seal_draft(keys, draft, files, session.state(), b.rng));
    return send_report(session, keys, draft, files, sealed);
  };
  g_calls = 0;
  auto outcome = run();
  left.calls = g_calls;
  g_fail_at = -1;
  std::strncpy(left.failed, g_failed, sizeof left.failed - 1);
  left.said_sent = outcome && !outcome->error;
  left.ended = true;
  note();
}

struct Stage {
  Bench b;
  ThreadKeys keys = make_thread(b.world.dep, 1);
  std::vector<Attachment> attachments;
  Stage() {
    auto held = HeldBytes::of(as_bytes(kWords));
    REQUIRE(held);
    attachments.push_back({.path = "note",
                           .name = "text-1.txt",
                           .type = "text/plain",
                           .treatment = Treatment::cleaned,
                           .sent = {FileKind::text, *held, {}, {}},
                           .original_kind = "plain text",
                           .name_disagrees = false,
                           .original_bytes = kWords.size(),
                           .original = b.rng.bytes<Digest>()});
    const TestRecipient& r = b.world.recipients[0];
    ReplyTo to{keys.reply_key(), keys.thread_public(), keys.grant(r.rid)};
    auto card = seal_card(b.world.dep, r.self(), to, CardContent{}, b.rng);
    REQUIRE(card);
    b.transport.files[api::cards_path(day_at(kNow))] = ByteVector(card->bytes().begin(), card->bytes().end());
  }
  void run(long fail_at, Shared& shared) {
    *shared = Left{};
    pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      // An assertion that ends the process is an end without a word, which is as good as an error.
      die_quietly();
      g_fail_at = fail_at;
      whole_session(b, keys, attachments, *shared);
      ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
  }
};

bool shows_words(const Left& left) {
  for (std::size_t i = 0; i < left.bodies; ++i) {
    std::string_view body(reinterpret_cast<const char*>(left.body[i]), left.body_bytes[i]);
    if (body.find(kWords.substr(0, 11)) != std::string_view::npos) return true;
  }
  return false;
}

// Whether the first letter among what left opens for its recipient, with all that was written.
bool letter_opens(const Stage& s, const Left& left) {
  if (left.bodies == 0 || left.body_bytes[0] != kLetterBytes + kTrailerBytes) return false;
  auto letter = SealedLetter::parse(ByteSpan(left.body[0]).first(kLetterBytes));
  if (!letter) return false;
  const TestRecipient& r = s.b.world.recipients[0];
  WeekSecret week{week_at(kNow), &r.week_key};
  auto opened = open_letter(s.b.world.dep, *letter, {&week, 1}, r.self(), TestKeyBook(s.b.world));
  return opened && opened->core.fields.front().second == kWords && opened->core.files.size() == 1;
}

TEST_CASE("V23: whichever crypto call fails, nothing leaves in the clear, and nothing by halves") {
  Stage s;
  Shared left;
  s.run(-1, left);
  REQUIRE(left->ended);
  REQUIRE(left->said_sent);
  REQUIRE(left->bodies == 2);
  REQUIRE(letter_opens(s, *left));
  const long calls = left->calls;
  REQUIRE(calls > 100);

  long stopped = 0;
  long unsent = 0;
  for (long k = 0; k < calls; ++k) {
    s.run(k, left);
    CAPTURE(k, left->failed);
    CHECK_FALSE(shows_words(*left));
    // What left is whole and of the sizes that all have; pieces never without the letter that lists them.
    for (std::size_t i = 0; i < left->bodies; ++i)
      CHECK(left->body_bytes[i] == (i == 0 ? kLetterBytes : kParcelBytes) + kTrailerBytes);
    if (left->bodies > 0) CHECK(letter_opens(s, *left));
    if (!left->ended || !left->said_sent) ++stopped;
    if (left->bodies == 0) ++unsent;
    // It says "sent" only of what is: both objects left. (A call that fails on an answer loses the answer.)
    if (left->ended && left->said_sent) CHECK(left->bodies == 2);
  }
  // The failures were real: most of them end the session, and before anything left.
  CHECK(stopped > calls / 2);
  CHECK(unsent > calls / 2);
}

TEST_CASE(
    "V23: the planted fault, an encryption that does nothing and says that it did, is found by this search") {
  Stage s;
  Shared left;
  s.run(-1, left);
  const long calls = left->calls;
  g_how = Fails::in_silence;
  long found = 0;
  for (long k = 0; k < calls && found == 0; ++k) {
    s.run(k, left);
    if (shows_words(*left)) ++found;
  }
  g_how = Fails::by_error;
  CHECK(found == 1);
}

TEST_CASE("V23: a secret whose keys cannot be derived opens nothing and stops") {
  SeededRng rng(1);
  ThreadSecret secret = new_secret(rng);
  DeploymentId dep = rng.bytes<DeploymentId>();
  g_calls = 0;
  REQUIRE(root_of(secret, dep));
  const long calls = g_calls;
  long failed = 0;
  for (long k = 0; k < calls; ++k) {
    // In a child: a failing hash is an assertion.
    pid_t child = ::fork();
    if (child == 0) {
      die_quietly();
      g_calls = 0;
      g_fail_at = k;
      ::_exit(root_of(secret, dep) ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) ++failed;
  }
  CHECK(failed == calls);
  CHECK(calls >= 1);
}

}  // namespace
}  // namespace adit::client
