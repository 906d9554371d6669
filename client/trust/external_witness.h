// SPDX-License-Identifier: Apache-2.0
// Carrying a checkpoint to a witness that knows nothing of Adit (C2SP tlog-witness): the gateway makes
// no connection, so a desk, or anyone, does.
#pragma once

#include <adit/log.h>

#include "client/net/transport.h"
#include "client/net/witness_link.h"

namespace adit::client {

// Its lines on this checkpoint, verified. `known`: what it confirmed last, as far as we know, and then what
// it knows now; 0 asks. Proofs come from the gateway's tiles.
// Errors: log_fork (the witness has seen another history of this size, or the proof did not convince it),
// checkpoint_stale (it has confirmed more than this: `known`), admission_refused (it does not know this log),
// network errors, peer_misbehaved (an answer that the protocol does not have), those of Tiles.
Result<std::vector<NoteSignature>> ask_witness(WitnessLink& witness, Transport& gateway,
                                               const std::string& checkpoint, const NoteKey& key,
                                               std::uint64_t& known);

// POSTs the cosignature to the gateway. Errors: those of Transport::post; admission_refused: too late,
// or the witness is not in the directory.
Status post_cosignature(Transport& gateway, const std::string& checkpoint, const NoteKey& log_key,
                        const std::vector<NoteSignature>& lines);

}  // namespace adit::client
