// SPDX-License-Identifier: Apache-2.0
// Draft -> SealedReport: what the reporter wrote, to whom, and what that becomes.
#pragma once

#include <adit/letter.h>
#include <adit/state.h>

#include <string>
#include <vector>

#include "client/thread/attachments.h"
#include "client/thread/forms.h"

namespace adit::client {

// Wiped on death, as far as text can be.
struct Draft {
  std::string form;
  std::string language;
  Fields fields;
  LetterKind kind = LetterKind::report;
  Mid mid;
  std::vector<Rid> to;

  Draft() = default;
  Draft(Draft&&) = default;
  Draft& operator=(Draft&&) = default;
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft();
};

void wipe(std::string& text);
void wipe(Fields& fields);

// A draft of a follow-up, and of a yes or no to a proposal with what there is to say about it.
Draft follow_up(std::string text, std::vector<Rid> to, Rng& rng);
enum class Consent : std::uint8_t { no, yes };
Draft proposal_answer(Consent consent, std::string text, std::vector<Rid> to, Rng& rng);

// Bytes that are left for more; negative if it is too long.
std::ptrdiff_t bytes_left(const Draft& draft, const SealedFiles& files);

struct SealedReport {
  SealedLetter letter;
  Week week;
};
// Errors: report_too_long, recipient_not_addressable, key_invalid.
Result<SealedReport> seal_draft(const ThreadKeys& keys, const Draft& draft, const SealedFiles& files,
                                const TrustedState& state, Rng& rng);

// The recipient that a person means: its id, its whole name, or the beginning of one name only, in
// any case. Errors: not_found; recipient_not_addressable (known, but cannot be written to now).
Result<Rid> find_recipient(const TrustedState& state, std::string_view name);

}  // namespace adit::client
