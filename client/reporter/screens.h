// SPDX-License-Identifier: Apache-2.0
// What is put on stdout, as text and as JSON. Text of others is made inert here.
#pragma once

#include <adit/state.h>

#include <string>

#include "client/thread/dialogue.h"

namespace adit::client {

// One recipient on one line, for lists to choose from.
std::string recipient_line(const RecipientEntry& entry);

std::string recipients_screen(const TrustedState& state);
std::string recipients_json(const TrustedState& state);

// Empty for a dialogue in which there is nothing.
std::string dialogue_screen(const Dialogue& dialogue);
std::string dialogue_json(const Dialogue& dialogue);

// First letters of a deployment id, in groups, for comparing with a poster by eye.
std::string short_form(const DeploymentId& dep);

}  // namespace adit::client
