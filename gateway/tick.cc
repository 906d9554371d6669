// SPDX-License-Identifier: Apache-2.0
#include "gateway/tick.h"

#include <adit/api.h>

#include <algorithm>

#include "crypto/note_sign.h"
#include "gateway/batch.h"

namespace adit::gateway {
namespace {

const std::string kPublicPrefix = "public";

// The path in api.h of a target below the data folder, or nothing if it is not public.
std::optional<std::string> public_path(const std::string& target) {
  if (!target.starts_with(kPublicPrefix + "/")) return std::nullopt;
  return target.substr(kPublicPrefix.size());
}

ByteVector sorted_hashes(const Batch& batch) {
  std::vector<Digest> all = batch.letters;
  all.insert(all.end(), batch.parcels.begin(), batch.parcels.end());
  std::ranges::sort(all);
  ByteVector out;
  for (const Digest& hash : all) append(out, hash.span());
  return out;
}

std::uint64_t epochs_of_days(std::uint32_t days, const Params& params) {
  return std::uint64_t{days} * static_cast<std::uint64_t>(kDaySeconds) / params.epoch_seconds;
}

}  // namespace

Result<std::optional<Tick::Draft>> Tick::draft(UnixTime now) {
  std::lock_guard lock(core_.mutex);
  const Params* params = core_.documents.params();
  if (params == nullptr) return std::nullopt;
  const std::uint32_t every = params->epoch_seconds;
  const Epoch epoch{number(epoch_at(now, every)) - 1};
  if (core_.log && epoch <= core_.log->epoch) return std::nullopt;
  if (epoch < epoch_at(core_.open_since, every)) return std::nullopt;
  auto in_force = core_.documents.in_force(epoch);
  if (!in_force) return std::nullopt;

  Draft out{epoch,
            std::move(*in_force),
            core_.log.value_or(LogState{}),
            core_.documents,
            core_.documents.pending(),
            std::nullopt,
            {},
            core_.recent};
  const std::uint32_t round_seconds = params->round_seconds;
  if (!core_.log) out.state.next_round = round_at(start_of(epoch, every), round_seconds);
  out.round =
      core_.rounds.due(start_of(Epoch{number(epoch) + 1}, every), round_seconds, out.state.next_round);
  if (out.round) {
    ADIT_TRY(out.cards, core_.rounds.cards(*out.round, out.in_force, core_.rng));
    out.state.next_round = Round{number(*out.round) + 1};
  }
  out.documents.mark_logged(out.logs, epoch);
  out.documents.forget_before(Epoch{number(epoch) + 1});
  out.state.epoch = epoch;
  out.state.documents = out.documents.encode();
  return out;
}

Status Tick::stage(Draft draft) {
  for (;;) {
    const std::size_t known = damaged_.size();
    LogTree tree_before = draft.state.tree;
    auto staged = try_stage(draft);
    if (staged || damaged_.size() == known) return staged;
    // A cell that cannot be read any more: without it.
    draft.state.tree = std::move(tree_before);
  }
}

Status Tick::try_stage(Draft& draft) {
  const Params& params = draft.in_force.directory.params();
  const UnixTime start = start_of(draft.epoch, params.epoch_seconds);
  ADIT_TRY(StageWriter stage, StageWriter::begin(core_.places, start));
  ADIT_TRY(Batch batch, make_batch(core_.dep, params, draft.epoch, draft.in_force.feed_keys, *core_.pool,
                                   draft.recent, damaged_, stage, core_.rng));
  ADIT_CHECK(stage.add("recent/" + std::to_string(number(draft.epoch)), sorted_hashes(batch), kPrivateFile));

  ByteVector cards;
  for (const SealedCard& card : draft.cards) append(cards, card.bytes());
  if (draft.round) {
    // The file of the day so far, and the round after it.
    const std::string path = api::cards_path(day_at(start));
    constexpr std::size_t kMaxDayBytes = std::size_t{1} << 30;
    auto day = read_file(core_.files.at(path), kMaxDayBytes);
    if (!day && day.error().code != Errc::not_found) return fail(day.error());
    ByteVector whole = day ? std::move(*day) : ByteVector();
    append(whole, cards);
    ADIT_CHECK(stage.add(kPublicPrefix + path, whole, kPublicFile));
  }

  LogTree& tree = draft.state.tree;
  const TileSink sink = [&](const std::string& path, ByteSpan content) {
    return stage.add(kPublicPrefix + path, content, kPublicFile);
  };
  for (const Digest& hash : draft.logs) ADIT_CHECK(tree.append(entry_of(EntryKind::document, hash), sink));
  for (const Digest& hash : batch.letters) ADIT_CHECK(tree.append(entry_of(EntryKind::letter, hash), sink));
  for (const SealedCard& card : draft.cards) {
    ADIT_CHECK(tree.append(entry_of(EntryKind::card, Digest(card.hash().span())), sink));
  }
  for (const Digest& hash : batch.parcels) ADIT_CHECK(tree.append(entry_of(EntryKind::parcel, hash), sink));

  StateBundle bundle;
  bundle.council = draft.in_force.council;
  bundle.directory = draft.in_force.directory_bytes;
  bundle.bulletins = draft.in_force.bulletins;
  bundle.burns = draft.in_force.burns;
  EpochRecord record;
  record.epoch = draft.epoch;
  record.letters = static_cast<std::uint32_t>(batch.letters.size());
  record.cards = static_cast<std::uint32_t>(draft.cards.size());
  record.parcels = static_cast<std::uint32_t>(batch.parcels.size());
  record.documents = static_cast<std::uint32_t>(draft.logs.size());
  record.state_hash = bundle.state_hash();
  record.feed = batch.feed;
  record.parcels_file = batch.parcels_file;
  record.cards_file = sha256(cards);
  bundle.epoch_record = record.encode();
  ADIT_CHECK(tree.append(bundle.epoch_record, sink));
  bundle.proof = tree.last_leaf_proof();
  ADIT_CHECK(tree.partials(sink));

  draft.state.checkpoint.clear();
  return stage.commit({.epoch = draft.epoch,
                       .time = start,
                       .state = draft.state.encode(core_.dep),
                       .bundle = bundle.encode(),
                       .documents = draft.logs,
                       .round = draft.round,
                       .files = {}});
}

Status Tick::log_and_publish(const Plan& plan) {
  std::lock_guard lock(core_.mutex);
  if (core_.standing != Standing::newest) return fail(Errc::log_resting);
  ADIT_TRY(LogState next, LogState::parse(plan.state, core_.dep));
  auto bundle = StateBundle::parse(plan.bundle);
  if (!bundle || next.epoch != plan.epoch) return fail(Errc::store_corrupt);
  const std::string origin = log_origin(core_.dep);
  UnverifiedNote note{CheckpointBody{origin, next.tree.size(), next.tree.root()}.encode(), {}};
  note.signatures.push_back(sign_note(note.text, origin, core_.log_key));
  next.checkpoint = note.encode();
  bundle->checkpoint = next.checkpoint;

  if (!core_.log || core_.log->epoch < plan.epoch) {
    ADIT_CHECK(write_sealed(core_.places.log(), next.encode(core_.dep), plan.time));
    next.documents = Value();
    core_.log = std::move(next);
    core_.documents.mark_logged(plan.documents, plan.epoch);
    core_.documents.forget_before(Epoch{number(plan.epoch) + 1});
  } else if (core_.log->epoch != plan.epoch || core_.log->checkpoint != next.checkpoint) {
    return fail(Errc::store_corrupt);
  }
  // Before anybody can see the checkpoint. A crash in between leaves a marker that is behind, which
  // is harmless; one that is ahead can only be that of a newer folder.
  ADIT_CHECK(core_.mark(plan.time));
  ADIT_CHECK(core_.checkpoints.add(std::move(*bundle), plan.time));

  std::set<std::string> moved;
  for (const StagedFile& file : plan.files) {
    const std::filesystem::path from = core_.places.stage() / file.name;
    auto path = public_path(file.target);
    if (path) moved.insert(*path);
    std::error_code error;
    if (!std::filesystem::exists(from, error)) continue;  // done before
    if (path) ADIT_CHECK(core_.files.make_room_for(*path));
    ADIT_CHECK(move_file(from, core_.places.root / file.target));
  }
  ADIT_CHECK(core_.files.settle(moved, plan.time));
  ADIT_CHECK(flush_folder(core_.places.recent()));
  ADIT_CHECK(core_.recent.load(plan.epoch));
  // Before anybody can see the checkpoint: work that is done on it must be let in.
  core_.renew_view();
  ADIT_CHECK(core_.publish_pending(plan.time));
  // One that the disk did not take when its last cosignature came.
  return core_.promote();
}

Status Tick::clear_pool() {
  // Only ticks change what is recent, and there is one at a time.
  for (ObjectKind kind : {ObjectKind::letter, ObjectKind::parcel}) {
    std::vector<Digest> gone = core_.pool->list(kind);
    std::erase_if(gone, [&](const Digest& hash) { return !core_.recent.contains(hash); });
    ADIT_CHECK(core_.pool->remove(kind, gone));
  }
  return core_.pool->renew();
}

Status Tick::clean_up(const Plan& plan) {
  for (const Digest& hash : plan.documents) {
    ADIT_CHECK(remove_file(core_.places.documents() / to_hex(hash.span())));
  }
  std::lock_guard lock(core_.mutex);
  if (plan.round) ADIT_CHECK(core_.rounds.forget(*plan.round));
  return remove_old(plan.epoch, plan.time);
}

Status Tick::remove_old(Epoch epoch, UnixTime time) {
  const Params* params = core_.documents.params();
  const std::uint64_t now = number(epoch);
  auto first = [&](std::uint32_t days) {
    const std::uint64_t kept = epochs_of_days(days, *params);
    return now > kept ? now - kept : 0;
  };
  ADIT_CHECK(core_.files.remove_below("/v1/feed", first(params->letter_days), time));
  ADIT_CHECK(core_.files.remove_below("/v1/parcels", first(params->parcel_days), time));
  const std::uint64_t day = number(day_at(time));
  ADIT_CHECK(
      core_.files.remove_below("/v1/cards", day > params->reply_days ? day - params->reply_days : 0, time));

  // Partial tiles that no checkpoint needs any more which somebody may still hold.
  std::uint64_t size = core_.checkpoints.kept().empty() ? 0 : core_.checkpoints.kept().front().size;
  if (core_.current) size = std::min(size, core_.current->size);
  if (size > core_.log->outgrown) {
    for (const std::string& folder : outgrown_partials(core_.log->outgrown, size)) {
      ADIT_CHECK(core_.files.remove_folder(folder, time));
    }
    core_.log->outgrown = size;  // reaches the disk with the next epoch; until then done again
  }
  return {};
}

Status Tick::finish(const Plan& plan) {
  ADIT_CHECK(log_and_publish(plan));
  ADIT_CHECK(clear_pool());
  ADIT_CHECK(clean_up(plan));
  // The plan last of all: as long as it is there, everything above is done again.
  ADIT_CHECK(flush_folder(core_.places.documents()));
  ADIT_CHECK(flush_folder(core_.places.rounds()));
  ADIT_CHECK(remove_file(core_.places.stage() / "plan"));
  return remove_tree(core_.places.stage());
}

Status Tick::run(UnixTime now) {
  std::lock_guard lock(one_at_a_time_);
  if (core_.standing != Standing::newest) return fail(Errc::log_resting);
  auto plan = read_stage(core_.places);
  if (plan) {
    ADIT_CHECK(finish(*plan));
  } else if (plan.error().code != Errc::not_found) {
    return fail(plan.error());
  }
  ADIT_CHECK(remove_tree(core_.places.stage()));  // of one that was finished but for this
  ADIT_TRY(std::optional<Draft> next, draft(now));
  if (!next) return {};
  if (auto staged = stage(std::move(*next)); !staged) {
    (void)remove_tree(core_.places.stage_in_making());  // makes room; if it fails, so does the next
    return staged;
  }
  ADIT_TRY(Plan made, read_stage(core_.places));
  return finish(made);
}

Status Tick::recover() {
  std::lock_guard lock(one_at_a_time_);
  // An older copy is left as it is: what it would do next, a newer one has done otherwise.
  if (core_.standing != Standing::newest) return {};
  ADIT_CHECK(remove_tree(core_.places.stage_in_making()));
  auto plan = read_stage(core_.places);
  if (plan) {
    const bool logged = core_.log && core_.log->epoch >= plan->epoch;
    if (stage_is_whole(core_.places, *plan)) {
      ADIT_CHECK(finish(*plan));
    } else if (logged) {
      return fail(Errc::store_corrupt);
    }
    // Not whole and not logged: nothing of it was signed, and all of it is still in the pool.
  } else if (plan.error().code != Errc::not_found) {
    return fail(plan.error());
  }
  return remove_tree(core_.places.stage());
}

}  // namespace adit::gateway
