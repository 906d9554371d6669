// SPDX-License-Identifier: Apache-2.0
#include "client/council/member_key.h"

#include <algorithm>

#include "client/terminal/terminal.h"
#include "client/trust/keyfile.h"

namespace adit::client {
namespace {

// What the file holds: this line, then the seed. Another program's key file is not a member's key.
constexpr std::string_view kPrefix = "adit/v1/member\n";
constexpr std::size_t kMinPassphraseBytes = 8;

bool are_equal(const SecretBuffer& a, const SecretBuffer& b) {
  return a.size() == b.size() && sodium_memcmp(a.expose().data(), b.expose().data(), a.size()) == 0;
}

}  // namespace

Outcome<SecretBuffer> new_passphrase(std::optional<int> fd) {
  auto first = ask_secret("Passphrase for the new key: ", fd);
  if (!first) return problem(first.error(), "");
  if (first->size() < kMinPassphraseBytes) {
    return problem(kUsageExit, "the passphrase is too short", "use at least six words that nobody can guess");
  }
  if (!fd) {
    auto again = ask_secret("The same again: ", std::nullopt);
    if (!again) return problem(again.error(), "");
    if (!are_equal(*first, *again))
      return problem(exit_code(Errc::passphrase_wrong), "the two passphrases differ");
  }
  return std::move(*first);
}

Outcome<SecretBuffer> passphrase_of(const std::filesystem::path& file, std::optional<int> fd) {
  auto passphrase = ask_secret("Passphrase of " + inert_line(file.string()) + ": ", fd);
  if (!passphrase) return problem(passphrase.error(), "");
  return std::move(*passphrase);
}

Outcome<Ed25519Public> make_member_key(const std::filesystem::path& file, const SecretBuffer& passphrase,
                                       Rng& rng) {
  auto seed = Ed25519Seed::make([&](std::span<std::uint8_t, 32> out) { rng.fill(out); });
  SecretBuffer secret;
  secret.resize(kPrefix.size() + Ed25519Seed::kSize);
  std::ranges::copy(as_bytes(kPrefix), secret.expose_mutable().begin());
  std::ranges::copy(seed.expose(),
                    secret.expose_mutable().begin() + static_cast<std::ptrdiff_t>(kPrefix.size()));
  if (auto ok = write_keyfile(file, passphrase, secret.expose()); !ok)
    return problem(ok.error(), file.string());
  return SigningKey(seed).public_key();
}

Outcome<SigningKey> open_member_key(const std::filesystem::path& file, const SecretBuffer& passphrase) {
  auto secret = open_keyfile(file, passphrase);
  if (!secret) return problem(secret.error(), file.string());
  ByteSpan bytes = secret->expose();
  if (bytes.size() != kPrefix.size() + Ed25519Seed::kSize ||
      as_text(bytes.first(kPrefix.size())) != kPrefix) {
    return problem(kFileExit, file.string() + ": this is not the key of a council member");
  }
  auto seed = Ed25519Seed::copy_of(bytes.last<Ed25519Seed::kSize>());
  return SigningKey(seed);
}

}  // namespace adit::client
