// SPDX-License-Identifier: Apache-2.0
// What an epoch publishes of letters and parcels: a number of them that tells nothing below the
// floor, real ones and decoys in the order of their hashes, sealed to the recipients of the epoch.
#pragma once

#include <adit/document.h>
#include <adit/feed.h>

#include <set>
#include <vector>

#include "gateway/pool.h"
#include "gateway/recent.h"
#include "gateway/stage.h"

namespace adit::gateway {

// The smallest floor * 2^j that holds n, cap at most; n is at most cap. A floor of 0 is 0 for
// nothing, otherwise counts as 1.
std::uint32_t batch_size(std::uint32_t n, std::uint32_t floor, std::uint32_t cap);

struct Batch {
  std::vector<Digest> letters;  // decoys among them, ascending
  std::vector<Digest> parcels;
  Digest feed;  // SHA-256 of the files
  Digest parcels_file;
};

// Writes feed and parcels file into the stage. Without recipients everything waits: the files are
// sealed to nobody and hold nothing. Objects whose cells cannot be read are added to `damaged`, and
// left out if they are in it. Errors: store_corrupt (when one was added), key_invalid, disk errors.
Result<Batch> make_batch(const DeploymentId& dep, const Params& params, Epoch epoch,
                         std::span<const XwingPublic> recipients, const Pool& pool, const Recent& recent,
                         std::set<Digest>& damaged, StageWriter& stage, Rng& rng);

}  // namespace adit::gateway
