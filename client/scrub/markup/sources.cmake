target_sources(adit_scrub PRIVATE markup/markup.cc)
