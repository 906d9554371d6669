// SPDX-License-Identifier: Apache-2.0
// What the subcommands of adit share: their common options, and the world they act in. main() puts
// the real network, clock and terminal behind it; tests put their own.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/net/transport.h"
#include "client/terminal/terminal.h"
#include "client/thread/attachments.h"
#include "client/thread/session.h"
#include "client/thread/talk.h"
#include "client/trust/invitation.h"

namespace adit::client {

inline constexpr std::string_view kProgram = "adit";

struct CommonOptions {
  std::string invitation;  // a file, or the text itself
  NetOptions net;
  bool no_pauses = false;
  unsigned patience_minutes = 0;  // how long to come back to a gateway that is busy or not there
};

using Connect = std::function<Result<std::unique_ptr<Transport>>(const Address&, const NetOptions&)>;

struct ReporterWorld {
  const Clock& clock;
  Rng& rng;
  Talk& talk;
  Pauses& pauses;
  Connect connect;
  Cleaner cleaner;
};

// Talk on stderr: sentences, and progress on one line.
class TerminalTalk final : public Talk {
 public:
  TerminalTalk() : progress_(kProgram) {}
  void say(std::string_view text) override;
  void progress(std::string_view text) override { progress_.show(text); }
  void end_progress() { progress_.done(); }

 private:
  Progress progress_;
};

// Real waiting that Ctrl-C ends. While one lives, the first Ctrl-C asks to stop and the second
// stops at once.
class SignalPauses final : public Pauses {
 public:
  bool wait(unsigned seconds) override;
  bool interrupted() const override;
};
class CatchInterrupt {
 public:
  CatchInterrupt();
  ~CatchInterrupt();
  CatchInterrupt(const CatchInterrupt&) = delete;
  CatchInterrupt& operator=(const CatchInterrupt&) = delete;
};

// The invitation that was given, or asked for on a terminal.
// Errors: invitation_invalid, file_unreadable, input_needed.
Result<Invitation> invitation_of(const CommonOptions& options);

// A connection and a verified state. Says plainly what must be known: no Tor, a test deployment, a
// clock that is off. Never goes on without the six checks.
class Online {
 public:
  static Result<std::unique_ptr<Online>> open(const CommonOptions& options, const Invitation& invitation,
                                              ReporterWorld& world);
  Session& session() { return *session_; }
  const TrustedState& state() const { return session_->state(); }

  // The rest of a session in which nothing is said: what only looks, or waits for a person, shows
  // nothing else on the wire than one who writes. Catches Ctrl-C itself. Errors: interrupted.
  Status finish_in_silence();
  // The next session, after a pause; never an older directory. Errors: those of Session::open.
  Status begin_another();

 private:
  Online(std::unique_ptr<Transport> transport, Tempo tempo, ReporterWorld& world)
      : transport_(std::move(transport)),
        surroundings_{*transport_, world.clock, world.rng, world.talk, world.pauses, tempo} {}
  std::unique_ptr<Transport> transport_;
  Surroundings surroundings_;
  std::optional<Session> session_;
};

// What must be known about a state before anything is written: a test deployment, a wrong clock, a
// list of recipients that soon is no longer valid.
std::vector<std::string> warnings_about(const TrustedState& state);

}  // namespace adit::client
