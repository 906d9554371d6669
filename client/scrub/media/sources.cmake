target_sources(adit_scrub PRIVATE
  media/bmff_cut.cc media/bmff_entry.cc media/bmff_fragments.cc media/bmff_harvest.cc media/bmff_read.cc
  media/bmff_samples.cc media/bmff_write.cc media/essence.cc media/essence_audio.cc media/media.cc
  media/flac.cc media/frames.cc media/mp3.cc media/nal.cc media/ogg.cc media/tags.cc media/wav.cc)
