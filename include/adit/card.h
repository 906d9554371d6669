// SPDX-License-Identifier: Apache-2.0
// A card: an answer from a recipient to a reporter, always kCardBytes long (protocol 2.7).
//
//     offset  bytes  field
//          0   1120  X-Wing encapsulation to the reply key
//       1120     32  rcom, commitment to the shared secret
//       1152   2944  AEAD of a padded block of 2928
#pragma once

#include <adit/bytes.h>
#include <adit/clock.h>
#include <adit/document.h>
#include <adit/letter.h>
#include <adit/result.h>
#include <adit/thread.h>

#include <optional>
#include <string>
#include <vector>

namespace adit {

class SealedCard {
 public:
  static Result<SealedCard> parse(ByteSpan bytes);  // object_wrong_size
  ByteSpan bytes() const { return bytes_; }
  CardHash hash() const;

 private:
  explicit SealedCard(ByteVector bytes) : bytes_(std::move(bytes)) {}
  ByteVector bytes_;
};

enum class CardKind : std::uint8_t {  // on the wire: do not change
  note = 0,
  acknowledgement = 1,
  status = 2,
  proposal = 3,  // needs a yes or a no
  outcome = 4,   // asks how it ended
  notice = 5,
};

struct CardContent {
  CardKind kind = CardKind::note;
  std::vector<std::uint64_t> body;  // by kind; empty for notes and acknowledgements
  std::vector<Mid> acks;            // messages that arrived, kMaxCardAcks at most
  std::string text;
  std::vector<FileEntry> files;

  CardContent clone() const {
    CardContent out{kind, body, acks, text, {}};
    for (const FileEntry& f : files) out.files.push_back(f.clone());
    return out;
  }
};

// Bytes left for text; negative if it is too long.
std::ptrdiff_t card_bytes_left(const CardContent& content);

// --- adit_seal ---

// What a recipient knows of a thread: everything that answering takes.
struct ReplyTo {
  XwingPublic reply_key;
  X25519Public thread_public;
  Grant grant;
};

// Errors: report_too_long, key_invalid.
Result<SealedCard> seal_card(const DeploymentId& dep, const RecipientSelf& self, const ReplyTo& to,
                             const CardContent& content, Rng& rng);
// A card for nobody.
SealedCard seal_dummy_card(const DeploymentId& dep, Rng& rng);

// --- adit_open ---

struct OpenedCard {
  Rid from;
  CardContent content;
};

// Errors: card_not_mine (for someone else, or a dummy), card_forged (opens, but not written by the
// recipient whose name it bears, or that one was never addressed).
Result<OpenedCard> open_card(const ThreadKeys& keys, const XwingKey& reply_key, const SealedCard& card,
                             const Directory& directory);
// The name that a card for this thread bears, whether or not its bearer wrote it: for telling the
// reporter in whose name a card_forged was. Nothing, if it does not open or is malformed inside.
std::optional<Rid> claimed_sender(const ThreadKeys& keys, const XwingKey& reply_key, const SealedCard& card);

}  // namespace adit
