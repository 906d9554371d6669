// SPDX-License-Identifier: Apache-2.0
// Result<T>: a value or a typed Error, never both and never neither. Has the shape of
// std::expected, so that the later swap is one line.
#pragma once

#include <adit/error.h>

#include <tl/expected.hpp>
#include <utility>

namespace adit {

// A class, not an alias: tl::expected 1.0.0 lacks [[nodiscard]], and without it a dropped error
// compiles silently.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

using Status = Result<void>;

inline tl::unexpected<Error> fail(Errc code, const char* file = __builtin_FILE(),
                                  unsigned line = __builtin_LINE()) {
  return tl::unexpected<Error>(Error(code, file, line));
}
inline tl::unexpected<Error> fail(const Error& error) { return tl::unexpected<Error>(error); }

// A broken invariant of our own; never for input. On in release too.
[[noreturn]] void assertion_failed(const char* what, const char* file, unsigned line);
#define ADIT_ASSERT(condition) \
  ((condition) ? void(0) : ::adit::assertion_failed(#condition, __FILE__, __LINE__))

#define ADIT_CONCAT_(a, b) a##b
#define ADIT_CONCAT(a, b) ADIT_CONCAT_(a, b)

// ADIT_TRY(auto x, f()): x is the value, or the function returns the error.
#define ADIT_TRY(declaration, expression) \
  ADIT_TRY_(declaration, expression, ADIT_CONCAT(adit_try_, __COUNTER__), return)
// The same in a coroutine. Must stay a statement.
#define ADIT_CO_TRY(declaration, expression) \
  ADIT_TRY_(declaration, expression, ADIT_CONCAT(adit_try_, __COUNTER__), co_return)
#define ADIT_TRY_(declaration, expression, temporary, leave) \
  auto temporary = (expression);                             \
  if (!temporary) leave ::adit::fail(temporary.error());     \
  declaration = std::move(*temporary)

// ADIT_CHECK(f()): the function returns the error of a Status, or goes on.
#define ADIT_CHECK(expression)                                                                   \
  do {                                                                                           \
    if (auto adit_status = (expression); !adit_status) return ::adit::fail(adit_status.error()); \
  } while (false)

}  // namespace adit
