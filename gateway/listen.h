// SPDX-License-Identifier: Apache-2.0
// Listening sockets, made with plain system calls: all that can go wrong before the first request is
// said in one sentence that names the listener.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/config.h"

namespace adit::gateway {

// Owns a descriptor.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd();

  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

// Listening sockets that systemd opened for this process (sd_listen_fds(3)). A listener of the
// configuration that has the address of one of them takes it.
class Inherited {
 public:
  Inherited();  // reads LISTEN_PID and LISTEN_FDS
  // Nothing if there is none at this address.
  std::optional<Fd> take_unix(const std::filesystem::path& path);
  std::optional<Fd> take_tcp(const TcpListener& at);
  bool all_taken() const { return sockets_.empty(); }

 private:
  std::vector<Fd> sockets_;
};

// A socket that is left over from a process that died is replaced; one on which somebody listens, and
// any other kind of file, is not. Made with mode 0660, or 0600 for the owner alone.
enum class Guests : std::uint8_t { group, none };
OrProblem<Fd> listen_unix(const std::filesystem::path& path, Guests guests = Guests::group);
// Address is a literal; port 0 lets the system choose.
OrProblem<Fd> listen_tcp(const TcpListener& at);

bool is_literal_address(const std::string& address);
bool is_loopback(const std::string& address);
std::uint16_t local_port(const Fd& listener);  // 0 for a Unix socket

}  // namespace adit::gateway
