// SPDX-License-Identifier: Apache-2.0
// What adit-verify says in the end: one sentence, the facts that it rests on, an exit code.
#pragma once

#include <adit/error.h>
#include <adit/result.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace adit::client {

inline constexpr std::string_view kVerifyProgram = "adit-verify";
inline constexpr int kHoldsExit = 0;
inline constexpr int kUsageExit = 2;
inline constexpr int kTrustExit = 5;      // signatures or documents
inline constexpr int kNotShownExit = 10;  // signatures hold, and the proof does not

struct Verdict {
  int exit_code = kHoldsExit;
  std::string sentence;  // a whole one
  std::vector<std::pair<std::string, std::string>> facts;

  bool holds() const { return exit_code == kHoldsExit; }
  void add(std::string key, std::string value) { facts.emplace_back(std::move(key), std::move(value)); }
};

enum class Form : std::uint8_t { text, json };

// To stdout. Text of others in it cannot move the terminal. Returns the exit code.
int show(std::string_view command, const Verdict& verdict, Form form);
// An error as a verdict: its message, its exit code.
Verdict refused(const Error& error, std::string_view what);

}  // namespace adit::client
