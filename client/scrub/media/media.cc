// SPDX-License-Identifier: Apache-2.0
// From a kind of recording to its reader and writer.
#include "client/scrub/family.h"
#include "client/scrub/media/audio.h"
#include "client/scrub/media/avi.h"
#include "client/scrub/media/bmff.h"
#include "client/scrub/media/mkv.h"
#include "client/scrub/media/verify.h"

namespace adit::client {
namespace {

using namespace media;

struct Written {
  FileKind kind;
  ByteVector bytes;
  bool video = false;
  bool several_cuts = false;
};

Result<Written> write_anew(FileKind kind, ByteSpan file, Harvest& harvest) {
  switch (behind_tags(kind, file)) {
    case FileKind::mp3: {
      ADIT_TRY(auto mp3, read_mp3(file, harvest));
      ADIT_TRY(auto bytes, write_mp3(file, mp3));
      return Written{FileKind::mp3, std::move(bytes)};
    }
    case FileKind::aac: {
      ADIT_TRY(auto frames, read_adts(file, harvest));
      ADIT_TRY(auto bytes, write_adts(file, frames, &harvest));
      return Written{FileKind::aac, std::move(bytes)};
    }
    case FileKind::amr: {
      ADIT_TRY(auto amr, read_amr(file, harvest));
      return Written{FileKind::amr, write_amr(file, amr)};
    }
    case FileKind::wav: {
      ADIT_TRY(auto wav, read_wav(file, harvest));
      return Written{FileKind::wav, write_wav(file, wav)};
    }
    case FileKind::flac: {
      ADIT_TRY(auto flac, read_flac(file, harvest));
      return Written{FileKind::flac, write_flac(file, flac)};
    }
    case FileKind::ogg: {
      ADIT_TRY(auto ogg, read_ogg(file, harvest));
      ADIT_TRY(auto bytes, write_ogg(file, ogg, &harvest));
      return Written{FileKind::ogg, std::move(bytes)};
    }
    case FileKind::m4a:
    case FileKind::mp4:
    case FileKind::mov:
    case FileKind::threegp: {
      ADIT_TRY(auto movie, read_bmff(file, harvest));
      harvest_essence(file, movie, harvest);
      ADIT_TRY(auto bytes, write_bmff(file, movie));
      bool video = std::ranges::any_of(movie.tracks, &Track::video);
      return Written{bmff_kind(movie), std::move(bytes), video, movie.several_cuts};
    }
    case FileKind::mkv:
    case FileKind::webm: {
      ADIT_TRY(auto mkv, read_mkv(file, harvest));
      harvest_essence(file, mkv, harvest);
      ADIT_TRY(auto bytes, write_mkv(file, mkv));
      return Written{mkv_kind(mkv), std::move(bytes), std::ranges::any_of(mkv.tracks, &MkvTrack::video)};
    }
    case FileKind::avi: {
      ADIT_TRY(auto avi, read_avi(file, harvest));
      harvest_essence(file, avi, harvest);
      ADIT_TRY(auto bytes, write_avi(file, avi));
      return Written{FileKind::avi, std::move(bytes), true};
    }
    default:
      return fail(Errc::internal);
  }
}

std::vector<std::string> what_stays(const Written& written) {
  std::vector<std::string> out = {
      "the voices: people who know them, and programs, can tell whose they are",
      "the background: other voices, machines, traffic, calls to prayer, a radio",
      "the hum of the mains, from which the time of a recording can be found where somebody logs the grid",
      "the microphone's own sound"};
  if (written.video) {
    out.insert(out.begin(),
               {"what the pictures show: faces, places, screens, a window's view, how somebody walks",
                "the sensor's own noise, which can be matched with other films of the same camera"});
  }
  if (written.several_cuts)
    out.emplace_back(
        "this film is put together from several cuts: what was cut out may still be in the file");
  return out;
}

}  // namespace

Result<CleanedFile> rebuild_media(FileKind kind, ByteSpan file, const CleanContext&) {
  Harvest harvest;
  ADIT_TRY(auto written, write_anew(kind, file, harvest));
  return CleanedFile{written.kind, std::move(written.bytes), std::move(harvest.findings),
                     what_stays(written)};
}

Status verify_media(FileKind from, FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext&) {
  return verify_recording(behind_tags(from, original), to, original, cleaned);
}

}  // namespace adit::client
