// SPDX-License-Identifier: Apache-2.0
// adit prove-original: what opens, for a court, the commitment that a report made to a file before it
// was cleaned. Shown by the reporter, to whom the reporter chooses; nothing is sent.
#include <fmt/format.h>

#include <cstdio>

#include "client/reporter/secret_words.h"
#include "client/terminal/json.h"

namespace adit::client {

int run_prove_original(const CommonOptions& common, const ProveOriginalOptions& options, ReporterWorld&) {
  auto file = HeldBytes::open(options.file, std::uint64_t{1} << 40);
  auto digest = file ? file->sha256() : Result<Digest>(fail(file.error()));
  if (!digest) return report(kProgram, digest.error(), inert_line(options.file) + ": ");
  auto secret = take_secret(options.secret_fd);
  if (!secret) return report(kProgram, secret.error());
  auto invitation = invitation_of(common);
  if (!invitation) return report(kProgram, invitation.error());
  auto keys = keys_of(*secret, invitation->dep);
  if (!keys) return report(kProgram, keys.error());
  std::string salt = to_hex(original_salt(*keys, *digest).expose());
  std::string commitment = to_hex(commit_original(*keys, *digest).span());
  std::string sha256 = to_hex(digest->span());
  if (options.json) {
    fmt::print("{{\"schema\":1,\"sha256\":\"{}\",\"salt\":\"{}\",\"commitment\":\"{}\"}}\n", sha256, salt,
               commitment);
  } else {
    fmt::print("sha256: {}\nsalt: {}\ncommitment: {}\n", sha256, salt, commitment);
  }
  std::fflush(stdout);
  say(kProgram,
      "a report that you sent with this file, cleaned, holds this commitment, and no other file fits it; a "
      "recipient compares with adit-desk check-original");
  say(kProgram,
      "whoever has the salt can tell that this very file was yours: show it only where you would show the "
      "file");
  return 0;
}

void add_prove_original(CLI::App& app, const CommonOptions& common, Chosen& chosen) {
  CLI::App* command =
      app.add_subcommand("prove-original", "Show that a cleaned file that you sent came from this file");
  auto options = std::make_shared<ProveOriginalOptions>();
  command->add_option("file", options->file, "The file as it was before it was cleaned")
      ->type_name("FILE")
      ->required();
  command->add_option("--secret-fd", options->secret_fd, "Read the secret from this descriptor")
      ->type_name("N");
  command->add_flag("--json", options->json, "Print one JSON object");
  command->footer("Example:\n  adit -i invitation.txt prove-original photo.jpg");
  command->callback([&common, options, &chosen] {
    chosen = [&common, options](ReporterWorld& world) { return run_prove_original(common, *options, world); };
  });
}

}  // namespace adit::client
