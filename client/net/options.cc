// SPDX-License-Identifier: Apache-2.0
#include "client/net/options.h"

namespace adit::client {

void add_net_options(CLI::App& app, NetOptions& options) {
  auto* direct = app.add_flag("--direct", options.direct,
                              "No Tor: the network sees that this machine talks to the gateway");
  app.add_option_function<std::string>(
         "--socks",
         [&options](const std::string& text) {
           auto proxy = SocksProxy::parse(text);
           if (!proxy)
             throw CLI::ValidationError("--socks",
                                        "needs a numeric address and a port, such as 127.0.0.1:9050");
           options.socks = *proxy;
         },
         "Tor's SOCKS port, if it is not 127.0.0.1:9050 or :9150")
      ->type_name("HOST:PORT")
      ->excludes(direct);
  app.add_option("--tls-ca", options.tls_ca, "Trust the authority in FILE instead of the system's")
      ->type_name("FILE");
}

}  // namespace adit::client
