// SPDX-License-Identifier: Apache-2.0
// An invitation (protocol 2.15): public text on posters and in letters that names a deployment and
// where its gateway is. There is no secret in it; it is the one thing a reporter has to trust.
//
//   adit1:<dep, 52 letters of base32>:<check, 4 letters>:<address>
//
// check = first 20 bits of SHA-256("adit/v1/invitation" 00 dep address), so that a slip of the pen
// is noticed. White space and line breaks inside are ignored, and so is case before the address.
#pragma once

#include <string>
#include <string_view>

#include <adit/bytes.h>
#include <adit/result.h>

namespace adit::client {

struct Invitation {
  DeploymentId dep;
  std::string address;  // http://....onion, https://host, or a loopback address for tests

  static Result<Invitation> parse(std::string_view text);  // invitation_invalid
  std::string encode() const;
};

}  // namespace adit::client
