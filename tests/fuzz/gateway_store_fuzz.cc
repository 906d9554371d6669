// SPDX-License-Identifier: Apache-2.0
// Any bytes as what the gateway finds in its own folder after a restart, and as an upload.
#include "gateway/admission.h"
#include "gateway/cosign.h"
#include "gateway/log_state.h"
#include "gateway/stage.h"
#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;
using namespace adit::gateway;

namespace {

void look_at_tree(ByteSpan bytes) {
  auto value = decode(bytes);
  if (!value) return;
  auto tree = LogTree::parse(*value);
  if (!tree) return;
  require(adit::encode(tree->encode()).size() == bytes.size());
  (void)tree->root();
  if (tree->size() == UINT64_MAX) return;
  auto before = tree->size();
  auto sink = [](const std::string&, ByteSpan) -> Status { return {}; };
  require(tree->append(entry_of(EntryKind::letter, Digest{}), sink).has_value());
  require(tree->size() == before + 1 && tree->partials(sink).has_value());
}

void look_at_log(ByteSpan bytes) {
  // The deployment that the file names, so that its owner is not what refuses it.
  DeploymentId dep;
  if (auto value = decode(bytes); value && value->array() && value->array()->size() > 1) {
    if (const auto* named = (*value->array())[1].bytes()) dep = DeploymentId::from(*named).value_or(dep);
  }
  auto log = LogState::parse(bytes, dep);
  if (!log) return;
  ByteVector again = log->encode(dep);
  require(std::ranges::equal(again, bytes));
  (void)Documents::parse(dep, NoteKey{}, log->documents);
  look_at_tree(adit::encode(log->tree.encode()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  look_at_log(bytes);
  look_at_tree(bytes);
  if (auto value = decode(bytes)) (void)Documents::parse(DeploymentId{}, NoteKey{}, *value);
  if (auto plan = Plan::parse(bytes)) {
    ByteVector again = plan->encode();
    require(std::ranges::equal(again, bytes));
    look_at_log(plan->state);
  }
  StateBundle bundle;
  bundle.checkpoint = std::string(as_text(bytes.first(std::min(size, kMaxNoteBytes))));
  bundle.epoch_record = EpochRecord{}.encode();
  if (auto signed_epoch = SignedEpoch::from(bundle)) require(signed_epoch->epoch == Epoch{0});
  auto upload = Upload::parse(ByteVector(bytes.begin(), bytes.end()));
  require(upload.has_value() ==
          (size == kLetterBytes + kTrailerBytes || size == kParcelBytes + kTrailerBytes));
  return 0;
}
