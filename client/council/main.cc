// SPDX-License-Identifier: Apache-2.0
// adit-council: makes a council, proposes its directory of recipients, signs, merges, publishes.
#include "client/council/commands.h"
#include "client/terminal/cli.h"
#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

constexpr std::string_view kExample = R"(
A council of three, two of whom must sign, and its first directory:
  adit-council member-key --out ana.key          (each member, on a machine of their own)
  adit-council new --k 2 --member Ana=ana.key.pub --member Bo=bo.key.pub --member Cy=cy.key.pub --out council.prop
  adit-council sign council.prop --key ana.key --out council.ana.sig
  adit-council merge council.prop council.ana.sig council.bo.sig --out council.doc
  adit-council invitation --council council.doc --address http://NAME.onion
  adit-council directory --council council.doc --gateway-key VKEY --address http://NAME.onion --add APPLICATION --out directory.prop
Exit codes: 0 done, 2 wrong use, 3 no connection, 4 refused, 5 signatures or documents do not agree, 6 passphrase, 7 file,
10 the gateway shows other documents, 11 a document ends soon or is not in force)";

int body(int argc, char** argv) {
  CLI::App app{"Makes and signs the documents that a council answers for", std::string(kProgram)};
  app.footer(std::string(kExample.substr(1)));
  set_conventions(app);
  int exit_code = 0;
  add_member_key(app, exit_code);
  add_new(app, exit_code);
  add_successor(app, exit_code);
  add_directory(app, exit_code);
  add_diff(app, exit_code);
  add_sign(app, exit_code);
  add_merge(app, exit_code);
  add_publish(app, exit_code);
  add_health(app, exit_code);
  add_invitation(app, exit_code);
  if (auto stop = parse_command_line(app, kProgram, argc, argv)) return *stop;
  return exit_code;
}

}  // namespace

int say_problem(const Problem& p) {
  say(kProgram, "error: " + inert_line(p.sentence));
  if (!p.hint.empty()) say(kProgram, "hint: " + inert_line(p.hint));
  return p.exit_code;
}

int run(const std::function<Outcome<void>()>& work) {
  auto done = work();
  return done ? 0 : say_problem(done.error());
}

}  // namespace adit::client

int main(int argc, char** argv) {
  return adit::client::guarded_main(adit::client::kProgram, [&] { return adit::client::body(argc, argv); });
}
