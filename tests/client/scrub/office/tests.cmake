adit_test(scrub_zip office/zip_test.cc LIBS adit_scrub scrub_test_builders)
adit_test(scrub_office office/office_test.cc LIBS adit_scrub scrub_test_builders)
add_dependencies(test_scrub_office adit-scrub)
