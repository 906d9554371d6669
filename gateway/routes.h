// SPDX-License-Identifier: Apache-2.0
// Joins the rows of api.h to what is behind the front, and Errc to a status. Every reply of one
// status has the same bytes, and all refusals have the same size: neither a refusal nor its length
// says anything beyond its number.
#pragma once

#include <adit/api.h>
#include <adit/bytes.h>
#include <adit/result.h>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "gateway/head.h"

namespace adit::gateway {

// What the front stands before: Service, or a test's own.
class Handler {
 public:
  using Done = std::function<void(Status)>;

  virtual ~Handler() = default;
  // Returns at once; done is called exactly once, on any thread.
  virtual void submit(api::Route route, ByteVector body, Done done) = 0;
  virtual const std::filesystem::path& public_folder() const = 0;
};

struct Post {
  api::Route route;
  std::size_t body_bytes;  // one of the sizes of its row
  bool expects_continue;
};
struct FileRead {
  std::string target;
};
struct Refusal {
  unsigned status;
};
using Request = std::variant<Post, FileRead, Refusal>;

// The row of a head that is well-formed, with its size checked before any byte of a body is read.
Request find_route(const Head& head);

// 202 for ok; a fault of ours is 503, since the same request may succeed later.
unsigned status_of(const Status& status);

enum class After { keep, close };
// The whole reply, without a body. Refusals (400 and above) exist with After::close only.
std::string_view reply(unsigned status, After after);
// The head of a 200; exactly file_bytes follow it.
std::string file_reply_head(std::size_t file_bytes, After after);
inline constexpr std::string_view kContinue = "HTTP/1.1 100 \r\n\r\n";

}  // namespace adit::gateway
