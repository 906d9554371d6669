// SPDX-License-Identifier: Apache-2.0
#include "tests/client/net/servers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace adit::test {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

int listen_anywhere(std::uint16_t& port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof(address);
  if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(fd, 64) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no loopback socket");
  }
  port = ntohs(address.sin_port);
  return fd;
}

int connect_loopback(std::uint16_t port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(port);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    close(fd);
    return -1;
  }
  return fd;
}

bool receive_exactly(int fd, std::string& out, std::size_t bytes) {
  out.assign(bytes, '\0');
  std::size_t have = 0;
  while (have < bytes) {
    ssize_t n = recv(fd, out.data() + have, bytes - have, 0);
    if (n <= 0) return false;
    have += static_cast<std::size_t>(n);
  }
  return true;
}

// Carries bytes both ways until one side ends.
void splice(int a, int b) {
  std::array<char, 16384> buffer;
  for (;;) {
    std::array<pollfd, 2> fds{{{a, POLLIN, 0}, {b, POLLIN, 0}}};
    if (poll(fds.data(), fds.size(), 30'000) <= 0) return;
    for (std::size_t i = 0; i < fds.size(); ++i) {
      if (fds[i].revents == 0) continue;
      ssize_t n = recv(fds[i].fd, buffer.data(), buffer.size(), 0);
      if (n <= 0) return;
      send_all(fds[1 - i].fd, std::string(buffer.data(), static_cast<std::size_t>(n)));
    }
  }
}

}  // namespace

TcpServer::TcpServer(Handler handler) : handler_(std::move(handler)), fd_(listen_anywhere(port_)) {
  thread_ = std::thread([this] { run(); });
}

TcpServer::~TcpServer() {
  stop_ = true;
  int wake = connect_loopback(port_);
  thread_.join();
  if (wake >= 0) close(wake);
  close(fd_);
}

std::string TcpServer::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

void TcpServer::run() {
  for (;;) {
    int fd = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
    if (!stop_ && fd >= 0) handler_(fd);
    if (fd >= 0) close(fd);
    if (stop_) return;
  }
}

std::uint16_t closed_port() {
  std::uint16_t port = 0;
  close(listen_anywhere(port));
  return port;
}

void send_all(int fd, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    ssize_t n = send(fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) return;
    sent += static_cast<std::size_t>(n);
  }
}

std::string receive_request(int fd) {
  std::string request;
  std::array<char, 16384> buffer;
  std::size_t whole = std::string::npos;
  while (request.size() < whole) {
    ssize_t n = recv(fd, buffer.data(), buffer.size(), 0);
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

std::string http_answer(unsigned status, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) + " -\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

ScriptedServer::ScriptedServer(std::string answer)
    : answer_(std::move(answer)), server_([this](int fd) {
        std::string request = receive_request(fd);
        {
          std::lock_guard lock(mutex_);
          requests_.push_back(request);
        }
        send_all(fd, answer_);
      }) {}

std::vector<std::string> ScriptedServer::requests() {
  std::lock_guard lock(mutex_);
  return requests_;
}

SocksServer::SocksServer(std::map<std::string, std::uint16_t> names, unsigned char refusal)
    : names_(std::move(names)), refusal_(refusal), server_([this](int fd) { serve(fd); }) {}

std::vector<SocksRequest> SocksServer::requests() {
  std::lock_guard lock(mutex_);
  return requests_;
}

void SocksServer::serve(int fd) {
  std::string in;
  SocksRequest request;
  auto take_counted = [&](std::string& out) {
    return receive_exactly(fd, in, 1) && receive_exactly(fd, out, static_cast<unsigned char>(in[0]));
  };
  if (!receive_exactly(fd, in, 3) || in != std::string("\x05\x01\x02", 3)) return;
  send_all(fd, std::string("\x05\x02", 2));
  if (!receive_exactly(fd, in, 1) || in[0] != 1) return;
  if (!take_counted(request.user) || !take_counted(request.password)) return;
  send_all(fd, std::string("\x01\x00", 2));
  if (!receive_exactly(fd, in, 4)) return;
  request.address_type = in[3];
  if (in[3] == 3 && !take_counted(request.host)) return;
  if (!receive_exactly(fd, in, 2)) return;
  request.port =
      static_cast<std::uint16_t>(static_cast<unsigned char>(in[0]) << 8 | static_cast<unsigned char>(in[1]));
  {
    std::lock_guard lock(mutex_);
    requests_.push_back(request);
  }
  auto at = names_.find(request.host);
  int onward = at == names_.end() ? -1 : connect_loopback(at->second);
  std::string reply("\x05\x00\x00\x01\x7f\x00\x00\x01\x12\x34", 10);
  if (onward < 0) reply[1] = static_cast<char>(refusal_);
  send_all(fd, reply);
  if (onward < 0) return;
  splice(fd, onward);
  close(onward);
}

}  // namespace adit::test
