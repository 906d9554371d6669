// SPDX-License-Identifier: Apache-2.0
// What a gateway says of itself: right in each state, and nothing that an upload changes.
#include "gateway/health.h"

#include <catch2/catch_test_macros.hpp>
#include <cerrno>
#include <cstring>

#include "gateway/doctor.h"
#include "gateway/durable.h"
#include "gateway/marker.h"
#include "tests/gateway/harness.h"

using namespace adit;
using namespace adit::test;
using gateway::Health;

namespace {
int error_of_disk = 0;

// Without the room on this machine's disk, which others change.
std::string said(const Gateway& g) {
  Health health = g.service->health();
  health.free_percent.reset();
  return gateway::to_message(health);
}

int every_write_fails(const char* step, const char*) {
  return std::strcmp(step, "make_file") == 0 ? error_of_disk : 0;
}
}  // namespace

TEST_CASE("health follows epochs and confirmations", "[health]") {
  Gateway g;
  REQUIRE(g.open());
  CHECK(g.service->health().state == Health::State::waiting);
  CHECK_FALSE(g.service->health().published);
  g.bring_up();
  Health health = g.service->health();
  CHECK(health.state == Health::State::serving);
  CHECK(health.epoch == g.epoch());
  CHECK(health.published == Epoch{number(g.epoch()) - 1});
  CHECK_FALSE(health.confirmed);
  CHECK(health.directory_days);
  CHECK(gateway::to_message(health).find("\"is_confirmed\":false") != std::string::npos);
  REQUIRE(g.cosign(2));
  health = g.service->health();
  CHECK(health.confirmed == health.published);
  CHECK(gateway::to_message(health).find("\"is_confirmed\":true") != std::string::npos);
}

TEST_CASE("a disk that is full, or cannot be written, is seen and is over when it is over", "[health]") {
  Gateway g;
  g.bring_up();
  for (auto [error, state] : {std::pair{ENOSPC, Health::State::disk_full},
                              {EROFS, Health::State::disk_unwritable},
                              {EIO, Health::State::disk_unwritable}}) {
    error_of_disk = error;
    gateway::set_disk_hook(every_write_fails);
    CHECK_FALSE(g.next_epoch());
    gateway::set_disk_hook(nullptr);
    CHECK(g.service->health().state == state);
    REQUIRE(g.next_epoch());
    CHECK(g.service->health().state == Health::State::serving);
  }
}

TEST_CASE("a gateway without its marker is seen to rest", "[health]") {
  Gateway g;
  g.config.marker = g.folder.path() / "marker";
  REQUIRE(g.open());
  CHECK(g.service->health().state == Health::State::resting);
}

TEST_CASE("what is said does not change with an upload, only with the epoch", "[health]") {
  Gateway g;
  g.config.pool_letters = 3;
  g.bring_up();
  REQUIRE(g.cosign(2));
  const std::string quiet = said(g);
  REQUIRE(g.upload(g.letter("one").bytes()));
  REQUIRE(g.upload(g.letter("two").bytes()));
  CHECK(said(g) == quiet);
  REQUIRE(g.next_epoch());
  CHECK(g.service->health().is_crowded);
  REQUIRE(g.next_epoch());
  CHECK_FALSE(g.service->health().is_crowded);
}

TEST_CASE("the doctor sees a clock before the last epoch, and a folder that is behind its marker",
          "[doctor]") {
  Gateway g;
  g.bring_up();
  auto complaints = [&](UnixTime now) {
    std::string out;
    for (const gateway::Finding& f : gateway::examine_data(g.config, now)) {
      if (!f.ok) out += f.sentence;
    }
    return out;
  };
  CHECK(complaints(g.clock.now()).empty());
  const UnixTime earlier{seconds(g.clock.now()) - 1};
  CHECK(complaints(earlier).find("is before the end of the last published epoch") != std::string::npos);
  CHECK(complaints(UnixTime{1}).find("the clock of this machine is wrong") != std::string::npos);

  g.config.marker = g.folder.path() / "marker";
  const gateway::Marker marker(g.config.marker);
  REQUIRE(marker.write(g.world.directory_body.gateway.log_key, {1, {}}, UnixTime{}));
  CHECK(complaints(g.clock.now()).empty());
  REQUIRE(marker.write(g.world.directory_body.gateway.log_key, {1'000'000, {}}, UnixTime{}));
  CHECK(complaints(g.clock.now()).find("is an older copy: run adit-gateway restore") != std::string::npos);
}
