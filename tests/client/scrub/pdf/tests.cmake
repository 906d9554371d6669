# PDF. Oracles: qpdf, exiftool, poppler-utils and python3, which nothing of ours links.
add_library(pdf_test_builders STATIC ${CMAKE_CURRENT_LIST_DIR}/dirty_pdf.cc
  ${CMAKE_CURRENT_LIST_DIR}/pdf_builder.cc ${CMAKE_CURRENT_LIST_DIR}/sample_fonts.cc)
target_include_directories(pdf_test_builders PUBLIC ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(pdf_test_builders PUBLIC scrub_test_builders PRIVATE adit_flags fmt::fmt ZLIB::ZLIB)

adit_test(scrub_pdf ${CMAKE_CURRENT_LIST_DIR}/convert_test.cc ${CMAKE_CURRENT_LIST_DIR}/pdf_test.cc ${CMAKE_CURRENT_LIST_DIR}/pdf_parts_test.cc
  ${CMAKE_CURRENT_LIST_DIR}/pdf_verify_test.cc ${CMAKE_CURRENT_LIST_DIR}/tools.cc
  LIBS adit_scrub pdf_test_builders PkgConfig::qpdf)
target_compile_definitions(test_scrub_pdf PRIVATE POINTERHOLDER_TRANSITION=4)
add_dependencies(test_scrub_pdf adit-scrub)

add_executable(make_pdf_seeds EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/make_pdf_seeds.cc)
set_target_properties(make_pdf_seeds PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests-bin)
target_link_libraries(make_pdf_seeds PRIVATE pdf_test_builders adit_flags)

adit_fuzz(scrub_pdf LIBS adit_scrub PkgConfig::qpdf)
target_compile_definitions(fuzz_scrub_pdf PRIVATE POINTERHOLDER_TRANSITION=4)
