// SPDX-License-Identifier: Apache-2.0
#include "tests/client/thread/loop_transport.h"

#include <adit/api.h>
#include <adit/trailer.h>

#include "crypto/sha256.h"

namespace adit::test {

WorldOptions cheap_options() {
  WorldOptions options;
  options.recipients = 4;
  options.params.puzzle_bits = 1;
  options.params.puzzle_hard_bits = 0;
  return options;
}

std::optional<Errc> LoopTransport::begin(LoopRequest request) {
  std::size_t number = requests.size();
  requests.push_back(std::move(request));
  return fault ? fault(number, requests.back()) : std::nullopt;
}

Result<ByteVector> LoopTransport::get(std::string_view target, std::size_t max_bytes) {
  if (auto error = begin({false, std::string(target), 0})) return fail(*error);
  ByteVector body;
  if (target == api::kStatePath) {
    body = bundle.encode();
  } else {
    auto at = files.find(std::string(target));
    if (at == files.end()) return fail(Errc::not_found);
    body = at->second;
  }
  if (body.size() > max_bytes) return fail(Errc::peer_misbehaved);
  return body;
}

Status LoopTransport::post(std::string_view path, ByteSpan body) {
  bodies.emplace_back(body.begin(), body.end());
  std::size_t number = requests.size();
  if (auto error = begin({true, std::string(path), body.size()})) return fail(*error);
  const api::Row* row = api::find_post(path);
  if (row == nullptr || row->route != api::Route::upload || !api::accepts(*row, body.size())) {
    return fail(Errc::object_wrong_size);
  }
  ByteSpan object = body.first(body.size() - kTrailerBytes);
  ADIT_TRY(PuzzleTrailer trailer, PuzzleTrailer::parse(body.last(kTrailerBytes)));
  auto note = UnverifiedNote::parse(bundle.checkpoint);
  auto checkpoint = CheckpointBody::parse(note->text);
  const Params& params = world_.directory_body.params;
  PuzzleTask task{world_.dep, checkpoint->root, sha256(object)};
  ADIT_TRY(std::uint32_t effort,
           effort_of(task, {params.puzzle_bits, params.puzzle_hard_bits}, trailer.nonce));
  efforts.push_back(effort);
  if (effort < least_effort) return fail(Errc::gateway_busy);
  accepted.emplace_back(object.begin(), object.end());
  if (breaks_after_accepting && breaks_after_accepting(number)) return fail(Errc::network_failed);
  return {};
}

}  // namespace adit::test
