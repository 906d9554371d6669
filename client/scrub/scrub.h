// SPDX-License-Identifier: Apache-2.0
// Takes out of a file what points to the person who made it (attachments.md). The type is found by
// content, never by name; the file is rebuilt from an allow-list, never edited; the result is walked
// by a second, independent parser before it counts as clean. No names, no clock, no randomness: the
// same bytes clean to the same bytes on every machine.
//
// clean() does the work and links the image libraries: only adit-scrub and the tests use it. Programs
// call clean_in_child(), which runs adit-scrub, a sandboxed process with two descriptors.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "client/scrub/held_bytes.h"

namespace adit::client {

// What a file is by its content. Which of them can be cleaned says the table in formats.h.
enum class FileKind : std::uint8_t {  // numbers of adit-scrub's answer
  jpeg,
  png,
  text,
  webp,
  gif,
  tiff,
  bmp,
  heic,
  avif,
  pdf,
  docx,
  xlsx,
  pptx,
  odt,
  ods,
  odp,
  mp3,
  ogg,
  flac,
  wav,
  m4a,
  aac,
  amr,
  mp4,
  mov,
  threegp,
  mkv,
  webm,
  avi,
  html,
  svg,
  mail,
  zip,
  tar,
};
inline constexpr FileKind kLastFileKind = FileKind::tar;

// What the reporter may ask for; neither is ever needed for a clean result.
enum class Way : std::uint8_t {
  rebuild,  // the same kind of file, written anew
  convert,  // pictures of what it shows, where the kind allows it
};
enum class PictureSize : std::uint8_t { as_is, smaller };
struct CleanOptions {
  Way way = Way::rebuild;
  PictureSize size = PictureSize::as_is;
  friend bool operator==(const CleanOptions&, const CleanOptions&) = default;
};

// "image/jpeg" and so on, as it stands in a letter.
std::string_view media_type(FileKind kind);
// "photo-1.jpg", "picture-2.png", "text-1.txt": the only names that leave the machine.
std::string neutral_name(FileKind kind, unsigned number);

enum class FindingClass : std::uint8_t { where, who, when, device, history, hidden, other };

// One thing that was in the file and is no longer, in plain words; may quote the file, so it is
// shown on this device only, through terminal's inert().
struct Finding {
  FindingClass what;
  std::string text;
};

struct CleanedFile {
  FileKind kind;
  ByteVector bytes;
  std::vector<Finding> removed;
  std::vector<std::string> stays;  // what cannot be taken out, in plain words
};

// Of any kind; limits.h has less for pictures and text.
inline constexpr std::size_t kMaxScrubBytes = std::size_t{256} << 20;

// The same as a program keeps it: the bytes are not in its own memory.
struct KeptFile {
  FileKind kind;
  HeldBytes bytes;
  std::vector<Finding> removed;
  std::vector<std::string> stays;
};

// Errors: file_type_refused, file_damaged, file_too_large, out_of_memory. `why`, if given, gets what there
// is to say about a refusal besides: which of the files in an archive are its reason.
Result<CleanedFile> clean(ByteSpan file, const CleanOptions& options = {},
                          std::vector<std::string>* why = nullptr);

// The same in a child process without network and file system. `program` is the path of adit-scrub.
// Errors: as clean(), and sandbox_unavailable (the program is not there, or it cannot lock itself in).
// A child that dies or breaks its limits is file_damaged. `why` as for clean(); it quotes the file.
Result<KeptFile> clean_in_child(const std::filesystem::path& program, const HeldBytes& file,
                                const CleanOptions& options = {}, std::vector<std::string>* why = nullptr);
// For a small file that is in memory anyway.
Result<CleanedFile> clean_in_child(const std::filesystem::path& program, ByteSpan file,
                                   const CleanOptions& options = {}, std::vector<std::string>* why = nullptr);

// Path of adit-scrub: beside the running program.
std::filesystem::path scrub_program();

}  // namespace adit::client
