target_sources(adit_scrub PRIVATE archive/archive.cc)
