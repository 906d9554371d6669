// SPDX-License-Identifier: Apache-2.0
#include "client/council/changes_directory.h"

#include <fmt/format.h>

#include <algorithm>

#include "client/council/changes.h"
#include "client/council/dates.h"
#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

using Lines = std::vector<std::string>;

std::string_view status_text(RecipientStatus status) {
  switch (status) {
    case RecipientStatus::active:
      return "active";
    case RecipientStatus::suspended:
      return "suspended";
    case RecipientStatus::revoked:
      return "revoked for good";
  }
  return "unknown";
}

std::string languages_text(const RecipientEntry& e) {
  std::string out;
  for (const std::string& language : e.languages) out += (out.empty() ? "" : " ") + inert_line(language);
  return out;
}

std::string one(const RecipientEntry& e) {
  return fmt::format("recipient {} ({})", to_hex(e.rid.span()), inert_line(e.name));
}

// Every field on a line of its own, so that no value can pass for another field.
void whole(Lines& out, std::string_view verb, const RecipientEntry& e, const DirectoryBody& body) {
  out.push_back(fmt::format("{} recipient {}", verb, to_hex(e.rid.span())));
  out.push_back("    name: " + inert_line(e.name));
  out.push_back("    organisation: " + inert_line(e.org));
  out.push_back("    scope: " + inert_line(e.scope));
  out.push_back("    languages: " + languages_text(e));
  out.push_back(
      fmt::format("    can be written to from: {}", epoch_text(e.active_from, body.params.epoch_seconds)));
  out.push_back(fmt::format("    status: {}", status_text(e.status)));
  out.push_back("    identity key: " + to_hex(e.identity.span()));
  out.push_back("    answering key: " + to_hex(e.auth.span()));
}

template <class T>
void change(Lines& out, std::string_view what, const T& before, const T& after) {
  if (before != after) out.push_back(fmt::format("    {}: {} -> {}", what, before, after));
}

void recipients(Lines& out, const DirectoryBody& after, const DirectoryBody* before) {
  for (const RecipientEntry& e : after.recipients) {
    const RecipientEntry* old = nullptr;
    if (before != nullptr) {
      auto at = std::ranges::find(before->recipients, e.rid, &RecipientEntry::rid);
      if (at != before->recipients.end()) old = &*at;
    }
    if (old == nullptr) {
      whole(out, "added", e, after);
      continue;
    }
    if (*old == e) continue;
    out.push_back(old->status != e.status ? fmt::format("{}: {}", status_text(e.status), one(e))
                                          : fmt::format("changed: {}", one(e)));
    change(out, "status", status_text(old->status), status_text(e.status));
    change(out, "name", inert_line(old->name), inert_line(e.name));
    change(out, "organisation", inert_line(old->org), inert_line(e.org));
    change(out, "scope", inert_line(old->scope), inert_line(e.scope));
    change(out, "languages", languages_text(*old), languages_text(e));
    change(out, "identity key", to_hex(old->identity.span()), to_hex(e.identity.span()));
    change(out, "answering key", to_hex(old->auth.span()), to_hex(e.auth.span()));
    if (old->active_from != e.active_from) {
      change(out, "can be written to from", epoch_text(old->active_from, before->params.epoch_seconds),
             epoch_text(e.active_from, after.params.epoch_seconds));
    }
  }
  if (before == nullptr) return;
  for (const RecipientEntry& e : before->recipients) {
    if (std::ranges::find(after.recipients, e.rid, &RecipientEntry::rid) == after.recipients.end()) {
      whole(out, "removed", e, *before);
    }
  }
}

void witnesses(Lines& out, const DirectoryBody& after, const DirectoryBody* before) {
  auto has = [](const DirectoryBody& body, const NoteKey& key) {
    return std::ranges::find(body.witnesses, key) != body.witnesses.end();
  };
  for (const NoteKey& key : after.witnesses) {
    if (before == nullptr || !has(*before, key)) out.push_back("added witness " + inert_line(key.encode()));
  }
  if (before != nullptr) {
    for (const NoteKey& key : before->witnesses) {
      if (!has(after, key)) out.push_back("removed witness " + inert_line(key.encode()));
    }
  }
  if (before == nullptr || before->quorum != after.quorum ||
      before->witnesses.size() != after.witnesses.size()) {
    out.push_back(fmt::format("{} of {} witnesses must confirm the gateway's record", after.quorum,
                              after.witnesses.size()));
  }
}

// A recipient who can be written to in less than a week gives a test deployment away, even when the
// council's own document is not at hand.
std::optional<std::uint32_t> test_delay(const DirectoryBody& after, const DirectoryBody* before,
                                        const CouncilBody* council) {
  if (council != nullptr) {
    if (is_test_delay(council->delay_days)) return council->delay_days;
    return std::nullopt;
  }
  std::optional<std::uint32_t> shortest;
  for (const RecipientEntry& e : after.recipients) {
    bool known = before != nullptr && std::ranges::find(before->recipients, e.rid, &RecipientEntry::rid) !=
                                          before->recipients.end();
    std::int64_t days = days_between(after.from_epoch, e.active_from, after.params.epoch_seconds);
    if (known || days >= 7) continue;
    auto whole_days = static_cast<std::uint32_t>(days);
    shortest = shortest ? std::min(*shortest, whole_days) : whole_days;
  }
  return shortest;
}

}  // namespace

std::vector<std::string> directory_changes(const DirectoryBody& after, const DirectoryBody* before,
                                           const CouncilBody* council) {
  Lines out;
  out.push_back("deployment: " + to_hex(after.dep.span()));
  if (after.seq == 0) {
    out.push_back("follows nothing: it is the first one");
  } else if (before == nullptr) {
    out.push_back(
        fmt::format("follows directory {}, which is not shown: everything below looks new", after.seq - 1));
  }
  if (auto days = test_delay(after, before, council)) out.push_back(test_deployment_line(*days));
  out.push_back(fmt::format("to be signed by council {}", after.council_seq));
  const std::uint32_t epoch_seconds = after.params.epoch_seconds;
  out.push_back(fmt::format("valid from {} until {}, {} days", epoch_text(after.from_epoch, epoch_seconds),
                            epoch_text(after.expires_epoch, epoch_seconds),
                            days_between(after.from_epoch, after.expires_epoch, epoch_seconds)));

  std::size_t quiet = out.size();
  if (before == nullptr || before->gateway.onion != after.gateway.onion) {
    out.push_back("gateway address: " + inert_line(after.gateway.onion));
  }
  if (before == nullptr || before->gateway.log_key != after.gateway.log_key) {
    out.push_back("gateway key: " + inert_line(after.gateway.log_key.encode()));
  }
  recipients(out, after, before);
  witnesses(out, after, before);
  Params usual;
  auto old = named_params(before != nullptr ? before->params : usual);
  auto fresh = named_params(after.params);
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    if (old[i].second == fresh[i].second) continue;
    out.push_back(fmt::format("{}: {} -> {}{}", fresh[i].first, old[i].second, fresh[i].second,
                              before == nullptr ? " (differs from the usual)" : ""));
  }
  if (before == nullptr || before->forms != after.forms) {
    std::string names;
    for (const std::string& form : after.forms) names += " " + inert_line(form);
    out.push_back("forms:" + names);
  }
  if (out.size() == quiet) out.push_back("nothing else changes");
  return out;
}

}  // namespace adit::client
