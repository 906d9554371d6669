// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "client/desk/screens.h"
#include "client/desk/words.h"
#include "client/terminal/json.h"
#include "client/terminal/terminal.h"

namespace adit::client {

std::string sync_screen(const SyncReport& r) {
  std::string out = alarm_lines(r.alarms);
  auto line = [&](std::size_t n, std::string_view one, std::string_view many) {
    if (n > 0) out += counted(n, one, many) + "\n";
  };
  line(r.letters, "new letter", "new letters");
  line(r.repeated, "letter was sent again by its reporter, who saw no answer yet",
       "letters were sent again by their reporters, who saw no answer yet");
  line(r.files, "attachment is complete now", "attachments are complete now");
  line(r.canaries, "test letter of yours arrived", "test letters of yours arrived");
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
      "{{\"schema\":1,\"letters\":{},\"repeated\":{},\"files\":{},\"damaged\":{},\"spliced\":{},\"canaries\":"
      "{},\"epochs\":"
      "{},"
      "\"not_for_us\":{},\"gone\":{},\"cosigned\":{},\"posted\":{},\"erased_weeks\":{},\"listed\":{},\"weeks_"
      "ahead\":{},"
      "\"complete\":{},\"alarms\":{}}}\n",
      r.letters, r.repeated, r.files, r.damaged, r.spliced, r.canaries, r.epochs, r.not_for_us, r.gone,
      r.cosigned, r.posted, r.erased_weeks, r.listed, r.weeks_ahead, !r.trouble, alarms_json(r.alarms));
}

}  // namespace adit::client
