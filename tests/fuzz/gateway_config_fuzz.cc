// SPDX-License-Identifier: Apache-2.0
// Any text as the gateway's configuration: a configuration, or one sentence without a line break.
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "gateway/config.h"
#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const int kFile = memfd_create("config", 0);
  require(kFile >= 0 && ftruncate(kFile, 0) == 0);
  require(pwrite(kFile, data, size, 0) == static_cast<ssize_t>(size));
  auto outcome = gateway::load_config("/proc/self/fd/" + std::to_string(kFile));
  if (outcome.config) {
    require(!outcome.config->data.empty() && !gateway::describe(*outcome.config).empty());
    require(outcome.config->pool_letters > 0 && outcome.config->max_connections > 0);
    require(outcome.config->data.string().find('\0') == std::string::npos);
  } else {
    require(!outcome.problem.sentence.empty());
  }
  return 0;
}
