// SPDX-License-Identifier: Apache-2.0
// Showing a thread's secret, once, and taking it back.
#pragma once

#include <adit/secret.h>
#include <adit/thread.h>

#include "client/reporter/commands.h"

namespace adit::client {

// On a terminal: shows it on a screen of its own that leaves no trace in the scroll-back, and has it
// typed back until it is right. Otherwise (--no-input): a line "secret: ..." on stdout, after a
// warning. Errors: interrupted.
Status show_secret(const ThreadSecret& secret, const SecretOptions& options);

// From the terminal or a descriptor. No network, no file is touched.
// Errors: secret_unknown_word, secret_mistyped, input_needed, interrupted, file_unreadable.
Result<ThreadSecret> take_secret(std::optional<int> fd);

// Argon2id and everything that follows from it.
Result<ThreadKeys> keys_of(const ThreadSecret& secret, const DeploymentId& dep);

}  // namespace adit::client
