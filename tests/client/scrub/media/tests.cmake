# Made anew when what makes them changes.
set(media_inputs ${CMAKE_BINARY_DIR}/tests-bin/media-inputs)
add_custom_command(OUTPUT ${media_inputs}.made
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${media_inputs}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${media_inputs}
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/media/make_inputs ${media_inputs}
  COMMAND ${CMAKE_COMMAND} -E touch ${media_inputs}.made
  DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/media/make_inputs
  COMMENT "Making the recordings of the tests" VERBATIM)
add_custom_target(media_inputs DEPENDS ${media_inputs}.made)

add_library(media_builders STATIC media/inputs.cc media/dirty.cc)
target_include_directories(media_builders PUBLIC ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(media_builders PUBLIC scrub_test_builders PRIVATE adit_flags)
target_compile_definitions(media_builders PRIVATE ADIT_MEDIA_FOLDER="${media_inputs}")
add_dependencies(media_builders media_inputs)

adit_test(scrub_media media/broken_test.cc media/canary_test.cc media/fidelity_test.cc media/verify_test.cc
  LIBS adit_scrub media_builders)
add_dependencies(test_scrub_media adit-scrub)

add_executable(make_media_seeds EXCLUDE_FROM_ALL media/make_seeds.cc)
set_target_properties(make_media_seeds PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests-bin)
target_link_libraries(make_media_seeds PRIVATE media_builders adit_flags)

foreach(family sound boxes mkv avi)
  adit_fuzz(scrub_${family} LIBS adit_scrub)
endforeach()
