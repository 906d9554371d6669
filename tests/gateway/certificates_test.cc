// SPDX-License-Identifier: Apache-2.0
// Certificates are renewed while the gateway runs.
#include <openssl/x509.h>

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "gateway/listen.h"
#include "tests/gateway/front_world.h"
#include "tests/gateway/process.h"

using namespace adit;
using namespace adit::test;

namespace {

// A port that was free a moment ago.
std::uint16_t free_port() {
  auto listener = gateway::listen_tcp({"127.0.0.1", 0});
  REQUIRE(listener);
  return gateway::local_port(*listener);
}

bool says(const Process& process, const char* what) {
  for (int i = 0; i < 30'000; ++i) {
    if (process.err().find(what) != std::string::npos) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

}  // namespace

TEST_CASE("SIGHUP renews certificate and key, and keeps the old ones if the new do not fit",
          "[program][tls]") {
  TempFolder folder;
  auto first = make_certificate(folder, "first");
  auto second = make_certificate(folder, "second");
  const auto certificate = folder.path() / "tls.pem";
  const auto key = folder.path() / "tls.key";
  auto use = [&](const TestCertificate& pem) {
    // As renewals do: new files take the names.
    std::filesystem::copy_file(pem.certificate, folder.path() / "new.pem");
    std::filesystem::rename(folder.path() / "new.pem", certificate);
    std::filesystem::copy_file(pem.key, folder.path() / "new.key");
    std::filesystem::rename(folder.path() / "new.key", key);
  };
  use(first);
  std::unique_ptr<Process> process;
  std::uint16_t port = 0;
  for (int attempt = 0; attempt < 5 && (!process || !process->ready()); ++attempt) {
    port = free_port();
    auto config =
        folder.put("gateway.toml", "deployment = \"" + std::string(64, 'a') +
                                       "\"\ndata = \"data\"\n[[listen]]\ntype = \"tls\"\naddress = "
                                       "\"127.0.0.1\"\nport = " +
                                       std::to_string(port) + "\ncertificate = \"" + certificate.string() +
                                       "\"\nkey = \"" + key.string() + "\"\n");
    process = std::make_unique<Process>(
        std::vector<std::string>{ADIT_STUB_GATEWAY, "run", "--config", config.string()},
        Process::Ready::awaited);
  }
  REQUIRE(process->ready());
  Wire before = Wire::tls(port);
  const std::string one = before.certificate();
  CHECK_FALSE(one.empty());

  use(second);
  process->signal(SIGHUP);
  REQUIRE(says(*process, "those of the files now"));
  const std::string two = Wire::tls(port).certificate();
  CHECK(two != one);
  // A connection that was there goes on.
  before.send(get("/v1/feed/7"));
  CHECK(before.rest().starts_with("HTTP/1.1 404 "));

  std::filesystem::copy_file(first.key, folder.path() / "new.key");
  std::filesystem::rename(folder.path() / "new.key", key);  // of another certificate
  process->signal(SIGHUP);
  REQUIRE(says(*process, "those in use stay"));
  CHECK(Wire::tls(port).certificate() == two);
  process->signal(SIGTERM);
  CHECK(process->wait() == 0);
}
