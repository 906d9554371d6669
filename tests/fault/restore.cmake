# A gateway that is put back from an older copy.
if(TARGET adit-desk AND TARGET adit-council AND TARGET adit-gateway)
  add_test(NAME "fault: a gateway that is put back from a copy signs nothing, and can be restored"
    COMMAND python3 ${CMAKE_CURRENT_LIST_DIR}/restore_story.py --bin ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
  set_tests_properties("fault: a gateway that is put back from a copy signs nothing, and can be restored" PROPERTIES
    LABELS fault TIMEOUT 300 RESOURCE_LOCK e2e)
endif()
