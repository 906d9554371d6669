pkg_check_modules(de265 IMPORTED_TARGET libde265)
pkg_check_modules(dav1d IMPORTED_TARGET dav1d)
pkg_check_modules(webp IMPORTED_TARGET libwebp)
foreach(library de265 dav1d webp)
  if(NOT ${library}_FOUND)
    message(FATAL_ERROR "lib${library} is missing: run deploy/bootstrap, or install lib${library}-dev")
  endif()
endforeach()
target_sources(adit_scrub PRIVATE photo/av1.cc photo/bmp.cc photo/gif.cc photo/gif_read.cc photo/harvest_heif.cc
  photo/heic.cc photo/heif.cc photo/hevc.cc photo/photo.cc photo/tiff.cc photo/tiff_decode.cc photo/tiff_fax.cc
  photo/tiff_parts.cc photo/tiff_unpack.cc photo/tiff_write.cc photo/verify_gif.cc photo/verify_tiff.cc
  photo/webp.cc photo/webp_parts.cc photo/yuv.cc)
target_link_libraries(adit_scrub PRIVATE PkgConfig::de265 PkgConfig::dav1d PkgConfig::webp)
