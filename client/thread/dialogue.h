// SPDX-License-Identifier: Apache-2.0
// The answers of a thread: every card of the window is tried, whoever it is for; those that open and
// were written by the recipient whose name they bear are kept, by recipient. Others are counted.
#pragma once

#include <adit/card.h>
#include <adit/document.h>
#include <adit/thread.h>

#include <set>
#include <string>
#include <vector>

#include "client/thread/session.h"

namespace adit::client {

// What one recipient said.
struct Voice {
  Rid rid;
  std::string name;  // of the directory; untrusted text
  std::string org;
  std::set<Mid> received;             // messages of this thread that have arrived there
  std::vector<CardContent> messages;  // oldest first; cards that only acknowledge are not in it
  std::size_t forged = 0;             // in this name, and not by its bearer
};

struct Dialogue {
  std::vector<Voice> voices;  // ascending by rid
  std::size_t forged_by_unknown = 0;
  std::optional<Error> error;  // some days are missing

  bool is_empty() const { return voices.empty() && forged_by_unknown == 0; }
};

Dialogue open_cards(const ThreadKeys& keys, const Directory& directory, const CardDays& cards);

}  // namespace adit::client
