// SPDX-License-Identifier: Apache-2.0
// An upload that was cut off goes on with nothing stored (P19).
#include <adit/parcel.h>

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "client/thread/conversation.h"
#include "crypto/sha256.h"
#include "tests/client/thread/loop_transport.h"

namespace adit::client {
namespace {

using namespace adit::test;

struct Killed {};

Attachment some_attachment(std::size_t bytes, unsigned number) {
  SeededRng rng(number);
  ByteVector content(bytes);
  rng.fill(content);
  auto held = HeldBytes::of(content);
  REQUIRE(held);
  return {.path = "photo",
          .name = neutral_name(FileKind::jpeg, number),
          .type = "image/jpeg",
          .treatment = Treatment::cleaned,
          .sent = {FileKind::jpeg, *held, {}, {}},
          .original_kind = "JPEG photo",
          .name_disagrees = false,
          .original_bytes = bytes,
          .original = rng.bytes<Digest>()};
}

std::vector<Attachment> some_attachments() {
  std::vector<Attachment> out;
  out.push_back(some_attachment(4 * kParcelContentBytes + 17, 1));
  out.push_back(some_attachment(100, 2));
  return out;
}

std::set<ParcelId> parcel_ids(const std::vector<ByteVector>& objects) {
  std::set<ParcelId> out;
  for (const ByteVector& object : objects) {
    if (object.size() == kParcelBytes) out.insert(sha256_as<ParcelId>(object));
  }
  return out;
}

std::vector<ByteVector> all_of(const Parcels& parcels) {
  std::vector<ByteVector> out;
  for (std::size_t i = 0; i < parcels.count; ++i) {
    auto parcel = parcels.make(i);
    REQUIRE(parcel);
    out.push_back(std::move(*parcel));
  }
  return out;
}

// One run of the program with the secret of `keys`, up to its end or its death.
Outcome run_report(Bench& b, const ThreadKeys& keys, Rng& rng) {
  Surroundings s{b.transport, b.clock, rng, b.talk, b.pauses, Tempo::immediate};
  auto session = Session::open(b.world.dep, s);
  REQUIRE(session);
  auto files = seal_files(keys, some_attachments());
  REQUIRE(files);
  Draft draft = follow_up("what happened", {b.world.recipients[0].rid}, rng);
  auto sealed = seal_draft(keys, draft, *files, session->state(), rng);
  REQUIRE(sealed);
  return send_report(*session, keys, draft, *files, *sealed);
}

Outcome run_resume(Bench& b, const ThreadKeys& keys, Rng& rng) {
  Surroundings s{b.transport, b.clock, rng, b.talk, b.pauses, Tempo::immediate};
  auto session = Session::open(b.world.dep, s);
  REQUIRE(session);
  auto files = seal_files(keys, some_attachments());
  REQUIRE(files);
  return resume_parcels(*session, keys, *files);
}

TEST_CASE("an upload killed at any of 100 points and resumed leaves the parcels of one that was not") {
  Bench whole;
  ThreadKeys keys = make_thread(whole.world.dep, 9);
  SeededRng first_rng(1);
  REQUIRE_FALSE(run_report(whole, keys, first_rng).error);
  const std::set<ParcelId> expected = parcel_ids(whole.transport.accepted);
  const std::size_t requests = whole.transport.requests.size();
  CHECK(expected.size() == plan_parcels(4 * kParcelContentBytes + 17).total() + 1);

  SeededRng chance(2);
  for (std::uint64_t run = 0; run < 100; ++run) {
    Bench b;
    std::size_t kill_at = chance.below(static_cast<std::uint32_t>(requests));
    bool before = chance.below(2) == 0;
    b.transport.fault = [&](std::size_t number, const LoopRequest&) -> std::optional<Errc> {
      if (before && number == kill_at) throw Killed{};
      return std::nullopt;
    };
    b.transport.breaks_after_accepting = [&](std::size_t number) {
      if (number >= kill_at) throw Killed{};
      return false;
    };
    SeededRng rng(100 + run);
    bool killed = false;
    try {
      (void)run_report(b, keys, rng);
    } catch (const Killed&) {
      killed = true;
    }
    CHECK(killed);
    std::set<ParcelId> partial = parcel_ids(b.transport.accepted);
    for (const ParcelId& id : partial) CHECK(expected.contains(id));
    b.transport.fault = nullptr;
    b.transport.breaks_after_accepting = nullptr;
    SeededRng later(500 + run);
    Outcome outcome = run_resume(b, keys, later);
    CHECK_FALSE(outcome.error);
    CHECK(parcel_ids(b.transport.accepted) == expected);
  }
}

TEST_CASE("with another secret, or another file, the parcels are others") {
  Bench b;
  auto files = seal_files(make_thread(b.world.dep, 9), some_attachments());
  auto others = seal_files(make_thread(b.world.dep, 10), some_attachments());
  REQUIRE((files && others));
  std::set<ParcelId> ids = parcel_ids(all_of(files->parcels));
  CHECK(ids.size() == files->parcels.count);
  for (const ParcelId& id : parcel_ids(all_of(others->parcels))) CHECK_FALSE(ids.contains(id));
}

TEST_CASE("the requests of a resumed upload begin like any session") {
  Bench b;
  SeededRng rng(3);
  ThreadKeys keys = make_thread(b.world.dep, 9);
  REQUIRE_FALSE(run_report(b, keys, rng).error);
  std::vector<LoopRequest> sent = b.transport.requests;
  b.transport.requests.clear();
  CHECK_FALSE(run_resume(b, keys, rng).error);
  CHECK(b.transport.requests == sent);
}

TEST_CASE("attachments open from the letter's list and the parcels that were uploaded") {
  Bench b;
  ThreadKeys keys = make_thread(b.world.dep, 9);
  SeededRng rng(3);
  REQUIRE_FALSE(run_report(b, keys, rng).error);
  auto letter = SealedLetter::parse(b.transport.accepted.front());
  REQUIRE(letter);
  const TestRecipient& r = b.world.recipients[0];
  WeekSecret week{week_at(kNow), &r.week_key};
  auto opened = open_letter(b.world.dep, *letter, {&week, 1}, r.self(), TestKeyBook(b.world));
  REQUIRE(opened);
  std::vector<Attachment> attachments = some_attachments();
  REQUIRE(opened->core.files.size() == attachments.size());
  auto find = [&](const ParcelId& id) -> Result<ByteVector> {
    for (const ByteVector& object : b.transport.accepted) {
      if (object.size() == kParcelBytes && sha256_as<ParcelId>(object) == id) return object;
    }
    return fail(Errc::parcel_missing);
  };
  for (std::size_t i = 0; i < attachments.size(); ++i) {
    const FileEntry& entry = opened->core.files[i];
    auto file = open_file(entry, find);
    REQUIRE(file);
    CHECK(ByteVector(file->expose().begin(), file->expose().end()) == *attachments[i].sent.bytes.read_all());
    CHECK(entry.name == attachments[i].name);
    CHECK(entry.type == "image/jpeg");
    CHECK(entry.original == commit_original(keys, attachments[i].original));
  }
}

TEST_CASE("parcels are not sent if the letter that lists them was refused") {
  Bench b;
  b.transport.fault = [](std::size_t, const LoopRequest& r) {
    return r.body_bytes == kLetterBytes + kTrailerBytes ? std::optional(Errc::gateway_busy) : std::nullopt;
  };
  ThreadKeys keys = make_thread(b.world.dep, 9);
  Outcome outcome = run_resume(b, keys, b.rng);
  REQUIRE(outcome.error);
  CHECK(outcome.parcels.sent == 0);
  CHECK(b.transport.accepted.empty());
}

}  // namespace
}  // namespace adit::client
