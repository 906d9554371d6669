# deploy/quickstart, against the programs of this build.
if(TARGET adit AND TARGET adit-desk AND TARGET adit-council AND TARGET adit-gateway AND TARGET adit-scrub)
  add_test(NAME "e2e: the whole story is told by deploy/quickstart"
    COMMAND ${PROJECT_SOURCE_DIR}/deploy/quickstart --bin ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
  set_tests_properties("e2e: the whole story is told by deploy/quickstart" PROPERTIES
    LABELS e2e TIMEOUT 300 RESOURCE_LOCK e2e)
endif()
