// SPDX-License-Identifier: Apache-2.0
// In place of the gateway's parts where the gateway is not built.
#include "tests/bench/table.h"

namespace adit::bench {
void bench_ticks() {}
void bench_uploads() {}
}  // namespace adit::bench
