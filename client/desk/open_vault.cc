// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "client/desk/commands.h"
#include "client/terminal/terminal.h"

namespace adit::client {

Result<std::unique_ptr<Vault>> open_vault(const DeskCommon& common, DeskWorld& world) {
  ADIT_TRY(SecretBuffer passphrase, ask_secret("passphrase of the vault", common.passphrase_fd));
  return open_vault_with(passphrase, common, world);
}

Result<std::unique_ptr<Vault>> open_vault_with(const SecretBuffer& passphrase, const DeskCommon& common,
                                               DeskWorld& world) {
  for (unsigned waited = 0;; ++waited) {
    auto vault = Vault::open(common.vault, passphrase, world.rng);
    if (vault || vault.error().code != Errc::store_locked || waited >= common.vault_wait) return vault;
    if (waited == 0) say(kDeskProgram, "another command uses the vault; waiting for it to end");
    if (!world.pauses.wait(1)) return fail(Errc::interrupted);
  }
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
