// SPDX-License-Identifier: Apache-2.0
// A gateway in memory behind the Transport interface: serves a world's state bundle and files, admits
// uploads as a gateway does, and remembers every request. Can be told to fail at any of them.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/net/transport.h"
#include "client/thread/talk.h"
#include "tests/support/world.h"

namespace adit::test {

struct LoopRequest {
  bool is_post;
  std::string target;
  std::size_t body_bytes;
  friend bool operator==(const LoopRequest&, const LoopRequest&) = default;
};

class LoopTransport final : public client::Transport {
 public:
  explicit LoopTransport(const World& world)
      : world_(world), bundle(world.bundle(world.recipients.size(), world.options.now)) {}

  Result<ByteVector> get(std::string_view target, std::size_t max_bytes) override;
  Status post(std::string_view path, ByteSpan body) override;

 private:
  const World& world_;

 public:
  StateBundle bundle;
  std::map<std::string, ByteVector> files;
  std::vector<LoopRequest> requests;
  std::vector<ByteVector> bodies;    // of every POST, also of those refused
  std::vector<ByteVector> accepted;  // objects without their trailers, in order
  // Asked before each request with its number, from 0; an error is what the request ends with.
  std::function<std::optional<Errc>(std::size_t number, const LoopRequest&)> fault;
  // The same, but the object was accepted before the connection broke.
  std::function<bool(std::size_t number)> breaks_after_accepting;
  // An upload whose work reaches less than this step is answered with "busy", as under a flood.
  std::uint32_t least_effort = 0;
  std::vector<std::uint32_t> efforts;  // that the uploads' work reached, by luck or not

 private:
  std::optional<Errc> begin(LoopRequest request);
};

class SilentTalk final : public client::Talk {
 public:
  void say(std::string_view text) override { said.emplace_back(text); }
  void progress(std::string_view text) override { progressed.emplace_back(text); }
  std::vector<std::string> said;
  std::vector<std::string> progressed;
};

// Never sleeps; remembers how long it should have, and moves the clock.
class FakePauses final : public client::Pauses {
 public:
  explicit FakePauses(ManualClock& clock) : clock_(clock) {}
  bool wait(unsigned seconds) override {
    waits.push_back(seconds);
    clock_.advance(seconds);
    return !interrupted();
  }
  bool interrupted() const override { return is_interrupted; }
  std::vector<unsigned> waits;
  bool is_interrupted = false;

 private:
  ManualClock& clock_;
};

// A world with cheap puzzles, and everything that a session needs.
WorldOptions cheap_options();

struct Bench {
  World world = make_world(cheap_options());
  LoopTransport transport{world};
  ManualClock clock{world.options.now};
  SeededRng rng{7};
  SilentTalk talk;
  FakePauses pauses{clock};
  client::Surroundings surroundings{transport, clock, rng, talk, pauses, client::Tempo::immediate};
};

}  // namespace adit::test
