// SPDX-License-Identifier: Apache-2.0
// The questions of a form, one after another on the terminal. The account in one's own words comes
// first; every other question can be skipped.
#pragma once

#include <vector>

#include "client/thread/draft.h"
#include "client/thread/report_file.h"

namespace adit::client {

// Errors: interrupted, input_needed.
Result<Report> interview(std::string form_name, std::string language);

// The account again, because it was too long by `bytes`.
Status ask_shorter_account(Fields& fields, std::size_t bytes);

// What in the text could lead to the one who wrote it: addresses of mail, links, telephone numbers.
// A help, not a promise. Quotes are inert.
std::vector<std::string> traces_in(const Fields& fields);

}  // namespace adit::client
