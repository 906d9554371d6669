// SPDX-License-Identifier: Apache-2.0
// An archive is opened, each file in it is cleaned, and a new archive of the same kind is written.
#include "client/scrub/archive/archive.h"

namespace adit::client {
namespace {

void say(const CleanContext& context, std::string_view sentence) {
  if (context.why != nullptr) context.why->emplace_back(sentence);
}

// Of what kind a file is in the words of Unix, if the packer says so at all.
bool is_plain(const ZipMember& member) {
  if (member.made_by >> 8 != 3) return true;
  auto type = member.attributes >> 16 & 0170000;
  return type == 0 || type == 0100000 || (type == 0040000 && member.folder);
}

Result<OpenArchive> open_zip(ByteSpan file, const CleanContext& context, Harvest& harvest) {
  auto zip = ZipReader::open(file, zip_limits(context));
  if (!zip) {
    if (zip.error().code == Errc::file_type_refused)
      say(context,
          "it has a password, or is packed in a way that is not read here: unpack it and add the files");
    return fail(zip.error());
  }
  harvest_zip(*zip, harvest);
  auto shared = std::make_shared<ZipReader>(std::move(*zip));
  OpenArchive out;
  for (const auto& member : shared->members()) {
    if (!is_plain(member)) {
      say(context, "it holds links or devices");
      return fail(Errc::file_type_refused);
    }
    if (member.folder) continue;
    out.members.push_back({member.name, member.size, [shared, &member] { return shared->unpack(member); }});
  }
  return out;
}

Result<OpenArchive> open_tar(ByteSpan file, const CleanContext& context, Harvest& harvest) {
  OpenArchive out;
  if (is_gzip(file)) {
    ADIT_TRY(auto gzip, read_gzip(file, archive_limits(context).total_bytes + (std::size_t{16} << 20)));
    harvest_gzip(gzip, harvest);
    out.unpacked = std::move(gzip.bytes);
    file = out.unpacked;
    if (file.size() < kTarBlock || as_text(file.subspan(257, 5)) != "ustar") {
      say(context, "it is one packed file and no archive: unpack it and add the file");
      return fail(Errc::file_type_refused);
    }
  }
  auto tar = read_tar(file, zip_limits(context).members);
  if (!tar) {
    if (tar.error().code == Errc::file_type_refused)
      say(context, "it holds links, devices or files with holes");
    return fail(tar.error());
  }
  harvest_tar(*tar, harvest);
  for (auto& member : tar->members) {
    if (member.folder) continue;
    auto bytes = member.bytes;
    out.members.push_back({std::move(member.name), bytes.size(), [bytes]() -> Result<ByteVector> {
                             return ByteVector(bytes.begin(), bytes.end());
                           }});
  }
  return out;
}

}  // namespace

Result<OpenArchive> open_archive(FileKind kind, ByteSpan file, const CleanContext& context,
                                 Harvest& harvest) {
  return kind == FileKind::zip ? open_zip(file, context, harvest) : open_tar(file, context, harvest);
}

Result<CleanedFile> rebuild_archive(FileKind kind, ByteSpan file, const CleanContext& context) {
  if (context.depth > kMaxArchiveDepth) {
    say(context, "archives in archives in archives are not opened");
    return fail(Errc::file_type_refused);
  }
  Harvest harvest;
  ADIT_TRY(auto archive, open_archive(kind, file, context, harvest));
  std::vector<std::string> stays = {"how many files there are, and of what kind each is"};
  ADIT_TRY(auto entries, clean_members(archive.members, context, harvest, stays));
  CleanedFile out{kind, {}, std::move(harvest.findings), std::move(stays)};
  if (kind == FileKind::zip) {
    ADIT_TRY(out.bytes, write_zip(entries));
  } else {
    out.bytes = write_tar(entries);
  }
  if (out.bytes.size() > kMaxScrubBytes) return fail(Errc::file_too_large);
  return out;
}

}  // namespace adit::client
