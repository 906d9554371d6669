// SPDX-License-Identifier: Apache-2.0
// A gateway from its listeners to its end: opens everything, locks the process in, serves, stops.
#pragma once

#include "gateway/config.h"
#include "gateway/tls.h"

namespace adit::gateway {

// Of the TLS listeners, in their order.
OrProblem<std::vector<Tls>> load_tls(const Config& config);

// Until SIGTERM or SIGINT; an exit code. Writes a byte to ready_fd, if it is one, once it serves.
int run(const Config& config, int ready_fd);

}  // namespace adit::gateway
