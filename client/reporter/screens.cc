// SPDX-License-Identifier: Apache-2.0
#include "client/reporter/screens.h"

#include <fmt/format.h>

#include <algorithm>

#include "client/terminal/json.h"
#include "client/terminal/terminal.h"
#include "client/trust/case_status.h"

namespace adit::client {
namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + inert_line(part);
  return out;
}

std::string_view heading(CardKind kind) {
  switch (kind) {
    case CardKind::status:
      return "how it stands";
    case CardKind::proposal:
      return "asks for your yes or no (adit answer --yes or --no)";
    case CardKind::outcome:
      return "asks how it ended";
    case CardKind::notice:
      return "notice";
    case CardKind::note:
    case CardKind::acknowledgement:
      break;
  }
  return "answer";
}

std::string_view kind_name(CardKind kind) {
  switch (kind) {
    case CardKind::note:
      return "note";
    case CardKind::acknowledgement:
      return "acknowledgement";
    case CardKind::status:
      return "status";
    case CardKind::proposal:
      return "proposal";
    case CardKind::outcome:
      return "outcome";
    case CardKind::notice:
      return "notice";
  }
  return "unknown";
}

std::string voice_screen(const Voice& voice) {
  std::string name = inert_line(voice.name);
  std::string out = fmt::format("{} ({})\n", name, inert_line(voice.org));
  if (voice.received.size() == 1) out += fmt::format("  {} has received your report\n", name);
  if (voice.received.size() > 1) {
    out += fmt::format("  {} has received your report and {} more of your messages\n", name,
                       voice.received.size() - 1);
  }
  for (const CardContent& message : voice.messages) {
    out += fmt::format("  {}:\n", heading(message.kind));
    if (message.kind == CardKind::status && !message.body.empty()) {
      if (const CaseStatus* status = find_case_status(message.body[0])) {
        out += fmt::format("    {}\n", status->sentence);
      }
    }
    if (!message.text.empty()) out += fmt::format("    {}\n", inert(message.text, 4));
    if (!message.files.empty()) {
      out +=
          fmt::format("    ({} files were named, which this version cannot fetch)\n", message.files.size());
    }
  }
  if (voice.forged > 0) {
    out += fmt::format("  {} message{} in the name of {} that {} cannot have sent to you; not shown\n",
                       voice.forged, voice.forged == 1 ? "" : "s", name, name);
  }
  return out;
}

std::string message_json(const CardContent& message) {
  std::string body;
  for (std::uint64_t number : message.body) body += fmt::format("{}{}", body.empty() ? "" : ",", number);
  return fmt::format("{{\"kind\":\"{}\",\"text\":{},\"body\":[{}],\"files\":{}}}", kind_name(message.kind),
                     json_string(message.text), body, message.files.size());
}

}  // namespace

std::string recipient_line(const RecipientEntry& entry) {
  std::string out = fmt::format("{} ({})", inert_line(entry.name), inert_line(entry.org));
  if (!entry.scope.empty()) out += ": " + inert_line(entry.scope);
  if (!entry.languages.empty()) out += "; reads " + joined(entry.languages);
  return out;
}

std::string recipients_screen(const TrustedState& state) {
  std::string out;
  if (state.council().is_test_deployment())
    out += "This is a TEST DEPLOYMENT: do not send anything real.\n\n";
  std::vector<Addressable> known = state.addressable();
  if (known.empty()) return out + "Nobody can be written to now.\n";
  for (const Addressable& a : known) {
    out += fmt::format("{}\n  {}\n  about: {}\n  reads: {}\n  id: {}\n", inert_line(a.entry->name),
                       inert_line(a.entry->org), inert(a.entry->scope, 9), joined(a.entry->languages),
                       to_hex(a.entry->rid.span()));
  }
  return out;
}

std::string recipients_json(const TrustedState& state) {
  std::string rows;
  for (const Addressable& a : state.addressable()) {
    std::string languages;
    for (const std::string& tag : a.entry->languages)
      languages += (languages.empty() ? "" : ",") + json_string(tag);
    rows +=
        fmt::format("{}{{\"rid\":\"{}\",\"name\":{},\"organisation\":{},\"scope\":{},\"languages\":[{}]}}",
                    rows.empty() ? "" : ",", to_hex(a.entry->rid.span()), json_string(a.entry->name),
                    json_string(a.entry->org), json_string(a.entry->scope), languages);
  }
  return fmt::format("{{\"schema\":1,\"deployment\":\"{}\",\"test_deployment\":{},\"recipients\":[{}]}}\n",
                     to_hex(state.dep().span()), state.council().is_test_deployment(), rows);
}

std::string dialogue_screen(const Dialogue& dialogue) {
  std::string out;
  for (const Voice& voice : dialogue.voices) out += (out.empty() ? "" : "\n") + voice_screen(voice);
  if (dialogue.forged_by_unknown > 0) {
    out += fmt::format("{}{} message{} in the name of nobody in the list of recipients; not shown\n",
                       out.empty() ? "" : "\n", dialogue.forged_by_unknown,
                       dialogue.forged_by_unknown == 1 ? "" : "s");
  }
  return out;
}

std::string dialogue_json(const Dialogue& dialogue) {
  std::string voices;
  for (const Voice& voice : dialogue.voices) {
    std::string messages;
    for (const CardContent& m : voice.messages) messages += (messages.empty() ? "" : ",") + message_json(m);
    voices += fmt::format(
        "{}{{\"rid\":\"{}\",\"name\":{},\"organisation\":{},\"received\":{},\"forged\":{},\"messages\":[{}]}"
        "}",
        voices.empty() ? "" : ",", to_hex(voice.rid.span()), json_string(voice.name), json_string(voice.org),
        voice.received.size(), voice.forged, messages);
  }
  return fmt::format("{{\"schema\":1,\"complete\":{},\"recipients\":[{}],\"forged_unknown\":{}}}\n",
                     !dialogue.error.has_value(), voices, dialogue.forged_by_unknown);
}

std::string short_form(const DeploymentId& dep) {
  std::string hex = to_hex(dep.span()).substr(0, 16);
  return fmt::format("{} {} {} {}", hex.substr(0, 4), hex.substr(4, 4), hex.substr(8, 4), hex.substr(12, 4));
}

}  // namespace adit::client
