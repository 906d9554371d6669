// SPDX-License-Identifier: Apache-2.0
// What stopped a council member, as one sentence that names the file or the flag. The council's
// tool works with files that people carry around, so the sentence has to say which one is meant.
#pragma once

#include <adit/error.h>

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace adit::client {

inline constexpr int kUsageExit = 2;
inline constexpr int kTrustExit = 5;
inline constexpr int kFileExit = 7;

struct Problem {
  int exit_code = 1;
  std::string sentence;  // lower case, no full stop
  std::string hint;      // may be empty
};

template <class T>
class [[nodiscard]] Outcome : public tl::expected<T, Problem> {
 public:
  using tl::expected<T, Problem>::expected;
};

inline tl::unexpected<Problem> problem(int exit, std::string sentence, std::string hint = "") {
  return tl::unexpected<Problem>(Problem{exit, std::move(sentence), std::move(hint)});
}
// "what: message", with the error's own exit code and hint.
inline tl::unexpected<Problem> problem(Error error, std::string_view what) {
  std::string sentence = what.empty() ? "" : std::string(what) + ": ";
  sentence += message(error.code);
  return problem(exit_code(error.code), std::move(sentence), std::string(hint(error.code)));
}

}  // namespace adit::client
