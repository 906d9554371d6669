// SPDX-License-Identifier: Apache-2.0
// adit-gateway: builds the graph of one gateway, runs it, ends it.
#include <adit/clock.h>
#include <adit/error.h>
#include <adit/secret.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "gateway/http.h"
#include "gateway/log.h"
#include "gateway/sandbox.h"
#include "gateway/service.h"

namespace adit::gateway {
namespace {

constexpr int kUsage = 2;

int fail_with(const std::string& sentence, std::string_view hint, int code) {
  std::fprintf(stderr, "adit-gateway: error: %s\n", sentence.c_str());
  if (!hint.empty())
    std::fprintf(stderr, "adit-gateway: hint: %.*s\n", static_cast<int>(hint.size()), hint.data());
  return code;
}
int fail_with(const Error& error, const Config& config) {
  return fail_with(std::string(message(error.code)) + " (data = \"" + config.data.string() + "\")",
                   hint(error.code), exit_code(error.code));
}
int fail_with(const ConfigProblem& problem) {
  return fail_with(problem.sentence, "", exit_code(Errc::config_invalid));
}

// The core as the front sees it.
class ServiceHandler final : public Handler {
 public:
  explicit ServiceHandler(Service& service) : service_(service) {}
  void submit(api::Route route, ByteVector body, Done done) override {
    service_.submit(route, std::move(body), std::move(done));
  }
  const std::filesystem::path& public_folder() const override { return service_.public_folder(); }

 private:
  Service& service_;
};

OrProblem<std::vector<Tls>> load_tls(const Config& config) {
  std::vector<Tls> out;
  for (const TlsListener& at : config.tls_listeners) {
    auto tls = make_tls(at.certificate, at.key);
    if (!tls) return tl::unexpected(tls.error());
    out.push_back(std::move(*tls));
  }
  return out;
}

OrProblem<std::vector<Listener>> open_listeners(const Config& config) {
  auto tls = load_tls(config);
  if (!tls) return tl::unexpected(tls.error());
  std::vector<Listener> out;
  std::string problem;
  auto take = [&](OrProblem<Fd> fd, Tls with, bool circuits = false, std::size_t reserved = 0) {
    if (fd) {
      out.push_back({std::move(*fd), std::move(with), circuits, reserved});
    } else if (problem.empty()) {
      problem = fd.error().sentence;
    }
  };
  for (const TcpListener& at : config.loopback_listeners) take(listen_tcp(at), nullptr);
  for (std::size_t i = 0; i < config.tls_listeners.size(); ++i) {
    take(listen_tcp(config.tls_listeners[i].at), std::move((*tls)[i]));
  }
  // Last, so that a start that fails has replaced no socket.
  for (const UnixListener& at : config.unix_listeners) {
    if (problem.empty()) take(listen_unix(at.path), nullptr, at.circuits, at.reserved);
  }
  if (!problem.empty()) return tl::unexpected(ConfigProblem{problem});
  return out;
}

void say_price_of_ram() {
  log_line(
      "pool = \"ram\": what is accepted is kept in memory only. A seized machine holds nothing of it, and a "
      "power cut or a crash loses all that was accepted since the last epoch");
}

void tell_ready(int ready_fd) {
  log(Event::ready);
  if (ready_fd < 0) return;
  const char byte = '\n';
  [[maybe_unused]] auto written = ::write(ready_fd, &byte, 1);
  ::close(ready_fd);
}

int run(const Config& config, int ready_fd) {
  auto listeners = open_listeners(config);
  if (!listeners) return fail_with(listeners.error());
  // Before the service: its threads inherit what is taken away here.
  log_line(lock_down(config));
  if (config.pool == PoolMode::ram) say_price_of_ram();

  SystemClock clock;
  SystemRng rng;
  auto service = Service::open(config, clock, rng);
  if (!service) return fail_with(service.error(), config);
  ServiceHandler handler(**service);
  Limits limits;
  limits.connections = config.max_connections;
  limits.body_bytes = body_bytes(config);
  Server server(std::move(*listeners), handler, limits);
  server.stop_on_signals();
  (*service)->start();
  tell_ready(ready_fd);
  const bool served = server.run();
  // While the server still exists: answers may be on their way to it.
  (*service)->stop();
  for (const UnixListener& at : config.unix_listeners) ::unlink(at.path.c_str());
  log(Event::stopped);
  return served ? 0 : 1;
}

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
  ConfigOutcome outcome = load_config(options.config);
  if (!outcome.config) return fail_with(outcome.problem);
  if (check->parsed()) return print_config(*outcome.config);
  if (log_key->parsed()) return print_log_key(*outcome.config);
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
