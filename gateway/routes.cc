// SPDX-License-Identifier: Apache-2.0
#include "gateway/routes.h"

namespace adit::gateway {
namespace {

// No Date (the gateway tells nobody its clock), no Server, no reason phrase: RFC 9112 lets all of
// them be absent, and they are what would differ between replies.
constexpr std::string_view kAccepted = "HTTP/1.1 202 \r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view kAcceptedClose = "HTTP/1.1 202 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
constexpr std::string_view kWrongSize = "HTTP/1.1 400 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
constexpr std::string_view kNotAdmitted = "HTTP/1.1 403 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
constexpr std::string_view kNotFound = "HTTP/1.1 404 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
constexpr std::string_view kBusy = "HTTP/1.1 503 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
static_assert(kWrongSize.size() == kNotAdmitted.size() && kWrongSize.size() == kNotFound.size() &&
              kWrongSize.size() == kBusy.size());

}  // namespace

Request find_route(const Head& head) {
  if (head.method == api::Method::get) {
    if (!api::is_file_target(head.target)) return Refusal{api::kNotFound};
    return FileRead{std::string(head.target)};
  }
  const api::Row* row = api::find_post(head.target);
  if (row == nullptr) return Refusal{api::kNotFound};
  if (!head.content_length || !api::accepts(*row, *head.content_length)) return Refusal{api::kWrongSize};
  return Post{row->route, *head.content_length, head.expects_continue};
}

unsigned status_of(const Status& status) {
  if (status) return api::kAccepted;
  switch (status.error().code) {
    case Errc::object_wrong_size:
    case Errc::request_malformed:
      return api::kWrongSize;
    case Errc::admission_refused:
      return api::kNotAdmitted;
    case Errc::not_found:
      return api::kNotFound;
    default:
      return api::kBusy;
  }
}

std::string_view reply(unsigned status, After after) {
  switch (status) {
    case api::kAccepted:
      return after == After::keep ? kAccepted : kAcceptedClose;
    case api::kWrongSize:
      return kWrongSize;
    case api::kNotAdmitted:
      return kNotAdmitted;
    case api::kNotFound:
      return kNotFound;
    default:
      return kBusy;
  }
}

std::string file_reply_head(std::size_t file_bytes, After after) {
  std::string head = "HTTP/1.1 200 \r\nContent-Type: application/octet-stream\r\nContent-Length: ";
  head += std::to_string(file_bytes);
  head += after == After::keep ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n";
  return head;
}

}  // namespace adit::gateway
