// SPDX-License-Identifier: Apache-2.0
// The log (protocol 2.5): RFC 6962 leaves and proofs, C2SP tiles, signed notes, checkpoints and
// cosignatures. Everything that a recipient needs to catch a gateway that drops, forks or rewinds.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>
#include <adit/units.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adit {

// --- Merkle tree (RFC 6962) ---

Digest leaf_hash(ByteSpan entry);                           // SHA-256(00 || entry)
Digest node_hash(const Digest& left, const Digest& right);  // SHA-256(01 || left || right)
Digest empty_root();                                        // SHA-256("")

// Errors of both: proof_invalid.
Status verify_inclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf,
                        std::span<const Digest> proof, const Digest& root);
Status verify_consistency(std::uint64_t size1, std::uint64_t size2, const Digest& root1, const Digest& root2,
                          std::span<const Digest> proof);

// The right edge of a tree: enough to append to it and to know its root. A recipient keeps one: if
// the entries appended since lead to the checkpoint's root, the history is consistent.
class CompactTree {
 public:
  CompactTree() = default;
  // From encode(). Errors: wire_not_canonical.
  static Result<CompactTree> parse(ByteSpan bytes);
  ByteVector encode() const;  // le64 size || one digest for each bit set in size, widest first

  void append(const Digest& leaf);
  std::uint64_t size() const { return size_; }
  Digest root() const;
  // Inclusion proof of the leaf that was appended last, in this object.
  std::vector<Digest> last_leaf_proof() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Digest> edge_;  // roots of the complete subtrees, widest first
  std::vector<Digest> last_proof_;
};

// --- Entries ---

enum class EntryKind : std::uint8_t { epoch = 0, letter = 1, card = 2, parcel = 3, document = 4 };

// kind || SHA-256 of the object, 33 bytes.
ByteVector entry_of(EntryKind kind, const Digest& digest);

// The last leaf of each epoch: what was in it, and which documents were in force.
struct EpochRecord {
  Epoch epoch{};
  std::uint32_t letters = 0;
  std::uint32_t cards = 0;
  std::uint32_t parcels = 0;
  std::uint32_t documents = 0;
  Digest state_hash;
  Digest feed;  // SHA-256 of the feed file
  Digest parcels_file;
  Digest cards_file;  // of the round's cards, one after another, or of nothing

  static Result<EpochRecord> parse(ByteSpan bytes);  // exactly kEpochRecordBytes; wire_not_canonical
  ByteVector encode() const;
  ViewId view() const;  // first 8 bytes of SHA-256(encode())
};

// One bundle of entries (C2SP tlog-tiles): be16(size) || entry, one after another.
void append_bundled(ByteVector& bundle, ByteSpan entry);
// Exactly `count` entries, borrowed. Errors: wire_not_canonical.
Result<std::vector<ByteSpan>> parse_bundle(ByteSpan bundle, std::size_t count);

// --- Signed notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature) ---

enum class NoteKeyType : std::uint8_t { ed25519 = 1, cosignature = 4 };

// A verifier key: name+hash+base64(type || key).
struct NoteKey {
  std::string name;
  NoteKeyType type = NoteKeyType::ed25519;
  Ed25519Public key;

  static Result<NoteKey> parse(std::string_view vkey);  // signature_invalid
  std::string encode() const;
  std::array<std::uint8_t, 4> id() const;
  friend bool operator==(const NoteKey&, const NoteKey&) = default;
};

struct NoteSignature {
  std::string name;
  ByteVector blob;  // 4 bytes key id, then the signature
};

// A note whose form is right and whose signatures nobody has looked at.
struct UnverifiedNote {
  std::string text;  // ends with a newline
  std::vector<NoteSignature> signatures;

  static Result<UnverifiedNote> parse(std::string_view note);  // checkpoint_invalid
  std::string encode() const;
};
inline constexpr std::size_t kMaxNoteBytes = 16384;
inline constexpr std::size_t kMaxNoteSignatures = 64;

// True if `key` signed the note's text.
bool is_signed_by(const UnverifiedNote& note, const NoteKey& key);
// The note with the signature of `key` alone, once, or without any: who else signed is nobody's business.
UnverifiedNote signed_only_by(const UnverifiedNote& note, const NoteKey& key);
// The time in the cosignature of `key`, or nothing if there is no valid one.
std::optional<UnixTime> cosigned_at(const UnverifiedNote& note, const NoteKey& key);

// The exact text that a witness signs: "cosignature/v1\ntime N\n" and the note's text.
std::string cosignature_text(std::string_view text, UnixTime time);

struct CheckpointBody {
  std::string origin;
  std::uint64_t size = 0;
  Digest root;

  static Result<CheckpointBody> parse(std::string_view text);  // checkpoint_invalid
  std::string encode() const;
};

std::string log_origin(const DeploymentId& dep);  // adit.invalid/<16 hex of dep>

// A checkpoint that the gateway's log key signed. Exists only as the result of verify().
class Checkpoint {
 public:
  // Errors: checkpoint_invalid (form, origin, or no signature of the log).
  static Result<Checkpoint> verify(std::string_view note, std::string_view origin, const NoteKey& log);

  std::uint64_t size() const { return body_.size; }
  const Digest& root() const { return body_.root; }
  const UnverifiedNote& note() const { return note_; }
  // Times of the valid cosignatures, at most one for each witness, ascending.
  std::vector<UnixTime> cosignatures(std::span<const NoteKey> witnesses) const;

 private:
  Checkpoint(UnverifiedNote note, CheckpointBody body) : note_(std::move(note)), body_(std::move(body)) {}
  UnverifiedNote note_;
  CheckpointBody body_;
};

}  // namespace adit
