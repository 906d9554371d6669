// SPDX-License-Identifier: Apache-2.0
#include "client/net/witness_link.h"

#include "client/net/request.h"
#include "client/net/way.h"

namespace adit::client {
namespace {

constexpr std::size_t kMaxWitnessBytes = 16384;

class HttpWitness final : public WitnessLink {
 public:
  HttpWitness(Way way, std::string path) : way_(std::move(way)), path_(std::move(path)) {}

  Result<WitnessAnswer> add_checkpoint(ByteSpan body) override {
    ADIT_TRY(Answer answer, exchange(way_.route(Statuses::any), post_request(way_.address(), path_, body),
                                     kMaxWitnessBytes));
    return WitnessAnswer{answer.status, std::string(as_text(answer.body))};
  }

 private:
  Way way_;
  std::string path_;
};

// Characters that need no escape in a path.
bool is_path(std::string_view path) {
  return path.size() <= 256 && std::ranges::all_of(path, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("/-._~").find(c) != std::string_view::npos;
         });
}

}  // namespace

Result<std::unique_ptr<WitnessLink>> open_witness(std::string_view url, const NetOptions& options, Rng& rng) {
  const std::size_t host = url.find("//");
  const std::size_t slash = host == std::string_view::npos ? host : url.find('/', host + 2);
  std::string path(slash == std::string_view::npos ? std::string_view() : url.substr(slash));
  if (!is_path(path)) return fail(Errc::invitation_invalid);
  while (path.ends_with('/')) path.pop_back();
  ADIT_TRY(Address address, Address::parse(url.substr(0, slash)));
  ADIT_TRY(Way way, Way::open(address, options, rng));
  return std::make_unique<HttpWitness>(std::move(way), path + "/add-checkpoint");
}

}  // namespace adit::client
