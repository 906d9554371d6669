// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "client/desk/screens.h"
#include "client/desk/words.h"
#include "client/terminal/json.h"
#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

std::string alarm_lines(const std::vector<Alarm>& alarms) {
  std::string out;
  for (const Alarm& alarm : alarms)
    out += fmt::format("ALARM {}: {}\n", name(code_of(alarm.kind)), describe(alarm));
  return out;
}

std::string alarms_json(const std::vector<Alarm>& alarms) {
  std::string out;
  for (const Alarm& alarm : alarms) {
    std::string evidence;
    for (const std::string& text : alarm.evidence)
      evidence += (evidence.empty() ? "" : ",") + json_string(text);
    out += fmt::format("{}{{\"name\":\"{}\",\"epoch\":{},\"words\":{},\"evidence\":[{}]}}",
                       out.empty() ? "" : ",", name(code_of(alarm.kind)), number(alarm.epoch),
                       json_string(describe(alarm)), evidence);
  }
  return "[" + out + "]";
}

}  // namespace

std::string sync_screen(const SyncReport& r) {
  std::string out = alarm_lines(r.alarms);
  auto line = [&](std::size_t n, std::string_view one, std::string_view many) {
    if (n > 0) out += counted(n, one, many) + "\n";
  };
  line(r.letters, "new letter", "new letters");
  line(r.repeated, "letter was sent again by its reporter, who saw no answer yet",
       "letters were sent again by their reporters, who saw no answer yet");
  line(r.files, "attachment is complete now", "attachments are complete now");
  line(r.damaged, "damaged letter was set aside", "damaged letters were set aside");
  line(r.spliced, "letter was set aside: not written by the person whose thread it claims",
       "letters were set aside: not written by the people whose threads they claim");
  line(r.epochs, "epoch read and checked", "epochs read and checked");
  line(r.not_for_us, "epoch was before your keys were in force",
       "epochs were before your keys were in force");
  line(r.gone, "epoch is too old: its letters are kept no longer",
       "epochs are too old: their letters are kept no longer");
  if (r.cosigned) out += "the public record was confirmed\n";
  if (r.posted) out += "the cards of this round were handed in\n";
  line(r.erased_weeks, "week is over: its key was erased, and its letters can be opened by nobody any more",
       "weeks are over: their keys were erased, and their letters can be opened by nobody any more");
  if (!r.listed) out += "you are not among the active recipients of the directory in force\n";
  if (r.weeks_ahead < 2) out += "few week keys are left: run adit-desk publish\n";
  return out;
}

std::string sync_json(const SyncReport& r) {
  return fmt::format(
      "{{\"schema\":1,\"letters\":{},\"repeated\":{},\"files\":{},\"damaged\":{},\"spliced\":{},\"epochs\":{}"
      ","
      "\"not_for_us\":{},\"gone\":{},\"cosigned\":{},\"posted\":{},\"erased_weeks\":{},\"listed\":{},\"weeks_"
      "ahead\":{},"
      "\"complete\":{},\"alarms\":{}}}\n",
      r.letters, r.repeated, r.files, r.damaged, r.spliced, r.epochs, r.not_for_us, r.gone, r.cosigned,
      r.posted, r.erased_weeks, r.listed, r.weeks_ahead, !r.trouble, alarms_json(r.alarms));
}

std::string health_screen(const Health& h) {
  std::string out =
      fmt::format("{} ({})\ngateway: {}\n", inert_line(h.name), to_hex(h.rid.span()), inert_line(h.address));
  out += h.last_epoch ? fmt::format("read up to epoch {}, {} of the public log\n", number(*h.last_epoch),
                                    counted(h.log_size, "entry", "entries"))
                      : std::string("nothing was read yet: run adit-desk sync\n");
  if (h.last_epoch && !h.listed) out += "not among the active recipients of the directory in force\n";
  out += counted(h.letters, "letter", "letters") + "\n";
  if (h.quarantined.damaged + h.quarantined.spliced > 0) {
    out += fmt::format("{} set aside: {} damaged, {} not their owner's\n",
                       counted(h.quarantined.damaged + h.quarantined.spliced, "letter", "letters"),
                       h.quarantined.damaged, h.quarantined.spliced);
  }
  if (h.unread_epochs > 0) out += counted(h.unread_epochs, "epoch", "epochs") + " to be opened yet\n";
  out += fmt::format("{} and {} on their way\n", counted(h.waiting_cards, "answer", "answers"),
                     counted(h.automatic_cards, "acknowledgement", "acknowledgements"));
  out += fmt::format("week keys published for {}\n", counted(h.weeks_ahead, "week", "weeks"));
  if (h.weeks_ahead < 2) out += "few week keys are left: run adit-desk publish\n";
  return out + (h.alarms.empty() ? std::string("no alarms\n") : alarm_lines(h.alarms));
}

std::string health_json(const Health& h) {
  return fmt::format(
      "{{\"schema\":1,\"name\":{},\"rid\":\"{}\",\"gateway\":{},\"last_epoch\":{},\"log_size\":{},\"listed\":"
      "{},"
      "\"letters\":{},\"damaged\":{},\"spliced\":{},\"unread_epochs\":{},\"answers_waiting\":{},"
      "\"acknowledgements_waiting\":{},\"weeks_ahead\":{},\"alarms\":{}}}\n",
      json_string(h.name), to_hex(h.rid.span()), json_string(h.address),
      h.last_epoch ? std::to_string(number(*h.last_epoch)) : std::string("null"), h.log_size, h.listed,
      h.letters, h.quarantined.damaged, h.quarantined.spliced, h.unread_epochs, h.waiting_cards,
      h.automatic_cards, h.weeks_ahead, alarms_json(h.alarms));
}

}  // namespace adit::client
