target_sources(adit_scrub PRIVATE
  media/avi.cc media/bmff_cut.cc media/bmff_entry.cc media/bmff_fragments.cc media/bmff_harvest.cc
  media/bmff_read.cc media/bmff_samples.cc media/bmff_write.cc media/ebml.cc media/essence.cc
  media/essence_audio.cc media/flac.cc media/frames.cc media/media.cc media/mkv_read.cc
  media/mkv_track.cc media/mkv_write.cc media/mp3.cc media/nal.cc media/ogg.cc media/see_bmff.cc
  media/see_others.cc media/tags.cc media/verify.cc media/verify_audio.cc media/verify_essence.cc
  media/wav.cc)
