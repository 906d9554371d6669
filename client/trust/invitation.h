// SPDX-License-Identifier: Apache-2.0
// An invitation (protocol 2.15): public text on posters and in letters that names a deployment and
// where its gateway is. There is no secret in it; it is the one thing a reporter has to trust.
//
//   adit1:<dep, 52 letters of base32>:<check, 4 letters>:<address>
//
// check = first 20 bits of SHA-256("adit/v1/invitation" 00 dep address), so that a slip of the pen
// is noticed. White space and line breaks inside are ignored, and so is case before the address.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <string>
#include <string_view>

namespace adit::client {

struct Invitation {
  DeploymentId dep;
  std::string address;  // http://....onion, https://host, or a loopback address for tests

  static Result<Invitation> parse(std::string_view text);  // invitation_invalid
  std::string encode() const;
};

// From the path of a small file, or from the invitation itself: what begins with "adit1:" is text.
// Errors: invitation_invalid, file_unreadable, file_too_large.
Result<Invitation> read_invitation(std::string_view file_or_text);

}  // namespace adit::client
