// SPDX-License-Identifier: Apache-2.0
// Any text as a signed note, a checkpoint and a verifier key.
#include <adit/log.h>

#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  std::string_view text = as_text(bytes);
  if (auto note = UnverifiedNote::parse(text)) {
    require(note->encode() == text);
    NoteKey key{"adit.invalid/witness", NoteKeyType::cosignature, Ed25519Public{}};
    require(!cosigned_at(*note, key));
    key.type = NoteKeyType::ed25519;
    require(!is_signed_by(*note, key));
    if (auto body = CheckpointBody::parse(note->text)) require(body->encode() == note->text);
  }
  if (auto body = CheckpointBody::parse(text)) require(body->encode() == text);
  if (auto key = NoteKey::parse(text)) require(key->encode() == text);
  return 0;
}
