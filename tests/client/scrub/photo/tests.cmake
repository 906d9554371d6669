add_library(scrub_photo_builders STATIC photo/heif_builder.cc photo/shown.cc)
target_compile_definitions(scrub_photo_builders PRIVATE ADIT_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
target_link_libraries(scrub_photo_builders PUBLIC adit_scrub scrub_test_builders PRIVATE adit_flags)
adit_test(scrub_photo photo/bmp_test.cc photo/gif_test.cc photo/heic_test.cc photo/photo_broken_test.cc
  photo/smaller_test.cc photo/tiff_test.cc photo/webp_test.cc
  LIBS adit_scrub scrub_photo_builders)
pkg_check_modules(webp REQUIRED IMPORTED_TARGET libwebp)  # the test asks the library itself
target_link_libraries(test_scrub_photo PRIVATE PkgConfig::webp)
add_dependencies(test_scrub_photo adit-scrub)

foreach(format bmp gif heif tiff webp)
  adit_fuzz(scrub_${format} LIBS adit_scrub)
endforeach()
