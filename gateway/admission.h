// SPDX-License-Identifier: Apache-2.0
// Who may put something into the pool (protocol 2.9): whoever did the work for this very object on
// a recent checkpoint. The checks go from cheap to dear, so that refusing costs less than asking.
#pragma once

#include <adit/trailer.h>

#include <utility>
#include <vector>

#include "gateway/pool.h"

namespace adit::gateway {

// What admission goes by; replaced as a whole when it changes.
struct AdmissionView {
  DeploymentId dep;
  PuzzleCost cost;
  std::vector<std::pair<Epoch, Digest>> seeds;  // epochs and roots of the checkpoints that count
};

// An upload that has the size of its kind.
struct Upload {
  ObjectKind kind = ObjectKind::letter;
  ByteVector body;  // object || trailer
  Digest hash;      // SHA-256 of the object, once admitted

  // Errors: object_wrong_size.
  static Result<Upload> parse(ByteVector body);
  ByteSpan object() const { return ByteSpan(body).first(body.size() - kTrailerBytes); }
  ByteSpan trailer() const { return ByteSpan(body).last(kTrailerBytes); }
};

// Sets upload.hash. `effort` is the step that is asked for now. Errors: admission_refused; gateway_busy
// (nothing to go by yet, no memory, or less than that step).
Status admit(Upload& upload, const AdmissionView* view, std::uint32_t effort);

}  // namespace adit::gateway
