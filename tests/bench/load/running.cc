// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/load/running.h"

#include <adit/trailer.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "crypto/padded.h"
#include "gateway/listen.h"

namespace adit::bench {
namespace {

using namespace adit::test;

std::uint16_t free_port() {
  auto listener = gateway::listen_tcp({"127.0.0.1", 0});
  if (!listener) throw std::runtime_error(listener.error().sentence);
  return gateway::local_port(*listener);
}

// Empty if it cannot be read: processes come and go.
std::string content(const std::filesystem::path& file) try {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
} catch (const std::exception&) {
  return {};
}

bool answers(std::uint16_t port) {
  for (int i = 0; i < 2000; ++i) {
    try {
      Wire wire = Wire::tcp(port);
      return true;
    } catch (const std::exception&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  return false;
}

WorldOptions world_options(const GatewayOptions& options) {
  WorldOptions out;
  out.params.epoch_seconds = kEpochSeconds;
  out.params.round_seconds = kEpochSeconds * 60;
  out.params.puzzle_bits = options.puzzle_bits;
  out.params.puzzle_hard_bits = options.hard_bits;
  out.now = SystemClock().now();
  return out;
}

}  // namespace

int status_of(const std::string& reply) { return reply.size() > 12 ? std::atoi(reply.c_str() + 9) : 0; }

std::string post_request(std::string_view path, ByteSpan body, bool keep) {
  std::string out = "POST " + std::string(path) +
                    " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
                    (keep ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n");
  out += as_text(body);
  return out;
}

pid_t Running::pid() const {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string line = content(entry.path() / "cmdline");
    if (line.find(folder_.path().string()) != std::string::npos) {
      return static_cast<pid_t>(std::atol(entry.path().filename().c_str()));
    }
  }
  return 0;
}

std::vector<pid_t> Running::family() const {
  std::vector<pid_t> out{pid()};
  const std::string all = std::to_string(out[0]);
  std::istringstream children(content("/proc/" + all + "/task/" + all + "/children"));
  for (pid_t child = 0; children >> child;) out.push_back(child);
  return out;
}

double Running::cpu_seconds() const {
  double ticks = 0;
  for (pid_t one : family()) {
    const std::string all = content("/proc/" + std::to_string(one) + "/stat");
    if (all.empty()) continue;
    std::istringstream rest(all.substr(all.rfind(')') + 2));
    std::string word;
    for (int field = 3; field <= 15 && rest >> word; ++field) {
      if (field >= 14) ticks += std::stod(word);  // utime, stime
    }
  }
  return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

namespace {
double status_mb(const std::vector<pid_t>& family, const char* key) {
  double most = 0;
  for (pid_t one : family) {
    std::istringstream in(content("/proc/" + std::to_string(one) + "/status"));
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with(key)) most = std::max(most, std::stod(line.substr(6)) / 1024);
    }
  }
  return most;
}
}  // namespace

double Running::resident_mb() const { return status_mb(family(), "VmRSS:"); }
double Running::peak_mb() const { return status_mb(family(), "VmHWM:"); }

Nginx::Nginx(const std::filesystem::path& root) {
  ports_ = {free_port(), free_port()};
  auto pem = make_certificate(folder_, "nginx");
  std::ostringstream conf;
  const std::string at = folder_.path().string();
  conf
      << "daemon off; worker_processes 1; error_log /dev/null; pid " << at << "/pid;\n"
      << (geteuid() == 0 ? "user root;\n" : "") << "worker_rlimit_nofile 20000;\n"
      << "events { worker_connections 8000; }\nhttp { access_log off; sendfile on; tcp_nopush on; etag off;\n"
      << "keepalive_requests 1000000; client_body_buffer_size 128k; client_body_temp_path " << at
      << "/body;\n"
      << "proxy_temp_path " << at << "/p; fastcgi_temp_path " << at << "/f; uwsgi_temp_path " << at
      << "/u; scgi_temp_path " << at << "/s;\n"
      << "ssl_protocols TLSv1.3; ssl_session_tickets off; ssl_session_cache off; ssl_ecdh_curve X25519;\n"
      << "server { listen 127.0.0.1:" << ports_.plain << "; listen 127.0.0.1:" << ports_.tls << " ssl;\n"
      << "ssl_certificate " << pem.certificate.string() << "; ssl_certificate_key " << pem.key.string()
      << "; root " << root.string() << "; location = /v1/u { return 202; } } }\n";
  auto file = folder_.put("nginx.conf", conf.str());
  process_ = std::make_unique<Process>(std::vector<std::string>{"/usr/sbin/nginx", "-c", file.string()});
  if (!answers(ports_.tls)) throw std::runtime_error("nginx does not start: " + process_->err());
}

Front::Front(const std::filesystem::path& root) {
  ports_ = {free_port(), free_port()};
  auto pem = make_certificate(folder_, "front");
  process_ = std::make_unique<Process>(
      std::vector<std::string>{ADIT_FRONT_SERVER, std::to_string(ports_.plain), std::to_string(ports_.tls),
                               pem.certificate.string(), pem.key.string(), root.string()});
  if (!answers(ports_.tls)) throw std::runtime_error("the front does not start");
}

RealGateway::RealGateway(const GatewayOptions& options) : world_(make_world(world_options(options))) {
  ports_ = {free_port(), free_port()};
  auto pem = make_certificate(folder_, "gateway");
  std::ostringstream toml;
  toml << "deployment = \"" << to_hex(world_.dep.span())
       << "\"\ndata = \"data\"\npool_letters = " << options.pool_letters
       << "\nmax_connections = " << options.max_connections << "\nmax_memory_mb = " << options.max_memory_mb
       << "\n[[listen]]\ntype = \"unix\"\npath = \"socket\"\n[[listen]]\ntype = \"loopback\"\naddress = "
          "\"127.0.0.1\"\nport = "
       << ports_.plain << "\n[[listen]]\ntype = \"tls\"\naddress = \"127.0.0.1\"\nport = " << ports_.tls
       << "\ncertificate = \"" << pem.certificate.string() << "\"\nkey = \"" << pem.key.string() << "\"\n";
  const std::string config = folder_.put("gateway.toml", toml.str()).string();
  Process asked({ADIT_GATEWAY, "log-key", "--config", config});
  asked.wait();
  std::string key = asked.out();
  while (!key.empty() && key.back() == '\n') key.pop_back();
  auto parsed = NoteKey::parse(key);
  if (!parsed) throw std::runtime_error("no log key: " + asked.err());
  world_.directory_body.gateway.log_key = *parsed;
  world_.directory = world_.sign_directory(world_.directory_body);
  process_ = std::make_unique<Process>(std::vector<std::string>{ADIT_GATEWAY, "run", "--config", config},
                                       Process::Ready::awaited);
  if (!process_->ready()) throw std::runtime_error("the gateway does not start: " + process_->err());
}

bool RealGateway::bring_up() {
  std::vector<UnverifiedEnvelope> documents{world_.council, world_.directory};
  documents.insert(documents.end(), world_.bulletins.begin(), world_.bulletins.end());
  for (const auto& e : documents) {
    ByteVector body = *pad(e.encode(), api::kDocumentBytes);
    Wire wire = local();
    wire.send(post_request(api::kDocumentsPath, body, false));
    if (status_of(wire.reply()) != 202) return false;
  }
  for (int i = 0; i < 1000; ++i) {
    if (std::filesystem::exists(public_file(std::string(api::kPendingCheckpointPath)))) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

std::pair<Epoch, Digest> RealGateway::seed() const {
  const std::string state = content(public_file(std::string(api::kPendingStatePath)));
  auto bundle = StateBundle::parse(as_bytes(state));
  if (!bundle) throw std::runtime_error("no state");
  auto note = UnverifiedNote::parse(bundle->checkpoint);
  return {EpochRecord::parse(bundle->epoch_record)->epoch, CheckpointBody::parse(note->text)->root};
}

}  // namespace adit::bench
