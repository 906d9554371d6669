// SPDX-License-Identifier: Apache-2.0
// What can go wrong, as one closed list (protocol 2.14). An Error holds no bytes from a peer and no
// text made at run time, so every Error may be logged. message() and hint() are for people: they
// say what happened and what to do next, and never name cryptography.
#pragma once

#include <cstdint>
#include <string_view>

namespace adit {

enum class Errc : std::uint8_t {
  // The peer, or a file that was given, is wrong.
  object_wrong_size = 1,      // E_SIZE: not exactly the size that the kind of object has
  admission_refused,          // E_ADMISSION: puzzle wrong, stale or reserved kind
  gateway_busy,               // E_BUSY: the pool is full
  wire_not_canonical,         // not the one encoding of its value, or too deep, or too long
  padding_not_zero,           // a padded block with a bad length or with something in its padding
  document_wrong_type,        // a signed document of another kind, or of another deployment
  genesis_mismatch,           // E_GENESIS: the first council is not the one in the invitation
  council_invalid,            // E_COUNCIL: council chain broken, or too few signatures
  directory_invalid,          // E_DIRECTORY: malformed, or too few signatures of the council
  directory_rolled_back,      // E_DIRECTORY: older than one that was seen before
  directory_expired,          // E_EXPIRED
  checkpoint_invalid,         // E_STATE: malformed, or not signed by the gateway's log
  checkpoint_stale,           // E_STALE: newest cosignature is too old
  witnesses_missing,          // E_QUORUM: fewer than q cosignatures
  proof_invalid,              // E_INCLUSION
  state_mismatch,             // E_STATE: the documents are not those that the log committed to
  recipient_not_addressable,  // E_NORECIPIENT
  key_invalid,                // E_BADKEY
  week_over,                  // E_WEEK: sealed to a week that is past
  secret_mistyped,            // E_TYPO: the check bits do not match
  secret_unknown_word,        // E_TYPO: a word that is in none of the lists
  letter_not_mine,            // E_NOTMINE
  letter_damaged,             // E_DAMAGED: opens for me, and is malformed inside
  letter_spliced,             // E_SPLICE: not written by the thread's owner
  letter_duplicate,           // E_DUP
  card_not_mine,              // a card for someone else, or a dummy
  card_forged,                // a card in the name of someone who cannot have sent it
  log_gap,                    // E_GAP: an epoch or a file of one is missing
  log_fork,                   // E_FORK: two histories that cannot both be true
  log_count_mismatch,         // E_COUNT: counts or hashes of an epoch differ from its record
  signature_invalid,
  invitation_invalid,  // mistyped or not an invitation
  request_malformed,   // not HTTP as this gateway speaks it
  not_found,
  parcel_missing,  // an attachment is not complete yet
  parcel_damaged,
  report_too_long,
  file_type_refused,  // a kind of file that cannot be cleaned
  file_damaged,       // cannot be read as what it says it is
  file_too_large,
  form_invalid,  // a report file with an unknown question or value
  config_invalid,
  passphrase_wrong,
  input_needed,      // a question that nobody can be asked
  gateway_unproven,  // TLS: the server could not prove to be the one of its address

  // Our own world failed.
  store_unavailable = 128,  // the pool or a data folder cannot be written
  store_corrupt,            // a data file that is not ours, cut or changed
  store_locked,             // another process uses it
  log_resting,              // the data folder may be an older copy: nothing is signed from it
  disk_full,
  disk_read_only,
  file_unreadable,
  file_exists,          // would overwrite something
  network_unreachable,  // no Tor, or no connection
  network_failed,       // the connection broke; what was sent may have arrived
  peer_misbehaved,      // an answer that the gateway's protocol does not have
  out_of_memory,
  random_unavailable,
  sandbox_unavailable,
  interrupted,
  internal,
};

struct Error {
  Errc code;
  const char* file;  // where it was made, not where it was seen
  unsigned line;

  explicit constexpr Error(Errc c, const char* f = __builtin_FILE(), unsigned l = __builtin_LINE())
      : code(c), file(f), line(l) {}
  // Two errors are the same when they mean the same.
  friend constexpr bool operator==(const Error& a, const Error& b) { return a.code == b.code; }
};

// What happened, in lower case, without a full stop.
std::string_view message(Errc code);
// What to do next; may be empty.
std::string_view hint(Errc code);
// The name in the protocol and in logs, such as "E_QUORUM" or "store_unavailable".
std::string_view name(Errc code);
// The process's exit code for this error (README, "Exit codes").
int exit_code(Errc code);

}  // namespace adit
