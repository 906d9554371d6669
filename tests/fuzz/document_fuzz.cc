// SPDX-License-Identifier: Apache-2.0
// Any bytes as an envelope, and its body as each kind of document.
#include <adit/document.h>

#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  require_round_trip<UnverifiedEnvelope>(bytes);
  require_round_trip<CouncilBody>(bytes);
  require_round_trip<DirectoryBody>(bytes);
  require_round_trip<BulletinBody>(bytes);
  require_round_trip<BurnBody>(bytes);
  auto envelope = UnverifiedEnvelope::parse(bytes);
  if (!envelope) return 0;
  (void)document_kind(*envelope);
  require_round_trip<CouncilBody>(envelope->body);
  require_round_trip<DirectoryBody>(envelope->body);
  require_round_trip<BulletinBody>(envelope->body);
  require_round_trip<BurnBody>(envelope->body);
  auto genesis = Council::genesis(*envelope, deployment_of(envelope->body));
  if (genesis) (void)Directory::verify(*envelope, *genesis);
  return 0;
}
