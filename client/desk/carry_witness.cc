// SPDX-License-Identifier: Apache-2.0
#include "client/desk/carry_witness.h"

#include "client/case/alarms.h"
#include "client/case/position.h"
#include "client/trust/external_witness.h"

namespace adit::client {

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
  ADIT_TRY(auto signed_note, UnverifiedNote::parse(position.checkpoint));
  std::erase_if(signed_note.signatures, [&](const NoteSignature& line) {
    return !is_signed_by({signed_note.text, {line}}, directory->gateway.log_key);
  });
  const std::string checkpoint = signed_note.encode();
  auto carried = ask_witness(witness, gateway, checkpoint, place.key, known);
  if (!carried) {
    known = 0;
    if (carried.error().code == Errc::log_fork) {
      ADIT_TRY(Transaction transaction, Transaction::begin(records));
      ADIT_CHECK(put_alarm(
          records,
          {AlarmKind::witness_disagrees, *position.last_epoch, {position.checkpoint, place.key.encode()}}));
      ADIT_CHECK(transaction.commit());
    }
    return fail(carried.error());
  }
  known = carried->size;
  return post_cosignature(gateway, checkpoint, directory->gateway.log_key, carried->lines);
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
