// SPDX-License-Identifier: Apache-2.0
// The tick of a gateway without its front, at three sizes of batch.
#include <adit/api.h>
#include <adit/trailer.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <semaphore>

#include "crypto/padded.h"
#include "gateway/service.h"
#include "tests/bench/table.h"
#include "tests/support/world.h"

namespace adit::bench {
namespace {

using namespace adit::test;

struct TickBench {
  World world;
  ManualClock clock;
  SystemRng rng;
  gateway::Config config;
  std::unique_ptr<gateway::Service> service;

  static WorldOptions options() {
    WorldOptions o;
    o.params.cap = 4096;
    o.params.puzzle_bits = 0;
    o.params.puzzle_hard_bits = 0;
    return o;
  }
  TickBench() : world(make_world(options())), clock(kNow) {
    std::string name = (std::filesystem::temp_directory_path() / "adit-bench-XXXXXX").string();
    ADIT_ASSERT(mkdtemp(name.data()) != nullptr);
    config.deployment = world.dep;
    config.data = std::filesystem::path(name) / "data";
    config.pool_letters = 4200;
    config.pool_parcels = 16;
    auto key = gateway::log_verifier_key(config, rng);
    ADIT_ASSERT(key);
    world.directory_body.gateway.log_key = *NoteKey::parse(*key);
    world.directory = world.sign_directory(world.directory_body);
    auto opened = gateway::Service::open(config, clock, rng);
    ADIT_ASSERT(opened);
    service = std::move(*opened);
    post_document(world.council);
    post_document(world.directory);
    for (const auto& bulletin : world.bulletins) post_document(bulletin);
    tick();
  }
  ~TickBench() {
    service.reset();
    std::error_code ignored;
    std::filesystem::remove_all(config.data.parent_path(), ignored);
  }

  Epoch epoch() const { return epoch_at(clock.now(), world.options.params.epoch_seconds); }
  // Wall seconds and processor seconds of the whole process.
  std::pair<double, double> tick() {
    clock.set(start_of(Epoch{number(epoch()) + 1}, world.options.params.epoch_seconds));
    double wall = wall_seconds();
    double cpu = now_of(CLOCK_PROCESS_CPUTIME_ID);
    auto done = service->tick(clock.now());
    ADIT_ASSERT(done);
    return {wall_seconds() - wall, now_of(CLOCK_PROCESS_CPUTIME_ID) - cpu};
  }
  void post_document(const UnverifiedEnvelope& e) {
    std::promise<Status> answer;
    service->submit(api::Route::documents, *pad(e.encode(), api::kDocumentBytes),
                    [&](Status s) { answer.set_value(s); });
    ADIT_ASSERT(answer.get_future().get());
  }
  // Seconds until n letters are promised, 64 of them under way at any time, as many connections would.
  double upload(std::size_t n) {
    std::vector<ByteVector> bodies(n);
    Epoch seed{number(epoch()) - 1};
    for (ByteVector& body : bodies) {
      body.resize(kLetterBytes);
      rng.fill(body);
      append(body, PuzzleTrailer{seed, rng.bytes<PuzzleNonce>()}.encode());
    }
    std::counting_semaphore<64> free(64);
    std::atomic<std::size_t> promised = 0;
    double start = wall_seconds();
    for (ByteVector& body : bodies) {
      free.acquire();
      service->submit(api::Route::upload, std::move(body), [&](Status s) {
        promised += s ? 1 : 0;
        free.release();
      });
    }
    for (int i = 0; i < 64; ++i) free.acquire();
    ADIT_ASSERT(promised == n);
    return wall_seconds() - start;
  }
};

}  // namespace

void bench_ticks() {
  heading("Gateway without its front, pool on disk");
  for (std::size_t n : {std::size_t{8}, std::size_t{256}, std::size_t{4096}}) {
    TickBench bench;
    double upload = bench.upload(n);
    auto [wall, cpu] = bench.tick();
    std::string what = "tick of " + std::to_string(n) + " letters";
    row((what + ", wall").c_str(), wall * 1e3, "ms");
    row((what + ", processor").c_str(), cpu * 1e3, "ms");
    if (n > 8)
      row(("promises, " + std::to_string(n) + " letters, 64 under way").c_str(),
          static_cast<double>(n) / upload, "letters/s", "durable");
  }
}

}  // namespace adit::bench
