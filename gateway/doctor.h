// SPDX-License-Identifier: Apache-2.0
// adit-gateway doctor: what an operator would have to look at one by one, each as one sentence. Reads
// and changes nothing, and needs no gateway that runs; one that does is not disturbed.
#pragma once

#include <adit/units.h>

#include <string>
#include <vector>

#include "gateway/config.h"

namespace adit::gateway {

struct Finding {
  bool ok = false;
  std::string sentence;  // if it is not ok: and what to do
};
using Findings = std::vector<Finding>;

// The data folder: who may use it, the log key, the marker, the pool, the clock against the last epoch.
Findings examine_data(const Config& config, UnixTime now);
// Everything around it: certificates, folders of sockets, room on the disk, limits of this process.
Findings examine_machine(const Config& config, UnixTime now);

// Prints "ok" or "look" and a sentence for each; 0 if all is ok, or else 1.
int run_doctor(const std::filesystem::path& config_file);

}  // namespace adit::gateway
