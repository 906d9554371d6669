# PDF, by qpdf (Apache-2.0).
pkg_check_modules(qpdf IMPORTED_TARGET GLOBAL libqpdf)
if(NOT qpdf_FOUND)
  message(FATAL_ERROR "libqpdf 11 or later is missing: ${how}.")
endif()
target_sources(adit_scrub PRIVATE
  pdf/allowed.cc pdf/content.cc pdf/copy_colours.cc pdf/copy_fonts.cc pdf/copy_images.cc pdf/copy_page.cc pdf/font_cff.cc
  pdf/font_sfnt.cc pdf/font_type1.cc pdf/harvest_pdf.cc pdf/jbig2.cc pdf/jpeg_exact.cc pdf/jpx.cc
  pdf/layers.cc pdf/lexer.cc pdf/parts.cc pdf/pdf.cc pdf/plain_pdf.cc pdf/program.cc pdf/resources.cc
  pdf/scan.cc pdf/streams_allowed.cc pdf/verify_pdf.cc pdf/warm_up.cc)
target_link_libraries(adit_scrub PRIVATE PkgConfig::qpdf)
target_compile_definitions(adit_scrub PRIVATE POINTERHOLDER_TRANSITION=4)
