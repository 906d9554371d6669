// SPDX-License-Identifier: Apache-2.0
#include "gateway/admin.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "gateway/commands.h"

namespace adit::gateway {
namespace {
constexpr std::size_t kMaxMessageBytes = 4096;
}  // namespace

Admin::Admin(Fd listener, std::function<std::string()> say)
    : listener_(std::move(listener)), say_(std::move(say)) {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return;
  stop_ = Fd(ends[0]);
  stopper_ = Fd(ends[1]);
  thread_ = std::thread([this] { serve(); });
}

Admin::~Admin() {
  stopper_ = Fd();
  if (thread_.joinable()) thread_.join();
}

bool Admin::stops_within(int milliseconds) const {
  pollfd end{stop_.get(), POLLIN, 0};
  return poll(&end, 1, milliseconds) > 0;
}

void Admin::serve() {
  for (;;) {
    std::array<pollfd, 2> waiting{pollfd{listener_.get(), POLLIN, 0}, pollfd{stop_.get(), POLLIN, 0}};
    if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
    if (waiting[1].revents != 0) return;
    if (waiting[0].revents == 0) continue;
    Fd peer(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!peer) {
      // Without a descriptor left the listener stays ready: a moment, not a loop.
      if (stops_within(1000)) return;
      continue;
    }
    // Short enough for the buffer of any socket; a peer that is gone is no matter.
    const std::string message = say_();
    [[maybe_unused]] auto sent = send(peer.get(), message.data(), message.size(), MSG_NOSIGNAL);
  }
}

int run_status(const Config& config, bool json) {
  if (config.admin.empty()) {
    return fail_with("the configuration names no socket for the operator",
                     "add admin = \"/run/adit-gateway/admin.sock\" and start the gateway again", 2);
  }
  const std::string where = config.admin.string();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (where.size() >= sizeof address.sun_path) return fail_with(where + ": the path is too long", "", 2);
  where.copy(address.sun_path, sizeof address.sun_path - 1);
  Fd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd || connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return fail_with("no gateway answers at " + where,
                     "see whether it runs, and ask as its own user; adit-gateway doctor looks at the rest",
                     1);
  }
  std::string message;
  std::array<char, 1024> piece{};
  while (message.size() < kMaxMessageBytes) {
    const ssize_t n = read(fd.get(), piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    message.append(piece.data(), static_cast<std::size_t>(n));
  }
  const auto end = message.find('\n');
  if (end == std::string::npos) return fail_with("the gateway at " + where + " said nothing", "", 1);
  std::fputs((json ? message.substr(0, end + 1) : message.substr(end + 1)).c_str(), stdout);
  return message.starts_with("{\"state\":\"serving\"") ? 0 : 1;
}

}  // namespace adit::gateway
