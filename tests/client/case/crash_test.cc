// SPDX-License-Identifier: Apache-2.0
// The power goes at every single call that a visit makes to the gateway or to its memory; the next
// visit must end where an undisturbed one ends.
#include <adit/parcel.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>

#include "client/case/card_queue.h"
#include "client/case/parcel_store.h"
#include "client/case/vault.h"
#include "tests/client/case/office.h"
#include "tests/support/temp_folder.h"

using namespace adit;
using namespace adit::client;
using test::Crash;
using test::CrashPlan;
using test::MemoryRecords;
using test::Office;

namespace {

// What a person would see, and what the gateway saw.
struct Outcome {
  std::vector<std::string> letters;  // number, account, state of its files
  std::size_t damaged = 0;
  std::size_t spliced = 0;
  std::size_t waiting_cards = 0;
  std::size_t alarms = 0;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome outcome_of(Records& records) {
  Outcome out;
  auto letters = Inbox(records).letters();
  REQUIRE(letters);
  for (const Letter& l : *letters) {
    std::string line = std::to_string(l.number) + " " + l.core.fields[0].second;
    auto states = ParcelStore(records).states(l);
    REQUIRE(states);
    for (FileState s : *states) line += " " + std::to_string(static_cast<int>(s));
    CHECK(l.is_included());
    out.letters.push_back(line);
  }
  auto aside = Inbox(records).quarantined();
  out.damaged = aside->damaged;
  out.spliced = aside->spliced;
  out.waiting_cards = CardQueue(records).waiting()->size();
  out.alarms = list_alarms(records)->size();
  return out;
}

// A desk on the eve of an eventful visit: new letters (one with a file whose parcels came, one
// damaged, one spliced), an answer in the queue, a new round, a confirmed set of the last round.
void set_stage(Office& office) {
  office.gateway->publish({office.letter(1, "first", {office.to(0)})});
  REQUIRE(office.sync(0)->letters == 1);
  {
    CardQueue queue(office.desks[0]->records);
    REQUIRE(queue.add(office.inbox(0)[0].channel.thread_public, CardKind::note, {}, "we read it"));
  }
  ThreadKeys keys = test::make_thread(office.world.dep, 2);
  ByteVector photo(70'000, 7);
  auto file = seal_file(keys, photo, "photo.jpg", "image/jpeg");
  REQUIRE(file);
  LetterDraft draft = office.draft("second, with a photo", {office.to(0), office.to(1)});
  draft.core.files.push_back(file->entry.clone());
  Addressee misnamed = office.to(0);
  misnamed.rid = office.desks[1]->self.rid;
  Addressee forged = office.to(0);
  forged.auth = office.desks[1]->self.auth;
  office.gateway->publish({*seal_letter(keys, draft, office.rng), office.letter(3, "third", {misnamed})},
                          file->parcels);
  office.gateway->publish({office.letter(4, "fourth", {forged}), office.letter(5, "fifth", {office.to(0)})});
}

}  // namespace

TEST_CASE("a visit that is cut off anywhere ends as if it had not been", "[crash]") {
  Office office;
  set_stage(office);
  const MemoryRecords records = office.desks[0]->records;
  const test::FakeGateway gateway = *office.gateway;
  const UnixTime time = office.clock.now();

  CrashPlan plan;
  auto restore = [&](CrashPlan* with) {
    office.desks[0]->records = records;
    *office.gateway = gateway;
    office.clock.set(time);
    office.desks[0]->records.set_plan(with);
    office.gateway->set_plan(with);
  };
  auto disarm = [&] {
    office.desks[0]->records.set_plan(nullptr);
    office.gateway->set_plan(nullptr);
  };

  restore(&plan);
  plan.at_call(std::nullopt);
  REQUIRE(office.sync(0));
  const int calls = plan.calls();
  disarm();
  const Outcome expected = outcome_of(office.desks[0]->records);
  REQUIRE(expected.letters.size() == 3);
  REQUIRE(expected.damaged == 1);
  REQUIRE(expected.spliced == 1);
  REQUIRE(expected.alarms == 0);
  REQUIRE(calls > 100);

  for (int k = 0; k < calls; ++k) {
    CAPTURE(k);
    restore(&plan);
    plan.at_call(k);
    bool crashed = false;
    try {
      (void)office.sync(0);
    } catch (const Crash&) {
      crashed = true;
    }
    REQUIRE(crashed);
    disarm();
    REQUIRE(office.sync(0));
    REQUIRE(outcome_of(office.desks[0]->records) == expected);
    for (const auto& [name, sets] : office.gateway->card_sets) REQUIRE(sets.size() == 1);
  }
}

TEST_CASE("answers reach their threads once, wherever the visit was cut off", "[crash][cards]") {
  Office office;
  set_stage(office);
  const MemoryRecords records = office.desks[0]->records;
  const test::FakeGateway gateway = *office.gateway;
  const UnixTime time = office.clock.now();
  CrashPlan plan;
  office.desks[0]->records.set_plan(&plan);
  office.gateway->set_plan(&plan);
  plan.at_call(std::nullopt);
  REQUIRE(office.sync(0));
  const int calls = plan.calls();

  // Each run takes long, so a third of the places here; every place in the case before.
  for (int k = 1; k < calls; k += 3) {
    CAPTURE(k);
    office.desks[0]->records = records;
    *office.gateway = gateway;
    office.clock.set(time);
    office.desks[0]->records.set_plan(&plan);
    office.gateway->set_plan(&plan);
    plan.at_call(k);
    REQUIRE_THROWS_AS((void)office.sync(0), Crash);
    office.desks[0]->records.set_plan(nullptr);
    office.gateway->set_plan(nullptr);
    for (int i = 0; i < 14; ++i) {
      auto report = office.sync(0);
      REQUIRE(report);
      REQUIRE(report->alarms.empty());
      office.gateway->publish();
    }
    // The answer, and the acknowledgement of before it; then one for each of the other two.
    REQUIRE(office.cards_for(1).size() == 2);
    REQUIRE(office.cards_for(2).size() == 1);
    REQUIRE(office.cards_for(5).size() == 1);
    for (const auto& [name, sets] : office.gateway->card_sets) REQUIRE(sets.size() == 1);
  }
}

namespace {

// A vault whose process dies, without a word, at the k-th call.
class MortalRecords final : public Records {
 public:
  MortalRecords(Records& records, int k) : records_(records), left_(k) {}
  Result<std::optional<SecretBuffer>> get(Kind kind, ByteSpan name) override {
    return step(), records_.get(kind, name);
  }
  Result<std::vector<Record>> list(Kind kind) override { return step(), records_.list(kind); }
  Status put(Kind kind, ByteSpan name, ByteSpan value) override {
    return step(), records_.put(kind, name, value);
  }
  Status erase(Kind kind, ByteSpan name) override { return step(), records_.erase(kind, name); }
  Status begin() override { return step(), records_.begin(); }
  Status commit() override { return step(), records_.commit(); }
  void roll_back() override { records_.roll_back(); }

 private:
  void step() {
    if (left_-- == 0) kill(getpid(), SIGKILL);
  }
  Records& records_;
  int left_;
};

}  // namespace

TEST_CASE("a process that is killed leaves a vault from which the next one goes on", "[crash][vault]") {
  Office office;
  set_stage(office);
  // The expected end, in memory.
  const MemoryRecords before = office.desks[0]->records;
  CrashPlan plan;
  plan.at_call(std::nullopt);
  office.desks[0]->records.set_plan(&plan);
  REQUIRE(office.sync(0));
  const int calls = plan.calls();
  office.desks[0]->records.set_plan(nullptr);
  const Outcome expected = outcome_of(office.desks[0]->records);

  SecretBuffer passphrase(as_bytes("p"));
  for (int k = 1; k < calls; k += calls / 12) {
    CAPTURE(k);
    test::TempFolder temp;
    auto folder = temp.path() / "vault";
    {
      auto vault = Vault::create(folder, passphrase, office.rng);
      REQUIRE(vault);
      REQUIRE((*vault)->begin());
      MemoryRecords copy = before;
      for (int kind = 0; kind <= static_cast<int>(Kind::sent_card); ++kind) {
        auto rows = copy.list(static_cast<Kind>(kind));
        for (const Record& row : *rows) {
          REQUIRE((*vault)->put(static_cast<Kind>(kind), row.name, row.value.expose()));
        }
      }
      REQUIRE((*vault)->commit());
    }
    pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      auto vault = Vault::open(folder, passphrase, office.rng);
      if (!vault) _exit(1);
      MortalRecords mortal(**vault, k);
      (void)office.sync_records(mortal);
      _exit(0);  // fewer calls than k
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
    auto vault = Vault::open(folder, passphrase, office.rng);
    REQUIRE(vault);
    REQUIRE(office.sync_records(**vault));
    REQUIRE(outcome_of(**vault) == expected);
  }
}
