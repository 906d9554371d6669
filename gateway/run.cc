// SPDX-License-Identifier: Apache-2.0
#include "gateway/run.h"

#include <adit/clock.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "gateway/admin.h"
#include "gateway/commands.h"
#include "gateway/http.h"
#include "gateway/log.h"
#include "gateway/notify.h"
#include "gateway/sandbox.h"
#include "gateway/service.h"
#include "gateway/syscalls.h"

namespace adit::gateway {
namespace {

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

struct Doors {
  std::vector<Listener> listeners;          // loopback, then TLS, then Unix sockets
  std::vector<std::filesystem::path> made;  // sockets of our own, to be removed at the end
  std::optional<Fd> admin;
};

OrProblem<Doors> open_listeners(const Config& config) {
  auto tls = load_tls(config);
  if (!tls) return tl::unexpected(tls.error());
  Inherited inherited;
  Doors out;
  auto tcp = [&](const TcpListener& at, Tls with) -> OrProblem<void> {
    auto given = inherited.take_tcp(at);
    auto fd = given ? OrProblem<Fd>(std::move(*given)) : listen_tcp(at);
    if (!fd) return tl::unexpected(fd.error());
    out.listeners.push_back({std::move(*fd), std::move(with), false, 0});
    return {};
  };
  for (const TcpListener& at : config.loopback_listeners) {
    if (auto opened = tcp(at, nullptr); !opened) return tl::unexpected(opened.error());
  }
  for (std::size_t i = 0; i < config.tls_listeners.size(); ++i) {
    auto opened = tcp(config.tls_listeners[i].at, std::move((*tls)[i]));
    if (!opened) return tl::unexpected(opened.error());
  }
  // Last, so that a start that fails has replaced no socket.
  for (const UnixListener& at : config.unix_listeners) {
    auto given = inherited.take_unix(at.path);
    auto fd = given ? OrProblem<Fd>(std::move(*given)) : listen_unix(at.path);
    if (!fd) return tl::unexpected(fd.error());
    if (!given) out.made.push_back(at.path);
    out.listeners.push_back({std::move(*fd), nullptr, at.circuits, at.reserved});
  }
  if (!config.admin.empty()) {
    auto fd = listen_unix(config.admin, Guests::none);
    if (!fd) return tl::unexpected(fd.error());
    out.made.push_back(config.admin);
    out.admin = std::move(*fd);
  }
  if (!inherited.all_taken()) {
    return tl::unexpected(
        ConfigProblem{"a socket was passed on that no [[listen]] of the configuration has"});
  }
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

// All of them or none: half of a renewal would serve two generations at once.
void renew_certificates(const Config& config, Server& server) {
  auto tls = load_tls(config);
  if (!tls) return log(Event::certificates_kept);
  for (std::size_t i = 0; i < tls->size(); ++i) {
    server.replace_tls(config.loopback_listeners.size() + i, std::move((*tls)[i]));
  }
  log(Event::certificates_renewed);
}

Limits limits_of(const Config& config) {
  Limits limits;
  limits.connections = config.max_connections;
  limits.body_bytes = body_bytes(config);
  return limits;
}

}  // namespace

OrProblem<std::vector<Tls>> load_tls(const Config& config) {
  std::vector<Tls> out;
  for (const TlsListener& at : config.tls_listeners) {
    auto tls = make_tls(at.certificate, at.key);
    if (!tls) return tl::unexpected(tls.error());
    out.push_back(std::move(*tls));
  }
  return out;
}

int run(const Config& config, int ready_fd) {
  // Private numbers of TLS keys are in memory that is locked and in no core dump.
  CRYPTO_secure_malloc_init(std::size_t{1} << 16, 32);
  Notifier notifier;
  auto doors = open_listeners(config);
  if (!doors) return fail_with(doors.error());
  // Before the service: its threads inherit what is taken away here.
  const std::string locked = lock_down(config);

  SystemClock clock;
  SystemRng rng;
  auto service = Service::open(config, clock, rng);
  if (!service) return fail_with(service.error(), config);
  ServiceHandler handler(**service);
  Server server(std::move(doors->listeners), handler, limits_of(config));
  server.stop_on_signals([&] { renew_certificates(config, server); });
  if (auto pause = notifier.watchdog()) server.call_every(*pause, [&] { notifier.say("WATCHDOG=1"); });
  (*service)->start();
  std::optional<Admin> admin;
  if (doors->admin) admin.emplace(std::move(*doors->admin), [&] { return to_message((*service)->health()); });

  // Everything is open and every thread runs.
  auto limited = allow_only_needed_system_calls();
  if (!limited) return fail_with(limited.error());
  log_line(locked + ", " + *limited);
  if (config.pool == PoolMode::ram) say_price_of_ram();
  tell_ready(ready_fd);
  notifier.say("READY=1");
  const bool served = server.run();
  notifier.say("STOPPING=1");
  // While the server still exists: answers may be on their way to it.
  admin.reset();
  (*service)->stop();
  for (const auto& path : doors->made) ::unlink(path.c_str());
  log(Event::stopped);
  return served ? 0 : 1;
}

}  // namespace adit::gateway
