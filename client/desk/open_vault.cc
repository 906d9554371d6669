// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "client/desk/commands.h"
#include "client/terminal/terminal.h"

namespace adit::client {

OpenRecords records_opener(const SecretBuffer& passphrase, const DeskCommon& common, DeskWorld& world) {
  return [&]() -> Result<std::unique_ptr<Records>> {
    ADIT_TRY(auto vault, Vault::open(common.vault, passphrase, world.rng));
    return std::unique_ptr<Records>(std::move(vault));
  };
}

Result<std::unique_ptr<Records>> open_waiting(const OpenRecords& open, unsigned tries, Pauses& pauses) {
  for (unsigned waited = 0;; ++waited) {
    auto opened = open();
    if (opened || opened.error().code != Errc::store_locked || waited >= tries) return opened;
    if (waited == 0) say(kDeskProgram, "another command uses the vault; waiting for it to end");
    if (!pauses.wait(1)) return fail(Errc::interrupted);
  }
}

Result<std::unique_ptr<Records>> open_vault(const DeskCommon& common, DeskWorld& world) {
  ADIT_TRY(SecretBuffer passphrase, ask_secret("passphrase of the vault", common.passphrase_fd));
  return open_waiting(records_opener(passphrase, common, world), common.vault_wait, world.pauses);
}

Result<std::unique_ptr<Transport>> connect_to_gateway(const DeskSelf& self, const DeskCommon& common,
                                                      DeskWorld& world) {
  ADIT_TRY(Address address, Address::parse(self.gateway.address));
  return world.connect(address, common.net);
}

Result<OpenDesk> open_desk(const DeskCommon& common, DeskWorld& world) {
  ADIT_TRY(auto vault, open_vault(common, world));
  ADIT_TRY(DeskSelf self, load_self(*vault));
  ADIT_TRY(auto gateway, connect_to_gateway(self, common, world));
  return OpenDesk{std::move(vault), std::move(self), std::move(gateway)};
}

void print_result(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace adit::client
