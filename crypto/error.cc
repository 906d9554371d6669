// SPDX-License-Identifier: Apache-2.0
#include <adit/error.h>
#include <adit/result.h>

#include <cstdio>
#include <cstdlib>

namespace adit {
namespace {

struct Row {
  Errc code;
  std::string_view name;
  int exit;
  std::string_view message;
  std::string_view hint;
};

// Exit codes: 1 internal, 3 no network, 4 busy or refused, 5 trust, 6 secret, 7 file, 2 usage,
// 9 nothing to show (README).
constexpr Row kRows[] = {
    {Errc::object_wrong_size, "E_SIZE", 7, "this file does not have the size of a sealed report",
     "use the file exactly as it was written, without opening or converting it"},
    {Errc::admission_refused, "E_ADMISSION", 4, "the gateway did not accept the work done to be let in",
     "run the same command again: newer work is done each time"},
    {Errc::gateway_busy, "E_BUSY", 4, "the gateway is busy",
     "wait ten minutes and run the same command again"},
    {Errc::wire_not_canonical, "wire_not_canonical", 1, "something that was received is not well formed", ""},
    {Errc::padding_not_zero, "padding_not_zero", 1, "something that was received is not well formed", ""},
    {Errc::document_wrong_type, "document_wrong_type", 5,
     "a signed document is of another kind or of another deployment", "check which file was given"},
    {Errc::genesis_mismatch, "E_GENESIS", 5,
     "this gateway cannot be trusted now: it belongs to others than your invitation names",
     "ask the people who gave you the invitation; nothing was sent"},
    {Errc::council_invalid, "E_COUNCIL", 5,
     "this gateway cannot be trusted now: the people who vouch for it did not sign as they should",
     "ask the people who gave you the invitation; nothing was sent"},
    {Errc::directory_invalid, "E_DIRECTORY", 5,
     "this gateway cannot be trusted now: its list of recipients is not signed as it should be",
     "ask the people who gave you the invitation; nothing was sent"},
    {Errc::directory_rolled_back, "E_DIRECTORY", 5,
     "this gateway cannot be trusted now: it shows an older list of recipients than before",
     "ask the people who gave you the invitation; nothing was sent"},
    {Errc::directory_expired, "E_EXPIRED", 5,
     "this gateway cannot be trusted now: its list of recipients is out of date",
     "check that the clock of this machine is right, then ask the people who gave you the invitation"},
    {Errc::checkpoint_invalid, "E_STATE", 5,
     "this gateway cannot be trusted now: its public record is not signed as it should be",
     "ask the people who gave you the invitation; nothing was sent"},
    {Errc::checkpoint_stale, "E_STALE", 5, "this gateway cannot be trusted now: what it shows is too old",
     "check that the clock of this machine is right, then try again tomorrow"},
    {Errc::witnesses_missing, "E_QUORUM", 5,
     "this gateway cannot be trusted now: too few of the recipients have confirmed its public record",
     "try again in an hour; if it stays, ask the people who gave you the invitation"},
    {Errc::proof_invalid, "E_INCLUSION", 5,
     "this gateway cannot be trusted now: its public record does not contain what it claims",
     "ask the people who gave you the invitation; nothing was sent"},
    {Errc::state_mismatch, "E_STATE", 5,
     "this gateway cannot be trusted now: what it shows is not what its public record says",
     "ask the people who gave you the invitation; nothing was sent"},
    {Errc::recipient_not_addressable, "E_NORECIPIENT", 5, "this recipient cannot be written to now",
     "choose another one: see adit recipients"},
    {Errc::key_invalid, "E_BADKEY", 5,
     "this recipient cannot be written to now: what was published for it is not usable",
     "choose another one: see adit recipients"},
    {Errc::week_over, "E_WEEK", 4, "this sealed report is too old to be opened by its recipients",
     "seal it again"},
    {Errc::secret_mistyped, "E_TYPO", 6,
     "these are not the words or digits as they were shown: there is a slip in them",
     "compare each with what you wrote down; nothing was asked of the gateway"},
    {Errc::secret_unknown_word, "E_TYPO", 6, "one of the words is in none of the lists",
     "compare each with what you wrote down; the first four letters of each are enough"},
    {Errc::letter_not_mine, "E_NOTMINE", 1, "this letter is for someone else", ""},
    {Errc::letter_damaged, "E_DAMAGED", 1, "this letter is damaged", "it was set aside and counted"},
    {Errc::letter_spliced, "E_SPLICE", 1, "this letter was not written by the person whose thread it claims",
     "it was set aside and counted"},
    {Errc::letter_duplicate, "E_DUP", 1, "this letter came before", ""},
    {Errc::card_not_mine, "card_not_mine", 1, "this answer is for someone else", ""},
    {Errc::card_forged, "card_forged", 1, "a message in the name of someone who cannot have sent it to you",
     "it is not shown"},
    {Errc::log_gap, "E_GAP", 10, "an epoch of the gateway is missing",
     "run sync again; if it stays, tell the council"},
    {Errc::log_fork, "E_FORK", 10, "the gateway shows two histories that cannot both be true",
     "keep the data folder and tell the council at once"},
    {Errc::log_count_mismatch, "E_COUNT", 10, "what the gateway published differs from its own record",
     "keep the data folder and tell the council at once"},
    {Errc::signature_invalid, "signature_invalid", 5, "a signature is not valid",
     "check which file was given"},
    {Errc::invitation_invalid, "invitation_invalid", 2, "this is not an invitation, or there is a slip in it",
     "copy it again from the poster or the file, all of it"},
    {Errc::request_malformed, "request_malformed", 1, "malformed request", ""},
    {Errc::not_found, "not_found", 9, "there is nothing of this name", ""},
    {Errc::parcel_missing, "parcel_missing", 9, "a part of this attachment has not arrived yet",
     "run sync again later"},
    {Errc::parcel_damaged, "parcel_damaged", 7, "a part of this attachment is damaged", ""},
    {Errc::report_too_long, "report_too_long", 7, "this is too long for one report",
     "shorten it, or send the rest as a second report"},
    {Errc::file_type_refused, "file_type_refused", 7, "this kind of file cannot be cleaned yet",
     "take a photo of it, or copy its text into the report"},
    {Errc::file_damaged, "file_damaged", 7, "this file could not be cleaned: it cannot be read to the end",
     "try another copy of it"},
    {Errc::file_too_large, "file_too_large", 7, "this file is too large", "send a smaller version of it"},
    {Errc::form_invalid, "form_invalid", 2,
     "this report file has a question or an answer that the form does not know",
     "see adit report --help for the questions"},
    {Errc::config_invalid, "config_invalid", 2, "the configuration is not valid",
     "see adit-gateway check-config"},
    {Errc::passphrase_wrong, "passphrase_wrong", 6, "the passphrase does not open this file",
     "type it again"},
    {Errc::input_needed, "input_needed", 2,
     "an answer is needed, and there is no terminal to ask at or --no-input was given",
     "give it as an option: see --help"},
    {Errc::gateway_unproven, "gateway_unproven", 5,
     "the server that answered could not prove that it is the gateway of this address",
     "something in between may answer in its place: try another network, or Tor; nothing was sent"},
    {Errc::store_unavailable, "store_unavailable", 1, "a data folder cannot be written",
     "check its owner, its rights and the disk"},
    {Errc::store_corrupt, "store_corrupt", 1, "a data file is damaged or is not one of ours",
     "it was left as it is; restore it from a copy"},
    {Errc::store_locked, "store_locked", 1, "another program uses this data folder", "stop it first"},
    {Errc::log_resting, "log_resting", 1,
     "the data folder may be an older copy of this gateway's, so nothing is signed and nothing is taken in",
     "see adit-gateway restore --help; if the newest checkpoint cannot be had, the council declares a new "
     "log"},
    {Errc::disk_full, "disk_full", 1, "the disk is full", "make room and run the same command again"},
    {Errc::disk_read_only, "disk_read_only", 1, "this folder cannot be written",
     "choose another folder or change its rights"},
    {Errc::file_unreadable, "file_unreadable", 7, "a file cannot be read", "check its name and rights"},
    {Errc::file_exists, "file_exists", 2, "a file of this name is already there",
     "choose another name; nothing was overwritten"},
    {Errc::network_unreachable, "network_unreachable", 3,
     "no connection to the gateway: Tor was not found or cannot reach it",
     "start Tor Browser or the tor service and leave it open, then run the same command again; with "
     "--direct, see whether this machine is online"},
    {Errc::network_failed, "network_failed", 3, "the connection broke", "run the same command again"},
    {Errc::peer_misbehaved, "peer_misbehaved", 4, "the gateway gave an answer that it should not give",
     "try again later; if it stays, tell the people who gave you the invitation"},
    {Errc::out_of_memory, "out_of_memory", 1, "not enough memory", "close other programs and try again"},
    {Errc::random_unavailable, "random_unavailable", 1, "the machine's source of randomness does not work",
     ""},
    {Errc::sandbox_unavailable, "sandbox_unavailable", 7, "files cannot be cleaned safely on this machine",
     "attach nothing, or use another machine"},
    {Errc::interrupted, "interrupted", 130, "interrupted", ""},
    {Errc::internal, "internal", 1, "internal error", "please report it: see SECURITY.md"},
};

const Row& row(Errc code) {
  for (const Row& r : kRows) {
    if (r.code == code) return r;
  }
  return row(Errc::internal);
}

}  // namespace

std::string_view message(Errc code) { return row(code).message; }
std::string_view hint(Errc code) { return row(code).hint; }
std::string_view name(Errc code) { return row(code).name; }
int exit_code(Errc code) { return row(code).exit; }

void assertion_failed(const char* what, const char* file, unsigned line) {
  std::fprintf(stderr, "adit: broken invariant at %s:%u: %s\n", file, line, what);
  std::abort();
}

}  // namespace adit
