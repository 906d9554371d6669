// SPDX-License-Identifier: Apache-2.0
// The things a reporter does with a gateway, each one session of the fixed shape: send a report, go
// on with an upload that was cut off, read answers, answer.
#pragma once

#include "client/thread/dialogue.h"
#include "client/thread/draft.h"
#include "client/thread/session.h"

namespace adit::client {

struct Outcome {
  Delivery letter;
  ParcelDelivery parcels;
  std::size_t answers = 0;     // cards for this thread that were there
  std::optional<Error> error;  // the first that stopped it; nothing if all was sent
};

// Letter, card days, then parcels. Seals again if a new week has begun since, also while it waits for
// the gateway. Keys must be those that sealed the report.
Outcome send_report(Session& session, const ThreadKeys& keys, const Draft& draft, const SealedFiles& files,
                    const SealedReport& report);

// The parcels only, with a decoy in place of the letter.
Outcome resume_parcels(Session& session, const ThreadKeys& keys, const SealedFiles& files);

// A decoy and the card days of the window.
Result<Dialogue> read_answers(Session& session, const ThreadKeys& keys, Window window);

// The rest of a session in which nothing is said: a decoy and the card days. What it comes to tells
// nothing; an error only if somebody wanted to stop. Errors: interrupted.
Status finish_in_silence(Session& session);

// What a session that somebody carries for others comes to: their letter, or a decoy if there is none, and
// the card days.
Delivery carry_letter(Session& session, std::optional<ByteSpan> letter);

// One sentence about what is known of the report.
std::string what_is_known(const Outcome& outcome);

}  // namespace adit::client
