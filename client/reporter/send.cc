// SPDX-License-Identifier: Apache-2.0
// From SEALED to SENT (docs/state-machines.md): as many sessions as it takes, each of the usual shape;
// between them pauses that double. Where it cannot go on, the sealed letter can be kept and carried.
#include <fmt/format.h>

#include <algorithm>

#include "client/reporter/write.h"
#include "client/trust/files.h"

namespace adit::client {
namespace {

constexpr int kTrust = 5;
constexpr unsigned kFirstPauseSeconds = 300;
constexpr std::int64_t kPersonSeconds = 24 * 3600;

// The sealed letter as a file that somebody can carry, when it cannot be sent from here.
void offer_file(const SealedLetter& letter) {
  auto path = ask("It can be saved, sealed, and be sent later with adit carry. File name (Enter: no): ");
  if (!path || path->empty()) return;
  Status written = write_new_file(*path, letter.bytes(), Rights::owner_only);
  if (!written) {
    report(kProgram, written.error());
  } else {
    say(kProgram, "saved; it can be opened by the people you chose only, for about a week");
  }
}

Outcome attempt(Online& online, const ToSend& what, bool in_another_session) {
  CatchInterrupt catching;
  if (in_another_session) {
    if (Status begun = online.begin_another(); !begun)
      return {{Sent::no, begun.error()}, {0, what.files.parcels.count, begun.error()}, 0, begun.error()};
  }
  return send_report(online.session(), what.keys, what.draft, what.files, what.sealed);
}

}  // namespace

Patience::Patience(const CommonOptions& common, ReporterWorld& world)
    : world_(world), left_(std::int64_t{60} * common.patience_minutes), pause_(kFirstPauseSeconds) {}

void Patience::have_a_day() { left_ = std::max(left_, kPersonSeconds); }

bool Patience::waits_after(Errc code) {
  const auto pause = static_cast<unsigned>(std::min<std::int64_t>(pause_, left_));
  if (!may_pass(code) || pause == 0) return false;
  // By chance half as long to half as long again, so that clients do not come back together.
  const unsigned wait = pause / 2 + world_.rng.below(pause + 1);
  world_.talk.say(
      fmt::format("{}: coming back in {}, by itself. Leave this open; nothing is lost, and Ctrl-C stops it",
                  message(code), duration_in_words(wait)));
  left_ -= pause;
  pause_ = std::min(pause_ * 2, kMaxBackOffSeconds);
  CatchInterrupt catching;
  return world_.pauses.wait(wait);
}

Outcome send_until_done(const CommonOptions& common, Online& online, const ToSend& what,
                        ReporterWorld& world) {
  Patience patience(common, world);
  // What took a person's time is never inside of a session.
  bool in_another_session = can_ask();
  bool asked = false;
  Sent known = Sent::no;
  for (;;) {
    Outcome outcome = attempt(online, what, in_another_session);
    in_another_session = true;
    // An earlier attempt may have arrived, whatever became of this one.
    outcome.letter.sent = known = std::max(known, outcome.letter.sent);
    if (!outcome.error || known == Sent::yes) return outcome;
    const Errc code = outcome.error->code;
    if (exit_code(code) == kTrust) {
      warn(kProgram,
           "nothing more is sent to this gateway. What you wrote is sealed already, and only the people you "
           "chose "
           "can open it: somebody else, or you from another place, can send it");
    } else if (may_pass(code)) {
      if (can_ask() && !asked) {
        say(kProgram, what_is_known(outcome));
        auto wait = ask_yes_no(
            fmt::format("{}. What you wrote is still here. Wait, and try again by itself? ", message(code)));
        asked = wait && *wait;
        if (asked) patience.have_a_day();
      }
      if ((asked || !can_ask()) && patience.waits_after(code)) continue;
    }
    if (can_ask()) offer_file(what.sealed.letter);
    return outcome;
  }
}

}  // namespace adit::client
