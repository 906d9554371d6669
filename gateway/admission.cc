// SPDX-License-Identifier: Apache-2.0
#include "gateway/admission.h"

#include <algorithm>

#include "crypto/sha256.h"

namespace adit::gateway {
namespace {

// Where none is asked for, the cheap filter may be all there is.
Result<std::uint32_t> reached_effort(const PuzzleTask& task, const PuzzleCost& cost, const PuzzleNonce& nonce,
                                     std::uint32_t asked) {
  if (asked > 0) return effort_of(task, cost, nonce);
  ADIT_CHECK(verify_puzzle(task, cost, nonce));
  return 0;
}

}  // namespace

Result<Upload> Upload::parse(ByteVector body) {
  if (body.size() == kLetterBytes + kTrailerBytes)
    return Upload{ObjectKind::letter, std::move(body), Digest{}};
  if (body.size() == kParcelBytes + kTrailerBytes)
    return Upload{ObjectKind::parcel, std::move(body), Digest{}};
  return fail(Errc::object_wrong_size);
}

Status admit(Upload& upload, const AdmissionView* view, std::uint32_t effort) {
  if (view == nullptr || view->seeds.empty()) return fail(Errc::gateway_busy);
  auto trailer = PuzzleTrailer::parse(upload.trailer());
  if (!trailer) return fail(Errc::admission_refused);
  auto seed = std::ranges::find(view->seeds, trailer->epoch, &std::pair<Epoch, Digest>::first);
  if (seed == view->seeds.end()) return fail(Errc::admission_refused);
  upload.hash = sha256(upload.object());
  const PuzzleTask task{view->dep, seed->second, upload.hash};
  const auto reached = reached_effort(task, view->cost, trailer->nonce, effort);
  if (!reached) {
    return fail(reached.error().code == Errc::out_of_memory ? Errc::gateway_busy : Errc::admission_refused);
  }
  return *reached >= effort ? Status() : fail(Errc::gateway_busy);
}

}  // namespace adit::gateway
