// SPDX-License-Identifier: Apache-2.0
#include "tests/gateway/harness.h"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <future>

#include "crypto/padded.h"
#include "crypto/sha256.h"
#include "gateway/durable.h"

namespace adit::test {

std::filesystem::path memory_folder() {
  return ::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : std::filesystem::temp_directory_path();
}

WorldOptions small_world() {
  WorldOptions out;
  out.params.puzzle_bits = 2;
  out.params.puzzle_hard_bits = 0;
  return out;
}

Gateway::Gateway(WorldOptions options, std::uint64_t seed)
    : world(make_world(options)), clock(options.now), rng(seed) {
  config.deployment = world.dep;
  config.data = folder.path() / "data";
  config.pool_letters = 40;
  config.pool_parcels = 12;
  use_own_log_key();
}

void Gateway::use_own_log_key() {
  auto key = gateway::log_verifier_key(config, rng);
  REQUIRE(key);
  auto parsed = NoteKey::parse(*key);
  REQUIRE(parsed);
  world.directory_body.gateway.log_key = *parsed;
  world.directory = world.sign_directory(world.directory_body);
}

Status Gateway::open() {
  service.reset();
  auto opened = gateway::Service::open(config, clock, rng);
  if (!opened) return fail(opened.error());
  service = std::move(*opened);
  return {};
}

Status Gateway::post(api::Route route, ByteVector body) {
  std::promise<Status> answer;
  service->submit(route, std::move(body), [&](Status status) { answer.set_value(status); });
  return answer.get_future().get();
}

Status Gateway::post_document(const UnverifiedEnvelope& envelope) {
  auto body = pad(envelope.encode(), api::kDocumentBytes);
  REQUIRE(body);
  return post(api::Route::documents, std::move(*body));
}

void Gateway::bring_up() {
  REQUIRE(open());
  REQUIRE(post_document(world.council));
  REQUIRE(post_document(world.directory));
  for (const UnverifiedEnvelope& bulletin : world.bulletins) REQUIRE(post_document(bulletin));
  REQUIRE(next_epoch());
}

Epoch Gateway::epoch() const { return epoch_at(clock.now(), world.options.params.epoch_seconds); }

Status Gateway::next_epoch() {
  clock.set(start_of(Epoch{number(epoch()) + 1}, world.options.params.epoch_seconds));
  return service->tick(clock.now());
}

Status Gateway::cosign(std::size_t witnesses, std::optional<UnixTime> at) {
  auto note = UnverifiedNote::parse(bundle().checkpoint);
  REQUIRE(note);
  Status last;
  for (std::size_t i = 0; i < witnesses; ++i) {
    UnverifiedNote one{note->text, {}};
    const TestRecipient& r = world.recipients[i];
    one.signatures.push_back(
        cosign_note(note->text, r.witness_key.name, r.witness, at.value_or(clock.now())));
    auto body = pad(as_bytes(one.encode()), api::kCosignBytes);
    REQUIRE(body);
    last = post(api::Route::cosign, std::move(*body));
    if (!last) return last;
  }
  return last;
}

ByteVector Gateway::file(const std::string& path) const {
  auto bytes = gateway::read_file(config.data / "public" / path.substr(1), std::size_t{1} << 30);
  return bytes ? std::move(*bytes) : ByteVector();
}

StateBundle Gateway::bundle(std::string_view path) const {
  auto parsed = StateBundle::parse(file(std::string(path)));
  REQUIRE(parsed);
  return std::move(*parsed);
}

EpochRecord Gateway::record() const {
  auto parsed = EpochRecord::parse(bundle().epoch_record);
  REQUIRE(parsed);
  return *parsed;
}

ByteVector Gateway::with_trailer(ByteSpan object) {
  const StateBundle state = bundle();
  auto note = UnverifiedNote::parse(state.checkpoint);
  REQUIRE(note);
  auto checkpoint = CheckpointBody::parse(note->text);
  REQUIRE(checkpoint);
  SeededRng search(load_le(ByteSpan(object).first(8)));
  const Params& params = world.directory_body.params;
  auto nonce = solve_puzzle({world.dep, checkpoint->root, sha256(object)},
                            {params.puzzle_bits, params.puzzle_hard_bits}, search);
  REQUIRE(nonce);
  ByteVector out(object.begin(), object.end());
  append(out, PuzzleTrailer{record().epoch, *nonce}.encode());
  return out;
}

SealedLetter Gateway::letter(const std::string& text, std::size_t to) {
  SeededRng letter_rng(load_le(sha256(as_bytes(text)).span().first(8)));
  LetterDraft draft;
  draft.core.form = "report";
  draft.core.language = "en";
  draft.core.fields.emplace_back("what", text);
  draft.mid = letter_rng.bytes<Mid>();
  draft.week = week_at(clock.now());
  draft.addressees.push_back(world.recipients[to].addressee());
  auto sealed = seal_letter(make_thread(world.dep, 99), draft, letter_rng);
  REQUIRE(sealed);
  return std::move(*sealed);
}

ByteVector Gateway::parcel(std::uint8_t fill) { return ByteVector(kParcelBytes, fill); }

OpenedFeed Gateway::open_feed(Epoch of, std::size_t recipient) const {
  const WeekSecret week{week_at(start_of(of, world.options.params.epoch_seconds)),
                        &world.recipients[recipient].week_key};
  auto opened = adit::open_feed(world.dep, file(api::feed_path(of)), std::span(&week, 1));
  REQUIRE(opened);
  return std::move(*opened);
}

std::vector<ByteVector> Gateway::entries() const {
  auto note = UnverifiedNote::parse(bundle().checkpoint);
  REQUIRE(note);
  const std::uint64_t size = CheckpointBody::parse(note->text)->size;
  std::vector<ByteVector> out;
  while (out.size() < size) {
    const auto width = static_cast<unsigned>(std::min<std::uint64_t>(256, size - out.size()));
    const ByteVector bundle_bytes = file(api::entries_path(out.size() / 256, width));
    auto parsed = parse_bundle(bundle_bytes, width);
    REQUIRE(parsed);
    for (ByteSpan entry : *parsed) out.emplace_back(entry.begin(), entry.end());
  }
  return out;
}

}  // namespace adit::test
