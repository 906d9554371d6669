// SPDX-License-Identifier: Apache-2.0
// An office with one letter in the first desk's inbox, and what it takes to show it.
#pragma once

#include <adit/parcel.h>

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "client/case/position.h"
#include "client/desk/desk.h"
#include "client/thread/talk.h"
#include "tests/client/case/office.h"

namespace adit::test {

// Waiting moves the clock, and nothing else.
class ClockPauses final : public client::Pauses {
 public:
  explicit ClockPauses(ManualClock& clock) : clock_(clock) {}
  bool wait(unsigned seconds) override {
    waited += seconds;
    clock_.advance(seconds);
    return !stop;
  }
  bool interrupted() const override { return stop; }
  std::uint64_t waited = 0;
  bool stop = false;

 private:
  ManualClock& clock_;
};

struct AttachedFile {
  std::string name = "photo.jpg";
  std::string type = "image/jpeg";
  std::size_t bytes = 100'000;
  bool arrives = true;
};

// A letter to the first desk with these fields and files; synced.
inline client::LetterView send_letter(Office& office, std::vector<std::pair<std::string, std::string>> fields,
                                      const std::vector<AttachedFile>& files = {},
                                      std::string form = "blacklisting/1", std::string language = "en",
                                      std::uint64_t thread = 1) {
  ThreadKeys keys = make_thread(office.world.dep, thread);
  LetterDraft draft = office.draft("", {office.to(0)});
  draft.core.form = std::move(form);
  draft.core.language = std::move(language);
  draft.core.fields = std::move(fields);
  std::vector<ByteVector> parcels;
  for (const AttachedFile& file : files) {
    ByteVector bytes(file.bytes);
    office.rng.fill(bytes);
    auto sealed = seal_file(keys, bytes, file.name, file.type);
    REQUIRE(sealed);
    draft.core.files.push_back(std::move(sealed->entry));
    if (file.arrives) parcels.insert(parcels.end(), sealed->parcels.begin(), sealed->parcels.end());
  }
  auto letter = seal_letter(keys, draft, office.rng);
  REQUIRE(letter);
  office.gateway->publish({std::move(*letter)}, parcels);
  auto report = office.sync(0);
  REQUIRE(report);
  REQUIRE(report->letters == 1);
  auto views = client::view_letters(office.desks[0]->records);
  REQUIRE(views);
  return std::move(views->back());
}

}  // namespace adit::test
