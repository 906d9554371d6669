// SPDX-License-Identifier: Apache-2.0
#include "tests/gateway/wire.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace adit::test {
namespace {

int connect_to(const sockaddr* address, socklen_t bytes, int family) {
  std::signal(SIGPIPE, SIG_IGN);
  int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  timeval patience{30, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (fd < 0 || connect(fd, address, bytes) != 0) {
    if (fd >= 0) close(fd);
    throw std::runtime_error("cannot connect");
  }
  return fd;
}

}  // namespace

TestCertificate make_certificate(const TempFolder& folder, const std::string& name, long seconds) {
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  std::unique_ptr<X509, decltype(&X509_free)> x509(X509_new(), X509_free);
  X509_set_version(x509.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509.get()), -86400);
  X509_gmtime_adj(X509_getm_notAfter(x509.get()), seconds);
  X509_NAME* subject = X509_get_subject_name(x509.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"),
                             -1, -1, 0);
  X509_set_issuer_name(x509.get(), subject);
  X509_set_pubkey(x509.get(), key.get());
  if (X509_sign(x509.get(), key.get(), EVP_sha256()) == 0) throw std::runtime_error("cannot sign");

  TestCertificate out{folder.path() / (name + "-certificate.pem"), folder.path() / (name + "-key.pem")};
  std::unique_ptr<FILE, int (*)(FILE*)> to_certificate(fopen(out.certificate.c_str(), "w"), fclose);
  std::unique_ptr<FILE, int (*)(FILE*)> to_key(fopen(out.key.c_str(), "w"), fclose);
  if (PEM_write_X509(to_certificate.get(), x509.get()) != 1 ||
      PEM_write_PrivateKey(to_key.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    throw std::runtime_error("cannot write the certificate");
  }
  return out;
}

Wire Wire::tcp(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Wire wire(connect_to(reinterpret_cast<const sockaddr*>(&address), sizeof address, AF_INET));
  const int on = 1;
  setsockopt(wire.fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return wire;
}

Wire Wire::local(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.string().copy(address.sun_path, sizeof address.sun_path - 1);
  return Wire(connect_to(reinterpret_cast<const sockaddr*>(&address), sizeof address, AF_UNIX));
}

Wire Wire::tls(std::uint16_t port) {
  Wire wire = tcp(port);
  SslContext context(SSL_CTX_new(TLS_client_method()));
  wire.ssl_.reset(SSL_new(context.get()));
  SSL_set_fd(wire.ssl_.get(), wire.fd_);
  if (SSL_connect(wire.ssl_.get()) != 1) throw std::runtime_error("no TLS");
  return wire;
}

Wire::~Wire() {
  ssl_.reset();
  if (fd_ >= 0) close(fd_);
}

bool Wire::send(std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t n = 0;
    if (ssl_) {
      if (SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &n) != 1) return false;
    } else {
      ssize_t written = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (written <= 0) return false;
      n = static_cast<std::size_t>(written);
    }
    bytes.remove_prefix(n);
  }
  return true;
}

std::size_t Wire::read(char* into, std::size_t bytes) {
  errno = 0;
  if (ssl_) {
    std::size_t n = 0;
    if (SSL_read_ex(ssl_.get(), into, bytes, &n) == 1) return n;
  } else {
    ssize_t n = ::recv(fd_, into, bytes, 0);
    if (n > 0) return static_cast<std::size_t>(n);
    if (n == 0) return 0;
  }
  if (errno == EAGAIN || errno == EWOULDBLOCK)
    throw std::runtime_error("the peer neither answers nor closes");
  return 0;
}

std::string Wire::reply() {
  std::string out;
  char c = 0;
  while (!out.ends_with("\r\n\r\n")) {
    if (read(&c, 1) == 0) return out;
    out.push_back(c);
  }
  constexpr std::string_view kLength = "Content-Length: ";
  auto at = out.find(kLength);
  if (at == std::string::npos) return out;
  auto bytes = std::stoul(out.substr(at + kLength.size()));
  while (bytes > 0) {
    std::array<char, 65536> piece;
    std::size_t n = read(piece.data(), std::min(bytes, piece.size()));
    if (n == 0) return out;
    out.append(piece.data(), n);
    bytes -= n;
  }
  return out;
}

std::string Wire::rest() {
  std::string out;
  std::array<char, 65536> piece;
  for (;;) {
    std::size_t n = read(piece.data(), piece.size());
    if (n == 0) return out;
    out.append(piece.data(), n);
  }
}

std::string Wire::certificate() const {
  std::unique_ptr<X509, decltype(&X509_free)> x509(SSL_get1_peer_certificate(ssl_.get()), X509_free);
  unsigned char* der = nullptr;
  const int bytes = i2d_X509(x509.get(), &der);
  if (bytes <= 0) return "";
  std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(bytes));
  OPENSSL_free(der);
  return out;
}

}  // namespace adit::test
