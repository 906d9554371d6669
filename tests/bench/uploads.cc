// SPDX-License-Identifier: Apache-2.0
// A real gateway process: accepted uploads per second with the least puzzle, over its Unix socket and
// over TLS, on kept and on new connections; and its memory.
#include <adit/api.h>
#include <adit/trailer.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <fstream>
#include <sstream>
#include <thread>

#include "crypto/padded.h"
#include "tests/bench/table.h"
#include "tests/gateway/process.h"
#include "tests/gateway/wire.h"
#include "tests/support/world.h"

namespace adit::bench {
namespace {

using namespace adit::test;

constexpr std::uint32_t kEpochSeconds = 30;  // the runs fit into one epoch, and the start waits for it
constexpr std::uint16_t kTlsPort = 38443;
constexpr std::size_t kThreads = 8;

WorldOptions options() {
  WorldOptions o;
  o.params.epoch_seconds = kEpochSeconds;
  o.params.round_seconds = kEpochSeconds * 60;
  o.params.puzzle_bits = 0;
  o.params.puzzle_hard_bits = 0;
  o.now = SystemClock().now();
  return o;
}

class GatewayBench {
 public:
  GatewayBench() : world_(make_world(options())), socket_(folder_.path() / "socket") {
    TestCertificate certificate = make_certificate(folder_, "bench");
    std::ostringstream toml;
    toml << "deployment = \"" << to_hex(world_.dep.span()) << "\"\ndata = \""
         << (folder_.path() / "data").string()
         << "\"\npool_letters = 16384\n[[listen]]\ntype = \"unix\"\npath = \"" << socket_.string()
         << "\"\n[[listen]]\ntype = \"tls\"\naddress = \"127.0.0.1\"\nport = " << kTlsPort
         << "\ncertificate = \"" << certificate.certificate.string() << "\"\nkey = \""
         << certificate.key.string() << "\"\n";
    config_ = folder_.put("gateway.toml", toml.str());
    use_own_log_key();
  }

  bool start() {
    process_ = std::make_unique<Process>(
        std::vector<std::string>{program(), "run", "--config", config_.string()}, Process::Ready::awaited);
    return process_->ready();
  }
  std::string problem() const { return process_->err(); }

  // Posts the documents and waits for the first epoch to be published.
  bool bring_up() {
    std::vector<UnverifiedEnvelope> documents{world_.council, world_.directory};
    documents.insert(documents.end(), world_.bulletins.begin(), world_.bulletins.end());
    for (const auto& e : documents) {
      ByteVector body = *pad(e.encode(), api::kDocumentBytes);
      Wire wire = Wire::local(socket_);
      wire.send(request(api::kDocumentsPath, body, false));
      if (!accepted(wire.reply())) return false;
    }
    seed_ = epoch_at(SystemClock().now(), kEpochSeconds);
    for (int i = 0; i < 10 * static_cast<int>(kEpochSeconds) + 100; ++i) {
      Wire wire = Wire::local(socket_);
      wire.send("GET /pending/checkpoint HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      if (wire.reply().starts_with("HTTP/1.1 200")) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
  }

  Wire connect(bool tls) const { return tls ? Wire::tls(kTlsPort) : Wire::local(socket_); }

  void run(const char* what, bool tls, bool keep, std::size_t letters_each) {
    std::vector<std::vector<std::string>> requests(kThreads);
    SystemRng rng;
    for (auto& list : requests) {
      for (std::size_t i = 0; i < letters_each; ++i) {
        ByteVector body(kLetterBytes);
        rng.fill(body);
        append(body, PuzzleTrailer{seed_, PuzzleNonce{}}.encode());
        list.push_back(request(api::kUploadPath, body, keep));
      }
    }
    std::atomic<std::size_t> good = 0;
    double cpu = server_cpu();
    double start = wall_seconds();
    {
      std::vector<std::jthread> threads;
      for (const auto& list : requests) {
        threads.emplace_back([&] {
          try {
            std::optional<Wire> kept;
            for (const std::string& text : list) {
              // A kept connection ends after as many requests as the gateway allows on one.
              for (int attempt = 0; attempt < 2; ++attempt) {
                if (!kept || !keep) {
                  kept.reset();
                  kept.emplace(connect(tls));
                }
                kept->send(text);
                std::string reply = kept->reply();
                good += accepted(reply) ? 1 : 0;
                if (!reply.empty() && reply.find("onnection: close") == std::string::npos) break;
                kept.reset();
                if (!reply.empty()) break;
              }
            }
          } catch (const std::exception&) {  // counted as not accepted
          }
        });
      }
    }
    double seconds = wall_seconds() - start;
    double used = server_cpu() - cpu;
    std::size_t sent = kThreads * letters_each;
    std::string note = good == sent ? "" : std::to_string(sent - good) + " not accepted";
    row((std::string(what) + ", accepted").c_str(), static_cast<double>(good) / seconds, "letters/s",
        note.c_str());
    row((std::string(what) + ", server's processor").c_str(),
        used / static_cast<double>(std::max<std::size_t>(1, good)) * 1e6, "us/letter");
  }

  double resident_mb() const {
    std::ifstream in("/proc/" + std::to_string(pid()) + "/status");
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
    }
    return 0;
  }

 private:
  static std::string program() { return std::string(ADIT_BIN_DIR) + "/adit-gateway"; }
  static bool accepted(const std::string& reply) { return reply.starts_with("HTTP/1.1 202"); }
  static std::string request(std::string_view path, ByteSpan body, bool keep) {
    std::string out = "POST " + std::string(path) +
                      " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
                      (keep ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n");
    out += as_text(body);
    return out;
  }
  void use_own_log_key() {
    Process asked({program(), "log-key", "--config", config_.string()});
    asked.wait();
    std::string key = asked.out();
    while (!key.empty() && key.back() == '\n') key.pop_back();
    auto parsed = NoteKey::parse(key);
    ADIT_ASSERT(parsed);
    world_.directory_body.gateway.log_key = *parsed;
    world_.directory = world_.sign_directory(world_.directory_body);
  }
  // The process whose command line names our configuration.
  pid_t pid() const {
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      std::ifstream in(entry.path() / "cmdline", std::ios::binary);
      std::string line{std::istreambuf_iterator<char>(in), {}};
      if (line.find(config_.string()) != std::string::npos &&
          line.find("adit-gateway") != std::string::npos) {
        return static_cast<pid_t>(std::stol(entry.path().filename().string()));
      }
    }
    return 0;
  }
  double server_cpu() const {
    std::ifstream in("/proc/" + std::to_string(pid()) + "/stat");
    std::string all{std::istreambuf_iterator<char>(in), {}};
    std::istringstream rest(all.substr(all.rfind(')') + 2));
    std::string word;
    double ticks = 0;
    for (int field = 3; field <= 15 && rest >> word; ++field) {
      if (field >= 14) ticks += std::stod(word);  // utime, stime
    }
    return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
  }

  TempFolder folder_;
  World world_;
  std::filesystem::path socket_;
  std::filesystem::path config_;
  std::unique_ptr<Process> process_;
  Epoch seed_{};
};

}  // namespace

void bench_uploads() {
  heading("A real gateway, least puzzle, pool on disk, 8 connections at once");
  GatewayBench bench;
  if (!bench.start() || !bench.bring_up()) {
    std::printf("  the gateway did not start: %s\n", bench.problem().c_str());
    return;
  }
  row("resident memory, idle", bench.resident_mb(), "MB", "below 64 MB");
  bench.run("Unix socket, a connection for each letter", false, false, 300);
  bench.run("TLS, a connection for each letter", true, false, 60);
  row("resident memory, after the uploads", bench.resident_mb(), "MB");
}

}  // namespace adit::bench
