# The front: sockets, TLS, HTTP, configuration. Knows the core only as a Handler.
add_library(adit_gateway_front STATIC
  circuits.cc config.cc files.cc head.cc http.cc http_link.cc http_session.cc listen.cc log.cc routes.cc sandbox.cc
  tls.cc)
target_link_libraries(adit_gateway_front PUBLIC adit_verify
  PRIVATE adit_asio adit::tomlplusplus fmt::fmt adit_flags)

if(TARGET adit_gateway_core)
  adit_program(adit-gateway main.cc LIBS adit_gateway_front adit_gateway_core CLI11::CLI11)
endif()
