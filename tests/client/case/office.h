// SPDX-License-Identifier: Apache-2.0
// Desks in memory around a fake gateway, and reporters who write to them.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <string>
#include <vector>

#include "client/case/inbox.h"
#include "client/case/self.h"
#include "client/case/sync.h"
#include "client/case/week_keys.h"
#include "client/trust/application.h"
#include "tests/client/case/fake_gateway.h"

namespace adit::test {

struct TestDesk {
  MemoryRecords records;
  client::DeskSelf self;
};

struct OfficeOptions {
  std::size_t desks = 2;
  std::uint32_t cards_per_round = 1;
  std::uint32_t delay_days = 0;
  std::uint32_t epoch_seconds = 600;
  bool publish_keys = true;  // week keys published, and in force after two epochs
};

class Office {
 public:
  explicit Office(const OfficeOptions& options = {})
      : world(make_world({.recipients = 1, .params = params(options), .delay_days = options.delay_days})),
        clock(start(options)) {
    std::vector<RecipientEntry> entries;
    std::vector<NoteKey> witnesses;
    for (std::size_t i = 0; i < options.desks; ++i) {
      std::string name = "Desk " + std::to_string(i + 1);
      MemoryRecords records;
      auto text =
          client::init_desk(records, {{world.dep, "http://127.0.0.1:1"}, name, "Office", "all", {"en"}}, rng);
      REQUIRE(text);
      auto application = client::Application::parse(*text, world.dep);
      REQUIRE(application);
      entries.push_back({application->rid(),
                         name,
                         "Office",
                         "all",
                         {"en"},
                         application->identity,
                         application->auth,
                         Epoch{},
                         RecipientStatus::active});
      witnesses.push_back(application->witness);
      auto self = client::load_self(records);
      REQUIRE(self);
      desks.push_back(std::make_unique<TestDesk>(TestDesk{std::move(records), std::move(*self)}));
    }
    gateway = std::make_unique<FakeGateway>(world, entries, witnesses, clock);
    if (!options.publish_keys) return;
    for (auto& desk : desks) {
      REQUIRE(client::publish_week_keys(desk->records, desk->self, *gateway, clock, rng));
    }
    gateway->publish();  // logs council, directory, bulletins
    gateway->publish();  // the first in which they count
  }

  Result<client::SyncReport> sync(std::size_t desk) { return sync_records(desks[desk]->records); }
  Result<client::SyncReport> sync_records(client::Records& records) {
    client::DeskContext context{records, *gateway, clock, rng};
    return client::sync(context);
  }

  Addressee to(std::size_t desk) const {
    const client::DeskSelf& self = desks[desk]->self;
    return {self.rid, gateway->week_key(self.rid), self.auth};
  }
  LetterDraft draft(std::string text, std::vector<Addressee> addressees) {
    LetterDraft out;
    out.core.form = "blacklisting/1";
    out.core.language = "en";
    out.core.fields = {{"s2", std::move(text)}};
    out.mid = rng.bytes<Mid>();
    out.week = week_at(clock.now());
    out.view = gateway->view();
    out.addressees = std::move(addressees);
    return out;
  }
  SealedLetter letter(std::uint64_t thread, std::string text, std::vector<Addressee> addressees) {
    auto sealed =
        seal_letter(make_thread(world.dep, thread), draft(std::move(text), std::move(addressees)), rng);
    REQUIRE(sealed);
    return std::move(*sealed);
  }
  std::vector<client::Letter> inbox(std::size_t desk) {
    auto letters = client::Inbox(desks[desk]->records).letters();
    REQUIRE(letters);
    return std::move(*letters);
  }
  std::string account(const client::Letter& letter) const { return letter.core.fields.at(0).second; }

  // Every card that has been published, opened by one thread.
  std::vector<OpenedCard> cards_for(std::uint64_t thread) {
    ThreadKeys keys = make_thread(world.dep, thread);
    XwingKey reply(keys.reply_seed());
    auto state = TrustedState::verify(*StateBundle::parse(gateway->files.at("/pending/v1/state")), world.dep,
                                      clock.now(), Quorum::pending);
    REQUIRE(state);
    std::vector<OpenedCard> out;
    for (const auto& [path, bytes] : gateway->files) {
      if (!path.starts_with("/v1/cards/")) continue;
      for (ByteSpan rest = bytes; !rest.empty(); rest = rest.subspan(kCardBytes)) {
        auto card = open_card(keys, reply, *SealedCard::parse(rest.first(kCardBytes)), state->directory());
        if (card) out.push_back(std::move(*card));
      }
    }
    return out;
  }

  SeededRng rng{42};
  World world;
  ManualClock clock;
  std::vector<std::unique_ptr<TestDesk>> desks;
  std::unique_ptr<FakeGateway> gateway;

 private:
  static Params params(const OfficeOptions& options) {
    Params p;
    p.epoch_seconds = options.epoch_seconds;
    p.round_seconds = 2 * options.epoch_seconds;
    p.floor = 2;
    p.parcel_floor = 1;
    p.puzzle_bits = 1;
    p.puzzle_hard_bits = 0;
    p.cards_per_round = options.cards_per_round;
    return p;
  }
  // At the start of a round.
  static UnixTime start(const OfficeOptions& options) {
    const std::int64_t round = 2 * std::int64_t{options.epoch_seconds};
    return UnixTime{seconds(kNow) / round * round};
  }
};

}  // namespace adit::test
