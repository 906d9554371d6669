# The front: sockets, TLS, HTTP, configuration. Knows the core only as a Handler.
add_library(adit_gateway_front STATIC
  circuits.cc config.cc files.cc head.cc http.cc http_link.cc http_session.cc listen.cc log.cc notify.cc
  routes.cc sandbox.cc syscalls.cc tls.cc)
target_link_libraries(adit_gateway_front PUBLIC adit_verify
  PRIVATE adit_asio adit::tomlplusplus fmt::fmt PkgConfig::seccomp adit_flags)

if(TARGET adit_gateway_core)
  adit_program(adit-gateway main.cc admin.cc commands.cc doctor_machine.cc run.cc LIBS adit_gateway_front adit_gateway_core fmt::fmt OpenSSL::SSL CLI11::CLI11)
endif()
