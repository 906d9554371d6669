// SPDX-License-Identifier: Apache-2.0
// Real servers on loopback for the transport's tests: plain, TLS with an authority of their own, and
// a SOCKS5 proxy that writes down what it is asked.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/temp_folder.h"

namespace adit::test {

// Accepts until it dies; each connection is handled on one thread, one after another.
class TcpServer {
 public:
  using Handler = std::function<void(int fd)>;
  explicit TcpServer(Handler handler);
  ~TcpServer();
  TcpServer(const TcpServer&) = delete;
  TcpServer& operator=(const TcpServer&) = delete;
  std::uint16_t port() const { return port_; }
  std::string url() const;

 private:
  void run();
  Handler handler_;
  std::uint16_t port_ = 0;
  int fd_;  // after port_, which it fills
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

// A port of loopback where nobody listens.
std::uint16_t closed_port();

void send_all(int fd, const std::string& bytes);
// A whole request, by its Content-Length; less if the peer closes before.
std::string receive_request(int fd);

std::string http_answer(unsigned status, const std::string& body = {});

// Answers every request with the same bytes and remembers the requests.
class ScriptedServer {
 public:
  explicit ScriptedServer(std::string answer);
  std::uint16_t port() const { return server_.port(); }
  std::string url() const { return server_.url(); }
  std::vector<std::string> requests();

 private:
  std::string answer_;
  std::mutex mutex_;
  std::vector<std::string> requests_;
  TcpServer server_;
};

// --- TLS ---

enum class Defect { none, expired, old_tls };

// A new authority and a certificate by it. `authority` is a PEM file below the folder.
struct TlsIdentity {
  std::filesystem::path authority;
  std::shared_ptr<void> context;  // SSL_CTX of a server
};
// names: "DNS:host" or "IP:127.0.0.1".
TlsIdentity make_tls_identity(const std::filesystem::path& folder, const std::string& names,
                              Defect defect = Defect::none);

class TlsServer {
 public:
  TlsServer(TlsIdentity identity, std::string answer);
  std::uint16_t port() const { return server_.port(); }
  std::vector<std::string> requests();

 private:
  TlsIdentity identity_;
  std::string answer_;
  std::mutex mutex_;
  std::vector<std::string> requests_;
  TcpServer server_;
};

// --- SOCKS5 ---

struct SocksRequest {
  std::string user;
  std::string password;
  int address_type = 0;
  std::string host;
  std::uint16_t port = 0;
};

class SocksServer {
 public:
  // Names it knows, and the loopback ports they stand for. Others are refused with `refusal`.
  explicit SocksServer(std::map<std::string, std::uint16_t> names, unsigned char refusal = 4);
  std::uint16_t port() const { return server_.port(); }
  // Probes (a greeting and nothing more) are not among them.
  std::vector<SocksRequest> requests();

 private:
  void serve(int fd);
  std::map<std::string, std::uint16_t> names_;
  unsigned char refusal_;
  std::mutex mutex_;
  std::vector<SocksRequest> requests_;
  TcpServer server_;
};

}  // namespace adit::test
