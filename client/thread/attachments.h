// SPDX-License-Identifier: Apache-2.0
// Files that go with a report. Each is cleaned before anything is sent; one that cannot be cleaned
// stops everything, unless a person types a sentence for it. Only cleaned bytes and a neutral name
// ever leave the machine.
#pragma once

#include <adit/letter.h>
#include <adit/parcel.h>
#include <adit/result.h>
#include <adit/thread.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "client/scrub/scrub.h"
#include "client/thread/forms.h"
#include "client/thread/outbox.h"

namespace adit::client {

inline constexpr std::size_t kMaxAttachments = 16;

// Cleaned, or as it is because somebody typed the sentence for it.
enum class Treatment : std::uint8_t { cleaned, as_it_is };

// One file that is sent. A file that was converted may have become several.
struct Attachment {
  std::string path;  // shown on this screen only
  std::string name;  // neutral, from the order in which the files were given
  std::string type;  // for the letter: image/jpeg
  Treatment treatment;
  KeptFile sent;  // kind is of no meaning if it is sent as it is
  // The file as it was.
  std::string_view original_kind;  // "JPEG photo"
  bool name_disagrees;             // it says something else than the content
  std::uint64_t original_bytes;
  Digest original;  // SHA-256; leaves only as a hiding commitment
};

// What one file becomes: clean_or_convert() of a program, or what tests put in its place. The list gets
// what there is to say about a refusal besides.
using Reasons = std::vector<std::string>;
using Cleaner = std::function<Result<std::vector<KeptFile>>(const HeldBytes&, const CleanOptions&, Reasons&)>;

// What goes in place of a file; number: of the first of them, from 1. Errors: file_unreadable,
// file_too_large, and those of the cleaner.
Result<std::vector<Attachment>> clean_attachment(const std::filesystem::path& path, unsigned number,
                                                 const Cleaner& cleaner, const CleanOptions& options,
                                                 Reasons& why);
// The file as it is, under a neutral name. Only for somebody who has typed the sentence.
// Errors: file_unreadable, file_too_large, out_of_memory.
Result<Attachment> attach_as_it_is(const std::filesystem::path& path, unsigned number);

// Entries for the letter, and the parcels they list, none twice.
struct SealedFiles {
  std::vector<FileEntry> entries;
  Parcels parcels;

  std::vector<FileEntry> clone_entries() const {
    std::vector<FileEntry> out;
    for (const FileEntry& entry : entries) out.push_back(entry.clone());
    return out;
  }
};
// Always the same parcels for the same secret and files in the same order, so an upload can go on
// after a crash. Holds the attachments' bytes where they are, and makes each parcel when it is asked for.
// Errors: file_too_large, file_unreadable.
Result<SealedFiles> seal_files(const ThreadKeys& keys, const std::vector<Attachment>& attachments);

// The core's fields that name the files which were not cleaned (protocol 2.3).
std::vector<std::pair<std::string, std::string>> raw_fields(const std::vector<Attachment>& attachments);

// The uncleaned files behind the attachments, each once, for a letter of kind sealed_original.
struct Originals {
  SealedFiles files;
  std::vector<std::pair<std::string, std::string>> fields;  // the salts, in the order of the files
  Mid mid;                                                  // always the same for the same files
};
// Reads them from the disk again; errors: file_unreadable (also if one is not what it was),
// file_too_large.
Result<Originals> seal_originals(const ThreadKeys& keys, const std::vector<Attachment>& attachments);

}  // namespace adit::client
