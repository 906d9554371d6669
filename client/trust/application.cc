// SPDX-License-Identifier: Apache-2.0
#include "client/trust/application.h"

#include <fmt/format.h>

#include "crypto/sign.h"
#include "crypto/value.h"

namespace adit::client {
namespace {

constexpr std::string_view kFirstLine = "adit/v1/application\n";
constexpr std::size_t kMaxLanguages = 32;
constexpr std::size_t kMaxLanguageBytes = 35;

// One line of text that a person wrote: no control characters and no space at either end, so that
// it has one spelling and cannot pretend to be two lines.
bool is_line(std::string_view text) {
  if (text.size() > kMaxApplicationTextBytes || !is_clean_utf8(text)) return false;
  for (char c : text) {
    if (static_cast<std::uint8_t>(c) < 0x20 || c == 0x7f) return false;
  }
  return text.empty() || (text.front() != ' ' && text.back() != ' ');
}

bool is_language(std::string_view text) {
  if (text.size() < 2 || text.size() > kMaxLanguageBytes) return false;
  for (char c : text) {
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
      return false;
  }
  return true;
}

bool is_well_formed(const Application& a) {
  if (a.name.empty() || !is_line(a.name) || !is_line(a.org) || !is_line(a.scope)) return false;
  if (a.languages.empty() || a.languages.size() > kMaxLanguages) return false;
  for (const std::string& language : a.languages) {
    if (!is_language(language)) return false;
  }
  return a.witness.type == NoteKeyType::cosignature;
}

std::string body_of(const Application& a) {
  std::string languages;
  for (const std::string& language : a.languages) {
    languages += (languages.empty() ? "" : " ") + language;
  }
  return fmt::format(
      "{}deployment: {}\nname: {}\norganisation: {}\nscope: {}\nlanguages: {}\nidentity: {}\nauth: "
      "{}\nwitness: {}\n",
      kFirstLine, to_hex(a.dep.span()), a.name, a.org, a.scope, languages, to_hex(a.identity.span()),
      to_hex(a.auth.span()), a.witness.encode());
}

std::string signature_line(const Signature& signature) {
  return fmt::format("signature: {}\n", to_hex(signature.span()));
}

// Takes "key: value\n" off the front of the text.
std::optional<std::string_view> take_line(std::string_view& rest, std::string_view key) {
  std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view line = rest.substr(0, end);
  if (!line.starts_with(key) || line.substr(key.size(), 2) != ": ") return std::nullopt;
  rest.remove_prefix(end + 1);
  return line.substr(key.size() + 2);
}

template <class B>
std::optional<B> hex_of(std::optional<std::string_view> text) {
  auto bytes = text ? from_hex(*text) : std::nullopt;
  return bytes ? B::from(*bytes) : std::nullopt;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= text.size();) {
    std::size_t end = std::min(text.find(' ', at), text.size());
    out.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace

Result<Application> Application::parse(std::string_view text, const DeploymentId& dep) {
  if (!text.starts_with(kFirstLine)) return fail(Errc::document_wrong_type);
  if (text.size() > kMaxApplicationBytes) return fail(Errc::wire_not_canonical);
  std::string_view rest = text.substr(kFirstLine.size());
  auto deployment = hex_of<DeploymentId>(take_line(rest, "deployment"));
  auto name = take_line(rest, "name");
  auto org = take_line(rest, "organisation");
  auto scope = take_line(rest, "scope");
  auto languages = take_line(rest, "languages");
  auto identity = hex_of<Ed25519Public>(take_line(rest, "identity"));
  auto auth = hex_of<X25519Public>(take_line(rest, "auth"));
  auto witness_line = take_line(rest, "witness");
  auto signature = hex_of<Signature>(take_line(rest, "signature"));
  if (!deployment || !name || !org || !scope || !languages || !identity || !auth || !witness_line ||
      !signature || !rest.empty()) {
    return fail(Errc::wire_not_canonical);
  }
  auto witness = NoteKey::parse(*witness_line);
  if (!witness) return fail(Errc::wire_not_canonical);
  Application out{*deployment,
                  std::string(*name),
                  std::string(*org),
                  std::string(*scope),
                  split(*languages),
                  *identity,
                  *auth,
                  *witness};
  // One spelling: what is written again must be what was read.
  std::string body = body_of(out);
  if (!is_well_formed(out) || body + signature_line(*signature) != text)
    return fail(Errc::wire_not_canonical);
  if (out.dep != dep) return fail(Errc::document_wrong_type);
  ADIT_CHECK(verify_document(DocumentType::application, out.dep, as_bytes(body), out.identity, *signature));
  return out;
}

Result<std::string> Application::sign(const SigningKey& key) const {
  if (key.public_key() != identity) return fail(Errc::key_invalid);
  if (!is_well_formed(*this)) return fail(Errc::wire_not_canonical);
  std::string body = body_of(*this);
  std::string text = body + signature_line(key.sign_document(DocumentType::application, dep, as_bytes(body)));
  if (text.size() > kMaxApplicationBytes) return fail(Errc::wire_not_canonical);
  return text;
}

std::string witness_name(const Rid& rid) { return to_hex(rid.span()) + ".desk.adit.invalid"; }

}  // namespace adit::client
