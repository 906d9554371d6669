// SPDX-License-Identifier: Apache-2.0
#include "gateway/rounds.h"

#include <adit/api.h>

#include <algorithm>
#include <charconv>

#include "crypto/sha256.h"

namespace adit::gateway {
namespace {

constexpr std::size_t kMaxSetBytes = api::card_set_bytes(api::kMaxCardsPerRound);

// "<round>-<rid in hex>", or nothing.
std::optional<std::pair<Round, Rid>> parse_name(const std::string& name) {
  std::size_t dash = name.find('-');
  if (dash == std::string::npos) return std::nullopt;
  std::uint64_t round = 0;
  auto [end, error] = std::from_chars(name.data(), name.data() + dash, round);
  auto raw = from_hex(std::string_view(name).substr(dash + 1));
  if (error != std::errc() || end != name.data() + dash || !raw) return std::nullopt;
  auto rid = Rid::from(*raw);
  if (!rid) return std::nullopt;
  return std::pair(Round{round}, *rid);
}

}  // namespace

std::filesystem::path Rounds::path_of(Round round, const Rid& rid) const {
  return folder_ / (std::to_string(number(round)) + "-" + to_hex(rid.span()));
}

Result<Rounds> Rounds::open(std::filesystem::path folder) {
  Rounds out(std::move(folder));
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(out.folder_, error)) {
    if (entry.path().extension() == ".new") {  // was not promised
      ADIT_CHECK(remove_file(entry.path()));
      continue;
    }
    auto name = parse_name(entry.path().filename());
    if (!name) return fail(Errc::store_corrupt);
    ADIT_TRY(ByteVector upload, read_sealed(entry.path(), kMaxSetBytes));
    out.sets_.emplace(*name, sha256(upload));
  }
  if (error) return fail(Errc::store_unavailable);
  return out;
}

Status Rounds::accept(ByteSpan upload, const InForce& in_force, UnixTime now, UnixTime stamp_time) {
  auto set = CardSet::verify(upload, in_force.directory);
  if (!set) {
    const Errc code = set.error().code;
    const bool malformed =
        code == Errc::object_wrong_size || code == Errc::wire_not_canonical || code == Errc::padding_not_zero;
    return fail(malformed ? code : Errc::admission_refused);
  }
  const bool active = std::ranges::binary_search(in_force.active, set->rid());
  if (!active || set->round() != round_at(now, in_force.directory.params().round_seconds)) {
    return fail(Errc::admission_refused);
  }
  const std::pair id(set->round(), set->rid());
  const Digest hash = sha256(upload);
  if (auto before = sets_.find(id); before != sets_.end()) {
    return before->second == hash ? Status() : fail(Errc::admission_refused);
  }
  if (!write_sealed(path_of(id.first, id.second), upload, stamp_time)) return fail(Errc::gateway_busy);
  sets_.emplace(id, hash);
  return {};
}

std::optional<Round> Rounds::due(UnixTime end, std::uint32_t round_seconds, Round next_round) const {
  const std::uint64_t ended = number(round_at(end, round_seconds));  // rounds below this have ended
  if (ended == 0 || number(next_round) >= ended) return std::nullopt;
  for (const auto& [id, hash] : sets_) {  // ascending by round
    if (id.first >= next_round && number(id.first) < ended) return id.first;
  }
  return Round{ended - 1};
}

Result<std::vector<SealedCard>> Rounds::cards(Round round, const InForce& in_force, Rng& rng) const {
  std::vector<SealedCard> out;
  const DirectoryBody& body = in_force.directory.body();
  for (const Rid& rid : in_force.active) {
    std::size_t posted = 0;
    if (sets_.contains({round, rid})) {
      ADIT_TRY(ByteVector upload, read_sealed(path_of(round, rid), kMaxSetBytes));
      for (; (posted + 1) * kCardBytes + api::kCardSetTailBytes <= upload.size(); ++posted) {
        auto card = SealedCard::parse(ByteSpan(upload).subspan(posted * kCardBytes, kCardBytes));
        if (!card) return fail(Errc::store_corrupt);
        out.push_back(std::move(*card));
      }
    }
    for (; posted < body.params.cards_per_round; ++posted) out.push_back(seal_dummy_card(body.dep, rng));
  }
  std::ranges::sort(out, {}, &SealedCard::hash);
  return out;
}

Status Rounds::forget(Round round) {
  while (!sets_.empty() && sets_.begin()->first.first <= round) {
    const auto& [number_of, rid] = sets_.begin()->first;
    ADIT_CHECK(remove_file(path_of(number_of, rid)));
    sets_.erase(sets_.begin());
  }
  return {};
}

}  // namespace adit::gateway
