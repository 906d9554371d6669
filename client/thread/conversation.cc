// SPDX-License-Identifier: Apache-2.0
#include "client/thread/conversation.h"

#include <fmt/format.h>

namespace adit::client {
namespace {

// Everything after the state of a session that sends.
Outcome exchange(Session& session, const ThreadKeys& keys, const SealedLetter& letter,
                 const Parcels& parcels) {
  Outcome out;
  out.parcels.total = parcels.count;
  out.letter = session.post_letter(letter);
  out.error = out.letter.error;
  if (ends_session(out.letter)) return out;
  CardDays cards = session.get_cards(Window::days3);
  Dialogue dialogue = open_cards(keys, session.state().directory(), cards);
  for (const Voice& voice : dialogue.voices) out.answers += voice.messages.size();
  // Parcels are of no use to anyone without the letter that lists them.
  if (out.error) return out;
  if (cards.error && cards.error->code == Errc::interrupted) {
    out.error = cards.error;
    return out;
  }
  out.parcels = session.post_parcels(parcels);
  out.error = out.parcels.error;
  return out;
}

}  // namespace

Outcome send_report(Session& session, const ThreadKeys& keys, const Draft& draft, const SealedFiles& files,
                    const SealedReport& report) {
  auto stopped = [&](const Error& error) {
    return Outcome{{Sent::no, error}, {0, files.parcels.count, error}, 0, error};
  };
  if (Status renewed = session.renew_if_week_turned(); !renewed) return stopped(renewed.error());
  if (session.state().week() == report.week) return exchange(session, keys, report.letter, files.parcels);
  auto again = seal_draft(keys, draft, files, session.state(), session.surroundings().rng);
  if (!again) return stopped(again.error());
  return exchange(session, keys, again->letter, files.parcels);
}

Outcome resume_parcels(Session& session, const ThreadKeys& keys, const SealedFiles& files) {
  SealedLetter decoy = seal_decoy(session.state().dep(), session.surroundings().rng);
  return exchange(session, keys, decoy, files.parcels);
}

Result<Dialogue> read_answers(Session& session, const ThreadKeys& keys, Window window) {
  SealedLetter decoy = seal_decoy(session.state().dep(), session.surroundings().rng);
  Delivery delivery = session.post_letter(decoy);
  if (ends_session(delivery)) return fail(*delivery.error);
  return open_cards(keys, session.state().directory(), session.get_cards(window));
}

std::string what_is_known(const Outcome& outcome) {
  const ParcelDelivery& parcels = outcome.parcels;
  switch (outcome.letter.sent) {
    case Sent::no:
      return "nothing was sent";
    case Sent::maybe:
      return "the report may have been sent: the connection broke before the gateway confirmed it; sending "
             "it again "
             "does no harm";
    case Sent::yes:
      break;
  }
  if (parcels.total == 0 || parcels.sent == parcels.total) return "everything was sent";
  return fmt::format(
      "the report was sent; of its attachments {} of {} pieces were sent, and one more may have been",
      parcels.sent, parcels.total);
}

}  // namespace adit::client
