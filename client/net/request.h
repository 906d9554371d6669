// SPDX-License-Identifier: Apache-2.0
// Requests as bytes: request line, Host, Content-Length of a POST, Connection: close, and nothing
// that differs between two clients.
#pragma once

#include <string_view>

#include "client/net/transport.h"

namespace adit::client {

ByteVector get_request(const Address& address, std::string_view target);
ByteVector post_request(const Address& address, std::string_view path, ByteSpan body);

}  // namespace adit::client
