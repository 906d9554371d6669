// SPDX-License-Identifier: Apache-2.0
// gateway_load [uploads|files|slow|puzzle|flood ...]: the gateway beside nginx on the same machine in the
// same run, by turns. What counts are the ratios: processor time of the server for each answer, and
// answers a second. Prints a table; asserts nothing.
#include <adit/trailer.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <deque>
#include <fstream>
#include <functional>
#include <optional>
#include <thread>

#include "crypto/sha256.h"
#include "tests/bench/load/running.h"
#include "tests/bench/table.h"

namespace adit::bench {
namespace {

using namespace adit::test;
using namespace std::chrono_literals;

constexpr std::size_t kThreads = 32;  // connections at once: enough for flushes to be shared

struct Measured {
  double per_second = 0;
  double server_us = 0;
  std::size_t good = 0;
};

// `each` runs so often on each of the threads, and says how many good answers it got.
Measured measure(const Running& server, std::size_t rounds,
                 const std::function<std::size_t(std::size_t)>& each) {
  std::atomic<std::size_t> good = 0;
  const double cpu = server.cpu_seconds();
  const double start = wall_seconds();
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = 0; i < rounds; ++i) {
          try {
            good += each(t);
          } catch (const std::exception&) {  // counted as no answer
          }
        }
      });
    }
  }
  Measured out;
  out.good = good;
  const double n = static_cast<double>(std::max<std::size_t>(out.good, 1));
  out.per_second = n / (wall_seconds() - start);
  out.server_us = (server.cpu_seconds() - cpu) / n * 1e6;
  return out;
}

Measured best_of(std::vector<Measured> runs) {
  std::ranges::sort(runs, {}, &Measured::server_us);
  return runs[runs.size() / 2];
}

void compare(const char* what, const Running& ours, const Running& nginx, std::size_t rounds,
             const std::function<std::size_t(const Running&, std::size_t)>& each) {
  std::vector<Measured> a;
  std::vector<Measured> b;
  for (int turn = 0; turn < 5; ++turn) {
    a.push_back(measure(ours, rounds, [&](std::size_t t) { return each(ours, t); }));
    b.push_back(measure(nginx, rounds, [&](std::size_t t) { return each(nginx, t); }));
  }
  const Measured x = best_of(a);
  const Measured y = best_of(b);
  std::printf("  %-44s %8.0f/s %7.0f us   nginx %8.0f/s %7.0f us   ratio %.2f (rate) %.2f (processor)\n",
              what, x.per_second, x.server_us, y.per_second, y.server_us, x.per_second / y.per_second,
              y.server_us / x.server_us);
  std::fflush(stdout);
}

std::string fresh_letter(Epoch seed, bool keep) {
  SystemRng rng;
  ByteVector body(kLetterBytes);
  rng.fill(body);
  append(body, PuzzleTrailer{seed, PuzzleNonce{}}.encode());
  return post_request(api::kUploadPath, body, keep);
}

void uploads() {
  TempFolder root;
  Nginx nginx(root.path());
  Front front(root.path());
  heading("Uploads of 16 KiB");
  std::vector<std::optional<Wire>> kept(kThreads * 2);
  std::vector<std::string> text;
  for (std::size_t t = 0; t < kThreads; ++t) text.push_back(fresh_letter(Epoch{1}, true));
  compare("front alone, TLS 1.3, kept connection", front, nginx, 100, [&](const Running& to, std::size_t t) {
    auto& wire = kept[t + (&to == static_cast<const Running*>(&nginx) ? kThreads : 0)];
    if (!wire) wire.emplace(Wire::tls(to.ports().tls));
    wire->send(text[t]);
    return status_of(wire->reply()) == 202 ? 1U : 0U;
  });
  compare("front alone, TLS 1.3, fresh connection", front, nginx, 15, [&](const Running& to, std::size_t t) {
    Wire wire = Wire::tls(to.ports().tls);
    wire.send(text[t]);
    return status_of(wire.reply()) == 202 ? 1U : 0U;
  });
  RealGateway gateway({.pool_letters = 16384});
  if (!gateway.bring_up()) return;
  const Epoch seed = gateway.seed().first;
  row("gateway, resident, idle", gateway.resident_mb(), "MB");
  compare("gateway, least puzzle, pool on disk, TLS, fresh", gateway, nginx, 15,
          [&](const Running& to, std::size_t) {
            const std::string letter = fresh_letter(seed, false);
            Wire wire = Wire::tls(to.ports().tls);
            wire.send(letter);
            return status_of(wire.reply()) == 202 ? 1U : 0U;
          });
  row("gateway, at most", gateway.peak_mb(), "MB");
}

void files() {
  TempFolder root;
  std::filesystem::create_directories(root.path() / "v1/feed");
  std::filesystem::create_directories(root.path() / "v1/parcels");
  auto put = [&](const char* name, std::size_t bytes) {
    std::ofstream(root.path() / name, std::ios::binary) << std::string(bytes, 'f');
  };
  put("v1/feed/7", 140'000);
  put("v1/feed/8", 4'200'000);
  put("v1/parcels/7", 16'800'000);
  Nginx nginx(root.path());
  Front front(root.path());
  heading("Files of an epoch, kept connections");
  for (bool tls : {false, true}) {
    for (auto [target, rounds] :
         {std::pair("/v1/feed/7", 40), std::pair("/v1/feed/8", 3), std::pair("/v1/parcels/7", 1)}) {
      std::vector<std::optional<Wire>> kept(kThreads * 2);
      const std::string request = "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n\r\n";
      const std::string what = std::string(tls ? "TLS 1.3, " : "plain, ") +
                               std::to_string(std::filesystem::file_size(root.path() / (target + 1)) / 1000) +
                               " kB";
      compare(what.c_str(), front, nginx, static_cast<std::size_t>(rounds),
              [&](const Running& to, std::size_t t) {
                auto& wire = kept[t + (&to == static_cast<const Running*>(&nginx) ? kThreads : 0)];
                if (!wire) wire.emplace(tls ? Wire::tls(to.ports().tls) : Wire::tcp(to.ports().plain));
                wire->send(request);
                return status_of(wire->reply()) == 200 ? 1U : 0U;
              });
    }
  }
}

// Honest uploads one after another, each on a connection of its own; milliseconds, ascending.
std::vector<double> honest(const RealGateway& gateway, bool tls, std::size_t n) {
  const Epoch seed = gateway.seed().first;
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) {
    const std::string letter = fresh_letter(seed, false);
    const double start = wall_seconds();
    try {
      Wire wire = tls ? Wire::tls(gateway.ports().tls) : Wire::tcp(gateway.ports().plain);
      wire.send(letter);
      if (status_of(wire.reply()) == 202) out.push_back((wall_seconds() - start) * 1e3);
    } catch (const std::exception&) {  // missing from the numbers below
    }
  }
  std::ranges::sort(out);
  return out;
}

void say(const char* what, const std::vector<double>& ms, std::size_t n, const Running& gateway) {
  if (ms.empty()) return row(what, 0, "accepted");
  std::printf("  %-44s p50 %6.1f ms  p99 %6.1f ms  %zu of %zu accepted  %5.1f MB\n", what, ms[ms.size() / 2],
              ms[ms.size() * 99 / 100], ms.size(), n, gateway.resident_mb());
  std::fflush(stdout);
}

// So many connections that send the beginning of a request, a byte a second if `trickle`, and come again
// when they are closed.
class Crowd {
 public:
  Crowd(std::uint16_t port, std::size_t n, std::string first, bool trickle)
      : thread_([this, port, n, first = std::move(first), trickle] { run(port, n, first, trickle); }) {
    while (!all_there_) std::this_thread::sleep_for(10ms);
  }
  ~Crowd() {
    ended_ = true;
    thread_.join();
  }
  std::size_t again() const { return again_; }

 private:
  void run(std::uint16_t port, std::size_t n, const std::string& first, bool trickle) {
    std::deque<std::optional<Wire>> all(n);
    while (!ended_) {
      const double begun = wall_seconds();
      for (auto& wire : all) {
        if (ended_) return;
        try {
          if (wire && (!trickle || wire->send("x"))) continue;
          if (wire) ++again_;
          wire.reset();
          wire.emplace(Wire::tcp(port));
          if (!first.empty()) wire->send(first);
        } catch (const std::exception&) {  // refused: next time
        }
      }
      all_there_ = true;
      while (!ended_ && wall_seconds() - begun < 1) std::this_thread::sleep_for(20ms);
    }
  }
  std::atomic<bool> all_there_ = false;
  std::atomic<bool> ended_ = false;
  std::atomic<std::size_t> again_ = 0;
  std::jthread thread_;
};

void slow() {
  constexpr std::size_t kCrowd = 5000;
  constexpr std::size_t kHonest = 400;
  RealGateway gateway({.max_connections = 6000, .max_memory_mb = 1024});
  if (!gateway.bring_up()) return;
  heading("Honest uploads, one at a time, while others take up room");
  honest(gateway, false, 50);
  for (bool tls : {false, true}) {
    const std::string way = tls ? "TLS, " : "plain, ";
    const std::uint16_t port = tls ? gateway.ports().tls : gateway.ports().plain;
    say((way + "nobody else").c_str(), honest(gateway, tls, kHonest), kHonest, gateway);
    {
      Crowd crowd(port, kCrowd, "", false);
      say((way + "5000 silent connections").c_str(), honest(gateway, tls, kHonest), kHonest, gateway);
    }
    {
      Crowd crowd(gateway.ports().plain, kCrowd, "GET /checkpoint HTTP/1.1\r\nHost: ", true);
      say((way + "5000 heads, a byte a second").c_str(), honest(gateway, tls, kHonest), kHonest, gateway);
    }
    {
      Crowd crowd(gateway.ports().plain, kCrowd,
                  "POST /v1/u HTTP/1.1\r\nHost: x\r\nContent-Length: 16512\r\n\r\n", true);
      say((way + "5000 bodies, a byte a second").c_str(), honest(gateway, tls, kHonest), kHonest, gateway);
    }
    say((way + "nobody else again").c_str(), honest(gateway, tls, kHonest), kHonest, gateway);
  }
  row("at most", gateway.peak_mb(), "MB", "ceiling 1024");
}

std::string solved(const RealGateway& gateway, const std::pair<Epoch, Digest>& seed, PuzzleCost cost,
                   Rng& rng) {
  ByteVector body(kLetterBytes);
  rng.fill(body);
  auto nonce = solve_puzzle({gateway.world().dep, seed.second, sha256(body)}, cost, rng);
  append(body, PuzzleTrailer{seed.first, *nonce}.encode());
  return post_request(api::kUploadPath, body, false);
}

void puzzle() {
  RealGateway gateway({.puzzle_bits = 13, .hard_bits = 5});
  if (!gateway.bring_up()) return;
  heading("Normal puzzle (13 and 5 bits), Unix socket");
  SystemRng rng;
  std::vector<std::string> letters;
  const double start = wall_seconds();
  for (int i = 0; i < 40; ++i) letters.push_back(solved(gateway, gateway.seed(), {13, 5}, rng));
  row("a client's work for one letter", (wall_seconds() - start) / 40, "s");
  std::atomic<std::size_t> next = 0;
  const Measured m = measure(gateway, 6, [&](std::size_t) -> std::size_t {
    Wire wire = gateway.local();
    wire.send(letters[next++ % letters.size()]);
    return status_of(wire.reply()) == 202 ? 1 : 0;
  });
  row("gateway's work for one letter", m.server_us / 1000, "ms");
}

void flood() {
  constexpr int kFlood = 20'000;
  constexpr int kHonest = 40;
  RealGateway gateway({.puzzle_bits = 4, .hard_bits = 1, .pool_letters = 4096});
  if (!gateway.bring_up()) return;
  heading("20000 uploads with the least work, honest senders among them; cap 256 an epoch of 30 s");
  const PuzzleCost cost{4, 1};
  std::atomic<int> left = kFlood;
  std::atomic<int> flooded = 0;
  std::vector<std::jthread> flooders;
  for (int t = 0; t < 3; ++t) {
    flooders.emplace_back([&] {
      SystemRng rng;
      while (left-- > 0) {
        try {
          const std::string letter = solved(gateway, gateway.seed(), cost, rng);
          Wire wire = gateway.local();
          wire.send(letter);
          flooded += status_of(wire.reply()) == 202 ? 1 : 0;
        } catch (const std::exception&) {  // not accepted
        }
      }
    });
  }
  // Once the pool is past its half.
  while (left > kFlood * 3 / 4) std::this_thread::sleep_for(50ms);
  SystemRng rng;
  int in = 0;
  std::vector<double> tries;
  std::vector<double> efforts;
  std::vector<double> spent;
  for (int i = 0; i < kHonest; ++i) {
    const double start = wall_seconds();
    std::uint32_t effort = kEffortRise;  // the last batch was as large as it may be
    for (int attempt = 1; attempt <= 8; ++attempt, effort = raised_effort(effort)) {
      Wire wire = gateway.local();
      wire.send(solved(gateway, gateway.seed(), at_effort(cost, effort), rng));
      if (status_of(wire.reply()) != 202) continue;
      ++in;
      tries.push_back(attempt);
      efforts.push_back(effort);
      spent.push_back(wall_seconds() - start);
      break;
    }
  }
  const int during = left;
  for (auto& t : flooders) t.join();
  std::printf(
      "  flood: %d of %d accepted; honest: %d of %d accepted (%d of the flood still to come when done)\n",
      flooded.load(), kFlood, in, kHonest, std::max(during, 0));
  if (!tries.empty()) {
    std::printf("  honest: median %.0f tries, step %.0f, %.2f s of work without pauses\n", median(tries),
                median(efforts), median(spent));
  }
  row("gateway, at most", gateway.peak_mb(), "MB");
}

}  // namespace
}  // namespace adit::bench

int main(int argc, char** argv) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  auto wanted = [&](const char* name) {
    for (int i = 1; i < argc; ++i) {
      if (std::strcmp(argv[i], name) == 0) return true;
    }
    return argc == 1;
  };
  try {
    if (wanted("uploads")) adit::bench::uploads();
    if (wanted("files")) adit::bench::files();
    if (wanted("slow")) adit::bench::slow();
    if (wanted("puzzle")) adit::bench::puzzle();
    if (wanted("flood")) adit::bench::flood();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "gateway_load: error: %s\n", e.what());
    return 1;
  }
  return 0;
}
