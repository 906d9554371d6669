// SPDX-License-Identifier: Apache-2.0
// adit-gateway: its command line.
#include <adit/clock.h>
#include <adit/error.h>
#include <adit/secret.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "gateway/admin.h"
#include "gateway/commands.h"
#include "gateway/doctor.h"
#include "gateway/log.h"
#include "gateway/run.h"
#include "gateway/service.h"

namespace adit::gateway {
namespace {

constexpr int kUsage = 2;

int print_config(const Config& config) {
  if (auto tls = load_tls(config); !tls) return fail_with(tls.error());
  std::fputs(describe(config).c_str(), stdout);
  return 0;
}

int print_log_key(const Config& config) {
  SystemRng rng;
  auto key = log_verifier_key(config, rng);
  if (!key) return fail_with(key.error(), config);
  std::printf("%s\n", key->c_str());
  return 0;
}

struct Options {
  std::string config;
  int ready_fd = -1;
};

int go(int argc, char** argv) {
  CLI::App app("Takes sealed letters, publishes them in batches of constant size, and keeps the public log");
  app.name("adit-gateway");
  app.footer(
      "Example:\n  $ adit-gateway check-config --config gateway.toml\n  $ adit-gateway run --config "
      "gateway.toml");
  app.require_subcommand(1);
  Options options;
  auto with_config = [&](const char* name, const char* what) {
    CLI::App* command = app.add_subcommand(name, what);
    command->add_option("--config", options.config, "Configuration of the gateway, in TOML")->required();
    return command;
  };
  CLI::App* run_command = with_config("run", "Serve until SIGTERM or SIGINT");
  run_command
      ->add_option("--ready-fd", options.ready_fd, "Write one byte to this descriptor once all is ready")
      ->check(CLI::NonNegativeNumber);
  CLI::App* check =
      with_config("check-config", "Say what is wrong with a configuration, or what is in force");
  CLI::App* log_key =
      with_config("log-key", "Print the key that the directory needs; make it if it is missing");
  CLI::App* restore_command =
      with_config("restore", "Go on with a data folder that was put back from a copy");
  CLI::App* doctor =
      with_config("doctor", "Look at everything that the gateway needs; exit code 1 if it lacks any");
  CLI::App* status = with_config("status", "How the gateway that runs stands; exit code 0 if it serves");
  bool json = false;
  status->add_flag("--json", json, "One object in one line");
  RestoreOptions restore_options;
  add_options(*restore_command, restore_options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return 0;
  } catch (const CLI::ParseError& error) {
    return fail_with(error.what(), "adit-gateway --help", kUsage);
  }
  if (!start_secrets()) return fail_with(std::string(message(Errc::random_unavailable)), "", 1);
  umask(077);
  if (doctor->parsed()) return run_doctor(options.config);
  ConfigOutcome outcome = load_config(options.config);
  if (!outcome.config) return fail_with(outcome.problem);
  if (status->parsed()) return run_status(*outcome.config, json);
  if (check->parsed()) return print_config(*outcome.config);
  if (log_key->parsed()) return print_log_key(*outcome.config);
  if (restore_command->parsed()) return run_restore(*outcome.config, restore_options);
  return run(*outcome.config, options.ready_fd);
}

}  // namespace
}  // namespace adit::gateway

int main(int argc, char** argv) {
  try {
    return adit::gateway::go(argc, argv);
  } catch (const std::exception&) {
    adit::gateway::log(adit::gateway::Event::service_failed, adit::Errc::internal);
    return 1;
  }
}
