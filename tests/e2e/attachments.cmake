# The real adit, killed while it sends attachments, and its memory.
if(TARGET adit AND TARGET adit-scrub AND TARGET adit-gateway AND TARGET adit_reporter)
  adit_test(attachments ${CMAKE_CURRENT_LIST_DIR}/attachments_test.cc ${CMAKE_CURRENT_LIST_DIR}/kill9_gateway.cc
    ${PROJECT_SOURCE_DIR}/tests/client/reporter/children.cc
    LIBS adit_test_support adit_reporter util LABELS e2e)
  add_dependencies(test_attachments adit adit-scrub adit-gateway)
endif()
