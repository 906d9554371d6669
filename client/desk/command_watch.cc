// SPDX-License-Identifier: Apache-2.0
// adit-desk watch.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "client/desk/watch.h"
#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

// systemd's notification protocol: one datagram to the socket that the environment names.
void notify_systemd(std::string_view text) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  if (path == nullptr || (path[0] != '/' && path[0] != '@')) return;
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  const std::size_t size = std::strlen(path);
  if (size >= sizeof(to.sun_path)) return;
  std::memcpy(to.sun_path, path, size);
  if (path[0] == '@') to.sun_path[0] = '\0';
  int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  const auto bytes = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size);
  (void)::sendto(fd, text.data(), text.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&to), bytes);
  ::close(fd);
}

}  // namespace

int run_watch(const DeskCommon& common, const WatchOptions& options, DeskWorld& world) {
  std::vector<WitnessPlace> witnesses;
  for (const std::string& text : options.witnesses) {
    auto place = WitnessPlace::parse(text);
    if (!place) {
      say(kDeskProgram,
          "error: --witness: URL=VKEY, with a verifier key of a witness, NAME+ID+KEY, as its operator "
          "publishes it");
      return 2;
    }
    witnesses.push_back(std::move(*place));
  }
  auto passphrase = ask_secret("passphrase of the vault", common.passphrase_fd);
  if (!passphrase) return report(kDeskProgram, passphrase.error());
  const WatchParts parts{records_opener(*passphrase, common, world), notify_systemd, std::move(witnesses)};
  return watch(options, parts, common, world);
}

void add_watch(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command =
      app.add_subcommand("watch", "Follow the log: sync each epoch, publish keys, send test letters");
  auto o = std::make_shared<WatchOptions>();
  command->add_option("--canaries", o->canaries, "Test letters to yourself each week; 0 is none (default 60)")
      ->type_name("N")
      ->check(CLI::Range(0.0, 10000.0));
  command->add_option("--witness", o->witnesses, "Carry the log to this witness too: URL=VKEY (C2SP)")
      ->type_name("URL=VKEY");
  command->add_option("--visits", o->visits, "End after so many visits (default: never)")->type_name("N");
  command->add_flag("--no-pauses", o->no_pauses, "Test letters without the pauses that reporters make");
  command->footer(
      "Example:\n  adit-desk --vault desk watch\nSIGTERM and Ctrl-C end it after what is under way. The "
      "other "
      "commands work beside it: they wait for a visit to end.");
  command->callback([&common, o, &chosen] {
    chosen = [&common, o](DeskWorld& world) { return run_watch(common, *o, world); };
  });
}

}  // namespace adit::client
