// SPDX-License-Identifier: Apache-2.0
#include "crypto/note_sign.h"

namespace adit {

NoteKey note_key(std::string name, NoteKeyType type, const SigningKey& key) {
  return {std::move(name), type, key.public_key()};
}

NoteSignature sign_note(std::string_view text, const std::string& name, const SigningKey& key) {
  auto id = note_key(name, NoteKeyType::ed25519, key).id();
  NoteSignature out{name, ByteVector(id.begin(), id.end())};
  append(out.blob, key.sign(as_bytes(text)).span());
  return out;
}

NoteSignature cosign_note(std::string_view text, const std::string& name, const SigningKey& key,
                          UnixTime time) {
  auto id = note_key(name, NoteKeyType::cosignature, key).id();
  NoteSignature out{name, ByteVector(id.begin(), id.end())};
  for (int shift = 56; shift >= 0; shift -= 8) {
    out.blob.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(seconds(time)) >> shift));
  }
  append(out.blob, key.sign(as_bytes(cosignature_text(text, time))).span());
  return out;
}

}  // namespace adit
