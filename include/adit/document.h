// SPDX-License-Identifier: Apache-2.0
// Signed documents (protocol 2.5): council, directory, bulletin, burn. Unverified bytes and
// verified documents are different types: a Council, Directory, Bulletin or Burn exists only as
// the result of its verify().
#pragma once

#include <adit/bytes.h>
#include <adit/log.h>
#include <adit/result.h>
#include <adit/units.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace adit {

using IndexedSignature = std::pair<std::uint32_t, Signature>;

// [body bin, [[index, signature]...]], and for a council after the first a second list by the new
// members. Nobody has looked at the signatures.
struct UnverifiedEnvelope {
  ByteVector body;
  std::vector<IndexedSignature> signatures;  // indices strictly ascending
  std::optional<std::vector<IndexedSignature>> new_signatures;

  // Errors: wire_not_canonical.
  static Result<UnverifiedEnvelope> parse(ByteSpan bytes);
  ByteVector encode() const;
};

// What kind of document the body says it is ("adit/v1/council" and so on), or nothing.
std::optional<std::string> document_kind(const UnverifiedEnvelope& envelope);

inline constexpr std::string_view kCouncilKind = "adit/v1/council";
inline constexpr std::string_view kDirectoryKind = "adit/v1/directory";
inline constexpr std::string_view kBulletinKind = "adit/v1/bulletin";
inline constexpr std::string_view kBurnKind = "adit/v1/burn";

inline constexpr std::size_t kMaxCouncilMembers = 32;
inline constexpr std::size_t kMaxRecipients = 64;
inline constexpr std::size_t kMaxWitnesses = 64;
inline constexpr std::size_t kMaxDocumentBytes = 65534;

// --- Council ---

struct CouncilMember {
  std::string name;
  Ed25519Public key;
  friend bool operator==(const CouncilMember&, const CouncilMember&) = default;
};

struct CouncilBody {
  std::uint64_t seq = 0;
  Digest prev;  // SHA-256 of the previous council's body; zeros for the first
  std::uint32_t k = 0;
  std::vector<CouncilMember> members;
  Epoch from_epoch{};
  Epoch expires_epoch{};
  std::uint32_t delay_days = 7;  // before an added recipient may be written to
  Digest nonce;

  static Result<CouncilBody> parse(ByteSpan body);  // council_invalid
  ByteVector encode() const;
};

DeploymentId deployment_of(ByteSpan genesis_body);

class Council {
 public:
  // The first council: its body hashes to dep and k of its members signed it.
  // Errors: genesis_mismatch, council_invalid.
  static Result<Council> genesis(const UnverifiedEnvelope& envelope, const DeploymentId& dep);
  // The next one: k of the members before and k of its own signed it.
  Result<Council> successor(const UnverifiedEnvelope& envelope) const;

  const CouncilBody& body() const { return body_; }
  const DeploymentId& dep() const { return dep_; }
  bool is_test_deployment() const { return body_.delay_days < 7; }

 private:
  Council(CouncilBody body, DeploymentId dep, Digest hash) : body_(std::move(body)), dep_(dep), hash_(hash) {}
  CouncilBody body_;
  DeploymentId dep_;
  Digest hash_;
};

// --- Directory ---

enum class RecipientStatus : std::uint8_t { active = 0, suspended = 1, revoked = 2 };

struct RecipientEntry {
  Rid rid;
  std::string name;
  std::string org;
  std::string scope;
  std::vector<std::string> languages;
  Ed25519Public identity;
  X25519Public auth;
  Epoch active_from{};
  RecipientStatus status = RecipientStatus::active;
  friend bool operator==(const RecipientEntry&, const RecipientEntry&) = default;
};

// Numbers of a deployment, with the defaults of protocol 2.5.
struct Params {
  std::uint32_t epoch_seconds = 600;
  std::uint32_t floor = 8;  // letters in the smallest batch
  std::uint32_t cap = 256;  // letters in the greatest
  std::uint32_t parcel_floor = 2;
  std::uint32_t parcel_cap = 1024;
  std::uint32_t round_seconds = 7200;
  std::uint32_t cards_per_round = 1;
  std::uint32_t bucket_bits = 0;
  std::uint32_t puzzle_bits = 13;      // d0
  std::uint32_t puzzle_hard_bits = 5;  // k
  std::uint32_t reply_days = 45;
  std::uint32_t letter_days = 30;
  std::uint32_t parcel_days = 30;
  std::uint32_t fresh_hours = 72;
  std::uint32_t token_share = 128;
  friend bool operator==(const Params&, const Params&) = default;
};

struct GatewayEntry {
  std::string onion;
  NoteKey log_key;
  friend bool operator==(const GatewayEntry&, const GatewayEntry&) = default;
};

struct DirectoryBody {
  DeploymentId dep;
  std::uint64_t seq = 0;
  Digest prev;  // SHA-256 of the previous directory's body; zeros for the first
  std::uint64_t council_seq = 0;
  Epoch from_epoch{};
  Epoch expires_epoch{};
  GatewayEntry gateway;
  std::vector<RecipientEntry> recipients;  // ascending by rid, no rid twice
  std::uint32_t quorum = 0;                // q
  std::vector<NoteKey> witnesses;
  Params params;
  std::vector<std::string> forms;

  static Result<DirectoryBody> parse(ByteSpan body);  // directory_invalid
  ByteVector encode() const;
};

Rid rid_of(const DeploymentId& dep, const Ed25519Public& identity);

class Directory {
 public:
  // Checks, in this order: canonical form, deployment, k signatures of the council, rids.
  // Errors: directory_invalid, document_wrong_type.
  static Result<Directory> verify(const UnverifiedEnvelope& envelope, const Council& council);

  const DirectoryBody& body() const { return body_; }
  const Params& params() const { return body_.params; }
  const Digest& body_hash() const { return hash_; }
  const RecipientEntry* find(const Rid& rid) const;
  bool is_expired(Epoch now) const { return now >= body_.expires_epoch; }

 private:
  Directory(DirectoryBody body, Digest hash) : body_(std::move(body)), hash_(hash) {}
  DirectoryBody body_;
  Digest hash_;
};

// --- What a recipient signs ---

struct BulletinBody {
  DeploymentId dep;
  Rid rid;
  Week week{};
  XwingPublic key;

  static Result<BulletinBody> parse(ByteSpan body);  // wire_not_canonical
  ByteVector encode() const;
};

class Bulletin {
 public:
  // Errors: wire_not_canonical, document_wrong_type, recipient_not_addressable (unknown rid),
  // signature_invalid, key_invalid (nobody could seal to the key).
  static Result<Bulletin> verify(const UnverifiedEnvelope& envelope, const Directory& directory);
  const BulletinBody& body() const { return body_; }

 private:
  explicit Bulletin(BulletinBody body) : body_(body) {}
  BulletinBody body_;
};

struct BurnBody {
  DeploymentId dep;
  Rid rid;
  Epoch from_epoch{};

  static Result<BurnBody> parse(ByteSpan body);  // wire_not_canonical
  ByteVector encode() const;
};

class Burn {
 public:
  static Result<Burn> verify(const UnverifiedEnvelope& envelope, const Directory& directory);
  const BurnBody& body() const { return body_; }

 private:
  explicit Burn(BurnBody body) : body_(body) {}
  BurnBody body_;
};

}  // namespace adit
