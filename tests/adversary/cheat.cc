// SPDX-License-Identifier: Apache-2.0
// A member of a deployment that does not keep to the protocol. It holds the real keys and makes the
// smallest change; the real programs are to notice.
//
//   cheat log DATA PUBLIC WHAT [ARGUMENT ...] [--witness VAULT:PASSPHRASE ...]
//   cheat letter|cards|document WHAT [ARGUMENT ...]
#include <cstdio>

#include "tests/adversary/public_log.h"

namespace adit::test {
namespace {

int run(std::vector<std::string> words) {
  if (words.size() < 2) give_up("say what");
  const std::string kind = words[0];
  words.erase(words.begin());
  if (kind == "log") {
    if (words.size() < 3) give_up("cheat log DATA PUBLIC WHAT");
    std::vector<Insider*> witnesses;
    while (words.size() >= 2 && words[words.size() - 2] == "--witness") {
      witnesses.push_back(&insider_of(words.back()));
      words.resize(words.size() - 2);
    }
    PublicLog log(words[0], words[1]);
    const std::string what = words[2];
    words.erase(words.begin(), words.begin() + 3);
    if (!cheat_with_state(log, what, words)) cheat_with_epoch(log, what, words);
    log.publish(witnesses);
    return 0;
  }
  const std::string what = words[0];
  words.erase(words.begin());
  if (kind == "letter") return make_letter(what, words);
  if (kind == "cards") return make_card_set(what, words);
  if (kind == "document") return make_document(what, words);
  give_up("there is no " + kind);
}

}  // namespace
}  // namespace adit::test

int main(int argc, char** argv) {
  if (!adit::start_secrets()) return 1;
  return adit::test::run({argv + 1, argv + argc});
}
