# The real gateway behind a shim that counts its system calls and lets them fail.
if(TARGET adit-gateway AND NOT ADIT_SANITIZE)
  add_library(adit_fault_shim SHARED ${CMAKE_CURRENT_LIST_DIR}/shim.cc)
  target_include_directories(adit_fault_shim PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(adit_fault_shim PRIVATE ${CMAKE_DL_LIBS} adit_flags)
  adit_test(fault ${CMAKE_CURRENT_LIST_DIR}/fault_test.cc ${CMAKE_CURRENT_LIST_DIR}/faulty_gateway.cc
    ${CMAKE_CURRENT_LIST_DIR}/seized_disk_test.cc
    ${PROJECT_SOURCE_DIR}/tests/e2e/kill9_gateway.cc LIBS adit_test_support LABELS fault)
  target_compile_definitions(test_fault PRIVATE ADIT_FAULT_SHIM="$<TARGET_FILE:adit_fault_shim>")
  add_dependencies(test_fault adit-gateway adit_fault_shim)
endif()
