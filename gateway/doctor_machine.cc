// SPDX-License-Identifier: Apache-2.0
#include <adit/clock.h>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cstdio>

#include "gateway/doctor.h"
#include "gateway/tls.h"

namespace adit::gateway {
namespace {

constexpr int kRenewDays = 14;
constexpr std::uint64_t kLeastFreeMb = 256;

Finding certificate(const TlsListener& at, UnixTime now) {
  const std::string name = at.certificate.string();
  auto tls = make_tls(at.certificate, at.key);
  if (!tls) return {false, tls.error().sentence};
  const auto at_once = static_cast<time_t>(seconds(now));
  std::unique_ptr<ASN1_TIME, void (*)(ASN1_TIME*)> today(ASN1_TIME_set(nullptr, at_once), ASN1_TIME_free);
  const X509* x509 = SSL_CTX_get0_certificate(tls->get());
  int days = 0;
  int rest = 0;
  if (!today || x509 == nullptr || ASN1_TIME_diff(&days, &rest, today.get(), X509_get0_notAfter(x509)) != 1) {
    return {false, fmt::format("the end of the certificate {} cannot be read", name)};
  }
  if (days < 0 || rest < 0) return {false, fmt::format("the certificate {} has expired: renew it", name)};
  int before_days = 0;
  int before_rest = 0;
  if (ASN1_TIME_diff(&before_days, &before_rest, X509_get0_notBefore(x509), today.get()) != 1 ||
      before_days < 0 || before_rest < 0) {
    return {false, fmt::format("the certificate {} is not valid yet: see whether the clock is right", name)};
  }
  if (days < kRenewDays) {
    return {false, fmt::format("the certificate {} ends in {} days: renew it, then send SIGHUP", name, days)};
  }
  return {true, fmt::format("the certificate {} and its key fit, and hold for {} days", name, days)};
}

Finding socket_folder(const std::filesystem::path& socket) {
  auto folder = socket.has_parent_path() ? socket.parent_path() : std::filesystem::path(".");
  struct stat status{};
  if (stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    return {false, fmt::format("the folder {} of a socket is missing: make it (deploy/systemd has lines for "
                               "it), or the gateway cannot open the socket",
                               folder.string())};
  }
  return {true, fmt::format("the folder {} of a socket is there", folder.string())};
}

Finding free_space(const Config& config) {
  // Of the nearest folder that is there.
  std::filesystem::path at = config.data;
  struct statvfs disk{};
  while (statvfs(at.c_str(), &disk) != 0) {
    if (!at.has_relative_path()) return {false, "the free space of the disk cannot be seen"};
    at = at.parent_path();
  }
  const std::uint64_t free_mb = std::uint64_t{disk.f_bavail} * disk.f_frsize >> 20;
  if (free_mb < kLeastFreeMb) {
    return {false, fmt::format("the disk of {} is nearly full: make room, at least {} MB",
                               config.data.string(), kLeastFreeMb)};
  }
  if ((disk.f_flag & ST_RDONLY) != 0) {
    return {false, fmt::format("the disk of {} can only be read", config.data.string())};
  }
  return {true, "the disk has room"};
}

Finding open_files(const Config& config) {
  const rlim_t wanted = descriptors(config);
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max < wanted) {
    return {false, fmt::format("at most {} files may be open here, and so many connections need {}: raise "
                               "LimitNOFILE, or have fewer max_connections",
                               limit.rlim_max, wanted)};
  }
  return {true, "enough files may be open for so many connections"};
}

int tell(const Findings& findings) {
  bool ok = true;
  for (const Finding& f : findings) {
    std::printf("%s %s\n", f.ok ? "ok  " : "LOOK", f.sentence.c_str());
    ok = ok && f.ok;
  }
  return ok ? 0 : 1;
}

}  // namespace

Findings examine_machine(const Config& config, UnixTime now) {
  Findings out;
  for (const TlsListener& at : config.tls_listeners) out.push_back(certificate(at, now));
  for (const UnixListener& at : config.unix_listeners) out.push_back(socket_folder(at.path));
  if (!config.admin.empty()) out.push_back(socket_folder(config.admin));
  out.push_back(free_space(config));
  out.push_back(open_files(config));
  return out;
}

int run_doctor(const std::filesystem::path& config_file) {
  ConfigOutcome outcome = load_config(config_file);
  if (!outcome.config) return tell({{false, outcome.problem.sentence}});
  const UnixTime now = SystemClock().now();
  Findings all{{true, "the configuration can be used"}};
  for (Findings part : {examine_data(*outcome.config, now), examine_machine(*outcome.config, now)}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return tell(all);
}

}  // namespace adit::gateway
