// SPDX-License-Identifier: Apache-2.0
// A recipient's week keys (protocol 2.2): made some weeks ahead, kept before they are published,
// erased when nothing can arrive for them any more. After that no letter of the week can be opened
// by anyone, with this machine or without.
#pragma once

#include <adit/clock.h>
#include <adit/letter.h>
#include <adit/state.h>

#include <map>

#include "client/case/records.h"
#include "client/case/self.h"
#include "client/net/transport.h"
#include "crypto/xwing.h"

namespace adit::client {

inline constexpr unsigned kWeeksPublished = 5;      // this one and the next four
inline constexpr std::int64_t kSecretMaxDays = 30;  // of a week secret, from the week's first day

// Secrets of the weeks that are still here, expanded on first use.
class WeekKeys {
 public:
  static Result<WeekKeys> load(Records& records);
  bool has(Week week) const { return keys_.contains(week); }
  const XwingKey* find(Week week) const;
  // Those of `week`, and of the week before (its grace time).
  std::vector<WeekSecret> with_grace(Week week) const;
  std::vector<WeekSecret> only(Week week) const;
  std::vector<Week> weeks() const;

 private:
  std::map<Week, XwingKey> keys_;
};

// What publish() did.
struct PublishReport {
  std::vector<Week> made;       // new keys
  std::vector<Week> published;  // accepted now
  std::vector<Week> before;     // published already
};

// Makes what is missing of `weeks` weeks from the current one on, keeps the secrets, then posts the
// bulletins. Doing it again changes nothing.
// Errors: those of Transport::post; admission_refused means that the council's directory in force
// does not have this desk yet.
Result<PublishReport> publish_week_keys(Records& records, const DeskSelf& self, Transport& transport,
                                        const Clock& clock, Rng& rng, unsigned weeks = kWeeksPublished);

// How many weeks from the current one on are published without a gap.
Result<unsigned> weeks_ahead(Records& records, UnixTime now);

// True once no secret of that week may exist, whatever was scanned.
bool is_past_keeping(Week week, UnixTime now);

// Erases the secrets that protocol 2.2 wants gone. `scanned` is the week of the newest epoch when
// every epoch before it was opened; nothing if some are waiting.
Result<std::size_t> erase_old_secrets(Records& records, UnixTime now, std::optional<Week> scanned);

// Week keys of all recipients, as states that passed all checks showed them.
class KeyBook final : public WeekKeyBook {
 public:
  explicit KeyBook(Records& records) : records_(records) {}
  // Within a transaction of the caller's.
  Status remember(const TrustedState& state);
  std::optional<XwingPublic> week_key(const Rid& rid, Week week) const override;
  // Whether this key was seen before for somebody else or for another week.
  Result<bool> is_reused(const XwingPublic& key, const Rid& rid, Week week) const;

 private:
  Records& records_;
};

}  // namespace adit::client
