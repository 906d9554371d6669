// SPDX-License-Identifier: Apache-2.0
#include "gateway/documents.h"

#include <algorithm>

#include "crypto/sha256.h"

namespace adit::gateway {
namespace {

constexpr std::uint32_t kWeeksAhead = 4;
constexpr std::size_t kMaxPapers = 4096;
constexpr std::ptrdiff_t kMaxBurns = 4;  // of one recipient

template <class Papers>
Value encode_logged(const Papers& papers) {
  Array out;
  for (const auto& paper : papers) {
    if (paper.logged) out.emplace_back(Array{ByteSpan(paper.bytes), number(*paper.logged)});
  }
  return out;
}

template <class Map>
auto values_of(const Map& map) {
  std::vector<typename Map::mapped_type> out;
  for (const auto& [key, value] : map) out.push_back(value);
  return out;
}

// Logged before the epoch, or, where nothing is logged yet, accepted at all.
bool counts(const std::optional<Epoch>& logged, Epoch epoch, bool first_epoch) {
  return first_epoch || (logged && *logged < epoch);
}

}  // namespace

template <class Visit>
void Documents::each(Visit&& visit) {
  for (auto& p : councils_) visit(p);
  for (auto& p : directories_) visit(p);
  for (auto& [key, p] : bulletins_) visit(p);
  for (auto& [key, p] : burns_) visit(p);
}
template <class Visit>
void Documents::each(Visit&& visit) const {
  const_cast<Documents*>(this)->each([&](const Paper& p) { visit(p); });
}

bool Documents::is_known(const Digest& hash) const {
  bool found = false;
  each([&](const Paper& p) { found = found || p.hash == hash; });
  return found;
}

bool Documents::is_logged(const Digest& hash) const {
  bool found = false;
  each([&](const Paper& p) { found = found || (p.hash == hash && p.logged); });
  return found;
}

std::vector<Digest> Documents::pending() const {
  std::vector<Digest> out;
  each([&](const Paper& p) {
    if (!p.logged) out.push_back(p.hash);
  });
  std::ranges::sort(out);
  return out;
}

void Documents::mark_logged(std::span<const Digest> hashes, Epoch epoch) {
  each([&](Paper& p) {
    if (!p.logged && std::ranges::binary_search(hashes, p.hash)) p.logged = epoch;
  });
}

const Params* Documents::params() const {
  return directories_.empty() ? nullptr : &directories_.back().directory.params();
}

Result<Documents::CouncilPaper> Documents::make_council(const UnverifiedEnvelope& e, Paper paper) const {
  auto council = councils_.empty() ? Council::genesis(e, dep_) : councils_.back().council.successor(e);
  if (!council) return fail(council.error());
  return CouncilPaper{std::move(paper), std::move(*council)};
}

Result<Documents::DirectoryPaper> Documents::make_directory(const UnverifiedEnvelope& e, Paper paper) const {
  // A stored directory may be of an earlier council than the last.
  ADIT_TRY(DirectoryBody body, DirectoryBody::parse(e.body));
  if (body.council_seq >= councils_.size()) return fail(Errc::admission_refused);
  ADIT_TRY(Directory directory, Directory::verify(e, councils_[body.council_seq].council));
  return DirectoryPaper{std::move(paper), std::move(directory)};
}

Status Documents::allow_directory(const DirectoryBody& body, UnixTime now) const {
  const Params& p = body.params;
  const Epoch epoch = epoch_at(now, p.epoch_seconds);
  const CouncilBody& council = councils_.back().council.body();
  const bool sound = body.council_seq == council.seq && epoch < body.expires_epoch &&
                     p.round_seconds % p.epoch_seconds == 0 && body.gateway.log_key == log_key_;
  if (!sound) return fail(Errc::admission_refused);
  if (directories_.empty()) {
    // A later one begins a new log: the council names a new key when the old log cannot go on.
    return (body.seq == 0) == (body.prev == Digest{}) ? Status() : fail(Errc::admission_refused);
  }
  const Directory& last = directories_.back().directory;
  const bool follows = body.seq == last.body().seq + 1 && body.prev == last.body_hash() &&
                       p.epoch_seconds == last.params().epoch_seconds &&
                       p.round_seconds == last.params().round_seconds;
  if (!follows) return fail(Errc::admission_refused);
  const std::uint64_t delay_seconds = std::uint64_t{council.delay_days} * kDaySeconds;
  const Epoch earliest{number(epoch) + (delay_seconds + p.epoch_seconds - 1) / p.epoch_seconds};
  for (const RecipientEntry& entry : body.recipients) {
    if (last.find(entry.rid) == nullptr && entry.active_from < earliest) return fail(Errc::admission_refused);
  }
  return {};
}

Result<bool> Documents::judge(ByteSpan bytes, UnixTime now) const {
  auto envelope = UnverifiedEnvelope::parse(bytes);
  if (!envelope) return fail(Errc::wire_not_canonical);
  const Digest hash = sha256(bytes);
  if (is_known(hash)) return false;
  const std::string kind = document_kind(*envelope).value_or("");
  Paper paper{ByteVector(bytes.begin(), bytes.end()), hash, std::nullopt};
  const auto refused = fail(Errc::admission_refused);

  if (kind == kCouncilKind) {
    // The chain must fit a state bundle.
    if (councils_.size() == 64 || !make_council(*envelope, std::move(paper))) return refused;
    return true;
  }
  if (kind == kDirectoryKind) {
    if (councils_.empty()) return refused;
    auto directory = make_directory(*envelope, std::move(paper));
    if (!directory || !allow_directory(directory->directory.body(), now)) return refused;
    return true;
  }
  if (directories_.empty()) return refused;
  const Directory& directory = directories_.back().directory;
  if (kind == kBulletinKind) {
    auto bulletin = Bulletin::verify(*envelope, directory);
    if (!bulletin) return refused;
    const BulletinBody& body = bulletin->body();
    const Week week = week_at(now);
    const bool in_time = body.week >= week && body.week <= next(week, kWeeksAhead);
    const bool revoked = directory.find(body.rid)->status == RecipientStatus::revoked;
    if (!in_time || revoked || bulletins_.contains({body.rid, body.week})) return refused;
    // A copied key would take letters to both away from its owner.
    const bool copied = std::ranges::any_of(bulletins_, [&](const auto& other) {
      return other.first.first != body.rid && other.second.body.key == body.key;
    });
    if (copied) return refused;
    return true;
  }
  if (kind == kBurnKind) {
    auto burn = Burn::verify(*envelope, directory);
    if (!burn) return refused;
    const Rid& rid = burn->body().rid;
    auto first = burns_.lower_bound({rid, Epoch{}});
    auto end = burns_.upper_bound({rid, Epoch{UINT64_MAX}});
    if (first == end) return true;
    if (first->second.body.from_epoch <= burn->body().from_epoch || std::distance(first, end) >= kMaxBurns) {
      return refused;
    }
    return true;
  }
  return refused;
}

Status Documents::add(ByteSpan bytes, std::optional<Epoch> logged) {
  auto envelope = UnverifiedEnvelope::parse(bytes);
  if (!envelope) return fail(Errc::store_corrupt);
  const std::string kind = document_kind(*envelope).value_or("");
  Paper paper{ByteVector(bytes.begin(), bytes.end()), sha256(bytes), logged};
  if (kind == kCouncilKind) {
    auto council = make_council(*envelope, std::move(paper));
    if (!council) return fail(Errc::store_corrupt);
    councils_.push_back(std::move(*council));
    return {};
  }
  if (kind == kDirectoryKind) {
    auto directory = make_directory(*envelope, std::move(paper));
    if (!directory) return fail(Errc::store_corrupt);
    directories_.push_back(std::move(*directory));
    return {};
  }
  // Verified when they were accepted, against a directory that may be gone by now; whoever uses
  // them looks them up in the directory in force.
  if (kind == kBulletinKind) {
    auto body = BulletinBody::parse(envelope->body);
    if (!body) return fail(Errc::store_corrupt);
    bulletins_.insert_or_assign({body->rid, body->week}, BulletinPaper{std::move(paper), *body});
    return {};
  }
  if (kind == kBurnKind) {
    auto body = BurnBody::parse(envelope->body);
    if (!body) return fail(Errc::store_corrupt);
    burns_.insert_or_assign({body->rid, body->from_epoch}, BurnPaper{std::move(paper), *body});
    return {};
  }
  return fail(Errc::store_corrupt);
}

void Documents::forget_before(Epoch epoch) {
  // The directory in force at `epoch` is the newest that counts; older ones never count again.
  while (directories_.size() > 1 && counts(directories_[1].logged, epoch, false) &&
         directories_[1].directory.body().from_epoch <= epoch) {
    directories_.erase(directories_.begin());
  }
  if (params() == nullptr) return;
  const Week week = week_at(start_of(epoch, params()->epoch_seconds));
  std::erase_if(bulletins_,
                [&](const auto& item) { return item.second.logged && next(item.first.second) < week; });
}

std::optional<InForce> Documents::in_force(Epoch epoch) const {
  const bool first = std::ranges::none_of(directories_, [](const Paper& p) { return p.logged.has_value(); });
  const DirectoryPaper* chosen = nullptr;
  for (const DirectoryPaper& paper : directories_) {
    if (counts(paper.logged, epoch, first) && paper.directory.body().from_epoch <= epoch) chosen = &paper;
  }
  if (chosen == nullptr) return std::nullopt;
  const DirectoryBody& body = chosen->directory.body();
  InForce out{.directory = chosen->directory,
              .expired = chosen->directory.is_expired(epoch),
              .council = {},
              .directory_bytes = chosen->bytes,
              .bulletins = {},
              .burns = {},
              .active = {},
              .feed_keys = {}};
  for (const CouncilPaper& paper : councils_) {
    if (paper.council.body().seq <= body.council_seq) out.council.push_back(paper.bytes);
  }
  const Week week = week_at(start_of(epoch, body.params.epoch_seconds));
  for (const RecipientEntry& entry : body.recipients) {
    const BulletinBody* bulletin = nullptr;
    if (auto at = bulletins_.find({entry.rid, week});
        at != bulletins_.end() && counts(at->second.logged, epoch, false)) {
      out.bulletins.push_back(at->second.bytes);
      bulletin = &at->second.body;
    }
    bool burned = false;
    for (auto at = burns_.lower_bound({entry.rid, Epoch{}});
         at != burns_.end() && at->first.first == entry.rid; ++at) {
      if (!counts(at->second.logged, epoch, false)) continue;
      out.burns.push_back(at->second.bytes);
      burned = at->second.body.from_epoch <= epoch;
      break;
    }
    const bool active = entry.status == RecipientStatus::active && entry.active_from <= epoch && !burned;
    if (!active || out.expired) continue;
    out.active.push_back(entry.rid);
    if (bulletin != nullptr) out.feed_keys.push_back(bulletin->key);
  }
  return out;
}

Value Documents::encode() const {
  return Array{encode_logged(councils_), encode_logged(directories_), encode_logged(values_of(bulletins_)),
               encode_logged(values_of(burns_))};
}

Result<Documents> Documents::parse(const DeploymentId& dep, NoteKey log_key, const Value& value) {
  Documents out(dep, std::move(log_key));
  Reader lists(value);
  for (int kind = 0; kind < 4; ++kind) {
    for (const Value& item : lists.array(0, kMaxPapers)) {
      Reader r(item);
      ByteVector bytes = r.blob(kMaxDocumentBytes);
      Epoch logged{r.number()};
      if (!r.done()) return fail(Errc::store_corrupt);
      ADIT_CHECK(out.add(bytes, logged));
    }
  }
  if (!lists.done()) return fail(Errc::store_corrupt);
  return out;
}

}  // namespace adit::gateway
