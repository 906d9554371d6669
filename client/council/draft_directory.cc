// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "client/council/dates.h"
#include "client/council/draft.h"
#include "client/net/transport.h"

namespace adit::client {
namespace {

// Signing on paper, by courier, in three countries takes days; a test takes seconds.
constexpr std::int64_t kLeadSeconds = 3 * kDaySeconds;
constexpr std::int64_t kTestLeadSeconds = 60;

struct NamedParam {
  std::string_view name;
  std::uint32_t Params::* member;
};
constexpr NamedParam kParams[] = {
    {"epoch_seconds", &Params::epoch_seconds},
    {"floor", &Params::floor},
    {"cap", &Params::cap},
    {"parcel_floor", &Params::parcel_floor},
    {"parcel_cap", &Params::parcel_cap},
    {"round_seconds", &Params::round_seconds},
    {"cards_per_round", &Params::cards_per_round},
    {"bucket_bits", &Params::bucket_bits},
    {"puzzle_bits", &Params::puzzle_bits},
    {"puzzle_hard_bits", &Params::puzzle_hard_bits},
    {"reply_days", &Params::reply_days},
    {"letter_days", &Params::letter_days},
    {"parcel_days", &Params::parcel_days},
    {"fresh_hours", &Params::fresh_hours},
    {"token_share", &Params::token_share},
};

RecipientEntry* find(DirectoryBody& body, const Rid& rid) {
  for (RecipientEntry& entry : body.recipients) {
    if (entry.rid == rid) return &entry;
  }
  return nullptr;
}

Outcome<void> set_status(DirectoryBody& body, const std::vector<Rid>& rids, RecipientStatus status) {
  for (const Rid& rid : rids) {
    RecipientEntry* entry = find(body, rid);
    if (entry == nullptr) {
      return problem(kUsageExit,
                     "there is no recipient " + to_hex(rid.span()) + " in the previous directory");
    }
    if (entry->status == RecipientStatus::revoked && status != RecipientStatus::revoked) {
      return problem(kUsageExit, "recipient " + to_hex(rid.span()) + " was revoked and cannot come back",
                     "let them apply again with new keys");
    }
    entry->status = status;
    // Somebody who is out does not vouch for the log either.
    if (status != RecipientStatus::active) {
      std::erase_if(body.witnesses, [&](const NoteKey& key) { return key.name == witness_name(rid); });
    }
  }
  return {};
}

Outcome<void> add_witness(DirectoryBody& body, const NoteKey& key) {
  if (key.type != NoteKeyType::cosignature)
    return problem(kUsageExit, "this is not a key of a witness: " + key.name);
  for (const NoteKey& known : body.witnesses) {
    if (known == key) return {};
    if (known.key == key.key || known.name == key.name) {
      return problem(kUsageExit, "two witnesses have the same key or the same name: " + key.name);
    }
  }
  body.witnesses.push_back(key);
  return {};
}

Outcome<void> add_recipient(DirectoryBody& body, const Application& a, Epoch active_from) {
  Rid rid = a.rid();
  if (find(body, rid) != nullptr) {
    return problem(kUsageExit, "recipient " + to_hex(rid.span()) + " is in the directory already");
  }
  // Its witness key is found again by its name, when it is suspended.
  if (a.witness.name != witness_name(rid)) {
    return problem(kFileExit, "the application of " + a.name + " names its witness key as somebody else's");
  }
  body.recipients.push_back(
      {rid, a.name, a.org, a.scope, a.languages, a.identity, a.auth, active_from, RecipientStatus::active});
  return add_witness(body, a.witness);
}

// Epochs have one length for the life of a council: its dates are counted in them.
Outcome<void> verify_epochs(const CouncilBody& council, std::uint32_t epoch_seconds, UnixTime now) {
  Epoch today = epoch_at(now, epoch_seconds);
  if (today >= council.from_epoch && today < council.expires_epoch) return {};
  return problem(
      kUsageExit, fmt::format("this council is not in force now, if an epoch has {} seconds", epoch_seconds),
      "say --set epoch_seconds=N with the number that the council was made with, or elect a new council");
}

}  // namespace

std::vector<std::pair<std::string_view, std::uint32_t>> named_params(const Params& params) {
  std::vector<std::pair<std::string_view, std::uint32_t>> out;
  for (const NamedParam& p : kParams) out.emplace_back(p.name, params.*p.member);
  return out;
}

Outcome<void> set_param(Params& params, std::string_view assignment) {
  std::size_t equals = assignment.find('=');
  std::string_view name = assignment.substr(0, equals);
  for (const NamedParam& p : kParams) {
    if (p.name != name || equals == std::string_view::npos) continue;
    std::string_view text = assignment.substr(equals + 1);
    std::uint32_t value = 0;
    auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || end != text.data() + text.size()) {
      return problem(kUsageExit, fmt::format("--set {}: the value must be a whole number", name));
    }
    params.*p.member = value;
    return {};
  }
  std::string names;
  for (const NamedParam& p : kParams) names += (names.empty() ? "" : ", ") + std::string(p.name);
  return problem(kUsageExit, fmt::format("--set {}: there is no such number", assignment),
                 "they are: " + names);
}

Outcome<DirectoryBody> draft_directory(const DirectoryDraft& draft, const Council& council,
                                       const std::optional<Directory>& before, UnixTime now) {
  DirectoryBody body;
  if (before) {
    body = before->body();
    body.seq = before->body().seq + 1;
    body.prev = before->body_hash();
  } else {
    body.forms = {"blacklisting/1"};
  }
  body.dep = council.dep();
  body.council_seq = council.body().seq;
  if (draft.gateway_key) body.gateway.log_key = *draft.gateway_key;
  if (draft.address) body.gateway.onion = *draft.address;
  if (body.gateway.log_key.name.empty()) {
    return problem(kUsageExit, "--gateway-key is missing", "adit-gateway log-key prints it");
  }
  if (body.gateway.log_key.type != NoteKeyType::ed25519) {
    return problem(kUsageExit, "--gateway-key: this is not a gateway's key",
                   "adit-gateway log-key prints it");
  }
  if (body.gateway.onion.empty()) return problem(kUsageExit, "--address is missing");
  if (!Address::parse(body.gateway.onion)) {
    return problem(kUsageExit, "--address: this is not an address such as http://NAME.onion or https://HOST");
  }
  for (const std::string& assignment : draft.set) {
    if (auto ok = set_param(body.params, assignment); !ok) return tl::unexpected(ok.error());
  }
  if (!draft.forms.empty()) body.forms = draft.forms;

  const std::uint32_t epoch_seconds = body.params.epoch_seconds;
  if (epoch_seconds == 0 || epoch_seconds > kDaySeconds) {
    return problem(kUsageExit, "--set epoch_seconds: must be from 1 to 86400");
  }
  if (body.params.round_seconds % epoch_seconds != 0) {
    return problem(kUsageExit, fmt::format("--set round_seconds: {} is not a multiple of epoch_seconds, {}",
                                           body.params.round_seconds, epoch_seconds));
  }
  if (auto ok = verify_epochs(council.body(), epoch_seconds, now); !ok) return tl::unexpected(ok.error());
  if (draft.expires_days < 1 || draft.expires_days > kMaxDirectoryDays) {
    return problem(kUsageExit,
                   fmt::format("--expires-days must be from 1 to {} for a directory", kMaxDirectoryDays));
  }
  body.from_epoch = epoch_at(now, epoch_seconds);
  // Never longer than the council that answers for it, and never a second over the limit.
  std::uint64_t life = static_cast<std::uint64_t>(draft.expires_days * kDaySeconds) / epoch_seconds;
  body.expires_epoch = std::min(Epoch{number(body.from_epoch) + std::max<std::uint64_t>(life, 1)},
                                council.body().expires_epoch);

  const std::uint32_t delay_days = council.body().delay_days;
  const std::int64_t lead =
      draft.lead_seconds.value_or(is_test_delay(delay_days) ? kTestLeadSeconds : kLeadSeconds);
  if (lead < 0 || lead > kMaxDirectoryDays * kDaySeconds) {
    return problem(kUsageExit, "--lead-seconds must be from 0 to 180 days");
  }
  Epoch active_from{number(body.from_epoch) + epochs_in(delay_days * kDaySeconds + lead, epoch_seconds)};
  for (const Application& application : draft.add) {
    if (auto ok = add_recipient(body, application, active_from); !ok) return tl::unexpected(ok.error());
  }
  for (const NoteKey& key : draft.witnesses) {
    if (auto ok = add_witness(body, key); !ok) return tl::unexpected(ok.error());
  }
  for (const auto& [rids, status] : {std::pair{&draft.suspend, RecipientStatus::suspended},
                                     {&draft.revoke, RecipientStatus::revoked},
                                     {&draft.reinstate, RecipientStatus::active}}) {
    if (auto ok = set_status(body, *rids, status); !ok) return tl::unexpected(ok.error());
  }
  std::ranges::sort(body.recipients, {}, &RecipientEntry::rid);
  std::ranges::sort(body.witnesses, {}, &NoteKey::name);
  if (body.recipients.empty())
    return problem(kUsageExit, "a directory needs a recipient", "add --add APPLICATION");
  if (body.recipients.size() > kMaxRecipients) {
    return problem(kUsageExit, fmt::format("a directory holds at most {} recipients", kMaxRecipients));
  }
  if (body.witnesses.empty()) {
    return problem(kUsageExit, "nobody would be left to witness the gateway's log", "add --witness KEY");
  }
  body.quorum = draft.quorum.value_or(static_cast<std::uint32_t>(body.witnesses.size() / 2 + 1));
  if (body.quorum < 1 || body.quorum > body.witnesses.size()) {
    return problem(kUsageExit, fmt::format("--quorum must be from 1 to the number of witnesses, {}",
                                           body.witnesses.size()));
  }
  // What is left is held by the one parser that everybody uses.
  if (!DirectoryBody::parse(body.encode())) {
    return problem(kUsageExit, "one of the numbers, names or forms is outside of what a directory may hold",
                   "see --set: floor may not be greater than cap, and bucket_bits must be 0");
  }
  return body;
}

}  // namespace adit::client
