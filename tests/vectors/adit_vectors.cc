// SPDX-License-Identifier: Apache-2.0
#include "tests/vectors/adit_vectors.h"

#include "crypto/sha256.h"

namespace adit::test {

std::string sha256_hex(ByteSpan bytes) { return to_hex(sha256(bytes).span()); }

std::map<std::string, std::string> make_adit_vectors() {
  Files files;
  Scene scene = make_scene();
  add_basic_vectors(files);
  add_thread_vectors(files, scene);
  add_document_vectors(files, scene);
  add_letter_vectors(files, scene);
  add_card_vectors(files, scene);
  add_parcel_vectors(files, scene);
  add_log_vectors(files, scene);
  add_state_vectors(files, scene);
  add_feed_vectors(files, scene);
  add_admission_vectors(files, scene);
  std::map<std::string, std::string> out;
  for (const auto& [name, json] : files) out.emplace(name, json.dump(1) + "\n");
  return out;
}

}  // namespace adit::test
