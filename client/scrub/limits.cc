// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/limits.h"

namespace adit::client {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;
constexpr std::size_t kPictureFileBytes = 64 * kMiB;
constexpr std::size_t kTextFileBytes = 16 * kMiB;
constexpr std::uint64_t kSayingBytes = kMiB;  // findings and what stays, beside the file

}  // namespace

std::size_t max_file_bytes(FileKind kind) {
  switch (kind) {
    case FileKind::jpeg:
    case FileKind::png:
    case FileKind::webp:
    case FileKind::gif:
    case FileKind::tiff:
    case FileKind::bmp:
    case FileKind::heic:
    case FileKind::avif:
      return kPictureFileBytes;
    case FileKind::text:
      return kTextFileBytes;
    default:
      return kMaxScrubBytes;
  }
}

Room room_for(std::optional<FileKind> kind) {
  return kind && max_file_bytes(*kind) > kPictureFileBytes ? Room::large : Room::small;
}

RoomLimits limits_of(Room room) {
  if (room == Room::small) return {kPictureFileBytes + kSayingBytes, 1024 * kMiB, 60, 180};
  // The original, the result, and the result made once more: 256 MiB each, and vectors that double.
  return {kMaxScrubBytes + kSayingBytes, 2048 * kMiB, 300, 900};
}

}  // namespace adit::client
