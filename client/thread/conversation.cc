// SPDX-License-Identifier: Apache-2.0
#include "client/thread/conversation.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace adit::client {
namespace {

using SealAgain = std::function<Result<SealedLetter>()>;

// Posts a letter, sealed again each time a week ends before it got through; a decoy likewise.
Delivery post_sealed(Session& session, SealedLetter letter, const SealAgain& seal_again) {
  Sent known = Sent::no;
  for (;;) {
    Delivery delivery = session.post_letter(letter);
    delivery.sent = known = std::max(known, delivery.sent);
    if (!delivery.error || delivery.error->code != Errc::week_over) return delivery;
    if (Status renewed = session.renew_if_week_turned(); !renewed) return {known, renewed.error()};
    auto again = seal_again();
    if (!again) return {known, again.error()};
    letter = std::move(*again);
  }
}

Delivery post_decoy(Session& session) {
  auto decoy = [&] { return seal_decoy(session.state().dep(), session.surroundings().rng); };
  return post_sealed(session, decoy(), [&] { return Result<SealedLetter>(decoy()); });
}

// Everything of a session that sends, after its letter.
Outcome after_letter(Session& session, const ThreadKeys& keys, const Delivery& letter,
                     const Parcels& parcels) {
  Outcome out;
  out.parcels.total = parcels.count;
  out.letter = letter;
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
  auto seal_again = [&]() -> Result<SealedLetter> {
    ADIT_TRY(SealedReport again, seal_draft(keys, draft, files, session.state(), session.surroundings().rng));
    return std::move(again.letter);
  };
  if (Status renewed = session.renew_if_week_turned(); !renewed) return stopped(renewed.error());
  Result<SealedLetter> letter = report.letter;
  if (session.state().week() != report.week) letter = seal_again();
  if (!letter) return stopped(letter.error());
  return after_letter(session, keys, post_sealed(session, std::move(*letter), seal_again), files.parcels);
}

Outcome resume_parcels(Session& session, const ThreadKeys& keys, const SealedFiles& files) {
  return after_letter(session, keys, post_decoy(session), files.parcels);
}

Result<Dialogue> read_answers(Session& session, const ThreadKeys& keys, Window window) {
  Delivery delivery = post_decoy(session);
  if (ends_session(delivery)) return fail(*delivery.error);
  return open_cards(keys, session.state().directory(), session.get_cards(window));
}

Delivery carry_letter(Session& session, std::optional<ByteSpan> letter) {
  Delivery delivery = letter ? session.post_object(*letter) : post_decoy(session);
  if (ends_session(delivery)) return delivery;
  CardDays cards = session.get_cards(Window::days3);
  if (!delivery.error && cards.error && cards.error->code == Errc::interrupted) delivery.error = cards.error;
  return delivery;
}

Status finish_in_silence(Session& session) {
  Delivery delivery = carry_letter(session, std::nullopt);
  if (delivery.error && delivery.error->code == Errc::interrupted) return fail(*delivery.error);
  return {};
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
