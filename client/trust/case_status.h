// SPDX-License-Identifier: Apache-2.0
// What a recipient says about the state of a case: the first number in the body of a card of kind
// status. On the wire: numbers never change their meaning; unknown ones are shown as they are.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace adit::client {

struct CaseStatus {
  std::uint64_t code;
  std::string_view word;      // as a recipient types it
  std::string_view sentence;  // as a reporter reads it
};

inline constexpr std::array<CaseStatus, 9> kCaseStatuses = {{
    {0, "received", "a person has read your report"},
    {1, "question", "there is a question for you"},
    {2, "proposal", "something is proposed and needs your yes or no"},
    {3, "working", "work on it is under way"},
    {4, "referred", "it was handed on, with your yes"},
    {5, "answer", "there is an answer"},
    {6, "closed", "the case is closed"},
    {7, "not-ours", "this is not ours to act on; others may be able to"},
    {8, "declined", "it was declined; the reason is given"},
}};

constexpr const CaseStatus* find_case_status(std::uint64_t code) {
  for (const CaseStatus& status : kCaseStatuses) {
    if (status.code == code) return &status;
  }
  return nullptr;
}
constexpr const CaseStatus* find_case_status(std::string_view word) {
  for (const CaseStatus& status : kCaseStatuses) {
    if (status.word == word) return &status;
  }
  return nullptr;
}

}  // namespace adit::client
