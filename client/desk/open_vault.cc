// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "client/desk/commands.h"
#include "client/terminal/terminal.h"

namespace adit::client {

Result<std::unique_ptr<Vault>> open_vault(const DeskCommon& common, DeskWorld& world) {
  ADIT_TRY(SecretBuffer passphrase, ask_secret("passphrase of the vault", common.passphrase_fd));
  return Vault::open(common.vault, passphrase, world.rng);
}

void print_result(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace adit::client
