// SPDX-License-Identifier: Apache-2.0
#include "gateway/listen.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <system_error>

namespace adit::gateway {
namespace {

constexpr int kBacklog = 512;

struct Address {
  sockaddr_storage storage{};
  socklen_t bytes = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

std::optional<Address> parse_address(const std::string& text, std::uint16_t port) {
  Address out;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&out.storage);
  if (inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    out.bytes = sizeof *v4;
    return out;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&out.storage);
  if (inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    out.bytes = sizeof *v6;
    return out;
  }
  return std::nullopt;
}

tl::unexpected<ConfigProblem> cannot(const std::string& where) {
  std::string why = std::error_code(errno, std::generic_category()).message();
  return tl::unexpected(ConfigProblem{"cannot listen on " + where + ": " + why});
}

bool same_place(const Address& a, const Address& b) {
  if (a.storage.ss_family != b.storage.ss_family) return false;
  if (a.storage.ss_family == AF_INET) {
    const auto* x = reinterpret_cast<const sockaddr_in*>(&a.storage);
    const auto* y = reinterpret_cast<const sockaddr_in*>(&b.storage);
    return x->sin_port == y->sin_port && x->sin_addr.s_addr == y->sin_addr.s_addr;
  }
  if (a.storage.ss_family != AF_INET6) return false;
  const auto* x = reinterpret_cast<const sockaddr_in6*>(&a.storage);
  const auto* y = reinterpret_cast<const sockaddr_in6*>(&b.storage);
  return x->sin6_port == y->sin6_port && std::memcmp(&x->sin6_addr, &y->sin6_addr, sizeof x->sin6_addr) == 0;
}

// The first one whose own address fits.
template <class Fits>
std::optional<Fd> take(std::vector<Fd>& sockets, Fits fits) {
  for (auto i = sockets.begin(); i != sockets.end(); ++i) {
    Address local;
    local.bytes = sizeof local.storage;
    if (getsockname(i->get(), reinterpret_cast<sockaddr*>(&local.storage), &local.bytes) != 0 || !fits(local))
      continue;
    Fd taken = std::move(*i);
    sockets.erase(i);
    return taken;
  }
  return std::nullopt;
}

Fd new_socket(int family) { return Fd(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)); }

}  // namespace

Fd::~Fd() {
  if (fd_ >= 0) close(fd_);
}

Inherited::Inherited() {
  constexpr int kFirst = 3;
  const char* pid = std::getenv("LISTEN_PID");
  const char* count = std::getenv("LISTEN_FDS");
  if (pid == nullptr || count == nullptr || std::to_string(getpid()) != pid) return;
  const int n = std::atoi(count);
  for (int fd = kFirst; fd < kFirst + n && n < 64; ++fd) {
    int listening = 0;
    socklen_t bytes = sizeof listening;
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &bytes) != 0 || listening == 0) continue;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    sockets_.emplace_back(fd);
  }
}

std::optional<Fd> Inherited::take_unix(const std::filesystem::path& path) {
  return take(sockets_, [&](const Address& at) {
    if (at.storage.ss_family != AF_UNIX) return false;
    const auto* local = reinterpret_cast<const sockaddr_un*>(&at.storage);
    return path == std::string_view(local->sun_path, strnlen(local->sun_path, sizeof local->sun_path));
  });
}

std::optional<Fd> Inherited::take_tcp(const TcpListener& at) {
  auto wanted = parse_address(at.address, at.port);
  return take(sockets_, [&](const Address& found) { return wanted && same_place(*wanted, found); });
}

OrProblem<Fd> listen_unix(const std::filesystem::path& path, Guests guests) {
  const std::string where = path.string();
  Address address;
  auto* local = reinterpret_cast<sockaddr_un*>(&address.storage);
  if (where.empty() || where.size() >= sizeof local->sun_path) {
    return tl::unexpected(
        ConfigProblem{"cannot listen on " + where + ": the path of a socket has at most 107 bytes"});
  }
  local->sun_family = AF_UNIX;
  std::memcpy(local->sun_path, where.c_str(), where.size() + 1);
  address.bytes = sizeof *local;

  struct stat status{};
  if (lstat(where.c_str(), &status) == 0) {
    if (!S_ISSOCK(status.st_mode)) {
      return tl::unexpected(
          ConfigProblem{"cannot listen on " + where + ": a file that is not a socket is there"});
    }
    Fd probe = new_socket(AF_UNIX);
    if (!probe) return cannot(where);
    // Refused means that nobody listens. A full queue (EAGAIN) means that somebody does.
    if (connect(probe.get(), address.get(), address.bytes) == 0 || errno != ECONNREFUSED) {
      return tl::unexpected(ConfigProblem{"cannot listen on " + where + ": another process listens there"});
    }
    unlink(where.c_str());
  }
  Fd fd = new_socket(AF_UNIX);
  if (!fd) return cannot(where);
  // No moment in which the socket is open to others: the mode is set before anyone can connect.
  mode_t old = umask(guests == Guests::group ? 0117 : 0177);
  int bound = bind(fd.get(), address.get(), address.bytes);
  umask(old);
  if (bound != 0 || listen(fd.get(), kBacklog) != 0) return cannot(where);
  return fd;
}

OrProblem<Fd> listen_tcp(const TcpListener& at) {
  const bool v6 = at.address.find(':') != std::string::npos;
  const std::string where = (v6 ? "[" + at.address + "]" : at.address) + ":" + std::to_string(at.port);
  auto address = parse_address(at.address, at.port);
  if (!address) return tl::unexpected(ConfigProblem{"cannot listen on " + where + ": not an IP address"});
  Fd fd = new_socket(address->get()->sa_family);
  if (!fd) return cannot(where);
  const int on = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  // Inherited by accepted sockets: replies are written whole, so nothing is gained by waiting.
  setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (v6) setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (bind(fd.get(), address->get(), address->bytes) != 0 || listen(fd.get(), kBacklog) != 0) {
    return cannot(where);
  }
  return fd;
}

bool is_literal_address(const std::string& address) { return parse_address(address, 0).has_value(); }

bool is_loopback(const std::string& address) {
  auto parsed = parse_address(address, 0);
  if (!parsed) return false;
  if (parsed->storage.ss_family == AF_INET6) return address == "::1";
  const auto* v4 = reinterpret_cast<const sockaddr_in*>(&parsed->storage);
  return (ntohl(v4->sin_addr.s_addr) >> 24) == 127;
}

std::uint16_t local_port(const Fd& listener) {
  Address address;
  address.bytes = sizeof address.storage;
  if (getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address.storage), &address.bytes) != 0)
    return 0;
  if (address.storage.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_port);
  }
  if (address.storage.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_port);
  }
  return 0;
}

}  // namespace adit::gateway
