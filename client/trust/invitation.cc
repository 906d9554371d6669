// SPDX-License-Identifier: Apache-2.0
#include "client/trust/invitation.h"

#include <adit/labels.h>

#include "client/trust/files.h"
#include "crypto/sha256.h"

namespace adit::client {
namespace {

constexpr std::string_view kPrefix = "adit1:";
constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t kDepLetters = 52;
constexpr std::size_t kCheckLetters = 4;
constexpr std::size_t kMaxAddressBytes = 256;
constexpr std::size_t kMaxFileBytes = 4096;

std::string base32(ByteSpan bytes, std::size_t letters) {
  std::string out;
  std::uint32_t bits = 0;
  unsigned have = 0;
  std::size_t next = 0;
  while (out.size() < letters) {
    if (have < 5) {
      bits = bits << 8 | (next < bytes.size() ? bytes[next] : 0u);
      ++next;
      have += 8;
    }
    have -= 5;
    out.push_back(kAlphabet[bits >> have & 31]);
  }
  return out;
}

std::optional<DeploymentId> parse_dep(std::string_view letters) {
  ByteVector out;
  std::uint32_t bits = 0;
  unsigned have = 0;
  for (char c : letters) {
    std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 5 | static_cast<std::uint32_t>(value);
    have += 5;
    if (have >= 8) {
      have -= 8;
      out.push_back(static_cast<std::uint8_t>(bits >> have));
    }
  }
  auto dep = DeploymentId::from(out);
  if (!dep || base32(dep->span(), kDepLetters) != letters) return std::nullopt;
  return dep;
}

std::string check_of(const DeploymentId& dep, std::string_view address) {
  constexpr std::uint8_t kZero = 0;
  Digest digest = sha256({as_bytes(kInvitationDomain), ByteSpan(&kZero, 1), dep.span(), as_bytes(address)});
  return base32(digest.span(), kCheckLetters);
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string Invitation::encode() const {
  return std::string(kPrefix) + base32(dep.span(), kDepLetters) + ":" + check_of(dep, address) + ":" +
         address;
}

Result<Invitation> Invitation::parse(std::string_view text) {
  std::string letters;
  for (char c : text) {
    if (!is_space(c)) letters.push_back(c);
  }
  constexpr std::size_t kHead = kPrefix.size() + kDepLetters + 1 + kCheckLetters + 1;
  if (letters.size() <= kHead || letters.size() > kHead + kMaxAddressBytes)
    return fail(Errc::invitation_invalid);
  for (std::size_t i = 0; i < kHead; ++i) letters[i] = lower(letters[i]);
  std::string_view rest = letters;
  if (!rest.starts_with(kPrefix) || rest[kPrefix.size() + kDepLetters] != ':' || rest[kHead - 1] != ':') {
    return fail(Errc::invitation_invalid);
  }
  auto dep = parse_dep(rest.substr(kPrefix.size(), kDepLetters));
  std::string_view address = rest.substr(kHead);
  for (char c : address) {
    if (c <= ' ' || c > '~') return fail(Errc::invitation_invalid);
  }
  if (!dep || check_of(*dep, address) != rest.substr(kHead - 1 - kCheckLetters, kCheckLetters)) {
    return fail(Errc::invitation_invalid);
  }
  return Invitation{*dep, std::string(address)};
}

Result<Invitation> read_invitation(std::string_view file_or_text) {
  std::string head;
  for (char c : file_or_text.substr(0, kPrefix.size() * 2)) {
    if (!is_space(c)) head.push_back(lower(c));
  }
  if (head.starts_with(kPrefix)) return Invitation::parse(file_or_text);
  ADIT_TRY(ByteVector bytes, read_file(std::filesystem::path(file_or_text), kMaxFileBytes));
  return Invitation::parse(as_text(bytes));
}

}  // namespace adit::client
