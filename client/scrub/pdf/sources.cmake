target_sources(adit_scrub PRIVATE pdf/pdf.cc)
