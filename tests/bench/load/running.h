// SPDX-License-Identifier: Apache-2.0
// Servers as processes, side by side: the gateway, its front with a handler that says yes at once, nginx.
#pragma once

#include <adit/api.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/gateway/process.h"
#include "tests/gateway/wire.h"
#include "tests/support/world.h"

namespace adit::bench {

inline constexpr std::uint32_t kEpochSeconds = 30;

struct Ports {
  std::uint16_t plain = 0;
  std::uint16_t tls = 0;
};

// Any of them.
class Running {
 public:
  virtual ~Running() = default;
  const Ports& ports() const { return ports_; }
  double cpu_seconds() const;  // of it and its children
  double resident_mb() const;
  double peak_mb() const;  // of the process that serves

 protected:
  pid_t pid() const;  // whose command line has our mark
  std::vector<pid_t> family() const;
  test::TempFolder folder_;
  Ports ports_;
  std::unique_ptr<test::Process> process_;
};

class Nginx final : public Running {
 public:
  explicit Nginx(const std::filesystem::path& root);
};

class Front final : public Running {
 public:
  explicit Front(const std::filesystem::path& root);
};

struct GatewayOptions {
  std::uint32_t puzzle_bits = 0;
  std::uint32_t hard_bits = 0;
  std::uint32_t pool_letters = 16384;
  std::uint32_t max_connections = 512;
  std::uint32_t max_memory_mb = 512;
};

class RealGateway final : public Running {
 public:
  explicit RealGateway(const GatewayOptions& options);
  // Documents, then the first epoch. False with a word on what went wrong.
  bool bring_up();
  test::Wire local() const { return test::Wire::local(folder_.path() / "socket"); }
  std::filesystem::path public_file(const std::string& target) const {
    return folder_.path() / "data/public" / target.substr(1);
  }
  // Epoch and root of the newest checkpoint.
  std::pair<Epoch, Digest> seed() const;
  const test::World& world() const { return world_; }

 private:
  test::World world_;
};

// 202 or another status, 0 without an answer.
int status_of(const std::string& reply);
std::string post_request(std::string_view path, ByteSpan body, bool keep);

}  // namespace adit::bench
