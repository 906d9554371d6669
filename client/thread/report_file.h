// SPDX-License-Identifier: Apache-2.0
// A report as a file (TOML), for scripts:
//
//   form = "blacklisting"
//   language = "en"
//   [answers]
//   s2 = "What happened ..."
//   a1 = ["union", "strike"]
//
// A question or a value that the form does not know is an error that names it: nothing is ever left
// out in silence.
#pragma once

#include <adit/error.h>

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "client/thread/forms.h"

namespace adit::client {

struct Report {
  const Form* form;
  std::string language;  // such as "en"; may be empty
  Fields fields;         // in the order of the form
};

// What is wrong with a file, in words for the person who wrote it.
struct Complaint {
  Error error;       // form_invalid
  std::string text;  // untrusted: it quotes the file
};

inline constexpr std::size_t kMaxReportFileBytes = 65536;

tl::expected<Report, Complaint> parse_report_file(std::string_view toml);

// True for a language tag such as "en" or "sw-CD", or nothing.
bool is_language(std::string_view tag);

// The questions of a form with the values they take, as --help-form shows them.
std::string describe(const Form& form);

}  // namespace adit::client
