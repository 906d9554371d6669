// SPDX-License-Identifier: Apache-2.0
// A letter: the one thing a reporter ever uploads, always kLetterBytes long (protocol 2.3).
//
//     offset  bytes  field
//          0   4608  4 slots of 1152: X-Wing encapsulation (1120) || wrapped letter key (32)
//       4608     32  com, commitment to both compartment keys and the slots
//       4640   1536  channel: recipients, reply key, tags
//       6176  10208  core: form, answers, list of files
//
// Report, follow-up, alert, check-in and decoy are all letters and differ only under the seal.
#pragma once

#include <adit/bytes.h>
#include <adit/clock.h>
#include <adit/result.h>
#include <adit/secret.h>
#include <adit/thread.h>
#include <adit/units.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace adit {

// Exactly kLetterBytes of which nothing else is known: it may open for nobody.
class SealedLetter {
 public:
  static Result<SealedLetter> parse(ByteSpan bytes);  // object_wrong_size

  ByteSpan bytes() const { return bytes_; }
  ByteSpan slots() const { return bytes().first(kSlotsBytes); }
  XwingCiphertext ciphertext(std::size_t i) const;  // i < kSlots
  Bytes<struct WrapTag, kKeyBytes> wrapped(std::size_t i) const;
  Commitment commitment() const;
  ByteSpan channel() const { return bytes().subspan(kSlotsBytes + kCommitmentBytes, kChannelBytes); }
  ByteSpan core() const { return bytes().last(kCoreBytes); }
  LetterHash hash() const;  // SHA-256

 private:
  explicit SealedLetter(ByteVector bytes) : bytes_(std::move(bytes)) {}
  ByteVector bytes_;
};

enum class LetterKind : std::uint8_t {  // on the wire: do not change
  report = 0,
  follow_up = 1,
  threat_alert = 2,
  check_in = 3,
  withdraw = 4,
  proposal_answer = 5,
  outcome_answer = 6,
  continuation = 7,
  sealed_original = 8,
};

struct ChannelSlot {
  std::optional<Rid> rid;  // nothing: a dummy
  Grant grant;
  Tag16 tag;
};

// What recipients need in order to answer; never shown to a court.
struct Channel {
  std::array<ChannelSlot, kSlots> slots;
  XwingPublic reply_key;
  X25519Public thread_public;
  Mid mid;
  LetterKind kind = LetterKind::report;
  Week week{};
  ViewId view;

  static Result<Channel> parse(ByteSpan bytes);  // wire_not_canonical
  ByteVector encode() const;
};

struct FileEntry {
  std::string name;
  std::string type;
  std::uint64_t size = 0;
  Digest sha256;                   // of the cleaned file
  Key key;                         // from which its parcels' keys come
  std::vector<ParcelId> parts;     // content parcels, or manifests if there are more than 64
  std::optional<Digest> original;  // hiding commitment to the uncleaned file

  FileEntry clone() const { return {name, type, size, sha256, key.clone(), parts, original}; }
};

// What the reporter says.
struct Core {
  std::string form;
  std::string language;
  std::vector<std::pair<std::string, std::string>> fields;
  std::vector<FileEntry> files;

  static Result<Core> parse(ByteSpan bytes);  // wire_not_canonical
  ByteVector encode() const;
};

// --- adit_seal ---

struct Addressee {
  Rid rid;
  XwingPublic week_key;
  X25519Public auth;
};

struct LetterDraft {
  Core core;
  LetterKind kind = LetterKind::report;
  Mid mid;
  Week week{};
  ViewId view;
  std::vector<Addressee> addressees;  // 1 to kSlots, no rid twice
};

// Bytes that are left in the core for more answers; negative if it is too long.
std::ptrdiff_t core_bytes_left(const Core& core);

// Errors: report_too_long; recipient_not_addressable (none, too many, or one twice); key_invalid.
Result<SealedLetter> seal_letter(const ThreadKeys& keys, const LetterDraft& draft, Rng& rng);
// A letter that opens for nobody.
SealedLetter seal_decoy(const DeploymentId& dep, Rng& rng);

// --- adit_open ---

class XwingKey;

struct WeekSecret {
  Week week;
  const XwingKey* key;
};

struct RecipientSelf {
  Rid rid;
  const X25519Secret* auth_secret;
  X25519Public auth;
};

// Published week keys of recipients, for checking who else can read a letter.
class WeekKeyBook {
 public:
  virtual ~WeekKeyBook() = default;
  virtual std::optional<XwingPublic> week_key(const Rid& rid, Week week) const = 0;
};

enum class SlotVerdict : std::uint8_t {
  readable,      // sealed to the listed recipient's published key
  not_readable,  // a recipient is listed who cannot open it
  dummy,
  unlisted,  // no recipient is listed, and it is not a dummy: somebody unknown may read it
};

struct OpenedLetter {
  Channel channel;
  Core core;
  std::array<SlotVerdict, kSlots> verdicts;
  std::size_t own_slot;
  HeaderHash header_hash;  // equal for replays
  LetterHash hash;
  Key core_key;                   // with core_commitment: opens the core alone, for evidence
  Commitment channel_commitment;  // c2
};

// Tries every slot with every week key, without stopping at the first that opens.
// Errors: letter_not_mine, letter_damaged, letter_spliced.
Result<OpenedLetter> open_letter(const DeploymentId& dep, const SealedLetter& letter,
                                 std::span<const WeekSecret> weeks, const RecipientSelf& self,
                                 const WeekKeyBook& book);

}  // namespace adit
