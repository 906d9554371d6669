// SPDX-License-Identifier: Apache-2.0
// The files that an epoch's record commits to: feed, parcels, cards. Fetched once, compared with the
// record, and kept (feed and parcels) until they are opened.
#pragma once

#include <vector>

#include "client/case/log_reader.h"
#include "client/case/records.h"
#include "client/net/transport.h"

namespace adit::client {

// Both files are kept, if the epoch has them. Each is fetched only if it is not here yet.
// Errors: log_gap (a file is missing; what is there was kept), log_count_mismatch (not the file of the
// record; nothing of it was kept), those of Transport::get.
Status fetch_epoch_files(Records& records, Transport& transport, const EpochRecord& record);

// Compares the cards of new epochs with their records, in the files of their days. `all` are the
// records of all epochs that were read, new ones included, ascending.
// Errors: log_gap (a day's file is missing), log_count_mismatch, those of Transport::get.
Status verify_cards(Transport& transport, const std::vector<EpochRecord>& all,
                    const std::vector<const LoggedEpoch*>& fresh, std::uint32_t epoch_seconds);

}  // namespace adit::client
