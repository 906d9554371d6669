// SPDX-License-Identifier: Apache-2.0
#include "client/reporter/world.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <ctime>

#include "client/thread/conversation.h"
#include "client/trust/terms.h"

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
  for (const std::string& warning : warnings_about(online->state())) warn(kProgram, warning);
  return online;
}

Status Online::finish_in_silence() {
  CatchInterrupt catching;
  if (surroundings_.tempo == Tempo::random)
    surroundings_.talk.say(
        "going through the motions of every session, which takes a minute or two, so that looking does not "
        "differ from writing");
  return client::finish_in_silence(*session_);
}

Status Online::begin_another() {
  ADIT_CHECK(pause_before_request(surroundings_));
  StateMemory memory{state().directory().body().seq};
  ADIT_TRY(Session next, Session::open(state().dep(), surroundings_, memory));
  session_ = std::move(next);
  return {};
}

std::vector<std::string> warnings_about(const TrustedState& state) {
  std::vector<std::string> out;
  if (state.council().is_test_deployment()) {
    out.emplace_back(
        "this is a TEST DEPLOYMENT: its recipients were added without the usual delay, so do not send "
        "anything real");
  }
  if (state.local_clock_is_off())
    out.emplace_back(
        "the clock of this machine is off by more than a day; the time of the recipients is used");
  const DirectoryBody& directory = state.directory().body();
  const std::uint32_t each = state.params().epoch_seconds;
  // As the desks are warned.
  if (is_ending(directory.from_epoch, directory.expires_epoch, each, state.now(), kDirectorySoonSeconds)) {
    const std::int64_t left = seconds(start_of(directory.expires_epoch, each)) - seconds(state.now());
    out.push_back(fmt::format(
        "the list of recipients must be renewed by its council within {}: if it is not, nothing can be "
        "sent here after that",
        left >= 2 * kDaySeconds ? fmt::format("{} days", left / kDaySeconds) : duration_in_words(left)));
  }
  return out;
}

}  // namespace adit::client
