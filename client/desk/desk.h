// SPDX-License-Identifier: Apache-2.0
// What a recipient does with a desk, without a command line: over records that are open.
#pragma once

#include <filesystem>

#include "client/case/records.h"
#include "client/desk/screens.h"

namespace adit::client {

Result<std::vector<LetterView>> view_letters(Records& records);
// Errors: not_found.
Result<LetterView> view_letter(Records& records, std::uint64_t number);
Result<Health> view_health(Records& records, UnixTime now);

// Whether the file of this digest is the original of one in the thread of a letter, by a salt that the
// reporter showed (adit prove-original). Errors: not_found (no such letter), form_invalid (no salt).
Result<std::optional<OriginalOf>> check_original(Records& records, std::uint64_t number, const Digest& sha256,
                                                 std::string_view salt_hex);

struct Saved {
  std::vector<std::filesystem::path> files;
  struct Missing {
    std::size_t part;
    Error error;
    std::string words;  // which pieces; may be empty
  };
  std::vector<Missing> missing;
  bool uncleaned = false;  // there is one among the files that was not cleaned
};
// Writes the attachments of a letter that are complete, under neutral names; nothing is ever
// overwritten and no link is followed. The folder is made (0700) if it is not there.
// Errors: not_found (no such letter, or it has no files), file_exists, disk_full, disk_read_only,
// store_unavailable.
Result<Saved> save_files(Records& records, std::uint64_t number, const std::filesystem::path& folder);

struct Reply {
  CardKind kind = CardKind::note;
  std::vector<std::uint64_t> body;
  std::string text;
};
// Puts an answer into the queue. Errors: not_found, report_too_long, form_invalid (text that is not
// UTF-8), key_invalid (the reporter's key cannot be written to).
Status queue_reply(Records& records, std::uint64_t number, const Reply& reply, Rng& rng);

}  // namespace adit::client
