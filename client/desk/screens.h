// SPDX-License-Identifier: Apache-2.0
// What a recipient reads. Everything that others wrote goes through inert(): it can neither move the
// terminal nor look like a line of ours. The same as JSON, in ASCII.
#pragma once

#include <adit/document.h>

#include <optional>
#include <string>
#include <vector>

#include "client/case/canary.h"
#include "client/case/card_queue.h"
#include "client/case/inbox.h"
#include "client/case/parcel_store.h"
#include "client/case/shown_state.h"
#include "client/case/sync.h"

namespace adit::client {

// Which file of which letter of the same thread an uncleaned one is the original of: by the commitment.
struct OriginalOf {
  std::uint64_t letter;
  std::size_t part;  // from 1
};

// A letter with all that is shown of it.
struct LetterView {
  Letter letter;
  std::uint64_t thread = 0;  // number
  std::vector<FileState> files;
  std::vector<MissingParts> missing;                   // one for each file; none of a complete one
  std::vector<std::optional<OriginalOf>> original_of;  // one for each file of a sealed_original
  std::vector<QueuedCard> sent;                        // answers in its thread
  std::vector<QueuedCard> waiting;                     // the same, still on their way
};

// A witness of the directory, and when it was last seen to confirm.
struct WitnessView {
  std::string name;
  std::optional<Epoch> last;
  bool is_lately = false;  // within a day of the log's end
  bool is_own = false;
};

// How the desk is.
struct Health {
  std::string name;
  Rid rid;
  std::string address;
  std::optional<Epoch> last_epoch;
  std::uint64_t log_size = 0;
  bool listed = false;
  std::size_t letters = 0;
  Inbox::Quarantined quarantined;
  std::size_t unread_epochs = 0;
  std::size_t waiting_cards = 0;  // written by people
  std::size_t automatic_cards = 0;
  unsigned weeks_ahead = 0;
  std::vector<Alarm> alarms;  // open ones
  UnixTime now{};
  std::optional<UnixTime> log_end;  // of the last epoch
  std::uint32_t quorum = 0;
  std::vector<WitnessView> witnesses;
  bool cards_posted = false;  // of this round
  CanaryRate canaries;
  std::optional<UnixTime> directory_ends;
  bool directory_is_ending = false;
};

// A neutral name for attachment i (from 0) of a letter: part-1.jpg, uncleaned-1.jpg for one that was not
// cleaned. The type decides the ending, and unknown types get .bin; nothing of the reporter's own name
// is in it.
inline constexpr std::string_view kCleanedStem = "part";
inline constexpr std::string_view kUncleanedStem = "uncleaned";
std::string attachment_name(std::size_t i, const FileEntry& file, std::string_view stem = kCleanedStem);
// Whether the reporter says that file i (from 0) goes as it was, or it is an original.
bool is_uncleaned(const Letter& letter, std::size_t i);
// "piece 3 of 7 has not arrived"; empty if all has.
std::string missing_words(const MissingParts& missing);

std::string day_of_letter(const Letter& letter);  // 2026-09-21

std::string list_screen(const std::vector<LetterView>& letters);
std::string list_json(const std::vector<LetterView>& letters);
std::string letter_screen(const LetterView& view, const std::optional<DirectoryBody>& directory,
                          const Rid& own);
std::string letter_json(const LetterView& view, const std::optional<DirectoryBody>& directory,
                        const Rid& own);
std::string sync_screen(const SyncReport& report);
std::string sync_json(const SyncReport& report);
std::string alarm_line(const Alarm& alarm);  // "ALARM E_FORK: …", without a newline
std::string alarm_lines(std::span<const Alarm> alarms);
std::string alarms_screen(std::span<const Alarm> alarms);
std::string alarms_json(std::span<const Alarm> alarms);  // a list
std::string canary_line(const CanaryRate& rate);
std::string canary_json(const CanaryRate& rate);
std::string health_screen(const Health& health);
std::string health_json(const Health& health);

}  // namespace adit::client
