// SPDX-License-Identifier: Apache-2.0
// The default pool: two slabs and one key in a folder of their own.
//
//   letters, parcels   cells (slab.h)
//   key                `disk` mode: the pool's id, the cells of both slabs, k_pool, and while it is
//                      being replaced the one before it; `ram` mode: nothing but the mode
#pragma once

#include <adit/clock.h>

#include <functional>
#include <memory>

#include "gateway/config.h"
#include "gateway/pool.h"

namespace adit::gateway {

// folder exists. The times of the files are those that stamp_time says.
// Errors: as durable.h; store_corrupt.
Result<std::unique_ptr<Pool>> open_pool(const std::filesystem::path& folder, const Config& config, Rng& rng,
                                        std::function<UnixTime()> stamp_time);

}  // namespace adit::gateway
