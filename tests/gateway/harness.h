// SPDX-License-Identifier: Apache-2.0
// A gateway without its front: a real data folder, a clock that is moved by hand, and everybody who
// has something to do with it.
#pragma once

#include <adit/feed.h>
#include <adit/parcel.h>
#include <adit/trailer.h>

#include <filesystem>
#include <memory>

#include "gateway/service.h"
#include "tests/support/temp_folder.h"
#include "tests/support/world.h"

namespace adit::test {

// In memory where there is such a folder: what a flush is worth is tested by faults, not by a disk.
std::filesystem::path memory_folder();

// The error of a result, by its name in logs; "ok" if there is none.
template <class T>
std::string_view outcome(const Result<T>& result) {
  return result ? "ok" : name(result.error().code);
}

WorldOptions small_world();  // epochs of 600 s, the least puzzle, two of three witnesses

struct Gateway {
  explicit Gateway(WorldOptions options = small_world(), std::uint64_t seed = 7);

  World world;
  TempFolder folder{memory_folder()};
  gateway::Config config;
  ManualClock clock;
  SeededRng rng;
  std::unique_ptr<gateway::Service> service;

  Status open();  // or open again
  void close() { service.reset(); }
  Status post(api::Route route, ByteVector body);  // waits for the answer
  Status post_document(const UnverifiedEnvelope& envelope);
  // Council, directory and bulletins; then the two epochs after which letters can be published.
  void bring_up();
  Epoch epoch() const;                                                    // that it is now
  Status next_epoch();                                                    // moves the clock to it, and ticks
  Status cosign(std::size_t witnesses, std::optional<UnixTime> at = {});  // the pending checkpoint

  ByteVector file(const std::string& path) const;  // empty if there is none
  StateBundle bundle(std::string_view path = api::kPendingStatePath) const;
  EpochRecord record() const;  // of the pending state

  // object || trailer, worked for on the newest checkpoint.
  ByteVector with_trailer(ByteSpan object);
  Status upload(ByteSpan object) { return post(api::Route::upload, with_trailer(object)); }
  SealedLetter letter(const std::string& text, std::size_t to = 0);
  ByteVector parcel(std::uint8_t fill);
  // What recipient i finds in an epoch's files. Fails the test if it cannot open them.
  OpenedFeed open_feed(Epoch epoch, std::size_t recipient = 0) const;
  std::vector<ByteVector> entries() const;  // all leaves of the log, read from the entries bundles

 private:
  void use_own_log_key();
};

}  // namespace adit::test
