// SPDX-License-Identifier: Apache-2.0
// The gateway's front before a handler that says 202 at once: what HTTP and TLS cost, and nothing else.
//   front_server PLAIN_PORT TLS_PORT CERTIFICATE KEY FOLDER
#include <cstdio>
#include <cstdlib>

#include "gateway/http.h"

namespace {

class Yes final : public adit::gateway::Handler {
 public:
  explicit Yes(std::filesystem::path folder) : folder_(std::move(folder)) {}
  void submit(adit::api::Route, adit::ByteVector, Done done) override { done({}); }
  const std::filesystem::path& public_folder() const override { return folder_; }

 private:
  std::filesystem::path folder_;
};

}  // namespace

int main(int argc, char** argv) {
  using namespace adit::gateway;
  if (argc != 6) return 2;
  auto plain = listen_tcp({"127.0.0.1", static_cast<std::uint16_t>(std::atoi(argv[1]))});
  auto over_tls = listen_tcp({"127.0.0.1", static_cast<std::uint16_t>(std::atoi(argv[2]))});
  auto tls = make_tls(argv[3], argv[4]);
  if (!plain || !over_tls || !tls) return 1;
  std::vector<Listener> listeners;
  listeners.push_back({std::move(*plain), nullptr});
  listeners.push_back({std::move(*over_tls), std::move(*tls)});
  Yes yes(argv[5]);
  Limits limits;
  limits.close_after_upload = false;
  limits.requests = 1'000'000;
  limits.connections = 8000;
  Server server(std::move(listeners), yes, limits);
  server.stop_on_signals();
  return server.run() ? 0 : 1;
}
