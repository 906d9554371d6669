# gateway_load: the gateway beside nginx (Debian's nginx-light), by hand: build/release/tests-bin/gateway_load
if(TARGET adit-gateway AND TARGET adit_front_world)
  add_executable(front_server ${CMAKE_CURRENT_LIST_DIR}/load/front_server.cc)
  target_link_libraries(front_server PRIVATE adit_gateway_front adit_flags)
  add_executable(gateway_load ${CMAKE_CURRENT_LIST_DIR}/load/load.cc ${CMAKE_CURRENT_LIST_DIR}/load/running.cc)
  target_link_libraries(gateway_load PRIVATE adit_front_world adit_test_support adit_flags)
  target_compile_definitions(gateway_load PRIVATE ADIT_FRONT_SERVER="$<TARGET_FILE:front_server>"
    ADIT_GATEWAY="$<TARGET_FILE:adit-gateway>")
  add_executable(gateway_timing ${CMAKE_CURRENT_LIST_DIR}/load/timing.cc)
  target_link_libraries(gateway_timing PRIVATE adit_gateway_core adit_test_support adit_flags)
  set_target_properties(front_server gateway_load gateway_timing PROPERTIES EXCLUDE_FROM_ALL ON
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests-bin)
  add_dependencies(gateway_load front_server adit-gateway)
endif()
