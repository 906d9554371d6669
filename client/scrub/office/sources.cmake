target_sources(adit_scrub PRIVATE office/office.cc)
