// SPDX-License-Identifier: Apache-2.0
// --direct, --socks and --tls-ca, the same for every program that talks to a gateway.
#pragma once

#include <CLI/CLI.hpp>

#include "client/net/transport.h"

namespace adit::client {

// `options` must outlive the parsing.
void add_net_options(CLI::App& app, NetOptions& options);

}  // namespace adit::client
