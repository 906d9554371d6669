// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/formats.h"

namespace adit::client {
namespace {

constexpr std::string_view kSoundStays =
    "voices, background, the hum of the mains (it dates a recording where somebody logs the grid), the "
    "microphone's own sound; every sample is kept as it is";
constexpr std::string_view kFilmStays =
    "what the pictures show; voices, background and the hum of the mains; sensor noise; every picture and "
    "sound is kept as it is; with several cuts, what was cut out";
constexpr std::string_view kOwn = "none (own readers)";

constexpr std::string_view kBoxesRemoved =
    "place, maker, model and software (udta, keys, uuid, XMP, C2PA), times, names and languages of tracks, "
    "tracks "
    "of notes (places, movement, time codes), subtitles and chapters, cover pictures, empty parts, bytes "
    "that "
    "belong to no picture, notes between pictures (SEI) and before sound, what an edit had cut off, "
    "compressor "
    "names, colour profiles, brands and the order of parts";
constexpr std::string_view kBoxesMethod =
    "samples copied one by one by the tables into a new file; all else written from a few numbers; fragments "
    "joined; "
    "rotation and edits kept";
constexpr std::string_view kBoxesRefused =
    "damaged or cut files, encrypted ones, ProRes and other codecs than H.264, HEVC, MPEG-4, H.263, AV1, "
    "VP8, VP9, "
    "JPEG, AAC, MP3, AMR, Opus, FLAC, ALAC, AC-3, plain sound; slow motion by the player; more than 3 "
    "million samples";
constexpr std::string_view kMkvRemoved =
    "title, date, programs, random numbers of file and tracks, names, tags, attached files, chapters, "
    "subtitles, empty "
    "parts, data beside the pictures, notes between pictures (SEI) and before sound, the time on the clock "
    "at its start";
constexpr std::string_view kMkvMethod =
    "blocks copied into new clusters; tracks from an allow-list of numbers; a new index";
constexpr std::string_view kMkvRefused =
    "damaged files, encrypted or packed tracks, codecs other than H.264, HEVC, MPEG-4, AV1, VP8, VP9, JPEG, "
    "AAC, MP3, "
    "Opus, Vorbis, FLAC, AC-3, plain sound";

constexpr Format kMedia[] = {
    {FileKind::mp3, "MP3 recording", "audio/mpeg", "recording", "mp3", " mp3 mpga ",
     "ID3 tags with pictures, numbers and files, APE, Lyrics3, the encoder's name and count, what stands "
     "between "
     "frames and between the coded sounds inside them, private and copyright bits",
     kSoundStays, "whole frames only, copied in order behind one neutral frame that counts them", kOwn,
     "layers I and II, free bit rates, files without two frames in a row"},
    {FileKind::ogg, "Ogg recording (Opus, Vorbis)", "audio/ogg", "recording", "ogg", " ogg oga opus ",
     "comments, pictures, the encoder's name, the stream's random number, padding of packets, other streams' "
     "lists",
     kSoundStays, "pages copied with neutral numbers and new sums behind new headers", kOwn,
     "damaged or cut files, moving pictures, several recordings in one file, Speex and FLAC in Ogg"},
    {FileKind::flac, "FLAC recording", "audio/flac", "recording", "flac", " flac ",
     "comments, pictures, programs' records, titles, padding, tags around it, the digest of the sound",
     kSoundStays, "each frame read to its last bit and copied; the head counted anew", kOwn,
     "damaged or cut files"},
    {FileKind::wav, "WAV recording", "audio/wav", "recording", "wav", " wav wave ",
     "lists of notes, broadcast records (bext, iXML), XMP, ID3, marks, empty parts, everything after the "
     "sound",
     kSoundStays, "written anew as fmt, fact and data", kOwn,
     "packed sound other than A-law, mu-law, GSM and ADPCM; files larger than 4 GB"},
    {FileKind::m4a, "M4A recording", "audio/mp4", "recording", "m4a", " m4a m4b mp4 ", kBoxesRemoved,
     kSoundStays, kBoxesMethod, kOwn, kBoxesRefused},
    {FileKind::aac, "AAC recording", "audio/aac", "recording", "aac", " aac adts ",
     "tags, what stands between frames, the encoder's name inside the sound, private and copyright bits, "
     "check sums",
     kSoundStays, "whole frames only, copied in order with plain heads", kOwn,
     "files without two frames in a row"},
    {FileKind::amr, "AMR voice note", "audio/amr", "voice", "amr", " amr awb ",
     "everything behind the last frame", kSoundStays, "frames only, copied in order", kOwn,
     "several channels; more than 64 kB that are no frames"},
    {FileKind::mp4, "MP4 video", "video/mp4", "video", "mp4", " mp4 m4v ", kBoxesRemoved, kFilmStays,
     kBoxesMethod, kOwn, kBoxesRefused},
    {FileKind::mov, "QuickTime video", "video/quicktime", "video", "mov", " mov qt ", kBoxesRemoved,
     kFilmStays, "as MP4, and it becomes one unless its sound is uncompressed or its pictures are JPEG", kOwn,
     kBoxesRefused},
    {FileKind::threegp, "3GP video or voice recording", "video/3gpp", "recording", "3gp", " 3gp 3gpp 3g2 ",
     kBoxesRemoved, kFilmStays, kBoxesMethod, kOwn, kBoxesRefused},
    {FileKind::mkv, "Matroska video", "video/x-matroska", "video", "mkv", " mkv mka ", kMkvRemoved,
     kFilmStays, kMkvMethod, kOwn, kMkvRefused},
    {FileKind::webm, "WebM video or recording", "video/webm", "recording", "webm", " webm ", kMkvRemoved,
     kFilmStays, kMkvMethod, kOwn, kMkvRefused},
    {FileKind::avi, "AVI video", "video/x-msvideo", "video", "avi", " avi ",
     "notes (ISFT, IDIT, lists), names of tracks, empty parts, subtitles, the camera's records in each "
     "picture, "
     "encoders' notes",
     kFilmStays,
     "chunks of sound and pictures copied behind a new head, with a new index; extended files joined", kOwn,
     "damaged or cut files; codecs other than MPEG-4, H.264, JPEG, uncompressed, MP3, AC-3, plain sound; "
     "palettes"},
};

}  // namespace

std::span<const Format> media_formats() { return kMedia; }

}  // namespace adit::client
