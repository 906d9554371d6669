// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/archive/members.h"

#include <fmt/format.h>

#include <map>

#include "client/scrub/formats.h"

namespace adit::client {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;
constexpr std::size_t kMaxStays = 24, kMemberFindings = 150;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view last_part(std::string_view name) {
  auto slash = name.rfind('/');
  return slash == name.npos ? name : name.substr(slash + 1);
}

struct Cleaned {
  FileKind kind;
  ByteVector bytes;
};

bool before(const Cleaned& a, const Cleaned& b) {
  return a.kind != b.kind ? a.kind < b.kind : a.bytes < b.bytes;
}

// What of the members cannot be cleaned, by what it seems to be.
class Refused {
 public:
  void add(std::string_view seems, Errc why) {
    ++count_;
    std::string what(seems);
    if (why == Errc::file_too_large) what += " that is too large";
    if (why == Errc::file_damaged) what += " that is damaged or odd";
    ++by_kind_[what];
  }
  bool any() const { return count_ > 0; }
  std::string sentence(std::size_t of) const {
    std::string list;
    std::size_t shown = 0;
    for (const auto& [what, n] : by_kind_) {
      if (++shown > 6) break;
      if (!list.empty()) list += ", ";
      list += what;
      if (n > 1) list += fmt::format(" ({} times)", n);
    }
    if (by_kind_.size() > 6) list += " and others";
    return fmt::format("{} of its {} cannot be cleaned: {}", count_,
                       of == 1 ? "1 file" : fmt::format("{} files", of), list);
  }

 private:
  std::size_t count_ = 0;
  std::map<std::string, std::size_t> by_kind_;
};

void say(const CleanContext& context, std::string sentence) {
  if (context.why != nullptr) context.why->push_back(std::move(sentence));
}

}  // namespace

ArchiveLimits archive_limits(const CleanContext& context) {
  if (context.depth == 0) return {256, 256 * kMiB};
  return {64, 64 * kMiB};
}

ZipLimits zip_limits(const CleanContext& context) {
  auto most = archive_limits(context);
  ZipLimits out;
  out.members = 4096;  // folders and what systems add count here too
  out.member_bytes = most.total_bytes;
  out.total_bytes = most.total_bytes;
  return out;
}

bool is_junk(std::string_view name) {
  if (name.starts_with("__MACOSX/") || name.find("/__MACOSX/") != name.npos) return true;
  auto last = lower(last_part(name));
  return last.starts_with("._") || last == ".ds_store" || last == "thumbs.db" || last == "ehthumbs.db" ||
         last == "desktop.ini";
}

Result<std::vector<ZipEntry>> clean_members(const std::vector<ArchiveMember>& members,
                                            const CleanContext& context, Harvest& harvest,
                                            std::vector<std::string>& stays) {
  const auto most = archive_limits(context);
  std::size_t wanted = 0, unpacked = 0, total = 0;
  for (const auto& member : members) {
    if (is_junk(member.name)) continue;
    ++wanted;
    if (member.size > most.total_bytes - unpacked) return fail(Errc::file_too_large);
    unpacked += member.size;
  }
  if (wanted > most.members) {
    say(context, fmt::format("it holds more than {} files", most.members));
    return fail(Errc::file_too_large);
  }
  std::vector<Cleaned> all;
  Refused refused;
  for (const auto& member : members) {
    if (is_junk(member.name)) {
      harvest.found(FindingClass::device,
                    "a file that a system added by itself: " + quote_text(std::string_view(member.name)));
      continue;
    }
    if (member.size == 0) {
      harvest.found(FindingClass::other, "an empty file: " + quote_text(std::string_view(member.name)));
      continue;
    }
    ADIT_TRY(auto bytes, member.unpack());
    // Their own sentences would not say which file they are about.
    CleanContext outer = context;
    outer.why = nullptr;
    auto cleaned = clean_member(bytes, outer);
    if (!cleaned) {
      auto code = cleaned.error().code;
      if (code == Errc::out_of_memory) return fail(cleaned.error());
      refused.add(seems_to_be(bytes), code);
      continue;
    }
    total += cleaned->bytes.size();
    if (total > most.total_bytes) return fail(Errc::file_too_large);
    for (const auto& finding : cleaned->removed) {
      if (harvest.findings.size() >= kMemberFindings) break;
      harvest.found(finding.what,
                    fmt::format("in {}: {}", quote_text(std::string_view(member.name)), finding.text));
    }
    for (auto& line : cleaned->stays) {
      if (stays.size() < kMaxStays && std::ranges::find(stays, line) == stays.end())
        stays.push_back(std::move(line));
    }
    all.push_back({cleaned->kind, std::move(cleaned->bytes)});
  }
  if (harvest.findings.size() >= kMemberFindings)
    harvest.found(FindingClass::other, "more of the same kind in its files, not listed here");
  if (refused.any()) {
    say(context, refused.sentence(wanted));
    return fail(Errc::file_type_refused);
  }
  if (all.empty()) {
    say(context, "there is no file in it");
    return fail(Errc::file_type_refused);
  }
  std::ranges::sort(all, before);
  std::vector<ZipEntry> out;
  for (auto& one : all)
    out.push_back(
        {neutral_name(one.kind, static_cast<unsigned>(out.size() + 1)), std::move(one.bytes), false});
  return out;
}

}  // namespace adit::client
