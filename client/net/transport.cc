// SPDX-License-Identifier: Apache-2.0
#include "client/net/transport.h"

#include <adit/api.h>

#include "client/net/request.h"
#include "client/net/way.h"

namespace adit::client {
namespace {

class GatewayTransport final : public Transport {
 public:
  explicit GatewayTransport(Way way) : way_(std::move(way)) {}

  Result<ByteVector> get(std::string_view target, std::size_t max_bytes) override {
    if (!api::is_file_target(target)) return fail(Errc::internal);
    ADIT_TRY(Answer answer, exchange(way_.route(), get_request(way_.address(), target), max_bytes));
    switch (answer.status) {
      case api::kOk:
        return std::move(answer.body);
      case api::kNotFound:
        return fail(Errc::not_found);
      case api::kBusy:
        return fail(Errc::gateway_busy);
      default:
        return fail(Errc::peer_misbehaved);
    }
  }

  Status post(std::string_view path, ByteSpan body) override {
    const api::Row* row = api::find_post(path);
    if (row == nullptr) return fail(Errc::internal);
    if (!api::accepts(*row, body.size())) return fail(Errc::object_wrong_size);
    ADIT_TRY(Answer answer, exchange(way_.route(), post_request(way_.address(), path, body), 0));
    if (answer.body_bytes != 0) return fail(Errc::peer_misbehaved);
    switch (answer.status) {
      case api::kAccepted:
        return {};
      case api::kWrongSize:
        return fail(Errc::object_wrong_size);
      case api::kNotAdmitted:
        return fail(Errc::admission_refused);
      case api::kBusy:
        return fail(Errc::gateway_busy);
      default:
        return fail(Errc::peer_misbehaved);
    }
  }

 private:
  Way way_;
};

}  // namespace

Result<std::unique_ptr<Transport>> open_transport(const Address& address, const NetOptions& options,
                                                  Rng& rng) {
  ADIT_TRY(Way way, Way::open(address, options, rng));
  return std::make_unique<GatewayTransport>(std::move(way));
}

}  // namespace adit::client
