// SPDX-License-Identifier: Apache-2.0
// The one place where Asio and Beast are compiled (they are declared everywhere else), shared by
// the gateway's front and the client's transport.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/assert.hpp>
#include <boost/beast/src.hpp>
#include <cstdio>
#include <cstdlib>

// Assertions of Boost stay on: its parser is part of what faces strangers.
namespace boost {

void assertion_failed(const char* expression, const char*, const char* file, long line) {
  std::fprintf(stderr, "adit: broken invariant at %s:%ld: %s\n", file, line, expression);
  std::abort();
}

void assertion_failed_msg(const char* expression, const char* message, const char* function, const char* file,
                          long line) {
  std::fprintf(stderr, "adit: %s\n", message);
  assertion_failed(expression, function, file, line);
}

}  // namespace boost
