# The front: sockets, TLS, HTTP, configuration. Knows the core only as a Handler.
add_library(adit_gateway_front STATIC
  files.cc head.cc listen.cc log.cc routes.cc tls.cc)
target_link_libraries(adit_gateway_front PUBLIC adit_verify PRIVATE adit_asio adit::tomlplusplus adit_flags)
