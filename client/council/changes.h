// SPDX-License-Identifier: Apache-2.0
// What a proposal changes, in words: the one thing that a member looks at before signing. Names and
// descriptions come from applicants and are shown so that they can never move the terminal or
// imitate our own lines.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/council/draft.h"

namespace adit::client {

// One line each, without line breaks, safe to print. `before` is the proposal it follows; without
// it everything is shown as new. If the council is known its waiting time is shown.
// Problems: `before` is of another kind, or is not the one that the proposal follows.
Outcome<std::vector<std::string>> changes(const Proposal& proposal, const std::optional<Proposal>& before,
                                          const CouncilBody* council = nullptr);

// The line of every output that concerns a deployment with a waiting time below a week.
std::string test_deployment_line(std::uint32_t delay_days);

}  // namespace adit::client
