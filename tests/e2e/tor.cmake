# A private Tor network on loopback; budget 120 seconds.
if(TARGET adit AND TARGET adit-desk AND TARGET adit-council AND TARGET adit-gateway AND TARGET adit-scrub)
  add_test(NAME "e2e: a report and its answer travel through onion services"
    COMMAND python3 ${PROJECT_SOURCE_DIR}/tests/e2e/tor_story.py --bin ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
  set_tests_properties("e2e: a report and its answer travel through onion services" PROPERTIES
    LABELS e2e TIMEOUT 300 RESOURCE_LOCK e2e)
endif()
