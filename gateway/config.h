// SPDX-License-Identifier: Apache-2.0
// The gateway's configuration, read from TOML. Everything that the council decides (epochs, batch
// sizes, puzzle) is in the signed directory and not here.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace adit::gateway {

// Where accepted objects wait for the tick, and what happens to them at a power cut.
enum class PoolMode : std::uint8_t {
  disk,  // a 202 follows a flush of the pool file; k_pool lies beside it and is replaced at each tick
  ram,   // k_pool is in memory only: nothing accepted survives the process, nothing can be seized
};

struct UnixListener {
  std::filesystem::path path;  // made with mode 0660
  bool circuits = false;       // Tor names the circuit first (HiddenServiceExportCircuitID haproxy)
  std::uint32_t reserved = 0;  // places beyond max_connections, for this listener alone
};
struct TcpListener {
  std::string address;  // a literal IPv4 or IPv6 address; plain HTTP is allowed on loopback only
  std::uint16_t port = 0;
};
struct TlsListener {
  TcpListener at;
  std::filesystem::path certificate;  // PEM chain
  std::filesystem::path key;          // PEM
};

struct Config {
  DeploymentId deployment;
  std::filesystem::path data;  // 0700, made if missing
  // How far this machine has signed, outside of `data`; made if missing. Empty: not kept, tests only.
  std::filesystem::path marker;
  std::filesystem::path admin;  // the operator's socket, mode 0600; empty: none
  PoolMode pool = PoolMode::disk;
  std::uint32_t pool_letters = 4096;  // cells; when all are taken uploads are answered 503
  std::uint32_t pool_parcels = 1024;
  std::uint32_t max_connections = 512;
  std::uint32_t max_memory_mb = 512;  // what connections and uploads may need; more is refused at the start
  std::uint32_t puzzle_threads = 1;

  std::vector<UnixListener> unix_listeners;
  std::vector<TcpListener> loopback_listeners;
  std::vector<TlsListener> tls_listeners;
};

// What is wrong with a configuration, as one sentence that names the key.
struct ConfigProblem {
  std::string sentence;
};

// A value, or the sentence that says why there is none: for what happens before the gateway runs.
template <class T>
using OrProblem = tl::expected<T, ConfigProblem>;

// Exactly one of the two is meaningful.
struct ConfigOutcome {
  std::optional<Config> config;
  ConfigProblem problem;
};
// Unknown keys, wrong types, values out of range and files that cannot be read are problems.
ConfigOutcome load_config(const std::filesystem::path& file);
// Of max_memory_mb half is for connections, a quarter for uploads under way and the rest for everything else.
std::size_t body_bytes(const Config& config);
// Connections that may be open at once, over all listeners.
std::size_t places(const Config& config);
// One for each connection and one for the file it reads, and some for everything else.
std::size_t descriptors(const Config& config);
// What is in force, one "key = value" a line, defaults included.
std::string describe(const Config& config);

}  // namespace adit::gateway
