// SPDX-License-Identifier: Apache-2.0
// Whatever a proxy answers: one good form each, a bounded rest, and otherwise one error.
#include <cstdint>
#include <cstdlib>

#include "client/net/socks.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace adit;
  ByteSpan reply(data, size);
  auto method = client::parse_socks_method(reply);
  require(method.has_value() == (size == 2 && data[0] == 5 && data[1] == 2));
  auto login = client::parse_socks_login_reply(reply);
  require(login.has_value() == (size == 2 && data[0] == 1 && data[1] == 0));
  auto rest = client::parse_socks_reply_head(reply);
  if (rest) {
    require(size == client::kSocksReplyHeadBytes && data[0] == 5 && data[1] == 0);
    require(*rest >= 2 && *rest <= 257);
  } else {
    require(rest.error().code == Errc::network_unreachable);
  }
  return 0;
}
