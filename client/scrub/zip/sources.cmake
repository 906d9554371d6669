target_sources(adit_scrub PRIVATE zip/zip_own.cc zip/zip_read.cc zip/zip_write.cc)
