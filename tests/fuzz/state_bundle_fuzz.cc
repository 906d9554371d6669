// SPDX-License-Identifier: Apache-2.0
// Any bytes as the value of a state bundle: one encoding, and never a state that can be trusted.
#include <adit/state.h>

#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  if (size > kBundleUnitBytes - 4) return 0;
  ByteVector padded;
  append_le32(padded, static_cast<std::uint32_t>(size));
  append(padded, bytes);
  padded.resize(kBundleUnitBytes);
  auto bundle = StateBundle::parse(padded);
  if (!bundle) return 0;
  require(bundle->encode() == padded);
  (void)bundle->state_hash();
  auto genesis = UnverifiedEnvelope::parse(bundle->council.front());
  DeploymentId dep = genesis ? deployment_of(genesis->body) : DeploymentId{};
  // The seed is a good state; whatever verifies must say consistent things.
  auto state = TrustedState::verify(*bundle, dep, UnixTime{1790164800}, Quorum::required);
  if (!state) return 0;
  for (const Addressable& a : state->addressable()) {
    require(state->week_key(a.entry->rid) != nullptr);
    require(a.entry->status == RecipientStatus::active);
  }
  return 0;
}
