// SPDX-License-Identifier: Apache-2.0
// Our own vectors, made again from nothing at every call: the same text every time. The tool writes
// them to tests/vectors/adit, a test compares them with what is there.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/vectors/scene.h"

namespace adit::test {

using Json = nlohmann::ordered_json;

// File name -> content.
std::map<std::string, std::string> make_adit_vectors();

// One function for each group of files; each adds its files to `out`.
using Files = std::map<std::string, Json>;
void add_basic_vectors(Files& out);
void add_thread_vectors(Files& out, const Scene& scene);
void add_document_vectors(Files& out, const Scene& scene);
void add_letter_vectors(Files& out, const Scene& scene);
void add_card_vectors(Files& out, const Scene& scene);
void add_parcel_vectors(Files& out, const Scene& scene);
void add_log_vectors(Files& out, const Scene& scene);
void add_state_vectors(Files& out, const Scene& scene);
void add_feed_vectors(Files& out, const Scene& scene);
void add_admission_vectors(Files& out, const Scene& scene);

inline std::string hx(ByteSpan bytes) { return to_hex(bytes); }
template <class Tag, std::size_t N>
std::string hx(const Bytes<Tag, N>& bytes) {
  return to_hex(bytes.span());
}
// Secrets of the vectors are public.
template <class Tag, std::size_t N>
std::string hx(const SecretBytes<Tag, N>& bytes) {
  return to_hex(bytes.expose());
}
std::string sha256_hex(ByteSpan bytes);

// The error a second implementation is expected to give, by its name in the protocol.
template <class T>
std::string outcome(const Result<T>& result) {
  return result ? "accepted" : std::string(name(result.error().code));
}

// Writes down what was drawn, in its order.
class RecordingRng final : public Rng {
 public:
  explicit RecordingRng(std::uint64_t seed) : inner_(seed) {}
  void fill(MutableByteSpan out) override {
    inner_.fill(out);
    drawn_.push_back(to_hex(out));
  }
  const Json& drawn() const { return drawn_; }

 private:
  SeededRng inner_;
  Json drawn_ = Json::array();
};

}  // namespace adit::test
