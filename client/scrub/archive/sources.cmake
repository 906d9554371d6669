target_sources(adit_scrub PRIVATE
  archive/archive.cc archive/gzip.cc archive/harvest_archive.cc archive/members.cc archive/tar_own.cc
  archive/tar_read.cc archive/tar_write.cc archive/verify_archive.cc archive/verify_members.cc)
