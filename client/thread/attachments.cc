// SPDX-License-Identifier: Apache-2.0
#include "client/thread/attachments.h"

#include <fmt/format.h>

#include <set>

#include "client/terminal/terminal.h"
#include "client/trust/files.h"
#include "crypto/sha256.h"

namespace adit::client {
namespace {

std::string_view heading(FindingClass what) {
  switch (what) {
    case FindingClass::where:
      return "where";
    case FindingClass::who:
      return "who";
    case FindingClass::when:
      return "when";
    case FindingClass::device:
      return "which device";
    case FindingClass::history:
      return "history";
    case FindingClass::hidden:
      return "hidden parts";
    case FindingClass::other:
      return "other";
  }
  return "other";
}

}  // namespace

Result<Attachment> clean_attachment(const std::filesystem::path& path, unsigned number,
                                    const Cleaner& cleaner) {
  ADIT_TRY(ByteVector read, read_file(path, kMaxScrubBytes));
  SecretBuffer original{ByteSpan(read)};
  sodium_memzero(read.data(), read.size());
  ADIT_TRY(CleanedFile cleaned, cleaner(original.expose()));
  std::string name = neutral_name(cleaned.kind, number);
  return Attachment{path.string(), std::move(name), std::move(cleaned), sha256(original.expose())};
}

std::string describe(const Attachment& attachment) {
  const CleanedFile& cleaned = attachment.cleaned;
  std::string out = fmt::format("{}\n  will be sent as {} ({}, {} bytes)\n", inert_line(attachment.path),
                                attachment.name, media_type(cleaned.kind), cleaned.bytes.size());
  if (cleaned.removed.empty()) out += "  found and taken out: nothing that we know how to find\n";
  for (const Finding& finding : cleaned.removed) {
    out += fmt::format("  taken out  {:<13} {}\n", heading(finding.what), inert_line(finding.text));
  }
  for (const std::string& stays : cleaned.stays) out += fmt::format("  stays      {}\n", inert_line(stays));
  return out;
}

Result<SealedFiles> seal_files(const ThreadKeys& keys, const std::vector<Attachment>& attachments) {
  SealedFiles out;
  std::set<ParcelId> seen;
  for (const Attachment& attachment : attachments) {
    ADIT_TRY(SealedFile sealed, seal_file(keys, attachment.cleaned.bytes, attachment.name,
                                          std::string(media_type(attachment.cleaned.kind))));
    sealed.entry.original = commit_original(keys, attachment.original);
    out.entries.push_back(std::move(sealed.entry));
    for (ByteVector& parcel : sealed.parcels) {
      if (seen.insert(sha256_as<ParcelId>(parcel)).second) out.parcels.push_back(std::move(parcel));
    }
  }
  return out;
}

}  // namespace adit::client
