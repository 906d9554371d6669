// SPDX-License-Identifier: Apache-2.0
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdio>
#include <stdexcept>

#include "tests/client/net/servers.h"

namespace adit::test {
namespace {

using EvpKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr long kDay = 86400;

EvpKey make_key() {
  EvpKey key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  if (!key) throw std::runtime_error("no key");
  return key;
}

void extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  if (extension == nullptr) throw std::runtime_error("no extension");
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate make_certificate(const char* name, EVP_PKEY* key, long serial, long not_after) {
  Certificate certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -30 * kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), not_after);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  return certificate;
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  if (X509_sign(certificate, issuer_key, EVP_sha256()) == 0) throw std::runtime_error("not signed");
}

void write_pem(const std::filesystem::path& path, X509* certificate) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  if (file == nullptr || PEM_write_X509(file, certificate) != 1) throw std::runtime_error("no PEM file");
  std::fclose(file);
}

std::string receive_tls_request(SSL* ssl) {
  std::string request;
  std::array<char, 16384> buffer;
  std::size_t whole = std::string::npos;
  while (request.size() < whole) {
    int n = SSL_read(ssl, buffer.data(), static_cast<int>(buffer.size()));
    if (n <= 0) break;
    request.append(buffer.data(), static_cast<std::size_t>(n));
    std::size_t head = request.find("\r\n\r\n");
    if (head == std::string::npos || whole != std::string::npos) continue;
    std::size_t field = request.find("Content-Length: ");
    std::size_t body = field < head ? std::strtoul(request.c_str() + field + 16, nullptr, 10) : 0;
    whole = head + 4 + body;
  }
  return request;
}

}  // namespace

TlsIdentity make_tls_identity(const std::filesystem::path& folder, const std::string& names, Defect defect) {
  EvpKey root_key = make_key();
  Certificate root = make_certificate("Test authority", root_key.get(), 1, 365 * kDay);
  X509_set_issuer_name(root.get(), X509_get_subject_name(root.get()));
  extend(root.get(), root.get(), NID_basic_constraints, "critical,CA:TRUE");
  extend(root.get(), root.get(), NID_key_usage, "critical,keyCertSign");
  sign(root.get(), root.get(), root_key.get());

  EvpKey key = make_key();
  Certificate leaf =
      make_certificate("Test server", key.get(), 2, defect == Defect::expired ? -kDay : 90 * kDay);
  X509_set_issuer_name(leaf.get(), X509_get_subject_name(root.get()));
  extend(leaf.get(), root.get(), NID_subject_alt_name, names);
  extend(leaf.get(), root.get(), NID_ext_key_usage, "serverAuth");
  sign(leaf.get(), root.get(), root_key.get());

  TlsIdentity identity;
  identity.authority = folder / "authority.pem";
  write_pem(identity.authority, root.get());
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  identity.context = std::shared_ptr<void>(context, [](void* c) { SSL_CTX_free(static_cast<SSL_CTX*>(c)); });
  if (defect == Defect::old_tls) SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
  if (SSL_CTX_use_certificate(context, leaf.get()) != 1 || SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    throw std::runtime_error("certificate refused");
  }
  return identity;
}

TlsServer::TlsServer(TlsIdentity identity, std::string answer)
    : identity_(std::move(identity)), answer_(std::move(answer)), server_([this](int fd) {
        SSL* ssl = SSL_new(static_cast<SSL_CTX*>(identity_.context.get()));
        SSL_set_fd(ssl, fd);
        if (SSL_accept(ssl) == 1) {
          std::string request = receive_tls_request(ssl);
          {
            std::lock_guard lock(mutex_);
            requests_.push_back(request);
          }
          SSL_write(ssl, answer_.data(), static_cast<int>(answer_.size()));
          SSL_shutdown(ssl);
        }
        SSL_free(ssl);
      }) {}

std::vector<std::string> TlsServer::requests() {
  std::lock_guard lock(mutex_);
  return requests_;
}

}  // namespace adit::test
