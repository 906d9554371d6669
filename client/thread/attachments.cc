// SPDX-License-Identifier: Apache-2.0
#include "client/thread/attachments.h"

#include <fmt/format.h>

#include <memory>
#include <set>

#include "client/scrub/formats.h"
#include "crypto/sha256.h"

namespace adit::client {
namespace {

constexpr std::string_view kUnknownType = "application/octet-stream";
// More ids than these in one letter would leave too little room for what it says: then every file of
// more than one piece has a manifest.
constexpr std::uint32_t kMaxIdsInLetter = 64;

struct Source {
  std::string name;
  std::string type;
  HeldBytes bytes;
  std::optional<Digest> original;
};

Listing listing_for(const std::vector<Source>& sources) {
  std::uint32_t ids = 0;
  for (const Source& source : sources) {
    ParcelPlan plan = plan_parcels(source.bytes.size());
    ids += plan.manifests == 0 ? plan.content : plan.manifests;
  }
  return ids > kMaxIdsInLetter ? Listing::manifest : Listing::inline_if_few;
}

Result<SealedFiles> seal_sources(const ThreadKeys& keys, const std::vector<Source>& sources) {
  SealedFiles out;
  const Listing listing = listing_for(sources);
  auto makers = std::make_shared<std::vector<ParcelMaker>>();
  auto places = std::make_shared<std::vector<std::pair<std::size_t, std::uint32_t>>>();
  std::set<ParcelId> seen;
  for (const Source& source : sources) {
    auto read = [bytes = source.bytes](std::uint64_t at, MutableByteSpan piece) {
      return bytes.read(at, piece);
    };
    ADIT_TRY(auto maker, ParcelMaker::make(keys, source.bytes.size(), read, listing));
    out.entries.push_back(maker.entry(source.name, source.type));
    if (source.original) out.entries.back().original = commit_original(keys, *source.original);
    for (std::uint32_t i = 0; i < maker.count(); ++i) {
      if (seen.insert(maker.id(i)).second) places->emplace_back(makers->size(), i);
    }
    makers->push_back(std::move(maker));
  }
  out.parcels.count = places->size();
  out.parcels.make = [makers, places](std::size_t i) {
    auto [file, parcel] = places->at(i);
    return makers->at(file).parcel(parcel);
  };
  return out;
}

}  // namespace

Result<std::vector<Attachment>> clean_attachment(const std::filesystem::path& path, unsigned number,
                                                 const Cleaner& cleaner, const CleanOptions& options,
                                                 Reasons& why) {
  ADIT_TRY(HeldBytes original, HeldBytes::copy_of(path, kMaxScrubBytes));
  ADIT_TRY(auto results, cleaner(original, options, why));
  ADIT_TRY(Digest digest, original.sha256());
  ADIT_TRY(ByteVector ends, original.ends());
  auto kind = kind_of(ends);
  std::vector<Attachment> out;
  for (KeptFile& kept : results) {
    out.push_back(Attachment{.path = path.string(),
                             .name = neutral_name(kept.kind, number++),
                             .type = std::string(media_type(kept.kind)),
                             .treatment = Treatment::cleaned,
                             .sent = std::move(kept),
                             .original_kind = kind ? format_of(*kind).name : seems_to_be(ends),
                             .name_disagrees = kind && name_disagrees(path.filename().string(), *kind),
                             .original_bytes = original.size(),
                             .original = digest});
  }
  sodium_memzero(ends.data(), ends.size());
  return out;
}

Result<Attachment> attach_as_it_is(const std::filesystem::path& path, unsigned number) {
  ADIT_TRY(HeldBytes bytes, HeldBytes::copy_of(path, kMaxScrubBytes));
  ADIT_TRY(Digest digest, bytes.sha256());
  ADIT_TRY(ByteVector ends, bytes.ends());
  auto kind = kind_of(ends);
  const std::uint64_t size = bytes.size();
  return Attachment{.path = path.string(),
                    .name = fmt::format("file-{}.bin", number),
                    .type = std::string(kUnknownType),
                    .treatment = Treatment::as_it_is,
                    .sent = KeptFile{FileKind::text, std::move(bytes), {}, {"everything that is in it"}},
                    .original_kind = kind ? format_of(*kind).name : seems_to_be(ends),
                    .name_disagrees = kind && name_disagrees(path.filename().string(), *kind),
                    .original_bytes = size,
                    .original = digest};
}

Result<SealedFiles> seal_files(const ThreadKeys& keys, const std::vector<Attachment>& attachments) {
  std::vector<Source> sources;
  for (const Attachment& a : attachments) {
    // Of a file that goes as it is there is no other original.
    std::optional<Digest> original;
    if (a.treatment == Treatment::cleaned) original = a.original;
    sources.push_back({a.name, a.type, a.sent.bytes, original});
  }
  return seal_sources(keys, sources);
}

std::vector<std::pair<std::string, std::string>> raw_fields(const std::vector<Attachment>& attachments) {
  std::vector<std::pair<std::string, std::string>> out;
  for (std::size_t i = 0; i < attachments.size(); ++i) {
    if (attachments[i].treatment == Treatment::as_it_is)
      out.emplace_back(std::string(kRawKey), std::to_string(i + 1));
  }
  return out;
}

Result<Originals> seal_originals(const ThreadKeys& keys, const std::vector<Attachment>& attachments) {
  std::vector<Source> sources;
  std::set<Digest> seen;
  Originals out;
  ByteVector salts;
  for (const Attachment& a : attachments) {
    if (a.treatment != Treatment::cleaned || !seen.insert(a.original).second) continue;
    ADIT_TRY(HeldBytes bytes, HeldBytes::open(a.path, kMaxScrubBytes));
    ADIT_TRY(ByteVector ends, bytes.ends());
    auto kind = kind_of(ends);
    sources.push_back({fmt::format("original-{}", sources.size() + 1),
                       std::string(kind ? media_type(*kind) : kUnknownType), bytes, std::nullopt});
    Key salt = original_salt(keys, a.original);
    out.fields.emplace_back(std::string(kSaltKey), to_hex(salt.expose()));
    append(salts, salt.expose());
  }
  // Whoever sends it again, after a connection that broke, is shown once.
  out.mid = *Mid::from(ByteSpan(sha256(salts).span()).first(Mid::kSize));
  ADIT_TRY(out.files, seal_sources(keys, sources));
  for (const FileEntry& entry : out.files.entries) {
    if (!seen.contains(entry.sha256)) return fail(Errc::file_unreadable);
  }
  return out;
}

}  // namespace adit::client
