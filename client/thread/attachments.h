// SPDX-License-Identifier: Apache-2.0
// Files that go with a report. Each is cleaned before anything is sent; one that cannot be cleaned
// stops everything. Only cleaned bytes and a neutral name ever leave the machine.
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

namespace adit::client {

inline constexpr std::size_t kMaxAttachments = 16;

struct Attachment {
  std::string path;  // shown on this screen only
  std::string name;  // neutral, from the order in which the files were given
  CleanedFile cleaned;
  Digest original;  // SHA-256 of the uncleaned file; leaves only as a hiding commitment
};

// clean_in_child() of a program, or in tests clean() itself.
using Cleaner = std::function<Result<CleanedFile>(ByteSpan)>;
// number: from 1. Errors: file_unreadable, file_too_large, and those of clean_in_child().
Result<Attachment> clean_attachment(const std::filesystem::path& path, unsigned number,
                                    const Cleaner& cleaner);

// What was found and taken out, and what stays, for the person who sends it.
std::string describe(const Attachment& attachment);

// Entries for the letter, and the parcels they list, none twice.
struct SealedFiles {
  std::vector<FileEntry> entries;
  std::vector<ByteVector> parcels;

  std::vector<FileEntry> clone_entries() const {
    std::vector<FileEntry> out;
    for (const FileEntry& entry : entries) out.push_back(entry.clone());
    return out;
  }
};
// Always the same parcels for the same secret and files, so an upload can go on after a crash.
// Errors: file_too_large.
Result<SealedFiles> seal_files(const ThreadKeys& keys, const std::vector<Attachment>& attachments);

}  // namespace adit::client
