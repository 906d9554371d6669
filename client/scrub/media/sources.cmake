target_sources(adit_scrub PRIVATE media/media.cc)
