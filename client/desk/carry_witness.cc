// SPDX-License-Identifier: Apache-2.0
#include "client/desk/carry_witness.h"

#include "client/case/alarms.h"
#include "client/case/position.h"
#include "client/trust/external_witness.h"
#include "client/trust/gateway_state.h"

namespace adit::client {
namespace {

// Whether a witness has confirmed more of the log than the gateway shows anybody. Errors: of the network;
// what is not signed as it must be shows nothing.
Result<bool> is_longer_than_shown(std::uint64_t confirmed, Transport& gateway, std::string_view origin,
                                  const NoteKey& log_key) {
  auto bundle = fetch_bundle(gateway, Quorum::pending);
  if (!bundle) {
    if (!is_trust_failure(bundle.error().code) || bundle.error().code == Errc::gateway_unproven)
      return fail(bundle.error());
    return true;
  }
  auto shown = Checkpoint::verify(bundle->checkpoint, origin, log_key);
  return !shown || shown->size() < confirmed;
}

}  // namespace

Result<WitnessPlace> WitnessPlace::parse(std::string_view text) {
  // A URL of ours has no = in it.
  const std::size_t at = text.find('=');
  if (at == std::string_view::npos) return fail(Errc::config_invalid);
  auto key = NoteKey::parse(text.substr(at + 1));
  if (!key || key->type != NoteKeyType::cosignature) return fail(Errc::config_invalid);
  return WitnessPlace{std::string(text.substr(0, at)), std::move(*key)};
}

Status carry(Records& records, Transport& gateway, WitnessLink& witness, const WitnessPlace& place,
             std::uint64_t& known) {
  ADIT_TRY(Position position, Position::load(records));
  ADIT_TRY(auto directory, load_directory(records));
  if (position.checkpoint.empty() || !directory || !position.last_epoch) return fail(Errc::not_found);
  // Only the log's own signature goes out: who else confirmed is nobody's business.
  const NoteKey& log_key = directory->gateway.log_key;
  ADIT_TRY(auto signed_note, UnverifiedNote::parse(position.checkpoint));
  const std::string checkpoint = signed_only_by(signed_note, log_key).encode();
  auto carried = ask_witness(witness, gateway, checkpoint, place.key, known);
  if (!carried) {
    const std::uint64_t confirmed = std::exchange(known, 0);
    bool disagrees = carried.error().code == Errc::log_fork;
    // Another desk may have carried what this one has not read yet.
    if (carried.error().code == Errc::checkpoint_stale) {
      ADIT_TRY(disagrees, is_longer_than_shown(confirmed, gateway, log_origin(directory->dep), log_key));
    }
    if (disagrees) {
      ADIT_TRY(Transaction transaction, Transaction::begin(records));
      ADIT_CHECK(put_alarm(
          records,
          {AlarmKind::witness_disagrees, *position.last_epoch, {position.checkpoint, place.key.encode()}}));
      ADIT_CHECK(transaction.commit());
      return fail(Errc::log_fork);
    }
    return fail(carried.error());
  }
  return post_cosignature(gateway, checkpoint, log_key, *carried);
}

void WitnessRound::carry(const std::vector<WitnessPlace>& places, const NetOptions& net, Rng& rng,
                         Transport& gateway, Records& records) {
  for (const WitnessPlace& place : places) {
    auto link = open_witness(place.url, net, rng);
    if (!link) continue;
    (void)client::carry(records, gateway, **link, place, known_[place.url]).has_value();
  }
}

}  // namespace adit::client
