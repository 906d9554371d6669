// SPDX-License-Identifier: Apache-2.0
#include "client/case/shown_state.h"

#include "client/case/state_checks.h"
#include "client/trust/external_witness.h"
#include "client/trust/fork_proof.h"
#include "client/trust/gateway_state.h"
#include "client/trust/tiles.h"

namespace adit::client {
namespace {

constexpr std::int64_t kHourSeconds = 3600;
// Two honest witnesses confirm one checkpoint within eight epochs of each other.
constexpr std::int64_t kStampSlackSeconds = 2 * kHourSeconds;
constexpr std::uint32_t kCosignEpochs = 9;

struct Kept {
  Epoch epoch{};
  std::uint64_t size = 0;
  ViewId view;
  std::string checkpoint;
};

ByteVector encode(const Kept& kept) {
  ByteVector out;
  append_le64(out, kept.size);
  append(out, kept.view.span());
  append(out, as_bytes(kept.checkpoint));
  return out;
}
Result<Kept> parse(const Record& row) {
  ByteSpan bytes = row.value.expose();
  if (bytes.size() < 8 + ViewId::kSize) return fail(Errc::store_corrupt);
  return Kept{Epoch{number_of(row)}, load_le(bytes.first(8)), *ViewId::from(bytes.subspan(8, ViewId::kSize)),
              std::string(as_text(bytes.subspan(8 + ViewId::kSize)))};
}

class Look {
 public:
  Look(Records& records, const DeskSelf& self, Transport& transport, const Position& position,
       const TrustedState& newest, UnixTime now)
      : records_(records),
        self_(self),
        transport_(transport),
        position_(position),
        newest_(newest),
        now_(now),
        epoch_seconds_(newest.params().epoch_seconds) {}

  Result<ShownState> run() {
    ADIT_CHECK(compare_earlier());
    auto bundle = fetch_bundle(transport_, Quorum::required);
    if (!bundle) {
      if (is_trust_failure(bundle.error().code)) refuse(bundle.error().code, {});
      return std::move(out_);
    }
    UnixTime time = believed_time(now_, end_of(newest_.record().epoch));
    auto shown = verify_bundle(*bundle, self_.dep(), time, Quorum::required);
    if (!shown) {
      // Too old is no fault of the gateway's: its witnesses are away.
      if (shown.error().code == Errc::checkpoint_stale) {
        out_.alarms.push_back({AlarmKind::unconfirmed, newest_.record().epoch, {}});
      } else {
        refuse(shown.error().code, bundle->checkpoint);
      }
      return std::move(out_);
    }
    ADIT_CHECK(
        remember_witnesses(records_, shown->checkpoint(), shown->directory().body(), shown->record().epoch));
    check_age(*shown);
    check_stamps(*shown);
    Kept kept{shown->record().epoch, shown->checkpoint().size(), shown->record().view(), bundle->checkpoint};
    if (kept.size > position_.tree.size()) {
      ADIT_CHECK(records_.put(Kind::shown_state, name_of(number(kept.epoch)), encode(kept)));
    } else {
      ADIT_CHECK(compare(kept));
    }
    return std::move(out_);
  }

 private:
  UnixTime end_of(Epoch epoch) const { return start_of(Epoch{number(epoch) + 1}, epoch_seconds_); }

  void refuse(Errc code, const std::string& checkpoint) {
    out_.alarms.push_back(refused_state(code, newest_.record().epoch, checkpoint));
  }

  void check_age(const TrustedState& shown) {
    const std::int64_t behind =
        seconds(end_of(newest_.record().epoch)) - seconds(end_of(shown.record().epoch));
    if (behind > newest_.params().fresh_hours * kHourSeconds / 2) {
      out_.alarms.push_back({AlarmKind::unconfirmed, shown.record().epoch, {}});
    }
  }

  // Our own cosignature beside those of others on the same checkpoint.
  void check_stamps(const TrustedState& shown) {
    auto own = cosigned_at(shown.checkpoint().note(), self_.witness_key);
    if (!own) return;
    std::vector<NoteKey> others = shown.directory().body().witnesses;
    std::erase(others, self_.witness_key);
    auto times = shown.checkpoint().cosignatures(others);
    if (times.empty()) return;
    const std::int64_t off = seconds(*own) - seconds(times[times.size() / 2]);
    const std::int64_t slack = std::max<std::int64_t>(kStampSlackSeconds, kCosignEpochs * epoch_seconds_);
    if (off > slack || off < -slack) {
      out_.alarms.push_back({AlarmKind::clock_wrong, shown.record().epoch, {}});
    }
  }

  // States that were shown before we had read so far. Their rows go when what they showed is kept.
  Status compare_earlier() {
    ADIT_TRY(auto rows, records_.list(Kind::shown_state));
    for (const Record& row : rows) {
      ADIT_TRY(Kept kept, parse(row));
      if (kept.size > position_.tree.size()) continue;
      ADIT_CHECK(compare(kept));
      out_.compared.push_back(row.name);
    }
    return {};
  }

  Status compare(const Kept& kept) {
    ADIT_TRY(auto read, find_epoch(records_, kept.epoch));
    if (read && read->view() == kept.view) return {};
    ADIT_TRY(auto epochs, list_epochs(records_));
    if (epochs.empty() || kept.epoch < epochs.front().epoch) return {};  // forgotten, and far too old
    ForkFinding found = examine_fork(transport_, position_.checkpoint, kept.checkpoint);
    if (found.verdict == ForkVerdict::refuted) return {};
    out_.may_confirm = false;
    out_.alarms.push_back({AlarmKind::fork, kept.epoch, std::move(found.evidence)});
    return {};
  }

  Records& records_;
  const DeskSelf& self_;
  Transport& transport_;
  const Position& position_;
  const TrustedState& newest_;
  UnixTime now_;
  std::uint32_t epoch_seconds_;
  ShownState out_;
};

std::optional<CheckpointBody> body_of(const std::string& note) {
  auto parsed = UnverifiedNote::parse(note);
  if (!parsed) return std::nullopt;
  auto body = CheckpointBody::parse(parsed->text);
  if (!body) return std::nullopt;
  return *body;
}

}  // namespace

Result<ShownState> look_at_shown_state(Records& records, const DeskSelf& self, Transport& transport,
                                       const Position& position, const TrustedState& newest, UnixTime now) {
  return Look(records, self, transport, position, newest, now).run();
}

ForkFinding examine_fork(Transport& transport, const std::string& seen, const std::string& shown) {
  ForkFinding out;
  if (!seen.empty()) out.evidence.push_back(seen);
  out.evidence.push_back(shown);
  auto a = body_of(seen);
  auto b = body_of(shown);
  if (!a || !b) return out;
  if (a->size == b->size) {
    out.verdict = a->root == b->root ? ForkVerdict::refuted : ForkVerdict::proven;
    return out;
  }
  if (a->size > b->size) std::swap(a, b);
  auto nodes = fetch_fork_nodes(transport, a->size, b->size);
  if (!nodes) return out;
  auto roots = roots_of_nodes(a->size, b->size, *nodes);
  if (!roots || roots->second != b->root) return out;
  out.verdict = roots->first == a->root ? ForkVerdict::refuted : ForkVerdict::proven;
  if (out.verdict == ForkVerdict::proven) out.evidence.push_back(encode_nodes(*nodes));
  return out;
}

void remind_gateway(Transport& transport, const std::string& checkpoint, const NoteKey& log_key) {
  (void)post_cosignature(transport, checkpoint, log_key, {}).has_value();
}

Status remember_witnesses(Records& records, const Checkpoint& checkpoint, const DirectoryBody& directory,
                          Epoch epoch) {
  for (const NoteKey& witness : directory.witnesses) {
    if (!cosigned_at(checkpoint.note(), witness)) continue;
    const std::string key = witness.encode();
    ADIT_TRY(auto last, records.get(Kind::witness_seen, as_bytes(key)));
    if (last && load_le(last->expose()) >= number(epoch)) continue;
    ADIT_CHECK(records.put(Kind::witness_seen, as_bytes(key), name_of(number(epoch))));
  }
  return {};
}

Result<std::vector<WitnessSeen>> list_witnesses(Records& records, const DirectoryBody& directory) {
  std::vector<WitnessSeen> out;
  for (const NoteKey& witness : directory.witnesses) {
    const std::string key = witness.encode();
    ADIT_TRY(auto last, records.get(Kind::witness_seen, as_bytes(key)));
    out.push_back({witness, last ? std::optional(Epoch{load_le(last->expose())}) : std::nullopt});
  }
  return out;
}

}  // namespace adit::client
