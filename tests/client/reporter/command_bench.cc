// SPDX-License-Identifier: Apache-2.0
#include "tests/client/reporter/command_bench.h"

#include <fstream>
#include <iterator>

namespace adit::test {

void CommandBench::save_accepted(const std::string& path) const {
  std::ofstream out(path, std::ios::binary);
  for (const ByteVector& object : bench.transport.accepted) {
    out.write(reinterpret_cast<const char*>(object.data()), static_cast<std::streamsize>(object.size()));
  }
}

std::vector<ByteVector> CommandBench::load_accepted(const std::string& path, std::size_t object_bytes) {
  std::ifstream in(path, std::ios::binary);
  ByteVector all{std::istreambuf_iterator<char>(in), {}};
  std::vector<ByteVector> out;
  for (std::size_t at = 0; at + object_bytes <= all.size(); at += object_bytes) {
    out.emplace_back(all.begin() + static_cast<std::ptrdiff_t>(at),
                     all.begin() + static_cast<std::ptrdiff_t>(at + object_bytes));
  }
  return out;
}

std::string words_of(std::uint64_t seed) {
  SeededRng rng(seed);
  return std::string(as_text(secret_words(new_secret(rng), WordList::english).expose()));
}

ThreadKeys keys_of_words(const std::string& words, const DeploymentId& dep) {
  auto secret = parse_secret(words);
  ADIT_ASSERT(secret);
  auto root = root_of(*secret, dep);
  ADIT_ASSERT(root);
  return ThreadKeys(std::move(*root), dep);
}

std::string line_after(const std::string& text, std::string_view key) {
  std::size_t at = text.find(key);
  if (at == std::string::npos) return {};
  at += key.size();
  return text.substr(at, text.find('\n', at) - at);
}

}  // namespace adit::test
