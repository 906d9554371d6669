adit_test(scrub_archive archive/archive_test.cc LIBS adit_scrub scrub_test_builders)
add_dependencies(test_scrub_archive adit-scrub)
adit_fuzz(scrub_archive LIBS adit_scrub)
target_link_libraries(fuzz_scrub_archive PRIVATE ZLIB::ZLIB)
