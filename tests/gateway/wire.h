// SPDX-License-Identifier: Apache-2.0
// Raw connections to a gateway, so that a test can send what no HTTP library would: over TCP, a Unix
// socket, or TLS with a certificate made on the spot. A peer that neither answers nor closes makes a
// test fail after half a minute; nothing else depends on time.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "tests/support/temp_folder.h"

namespace adit::test {

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using SslContext = std::unique_ptr<SSL_CTX, FreeSsl>;

// A fresh P-256 key and a certificate for it, as certificate.pem and key.pem.
struct TestCertificate {
  std::filesystem::path certificate;
  std::filesystem::path key;
};
TestCertificate make_certificate(const TempFolder& folder, const std::string& name, long seconds = 86400);

class Wire {
 public:
  static Wire tcp(std::uint16_t port);
  static Wire local(const std::filesystem::path& path);
  // Does not verify the certificate: that is the business of the client's own tests.
  static Wire tls(std::uint16_t port);

  Wire(Wire&& other) noexcept : fd_(std::exchange(other.fd_, -1)), ssl_(std::move(other.ssl_)) {}
  ~Wire();

  // False once the peer has closed.
  bool send(std::string_view bytes);
  // One reply: head and as many bytes as its Content-Length says. Less if the peer closes.
  std::string reply();
  // Everything until the peer closes.
  std::string rest();
  // Of a TLS peer, in DER.
  std::string certificate() const;

 private:
  explicit Wire(int fd) : fd_(fd) {}
  std::size_t read(char* into, std::size_t bytes);  // 0 when closed

  int fd_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
};

}  // namespace adit::test
