// SPDX-License-Identifier: Apache-2.0
// An invitation or an address that parses has one meaning, and says so again when it is written.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "client/net/transport.h"
#include "client/trust/invitation.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void look_at_address(std::string_view text) {
  auto address = adit::client::Address::parse(text);
  if (!address) return;
  bool is_ipv6 = address->host.find(':') != std::string::npos;
  std::string host = is_ipv6 ? "[" + address->host + "]" : address->host;
  std::string written = (address->tls ? "https://" : "http://") + host + ":" + std::to_string(address->port);
  auto again = adit::client::Address::parse(written);
  require(again && again->host == address->host && again->port == address->port &&
          again->tls == address->tls);
  // Nothing that could end a line of a request or begin another part of an address.
  for (char c : host) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    require(plain || (is_ipv6 && (c == ':' || c == '[' || c == ']' || (c >= 'A' && c <= 'F'))));
  }
  require(!(address->is_onion() && address->is_loopback()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using adit::client::Invitation;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  look_at_address(text);
  if (auto proxy = adit::client::SocksProxy::parse(text)) require(!proxy->host.empty() && proxy->port != 0);
  auto invitation = Invitation::parse(text);
  if (invitation) {
    look_at_address(invitation->address);
    auto again = Invitation::parse(invitation->encode());
    require(again && again->dep == invitation->dep && again->address == invitation->address);
  }
  // With the right check letters, so that what lies behind them is reached too.
  if (size > adit::DeploymentId::kSize) {
    auto dep = adit::DeploymentId::from({data, adit::DeploymentId::kSize});
    Invitation made{*dep, std::string(text.substr(adit::DeploymentId::kSize))};
    auto read = Invitation::parse(made.encode());
    if (read) require(read->dep == made.dep && read->address == made.address);
  }
  return 0;
}
