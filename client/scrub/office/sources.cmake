find_package(pugixml QUIET)
if(NOT pugixml_FOUND)
  message(FATAL_ERROR "pugixml is missing: run deploy/bootstrap (package libpugixml-dev).")
endif()
target_sources(adit_scrub PRIVATE
  office/allow.cc office/allow_odf.cc office/allow_ooxml.cc office/build.cc office/characters_out.cc
  office/check_package.cc office/copier.cc office/harvest_office.cc office/office.cc office/office_text.cc
  office/open_copier.cc office/open_document.cc office/open_styles.cc office/open_tell.cc office/package_in.cc office/package_out.cc office/sheet_copier.cc office/sheet_drawing.cc office/sheet_styles.cc office/sheets.cc
  office/show.cc office/shown.cc office/shown_open.cc office/shown_sheets.cc office/shown_slides.cc
  office/shown_word.cc office/tell.cc office/tree.cc office/tree_events.cc office/tree_parts.cc office/verify_office.cc office/word.cc office/word_copier.cc
  office/word_fields.cc office/word_styles.cc office/xml_in.cc office/xml_out.cc)
target_link_libraries(adit_scrub PRIVATE pugixml::pugixml)
