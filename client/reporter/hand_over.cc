// SPDX-License-Identifier: Apache-2.0
// The uncleaned files for one recipient (protocol 2.3, kind 8).
#include <fmt/format.h>

#include <algorithm>

#include "client/reporter/screens.h"
#include "client/reporter/write.h"

namespace adit::client {

tl::expected<HandOver, int> prepare_hand_over(const std::string& recipient, const std::vector<Rid>& to,
                                              const ThreadKeys& keys,
                                              const std::vector<Attachment>& attachments,
                                              const TrustedState& state) {
  using Stopped = tl::unexpected<int>;
  constexpr std::string_view kNothingSent = "nothing was sent";
  auto rid = find_recipient(state, recipient);
  if (!rid) {
    say(kProgram,
        fmt::format("error: --original-for: there is no recipient \"{}\", or more than one, or it cannot "
                    "be written to now",
                    inert_line(recipient)));
    say(kProgram, kNothingSent);
    return Stopped(2);
  }
  if (!to.empty() && std::ranges::find(to, *rid) == to.end()) {
    say(kProgram, "error: --original-for: that must be one of the recipients of the report");
    say(kProgram, kNothingSent);
    return Stopped(2);
  }
  say(kProgram, "your files as they were would also go to this one recipient:");
  say(kProgram, "  " + recipient_line(*state.directory().find(*rid)));
  auto typed = types_sentence(
      "that is everything which was found in them above, and what nobody knows how to find: by it you can be "
      "named. It stays on that recipient's machine and goes wherever that machine goes. A court may want it; "
      "a proof that costs you less is adit prove-original, later",
      kOriginalSentence);
  if (!typed) return Stopped(stop(typed.error(), kNothingSent));
  if (!*typed) {
    say(kProgram, "the sentence was not typed: nothing was sent");
    return Stopped(7);
  }
  auto originals = seal_originals(keys, attachments);
  if (!originals) return Stopped(stop(originals.error(), kNothingSent));
  if (originals->files.entries.empty()) {
    say(kProgram, "error: --original-for: none of the files was cleaned, so there is no original");
    say(kProgram, kNothingSent);
    return Stopped(2);
  }
  HandOver out;
  out.draft.form = kOriginalForm;
  out.draft.fields = std::move(originals->fields);
  out.draft.kind = LetterKind::sealed_original;
  out.draft.mid = originals->mid;
  out.draft.to = {*rid};
  out.files = std::move(originals->files);
  return out;
}

}  // namespace adit::client
