// SPDX-License-Identifier: Apache-2.0
// publish: gives signed documents to a gateway, in the order given. The gateway checks them again
// and logs them; they count from the epoch after.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "client/council/changes.h"
#include "client/council/commands.h"
#include "client/council/draft.h"
#include "client/council/files.h"
#include "client/net/options.h"
#include "client/terminal/terminal.h"
#include "client/trust/gateway_state.h"

namespace adit::client {
namespace {

struct Options {
  std::vector<std::filesystem::path> documents;
  std::string gateway;
  NetOptions net;
};

Outcome<void> work(const Options& options) {
  auto address = Address::parse(options.gateway);
  if (!address)
    return problem(kUsageExit, "--gateway: this is not an address such as http://NAME.onion or https://HOST");
  // All are read before the first is sent.
  std::vector<UnverifiedEnvelope> envelopes;
  std::vector<Proposal> contents;
  for (const auto& file : options.documents) {
    auto envelope = read_document(file);
    if (!envelope) return tl::unexpected(envelope.error());
    auto content = parse_proposal(envelope->body, file.string());
    if (!content) return tl::unexpected(content.error());
    envelopes.push_back(std::move(*envelope));
    contents.push_back(std::move(*content));
  }
  SystemRng rng;
  auto transport = open_transport(*address, options.net, rng);
  if (!transport) return problem(transport.error(), "");
  for (std::size_t i = 0; i < envelopes.size(); ++i) {
    std::string what = options.documents[i].string();
    if (auto ok = post_document(**transport, envelopes[i]); !ok) {
      if (ok.error().code == Errc::admission_refused) {
        return problem(exit_code(Errc::admission_refused), what + ": the gateway does not take this document",
                       "it wants the one after the last that it took, signed by its council and not expired");
      }
      return problem(ok.error(), what);
    }
    std::printf("%s accepted: it counts from the epoch after the next\n", contents[i].title().c_str());
    if (const auto* council = std::get_if<CouncilBody>(&contents[i].content)) {
      if (is_test_delay(council->delay_days))
        std::printf("%s\n", test_deployment_line(council->delay_days).c_str());
    }
  }
  return {};
}

}  // namespace

void add_publish(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("publish", "Give signed documents to the gateway");
  command
      ->add_option("DOCUMENT", options->documents, "Documents from merge, the council before its directory")
      ->required();
  command->add_option("--gateway", options->gateway, "Where the gateway is")->required();
  add_net_options(*command, options->net);
  command->callback([options, &exit_code] { exit_code = run([&] { return work(*options); }); });
}

}  // namespace adit::client
