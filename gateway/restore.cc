// SPDX-License-Identifier: Apache-2.0
// The way back from a copy that is too old (protocol 2.10): the log is made again up to the newest
// checkpoint that anybody has seen, from the published files of a mirror, and only then goes on.
#include <adit/api.h>

#include <algorithm>

#include "crypto/sha256.h"
#include "gateway/core.h"
#include "gateway/service.h"

namespace adit::gateway {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{1} << 30;

struct Given {
  UnverifiedNote note;
  Head head;
};

// The notes, the greatest last.
Result<std::vector<Given>> read_given(const Core& core, const std::vector<std::string>& texts) {
  std::vector<Given> out;
  for (const std::string& text : texts) {
    ADIT_TRY(Checkpoint checkpoint, Checkpoint::verify(text, log_origin(core.dep), core.log_name));
    out.push_back({checkpoint.note(), {checkpoint.size(), checkpoint.root()}});
  }
  if (out.empty()) return fail(Errc::checkpoint_invalid);
  std::ranges::sort(out, {}, [](const Given& g) { return g.head.size; });
  return out;
}

class Rebuild {
 public:
  Rebuild(Core& core, std::filesystem::path mirror, Given goal)
      : core_(core), mirror_(std::move(mirror)), goal_(std::move(goal)) {}

  Result<Restored> run() {
    ADIT_CHECK(read_bundle());
    if (core_.log) next_ = *core_.log;
    ADIT_CHECK(grow());
    ADIT_CHECK(take_documents());
    ADIT_CHECK(put_files());
    ADIT_CHECK(log_it());
    return done_;
  }

 private:
  struct Tail {
    EpochRecord record;
    std::vector<Digest> objects;  // letters and parcels
    std::vector<Digest> cards;
    std::vector<Digest> documents;
  };
  std::uint32_t epoch_seconds() const { return params_.epoch_seconds; }
  UnixTime time_of(Epoch epoch) const { return start_of(epoch, epoch_seconds()); }
  Result<ByteVector> from_mirror(const std::string& path) const {
    return read_file(mirror_ / path.substr(1), kMaxFileBytes);
  }

  // The mirror's newest state, which may be newer than what was given; that it holds what was given is
  // looked at in the end.
  Status read_bundle() {
    for (std::string_view path : {api::kPendingStatePath, api::kStatePath}) {
      auto bytes = from_mirror(std::string(path));
      if (!bytes) continue;
      auto bundle = StateBundle::parse(*bytes);
      if (!bundle) continue;
      auto checkpoint = Checkpoint::verify(bundle->checkpoint, log_origin(core_.dep), core_.log_name);
      if (!checkpoint || checkpoint->size() < goal_.head.size) continue;
      goal_ = {checkpoint->note(), {checkpoint->size(), checkpoint->root()}};
      ADIT_TRY(DirectoryBody directory, directory_of(*bundle));
      params_ = directory.params;
      bundle_ = std::move(*bundle);
      return {};
    }
    return fail(Errc::log_gap);
  }

  // The entries behind ours, and the tiles that they make.
  Status grow() {
    LogTree& tree = next_.tree;
    const TileSink sink = [&](const std::string& path, ByteSpan content) {
      tiles_.emplace_back(path, ByteVector(content.begin(), content.end()));
      return Status();
    };
    Tail tail;
    while (tree.size() < goal_.head.size) {
      const std::uint64_t first = tree.size() / kTileWidth * kTileWidth;
      const auto width = static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, goal_.head.size - first));
      auto bytes = from_mirror(api::entries_path(first / kTileWidth, width));
      if (!bytes) return fail(Errc::log_gap);
      ADIT_TRY(auto entries, parse_bundle(*bytes, width));
      for (std::size_t i = tree.size() - first; i < entries.size(); ++i) {
        ADIT_CHECK(tree.append(entries[i], sink));
        ADIT_CHECK(take(entries[i], tail));
      }
    }
    if (tree.root() != goal_.head.root || tails_.empty()) return fail(Errc::log_fork);
    if (bundle_.state_hash() != tails_.back().record.state_hash ||
        bundle_.epoch_record != tails_.back().record.encode()) {
      return fail(Errc::state_mismatch);
    }
    return tree.partials(sink);
  }

  Status take(ByteSpan entry, Tail& tail) {
    if (!entry.empty() && entry[0] == static_cast<std::uint8_t>(EntryKind::epoch)) {
      ADIT_TRY(tail.record, EpochRecord::parse(entry));
      tails_.push_back(std::exchange(tail, {}));
      return {};
    }
    auto hash = entry.empty() ? std::nullopt : Digest::from(entry.subspan(1));
    if (!hash) return fail(Errc::state_mismatch);
    switch (static_cast<EntryKind>(entry[0])) {
      case EntryKind::letter:
      case EntryKind::parcel:
        tail.objects.push_back(*hash);
        return {};
      case EntryKind::card:
        tail.cards.push_back(*hash);
        return {};
      case EntryKind::document:
        tail.documents.push_back(*hash);
        return {};
      default:
        return fail(Errc::state_mismatch);
    }
  }

  // Those of the state are in force; what was logged for later must be sent to the gateway again.
  Status take_documents() {
    Documents& documents = core_.documents;
    for (Tail& tail : tails_) {
      std::ranges::sort(tail.documents);
      documents.mark_logged(tail.documents, tail.record.epoch);
    }
    std::vector<ByteVector> all = bundle_.council;
    all.push_back(bundle_.directory);
    for (const auto& list : {bundle_.bulletins, bundle_.burns})
      all.insert(all.end(), list.begin(), list.end());
    std::vector<Digest> hashes;
    for (const ByteVector& bytes : all) {
      const Digest hash = sha256(bytes);
      hashes.push_back(hash);
      if (documents.is_logged(hash) || std::ranges::count(documents.pending(), hash) > 0) continue;
      ADIT_CHECK(documents.add(bytes));
    }
    std::ranges::sort(hashes);
    documents.mark_logged(hashes, tails_.back().record.epoch);
    return {};
  }

  Status put_if_same(const std::string& path, const Digest& sha, UnixTime time) {
    auto bytes = from_mirror(path);
    if (!bytes || sha256(*bytes) != sha) {
      ++done_.missing_files;
      return {};
    }
    ++done_.files;
    return core_.files.put(path, *bytes, time);
  }

  // A day's cards are one file, to which each round added its own.
  Status put_cards(Day day, const std::vector<Digest>& cards, UnixTime time) {
    const std::string path = api::cards_path(day);
    auto bytes = from_mirror(path);
    auto own = read_file(core_.files.at(path), kMaxFileBytes);
    const ByteVector before = own ? *own : ByteVector();
    const std::size_t fresh = cards.size() * kCardBytes;
    const std::size_t at = bytes && bytes->size() >= fresh ? bytes->size() - fresh : 0;
    // All of it is there already if a restore before this one was cut off.
    bool same = bytes && bytes->size() >= fresh && (before.size() == at || before.size() == bytes->size()) &&
                std::equal(before.begin(), before.end(), bytes->begin());
    for (std::size_t i = 0; same && i < cards.size(); ++i) {
      same = sha256(ByteSpan(*bytes).subspan(at + i * kCardBytes, kCardBytes)) == cards[i];
    }
    if (!same) {
      ++done_.missing_files;
      return {};
    }
    ++done_.files;
    return core_.files.put(path, *bytes, time);
  }

  Status put_files() {
    const UnixTime last = time_of(tails_.back().record.epoch);
    for (const auto& [path, content] : tiles_) ADIT_CHECK(core_.files.put(path, content, last));
    std::map<Day, std::vector<Digest>> cards;
    for (Tail& tail : tails_) {
      const EpochRecord& record = tail.record;
      const UnixTime time = time_of(record.epoch);
      ADIT_CHECK(put_if_same(api::feed_path(record.epoch), record.feed, time));
      ADIT_CHECK(put_if_same(api::parcels_path(record.epoch), record.parcels_file, time));
      auto& day = cards[day_at(time)];
      day.insert(day.end(), tail.cards.begin(), tail.cards.end());
      // So that what the old pool still holds is not published a second time.
      std::ranges::sort(tail.objects);
      ByteVector hashes;
      for (const Digest& hash : tail.objects) append(hashes, hash.span());
      ADIT_CHECK(write_file(core_.places.recent() / std::to_string(number(record.epoch)), hashes,
                            {kPrivateFile, time}));
    }
    for (const auto& [day, hashes] : cards) {
      if (!hashes.empty()) ADIT_CHECK(put_cards(day, hashes, last));
    }
    done_.epochs = tails_.size();
    return {};
  }

  // The moment of decision is the replacement of the log's state, as in a tick.
  Status log_it() {
    const Epoch epoch = tails_.back().record.epoch;
    const UnixTime time = time_of(epoch);
    // What the copy was about to publish, the newer one has published or taken back.
    ADIT_CHECK(remove_tree(core_.places.stage_in_making()));
    ADIT_CHECK(remove_tree(core_.places.stage()));
    UnverifiedNote own{goal_.note.text, {}};
    for (const NoteSignature& line : goal_.note.signatures) {
      if (is_signed_by({own.text, {line}}, core_.log_name)) own.signatures.push_back(line);
    }
    next_.epoch = epoch;
    next_.next_round = round_at(start_of(Epoch{number(epoch) + 1}, epoch_seconds()), params_.round_seconds);
    next_.documents = core_.documents.encode();
    next_.checkpoint = own.encode();
    // Before the log: without it a restore that follows one that was cut off here would not know what
    // checkpoints lie between the copy's and the log's.
    ADIT_CHECK(core_.checkpoints.add(bundle_, time));
    ADIT_CHECK(write_sealed(core_.places.log(), next_.encode(core_.dep), time));
    core_.log = std::move(next_);
    return {};
  }

  Core& core_;
  std::filesystem::path mirror_;
  Given goal_;
  Params params_;
  StateBundle bundle_;
  LogState next_;
  std::vector<std::pair<std::string, ByteVector>> tiles_;
  std::vector<Tail> tails_;
  Restored done_;
};

}  // namespace

Result<Restored> restore(const Config& config, const std::vector<std::string>& checkpoints,
                         const std::filesystem::path& mirror, const Clock& clock, Rng& rng) {
  std::error_code error;
  // A new key would be no restoration.
  if (!std::filesystem::exists(Places(config.data).log_key(), error)) return fail(Errc::not_found);
  ADIT_TRY(std::unique_ptr<Core> core, Core::open(config, clock, rng));
  std::lock_guard lock(core->mutex);
  ADIT_TRY(std::vector<Given> given, read_given(*core, checkpoints));
  Restored done;
  if (given.back().head.size > core->head().size) {
    if (mirror.empty()) return fail(Errc::log_gap);
    Rebuild rebuild(*core, mirror, given.back());
    ADIT_TRY(done, rebuild.run());
  }
  for (const Given& g : given) {
    ADIT_TRY(bool known, core->contains(g.head));
    if (!known) return fail(Errc::log_fork);
  }
  // What this machine remembers besides must be in it too.
  ADIT_TRY(Standing standing, core->find_standing());
  if (standing == Standing::behind) return fail(Errc::log_gap);
  if (standing == Standing::contradicted) return fail(Errc::log_fork);
  ADIT_CHECK(core->mark(core->stamp_time()));
  ADIT_CHECK(remove_file(core->places.evidence()));
  return done;
}

}  // namespace adit::gateway
