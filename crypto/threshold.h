// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <adit/document.h>

#include "crypto/sign.h"

namespace adit {

// True if at least k different members signed and no signature is bad. Indices are strictly
// ascending (UnverifiedEnvelope), so nobody counts twice.
bool has_threshold(const std::vector<IndexedSignature>& signatures, const CouncilBody& council,
                   DocumentType type, const DeploymentId& dep, ByteSpan body);

}  // namespace adit
