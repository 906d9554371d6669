// SPDX-License-Identifier: Apache-2.0
#include "client/council/files.h"

#include "client/trust/files.h"

namespace adit::client {
namespace {

constexpr std::string_view kMemberPrefix = "adit-member1:";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
    text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

}  // namespace

Outcome<ByteVector> read_small_file(const std::filesystem::path& file) {
  auto bytes = read_file(file, kMaxDocumentBytes);
  if (!bytes) return problem(bytes.error(), file.string());
  return std::move(*bytes);
}

Outcome<void> write_public_file(const std::filesystem::path& file, ByteSpan bytes) {
  if (auto ok = write_new_file(file, bytes, Rights::as_umask); !ok) return problem(ok.error(), file.string());
  return {};
}

Outcome<UnverifiedEnvelope> read_document(const std::filesystem::path& file) {
  auto bytes = read_small_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  auto envelope = UnverifiedEnvelope::parse(*bytes);
  if (!envelope) {
    return problem(kFileExit, file.string() + ": this is not a signed document",
                   "merge makes signed documents out of proposals and signatures");
  }
  return std::move(*envelope);
}

Outcome<std::vector<Council>> read_councils(const std::vector<std::filesystem::path>& chain) {
  if (chain.empty()) return problem(kUsageExit, "no council was given", "add --council council.doc");
  std::vector<Council> out;
  for (const std::filesystem::path& file : chain) {
    auto envelope = read_document(file);
    if (!envelope) return tl::unexpected(envelope.error());
    auto next = out.empty() ? Council::genesis(*envelope, deployment_of(envelope->body))
                            : out.back().successor(*envelope);
    if (!next) {
      return problem(kTrustExit,
                     file.string() + (out.empty() ? ": this is not a first council that enough members signed"
                                                  : ": this is not the council that follows, signed by both"),
                     "give the first council first, then each one that followed");
    }
    out.push_back(std::move(*next));
  }
  return out;
}

Outcome<Council> read_council(const std::vector<std::filesystem::path>& chain) {
  auto councils = read_councils(chain);
  if (!councils) return tl::unexpected(councils.error());
  return std::move(councils->back());
}

Outcome<Directory> read_directory(const std::filesystem::path& file, const std::vector<Council>& councils) {
  auto envelope = read_document(file);
  if (!envelope) return tl::unexpected(envelope.error());
  for (const Council& council : councils) {
    if (auto directory = Directory::verify(*envelope, council)) return std::move(*directory);
  }
  return problem(kTrustExit, file.string() + ": this is not a directory that enough of this council signed");
}

std::string member_line(const Ed25519Public& key) { return std::string(kMemberPrefix) + to_hex(key.span()); }

Outcome<Ed25519Public> parse_member_line(std::string_view text, std::string_view what) {
  text = trimmed(text);
  if (text.starts_with(kMemberPrefix)) {
    auto bytes = from_hex(text.substr(kMemberPrefix.size()));
    auto key = bytes ? Ed25519Public::from(*bytes) : std::nullopt;
    if (key) return *key;
  }
  return problem(kFileExit, std::string(what) + ": this is not the public half of a member's key",
                 "use the .pub file that member-key wrote");
}

}  // namespace adit::client
