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

std::vector<OpenedLetter> letters_for(const CommandBench& b, const std::string& accepted,
                                      std::size_t recipient) {
  std::vector<OpenedLetter> out;
  const TestRecipient& r = b.bench.world.recipients[recipient];
  WeekSecret week{week_at(kNow), &r.week_key};
  for (const ByteVector& part : CommandBench::load_accepted(accepted, kLetterBytes)) {
    auto letter = SealedLetter::parse(part);
    if (!letter) continue;
    auto opened = open_letter(b.bench.world.dep, *letter, {&week, 1}, r.self(), TestKeyBook(b.bench.world));
    if (opened) out.push_back(std::move(*opened));
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

std::string words_on(const std::string& screen) {
  std::size_t begin = screen.rfind("\n    ", screen.find("Press Enter when you have written it down"));
  if (begin == std::string::npos) return {};
  begin += 5;
  return screen.substr(begin, screen.find('\r', begin) - begin);
}

std::string line_after(const std::string& text, std::string_view key) {
  std::size_t at = text.find(key);
  if (at == std::string::npos) return {};
  at += key.size();
  return text.substr(at, text.find('\n', at) - at);
}

}  // namespace adit::test
