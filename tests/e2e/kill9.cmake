# The real gateway, killed at random moments.
if(TARGET adit-gateway)
  adit_test(kill9 ${CMAKE_CURRENT_LIST_DIR}/kill9_test.cc ${CMAKE_CURRENT_LIST_DIR}/kill9_gateway.cc
    LIBS adit_test_support LABELS e2e)
  add_dependencies(test_kill9 adit-gateway)
endif()
