target_sources(adit_scrub PRIVATE photo/photo.cc)
