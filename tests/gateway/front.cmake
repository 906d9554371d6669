# The front before a handler of the test's own: real sockets, real TLS.
add_library(adit_front_world STATIC front_world.cc process.cc wire.cc)
target_link_libraries(adit_front_world PUBLIC adit_gateway_front OpenSSL::SSL OpenSSL::Crypto Threads::Threads
  PRIVATE adit_flags)
adit_test(gateway_front circuits_test.cc config_test.cc head_test.cc hostile_test.cc http_test.cc limits_test.cc
  routes_test.cc tls_test.cc LIBS adit_front_world adit_asio)
adit_fuzz(request_head LIBS adit_gateway_front adit_asio)

# The program as a process, with a stub in place of the core, and with the core.
add_executable(stub_gateway stub_service.cc ${PROJECT_SOURCE_DIR}/gateway/main.cc
  ${PROJECT_SOURCE_DIR}/gateway/admin.cc ${PROJECT_SOURCE_DIR}/gateway/health.cc
  ${PROJECT_SOURCE_DIR}/gateway/commands.cc ${PROJECT_SOURCE_DIR}/gateway/doctor_machine.cc
  ${PROJECT_SOURCE_DIR}/gateway/run.cc)
add_executable(planted_opener planted_opener.cc)
target_link_libraries(stub_gateway PRIVATE adit_gateway_front fmt::fmt OpenSSL::SSL CLI11::CLI11 Threads::Threads adit_flags)
target_link_libraries(planted_opener PRIVATE adit_open adit_flags)
set_target_properties(stub_gateway planted_opener PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests-bin)
adit_test(gateway_program admin_test.cc certificates_test.cc doctor_test.cc program_test.cc sandbox_test.cc systemd_test.cc LIBS adit_front_world)
target_compile_definitions(test_gateway_program PRIVATE ADIT_STUB_GATEWAY="$<TARGET_FILE:stub_gateway>")
add_dependencies(test_gateway_program stub_gateway)

if(TARGET adit-gateway)
  target_compile_definitions(test_gateway_program PRIVATE ADIT_GATEWAY="$<TARGET_FILE:adit-gateway>")
  add_dependencies(test_gateway_program adit-gateway)

  adit_test(gateway_symbols symbols_test.cc)
  target_compile_definitions(test_gateway_symbols PRIVATE ADIT_NM="${CMAKE_NM}"
    ADIT_GATEWAY_PROGRAM="$<TARGET_FILE:adit-gateway>" ADIT_PLANTED_PROGRAM="$<TARGET_FILE:planted_opener>"
    ADIT_OPEN_LIBRARY="$<TARGET_FILE:adit_open>")
  add_dependencies(test_gateway_symbols adit-gateway planted_opener adit_open)
endif()
