add_library(adit_gateway_test STATIC ${CMAKE_CURRENT_LIST_DIR}/harness.cc ${CMAKE_CURRENT_LIST_DIR}/faults.cc)
target_link_libraries(adit_gateway_test PUBLIC adit_gateway_core adit_test_support Catch2::Catch2 PRIVATE adit_flags)

adit_test(gateway_core ${CMAKE_CURRENT_LIST_DIR}/service_test.cc ${CMAKE_CURRENT_LIST_DIR}/admission_test.cc
  ${CMAKE_CURRENT_LIST_DIR}/pool_test.cc ${CMAKE_CURRENT_LIST_DIR}/documents_test.cc
  ${CMAKE_CURRENT_LIST_DIR}/rounds_test.cc ${CMAKE_CURRENT_LIST_DIR}/store_test.cc
  ${CMAKE_CURRENT_LIST_DIR}/restore_test.cc ${CMAKE_CURRENT_LIST_DIR}/effort_test.cc
  ${CMAKE_CURRENT_LIST_DIR}/health_test.cc LIBS adit_gateway_test)

adit_test(gateway_crash ${CMAKE_CURRENT_LIST_DIR}/crash_test.cc LIBS adit_gateway_test)
