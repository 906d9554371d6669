// SPDX-License-Identifier: Apache-2.0
// The letters that opened for this desk, each with what was found out about it, and the threads they
// belong to.
#pragma once

#include <adit/card.h>
#include <adit/letter.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "client/case/records.h"

namespace adit::client {

// Who can read a letter through one of its slots.
enum class Readership : std::uint8_t {  // in the file: do not change
  readable = 0,                         // by the recipient who is named
  not_readable = 1,                     // somebody is named who cannot
  unused = 2,
  unlisted = 3,  // by somebody who is not named
  unknown = 4,   // somebody is named, and this desk never saw a key of theirs for that week
};

struct Letter {
  std::uint64_t number = 0;  // ours, from 1
  Epoch epoch{};             // that published it
  UnixTime epoch_start{};
  Channel channel;
  Core core;
  std::array<Readership, kSlots> readership{};
  std::size_t own_slot = 0;
  HeaderHash header_hash;
  bool view_known = true;
  // Evidence: the sealed letter, what opens its core alone, and its place in the log.
  ByteVector sealed;
  Key core_key;
  Commitment channel_commitment;
  std::uint64_t leaf = 0;
  std::vector<Digest> proof;
  std::string checkpoint;

  LetterHash hash() const;
  // True if the proof leads from the sealed letter to the checkpoint's root.
  bool is_included() const;
};

// Letters about one thing from one person, as far as we know.
struct Thread {
  std::uint64_t number = 0;  // ours, from 1
  X25519Public thread_public;
  XwingPublic reply_key;
  Grant grant;
  std::vector<Mid> mids;  // the last kMaxCardAcks that arrived, oldest first

  ReplyTo reply_to() const { return {reply_key, thread_public, grant}; }
};

class Inbox {
 public:
  explicit Inbox(Records& records) : records_(records) {}

  // What became of a letter that opened.
  enum class Outcome : std::uint8_t { fresh, repeated, replayed };
  // Keeps a letter unless it was kept before, in its thread, with the next number. Within a
  // transaction of the caller's. `week`: of the epoch, as long as its key lives a replay is known.
  Result<Outcome> put(Letter& letter, Week week);
  Status quarantine(const SealedLetter& letter, Errc why);

  Result<std::vector<Letter>> letters() const;           // ascending by number
  Result<Letter> letter(std::uint64_t number) const;     // not_found
  Result<Thread> thread(const X25519Public& key) const;  // not_found
  Result<std::vector<Thread>> threads() const;           // ascending by number
  // How many were set aside, by reason.
  struct Quarantined {
    std::size_t damaged = 0;
    std::size_t spliced = 0;
  };
  Result<Quarantined> quarantined() const;

 private:
  Status put_thread(const Thread& thread);

  Records& records_;
};

}  // namespace adit::client
