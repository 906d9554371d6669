// SPDX-License-Identifier: Apache-2.0
// merge: a proposal and enough signatures become a signed document.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "client/council/changes.h"
#include "client/council/commands.h"
#include "client/council/files.h"
#include "client/council/signing.h"
#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

struct Options {
  std::filesystem::path proposal, out;
  std::vector<std::filesystem::path> signatures, council;
};

Outcome<void> work(const Options& options) {
  auto proposal = read_proposal(options.proposal);
  if (!proposal) return tl::unexpected(proposal.error());
  std::optional<Council> council;
  if (!options.council.empty()) {
    auto read = read_council(options.council);
    if (!read) return tl::unexpected(read.error());
    council = std::move(*read);
  }
  std::vector<MemberSignature> signatures;
  for (const auto& file : options.signatures) {
    auto bytes = read_small_file(file);
    if (!bytes) return tl::unexpected(bytes.error());
    auto signature = MemberSignature::parse(as_text(*bytes), file.string());
    if (!signature) return tl::unexpected(signature.error());
    signatures.push_back(std::move(*signature));
  }
  auto envelope = merge(*proposal, signatures, council ? &*council : nullptr);
  if (!envelope) return tl::unexpected(envelope.error());
  if (auto ok = write_public_file(options.out, envelope->encode()); !ok) return ok;
  std::printf("%s, signed by %zu\n", proposal->title().c_str(), envelope->signatures.size());
  const auto* own = std::get_if<CouncilBody>(&proposal->content);
  const CouncilBody& body = own != nullptr ? *own : council->body();
  if (is_test_delay(body.delay_days)) std::printf("%s\n", test_deployment_line(body.delay_days).c_str());
  return {};
}

}  // namespace

void add_merge(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("merge", "Make a signed document out of a proposal and signatures");
  command->add_option("PROPOSAL", options->proposal, "The proposal")->required();
  command->add_option("SIGNATURE", options->signatures, "What the members wrote with sign")->required();
  command
      ->add_option("--council", options->council,
                   "The councils so far, the first one first; not needed for a first council")
      ->allow_extra_args(false);
  command->add_option("--out", options->out, "Where to write the document")->required();
  command->callback([options, &exit_code] { exit_code = run([&] { return work(*options); }); });
}

}  // namespace adit::client
