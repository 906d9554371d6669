// SPDX-License-Identifier: Apache-2.0
// health: whether the documents that a council signed are those in force at its gateway, and for how
// long. A revocation that a gateway keeps back shows here.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "client/council/commands.h"
#include "client/council/dates.h"
#include "client/council/files.h"
#include "client/net/options.h"
#include "client/terminal/terminal.h"
#include "client/trust/gateway_state.h"
#include "client/trust/terms.h"

namespace adit::client {
namespace {

constexpr int kAccused = 10;
constexpr int kDuty = 11;

struct Options {
  std::vector<std::filesystem::path> council;
  std::filesystem::path directory;
  std::string gateway;
  NetOptions net;
};

Outcome<TrustedState> fetch(const Options& options, const DeploymentId& dep, UnixTime now) {
  auto address = Address::parse(options.gateway);
  if (!address)
    return problem(kUsageExit, "--gateway: this is not an address such as http://NAME.onion or https://HOST");
  SystemRng rng;
  auto transport = open_transport(*address, options.net, rng);
  if (!transport) return problem(transport.error(), "");
  auto state = fetch_state(**transport, dep, now, Quorum::required);
  if (!state) return problem(state.error(), "");
  return std::move(*state);
}

// What the council has against what the gateway shows.
Outcome<void> compare(const Council& council, const Directory& own, const TrustedState& state) {
  const std::uint64_t shown = state.directory().body().seq;
  const std::uint64_t ours = own.body().seq;
  if (shown == ours && state.directory().body_hash() != own.body_hash()) {
    return problem(kAccused, fmt::format("the gateway shows another directory {} than this one", ours),
                   "two were signed: ask every member which one is meant");
  }
  if (shown > ours) {
    return problem(kDuty,
                   fmt::format("directory {} is in force, which is later than this one ({})", shown, ours),
                   "if you have not signed it, ask the other members");
  }
  if (shown < ours) {
    return problem(kDuty,
                   fmt::format("directory {} is not in force: the gateway still shows {}", ours, shown),
                   "publish it; if that was two epochs ago, the gateway keeps it back: tell the recipients");
  }
  if (state.council().body().seq < council.body().seq) {
    return problem(kDuty, "the new council is not in force yet",
                   "publish it, and a directory that it signed");
  }
  return {};
}

Outcome<void> work(const Options& options) {
  auto councils = read_councils(options.council);
  if (!councils) return tl::unexpected(councils.error());
  const Council& council = councils->back();
  auto own = read_directory(options.directory, *councils);
  if (!own) return tl::unexpected(own.error());
  const UnixTime now = SystemClock().now();
  if (!options.gateway.empty()) {
    auto state = fetch(options, council.dep(), now);
    if (!state) return tl::unexpected(state.error());
    if (auto same = compare(council, *own, *state); !same) return same;
    std::printf("directory %s is in force\n", std::to_string(own->body().seq).c_str());
  }
  const std::uint32_t epoch_seconds = own->params().epoch_seconds;
  auto tell = [&](std::string_view what, Epoch expires) {
    std::printf("%s\n",
                fmt::format("the {} is good until {}", what, epoch_text(expires, epoch_seconds)).c_str());
  };
  tell("directory", own->body().expires_epoch);
  tell("council", council.body().expires_epoch);
  if (is_ending(own->body().from_epoch, own->body().expires_epoch, epoch_seconds, now,
                kDirectorySoonSeconds)) {
    return problem(kDuty, "the directory ends soon: then nobody can write to anybody",
                   "propose the next one: adit-council directory --previous");
  }
  if (is_ending(council.body().from_epoch, council.body().expires_epoch, epoch_seconds, now,
                kCouncilSoonSeconds)) {
    return problem(kDuty, "the council ends soon: then no program trusts this deployment",
                   "propose its successor: adit-council council");
  }
  return {};
}

}  // namespace

void add_health(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("health", "See whether the documents are in force, and for how long they are good");
  command->add_option("--council", options->council, "The councils so far, the first one first")
      ->allow_extra_args(false)
      ->required();
  command->add_option("--directory", options->directory, "The directory that was published last")->required();
  command->add_option("--gateway", options->gateway,
                      "Where the gateway is; without it only the dates are looked at");
  add_net_options(*command, options->net);
  command->footer(
      "Example:\n  adit-council health --council council.doc --directory directory.doc --gateway "
      "http://NAME.onion\n"
      "Run it every week: exit code 11 asks for something.");
  command->callback([options, &exit_code] { exit_code = run([&] { return work(*options); }); });
}

}  // namespace adit::client
