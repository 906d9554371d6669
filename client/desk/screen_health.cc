// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "client/desk/screens.h"
#include "client/desk/words.h"
#include "client/terminal/json.h"
#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

std::string time_in_words(std::int64_t seconds) {
  const std::int64_t off = seconds < 0 ? -seconds : seconds;
  auto n = [](std::int64_t count) { return static_cast<std::size_t>(count); };
  if (off >= 2 * kDaySeconds) return counted(n(off / kDaySeconds), "day", "days");
  if (off >= 2 * 3600) return counted(n(off / 3600), "hour", "hours");
  return counted(n(off / 60), "minute", "minutes");
}

std::string log_lines(const Health& h) {
  if (!h.last_epoch) return "nothing was read yet: run adit-desk sync\n";
  std::string out = fmt::format("read up to epoch {}, {} of the public log\n", number(*h.last_epoch),
                                counted(h.log_size, "entry", "entries"));
  if (h.log_end) {
    const std::int64_t age = seconds(h.now) - seconds(*h.log_end);
    out += fmt::format("which ended {} {} by the clock of this machine\n", time_in_words(age),
                       age < 0 ? "from now" : "ago");
  }
  if (!h.listed) out += "not among the active recipients of the directory in force\n";
  return out;
}

std::string witness_lines(const Health& h) {
  std::string out;
  std::size_t lately = 0;
  for (const WitnessView& w : h.witnesses) lately += w.is_lately ? 1 : 0;
  out += fmt::format("{} of {} witnesses confirmed within a day; {} are needed\n", lately, h.witnesses.size(),
                     h.quorum);
  for (const WitnessView& w : h.witnesses) {
    out += fmt::format("  {}{}: {}\n", inert_line(w.name), w.is_own ? " (you)" : "",
                       w.last ? fmt::format("epoch {}", number(*w.last)) : std::string("not seen yet"));
  }
  return out;
}

std::string end_lines(const Health& h) {
  if (!h.directory_ends) return "";
  const std::int64_t left = seconds(*h.directory_ends) - seconds(*h.log_end);
  return fmt::format("the list of recipients is good for {}{}\n", time_in_words(left),
                     h.directory_is_ending ? ": ask the council to renew it NOW" : "");
}

std::string witness_json(const WitnessView& w) {
  return fmt::format("{{\"name\":{},\"last_epoch\":{},\"lately\":{},\"own\":{}}}", json_string(w.name),
                     w.last ? std::to_string(number(*w.last)) : std::string("null"), w.is_lately, w.is_own);
}

}  // namespace

std::string alarm_line(const Alarm& alarm) {
  return fmt::format("ALARM {}: {}", words_of(alarm.kind).code, describe(alarm));
}

std::string alarm_lines(std::span<const Alarm> alarms) {
  std::string out;
  for (const Alarm& alarm : alarms) out += alarm_line(alarm) + "\n";
  return out;
}

std::string alarms_screen(std::span<const Alarm> alarms) {
  std::string out;
  for (const Alarm& alarm : alarms) {
    const AlarmWords& words = words_of(alarm.kind);
    out += fmt::format("{}  {} ({}){}\n   {}\n   It means: {}\n   Do: {}\n", alarm.number, words.code,
                       word_for(words.sort), alarm.acknowledged ? ", acknowledged" : "", describe(alarm),
                       words.meaning, words.advice);
  }
  return out;
}

std::string alarms_json(std::span<const Alarm> alarms) {
  std::string out;
  for (const Alarm& alarm : alarms) {
    const AlarmWords& words = words_of(alarm.kind);
    std::string evidence;
    for (const std::string& text : alarm.evidence)
      evidence += (evidence.empty() ? "" : ",") + json_string(text);
    out += fmt::format(
        "{}{{\"name\":\"{}\",\"kind\":\"{}\",\"class\":\"{}\",\"exit\":{},\"number\":{},\"acknowledged\":{},"
        "\"epoch\":{},\"words\":{},\"meaning\":{},\"advice\":{},\"evidence\":[{}]}}",
        out.empty() ? "" : ",", words.code, words.word, word_for(words.sort), exit_of(words.sort),
        alarm.number, alarm.acknowledged, number(alarm.epoch), json_string(describe(alarm)),
        json_string(words.meaning), json_string(words.advice), evidence);
  }
  return "[" + out + "]";
}

std::string canary_line(const CanaryRate& r) {
  const std::size_t decided = r.arrived + r.lost;
  std::string out =
      fmt::format("{} of {} arrived", r.arrived, counted(decided, "test letter", "test letters"));
  if (decided > 0) {
    out += fmt::format(": between {:.1f} and {:.1f} % of what is accepted is delivered (95 % confidence)",
                       100 * r.low, 100 * r.high);
  }
  if (r.waiting > 0) out += fmt::format("; {} on the way", r.waiting);
  return out + "\n";
}

std::string canary_json(const CanaryRate& r) {
  return fmt::format("{{\"arrived\":{},\"lost\":{},\"waiting\":{},\"low\":{:.4f},\"high\":{:.4f}}}",
                     r.arrived, r.lost, r.waiting, r.low, r.high);
}

std::string health_screen(const Health& h) {
  std::string out =
      fmt::format("{} ({})\ngateway: {}\n", inert_line(h.name), to_hex(h.rid.span()), inert_line(h.address));
  out += log_lines(h);
  if (!h.witnesses.empty()) out += witness_lines(h);
  out += counted(h.letters, "letter", "letters") + "\n";
  if (h.quarantined.damaged + h.quarantined.spliced > 0) {
    out += fmt::format("{} set aside: {} damaged, {} not their owner's\n",
                       counted(h.quarantined.damaged + h.quarantined.spliced, "letter", "letters"),
                       h.quarantined.damaged, h.quarantined.spliced);
  }
  if (h.unread_epochs > 0) out += counted(h.unread_epochs, "epoch", "epochs") + " to be opened yet\n";
  out += fmt::format("{} and {} on their way; the cards of this round are {}\n",
                     counted(h.waiting_cards, "answer", "answers"),
                     counted(h.automatic_cards, "acknowledgement", "acknowledgements"),
                     h.cards_posted ? "handed in" : "not handed in yet");
  out += fmt::format("week keys published for {}\n", counted(h.weeks_ahead, "week", "weeks"));
  if (h.weeks_ahead < 2) out += "few week keys are left: run adit-desk publish\n";
  out += canary_line(h.canaries);
  out += end_lines(h);
  return out + (h.alarms.empty() ? std::string("no alarms\n") : alarm_lines(h.alarms));
}

std::string health_json(const Health& h) {
  std::string witnesses;
  for (const WitnessView& w : h.witnesses) witnesses += (witnesses.empty() ? "" : ",") + witness_json(w);
  auto time = [](const std::optional<UnixTime>& t) {
    return t ? std::to_string(seconds(*t)) : std::string("null");
  };
  return fmt::format(
      "{{\"schema\":1,\"name\":{},\"rid\":\"{}\",\"gateway\":{},\"last_epoch\":{},\"log_size\":{},\"listed\":"
      "{},\"letters\":{},\"damaged\":{},\"spliced\":{},\"unread_epochs\":{},\"answers_waiting\":{},"
      "\"acknowledgements_waiting\":{},\"cards_posted\":{},\"weeks_ahead\":{},\"clock\":{},\"log_end\":{},"
      "\"quorum\":{},\"witnesses\":[{}],\"canaries\":{},\"directory_ends\":{},\"directory_is_ending\":{},"
      "\"alarms\":{}}}\n",
      json_string(h.name), to_hex(h.rid.span()), json_string(h.address),
      h.last_epoch ? std::to_string(number(*h.last_epoch)) : std::string("null"), h.log_size, h.listed,
      h.letters, h.quarantined.damaged, h.quarantined.spliced, h.unread_epochs, h.waiting_cards,
      h.automatic_cards, h.cards_posted, h.weeks_ahead, seconds(h.now), time(h.log_end), h.quorum, witnesses,
      canary_json(h.canaries), time(h.directory_ends), h.directory_is_ending, alarms_json(h.alarms));
}

}  // namespace adit::client
