# What a council changes while a gateway runs.
if(TARGET adit AND TARGET adit-desk AND TARGET adit-council AND TARGET adit-gateway)
  add_test(NAME "e2e: reporters see what a council changes"
    COMMAND python3 ${PROJECT_SOURCE_DIR}/tests/e2e/council_story.py --bin ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
  set_tests_properties("e2e: reporters see what a council changes" PROPERTIES
    LABELS e2e TIMEOUT 300 RESOURCE_LOCK e2e)
endif()
