// SPDX-License-Identifier: Apache-2.0
#include "gateway/core.h"

#include <adit/api.h>

#include <algorithm>

#include "crypto/sha256.h"
#include "gateway/pool_file.h"

namespace adit::gateway {
namespace {

// Councils, directories, then the rest; the first two in the order of their numbers.
std::pair<int, std::uint64_t> rank(const ByteVector& bytes) {
  auto envelope = UnverifiedEnvelope::parse(bytes);
  if (!envelope) return {3, 0};
  if (auto council = CouncilBody::parse(envelope->body)) return {0, council->seq};
  if (auto directory = DirectoryBody::parse(envelope->body)) return {1, directory->seq};
  return {2, 0};
}

}  // namespace

Result<std::unique_ptr<Core>> Core::open(const Config& config, const Clock& clock, Rng& rng) {
  Places places(config.data);
  ADIT_TRY(File lock, take_folder(places));
  ADIT_TRY(SigningKey key, load_log_key(config, rng));

  std::optional<LogState> log;
  const NoteKey public_key = gateway::log_name(config.deployment, key);
  Documents documents(config.deployment, public_key);
  auto stored = read_sealed(places.log(), kMaxLogStateBytes);
  if (stored) {
    ADIT_TRY(log, LogState::parse(*stored, config.deployment));
    ADIT_TRY(documents, Documents::parse(config.deployment, public_key, log->documents));
    log->documents = Value();
  } else if (stored.error().code != Errc::not_found) {
    return fail(stored.error());
  }
  ADIT_TRY(Rounds rounds, Rounds::open(places.rounds()));
  ADIT_TRY(Checkpoints checkpoints, Checkpoints::open(places.checkpoints(), config.deployment));
  ADIT_TRY(Recent recent, Recent::open(places.recent()));

  std::unique_ptr<Core> core(new Core(config, clock, rng, std::move(lock), std::move(key), public_key,
                                      std::move(documents), std::move(rounds), std::move(checkpoints),
                                      std::move(recent)));
  if (log) {
    // What this key signed must be what the tree says: a folder put together from two is refused.
    auto checkpoint = Checkpoint::verify(log->checkpoint, log_origin(core->dep), public_key);
    if (!checkpoint || checkpoint->size() != log->tree.size() || checkpoint->root() != log->tree.root()) {
      return fail(Errc::store_corrupt);
    }
  }
  core->log = std::move(log);
  ADIT_TRY(core->standing, core->find_standing());
  ADIT_CHECK(core->load_pending_documents());
  auto state = read_file(core->files.at(std::string(api::kStatePath)), kMaxBundleBytes);
  if (state) {
    auto bundle = StateBundle::parse(*state);
    if (!bundle) return fail(Errc::store_corrupt);
    ADIT_TRY(core->current, SignedEpoch::from(std::move(*bundle)));
  }
  core->renew_view();
  ADIT_TRY(core->pool,
           open_pool(places.pool(), config, core->rng, [c = core.get()] { return c->stamp_time(); }));

  return core;
}

Result<Standing> Core::find_standing() const {
  auto evidence = read_sealed(places.evidence(), kMaxNoteBytes);
  if (evidence) {
    auto note = UnverifiedNote::parse(as_text(*evidence));
    if (!note) return fail(Errc::store_corrupt);
    ADIT_TRY(CheckpointBody body, CheckpointBody::parse(note->text));
    ADIT_TRY(bool known, contains({body.size, body.root}));
    if (!known) return Standing::contradicted;
  } else if (evidence.error().code != Errc::not_found) {
    return fail(evidence.error());
  }
  if (!marker.is_kept()) return Standing::newest;
  ADIT_TRY(std::optional<Head> marked, marker.read(log_name));
  if (!marked) return Standing::unmarked;
  ADIT_TRY(bool known, contains(*marked));
  return known ? Standing::newest : Standing::behind;
}

Result<bool> Core::contains(const Head& asked) const {
  if (asked == Head{} || asked == head()) return true;
  if (asked.size == 0 || asked.size >= head().size) return false;
  for (const SignedEpoch& e : checkpoints.kept()) {
    if (e.size == asked.size) return e.root == asked.root;
  }
  // What is published belongs to the newest checkpoint; the log may be a tick ahead of it.
  const SignedEpoch* newest = checkpoints.newest();
  if (newest == nullptr || asked.size > newest->size) return false;
  ADIT_TRY(Digest root, root_of_first(asked.size, newest->size, [&](const std::string& path) {
             return read_file(files.at(path), kTileWidth * Digest::kSize);
           }));
  return root == asked.root;
}

Status Core::mark(UnixTime time) {
  if (!marker.is_kept()) return {};
  ADIT_TRY(std::optional<Head> marked, marker.read(log_name));
  return marked == head() ? Status() : marker.write(log_name, head(), time);
}

Status Core::weigh(const UnverifiedNote& note) {
  if (standing != Standing::newest || !is_signed_by(note, log_name)) return {};
  auto body = CheckpointBody::parse(note.text);
  if (!body || body->origin != log_origin(dep)) return {};
  ADIT_TRY(bool known, contains({body->size, body->root}));
  if (known) return {};
  standing = Standing::contradicted;  // from now on, whatever the disk says
  return write_sealed(places.evidence(), as_bytes(note.encode()), stamp_time());
}

Status Core::load_pending_documents() {
  std::vector<ByteVector> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(places.documents(), error)) {
    if (entry.path().extension() == ".new") {  // was not promised
      ADIT_CHECK(remove_file(entry.path()));
      continue;
    }
    ADIT_TRY(ByteVector bytes, read_sealed(entry.path(), kMaxDocumentBytes));
    const Digest hash = sha256(bytes);
    if (entry.path().filename() != to_hex(hash.span())) return fail(Errc::store_corrupt);
    if (documents.is_logged(hash)) {  // the tick that logged it was cut off
      ADIT_CHECK(remove_file(entry.path()));
      continue;
    }
    found.push_back(std::move(bytes));
  }
  if (error) return fail(Errc::store_unavailable);
  std::ranges::sort(found, {}, rank);
  for (const ByteVector& bytes : found) ADIT_CHECK(documents.add(bytes));
  return {};
}

UnixTime Core::stamp_time() const {
  const std::uint32_t every = epoch_seconds_.load();
  if (every == 0) return UnixTime{};
  return start_of(epoch_at(clock.now(), every), every);
}

void Core::renew_view() {
  std::shared_ptr<AdmissionView> fresh;
  const Params* params = documents.params();
  if (params != nullptr) {
    epoch_seconds_ = params->epoch_seconds;
    fresh = std::make_shared<AdmissionView>();
    fresh->dep = dep;
    for (const SignedEpoch& e : checkpoints.kept()) fresh->seeds.emplace_back(e.epoch, e.root);
    // The one that reporters see counts however old it is: they cannot know a newer one, and when
    // too few witnesses are up (a night, a weekend) letters must still get in.
    if (current && std::ranges::find(fresh->seeds, current->epoch, &std::pair<Epoch, Digest>::first) ==
                       fresh->seeds.end()) {
      fresh->seeds.emplace_back(current->epoch, current->root);
    }
    // Of the price that reporters see and the newest one the lower: nobody is refused who did the
    // work that was asked for.
    Params asked = *params;
    if (current) {
      if (auto directory = directory_of(current->bundle)) asked = directory->params;
    }
    fresh->cost = {std::min(params->puzzle_bits, asked.puzzle_bits),
                   std::min(params->puzzle_hard_bits, asked.puzzle_hard_bits)};
  }
  std::lock_guard lock(view_mutex_);
  view_ = std::move(fresh);
}

std::shared_ptr<const AdmissionView> Core::view() const {
  std::lock_guard lock(view_mutex_);
  return view_;
}

Status Core::publish_pending(UnixTime time) {
  const SignedEpoch* newest = checkpoints.newest();
  if (newest == nullptr) return {};
  ADIT_CHECK(files.put(std::string(api::kPendingStatePath), newest->bundle.encode(), time));
  return files.put(std::string(api::kPendingCheckpointPath), as_bytes(newest->bundle.checkpoint), time);
}

Status Core::promote() {
  const SignedEpoch* newest = checkpoints.newest_with_quorum(clock.now());
  if (newest == nullptr) return {};
  if (current &&
      (current->epoch > newest->epoch ||
       (current->epoch == newest->epoch && current->bundle.checkpoint == newest->bundle.checkpoint))) {
    return {};
  }
  const UnixTime time = stamp_time();
  ADIT_CHECK(files.put(std::string(api::kStatePath), newest->bundle.encode(), time));
  ADIT_CHECK(files.put(std::string(api::kCheckpointPath), as_bytes(newest->bundle.checkpoint), time));
  current = *newest;
  renew_view();
  return {};
}

}  // namespace adit::gateway
