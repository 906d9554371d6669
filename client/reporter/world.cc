// SPDX-License-Identifier: Apache-2.0
#include "client/reporter/world.h"

#include <unistd.h>

#include <csignal>
#include <ctime>

namespace adit::client {
namespace {

volatile std::sig_atomic_t g_interrupted = 0;
struct sigaction g_before_int;
struct sigaction g_before_term;

void on_interrupt(int) {
  constexpr char kText[] =
      "\nadit: stopping; Ctrl-C again stops at once, and then what is on its way may have been sent\n";
  g_interrupted = 1;
  [[maybe_unused]] ssize_t written = ::write(STDERR_FILENO, kText, sizeof(kText) - 1);
}

}  // namespace

void TerminalTalk::say(std::string_view text) {
  progress_.done();
  client::say(kProgram, text);
}

bool SignalPauses::interrupted() const { return g_interrupted != 0; }

bool SignalPauses::wait(unsigned seconds) {
  timespec left{static_cast<time_t>(seconds), 0};
  while (!interrupted() && ::nanosleep(&left, &left) != 0) {
  }
  return !interrupted();
}

CatchInterrupt::CatchInterrupt() {
  g_interrupted = 0;
  struct sigaction action{};
  action.sa_handler = on_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &g_before_int);
  sigaction(SIGTERM, &action, &g_before_term);
}

CatchInterrupt::~CatchInterrupt() {
  sigaction(SIGINT, &g_before_int, nullptr);
  sigaction(SIGTERM, &g_before_term, nullptr);
}

Result<Invitation> invitation_of(const CommonOptions& options) {
  if (!options.invitation.empty()) return read_invitation(options.invitation);
  ADIT_TRY(std::string typed, ask("Your invitation (its text, or the name of its file): "));
  return read_invitation(typed);
}

Result<std::unique_ptr<Online>> Online::open(const CommonOptions& options, const Invitation& invitation,
                                             ReporterWorld& world) {
  ADIT_TRY(Address address, Address::parse(invitation.address));
  if (options.net.direct) {
    warn(kProgram, "--direct: Tor is not used, so the connection itself shows who talks to whom");
  }
  if (!options.no_pauses) {
    world.talk.say(
        "between requests there are pauses of chance length, so that their rhythm gives nothing away; "
        "--no-pauses leaves them out when it is urgent and safe");
  }
  ADIT_TRY(std::unique_ptr<Transport> transport, world.connect(address, options.net));
  Tempo tempo = options.no_pauses ? Tempo::immediate : Tempo::random;
  std::unique_ptr<Online> online(new Online(std::move(transport), tempo, world));
  world.talk.progress("asking the gateway whom one can write to");
  ADIT_TRY(online->session_, Session::open(invitation.dep, online->surroundings_));
  const TrustedState& state = online->state();
  if (state.council().is_test_deployment()) {
    warn(kProgram,
         "this is a TEST DEPLOYMENT: its recipients were added without the usual delay, so do not send "
         "anything real");
  }
  if (state.local_clock_is_off()) {
    warn(kProgram, "the clock of this machine is off by more than a day; the time of the recipients is used");
  }
  return online;
}

}  // namespace adit::client
