// SPDX-License-Identifier: Apache-2.0
#include "gateway/notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

namespace adit::gateway {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

Fd connect_to(std::string_view path) {
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof address.sun_path || (path[0] != '/' && path[0] != '@'))
    return Fd();
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  if (path[0] == '@') address.sun_path[0] = '\0';  // a name without a file
  const auto bytes = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  Fd fd(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (fd && connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), bytes) != 0) return Fd();
  return fd;
}

}  // namespace

Notifier::Notifier() : socket_(connect_to(variable("NOTIFY_SOCKET"))) {
  const std::string pid(variable("WATCHDOG_PID"));
  if (!socket_ || (!pid.empty() && pid != std::to_string(getpid()))) return;
  const long long microseconds = std::atoll(std::string(variable("WATCHDOG_USEC")).c_str());
  if (microseconds > 0) watchdog_ = std::chrono::milliseconds(std::max(microseconds / 2000, 1LL));
}

void Notifier::say(std::string_view state) const {
  // Nobody can be told if it fails; systemd will notice.
  if (socket_) [[maybe_unused]]
    auto sent = send(socket_.get(), state.data(), state.size(), MSG_NOSIGNAL);
}

}  // namespace adit::gateway
