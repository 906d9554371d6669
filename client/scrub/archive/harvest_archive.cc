// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "client/scrub/archive/archive.h"
#include "client/scrub/endian_view.h"

namespace adit::client {
namespace {

constexpr std::size_t kShown = 12;

// A name, by its end if it is long: there is the file's own.
std::string quote_name(std::string_view name) {
  constexpr std::size_t kMost = 72;
  if (name.size() <= kMost) return quote_text(name);
  std::size_t cut = name.size() - kMost;
  while (cut < name.size() && (static_cast<std::uint8_t>(name[cut]) & 0xc0) == 0x80) ++cut;
  return "…" + quote_text(name.substr(cut));
}

// "3 names of files: “a”, “b”, …"
void found_list(Harvest& out, FindingClass what, std::string_view words,
                const std::vector<std::string>& all) {
  if (all.empty()) return;
  std::string text(words);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i == kShown) {
      text += fmt::format(" and {} more", all.size() - i);
      break;
    }
    text += (i == 0 ? ": " : ", ") + quote_name(all[i]);
  }
  out.found(what, std::move(text));
}

std::string day_of(std::uint64_t seconds) {
  // Days since 1970 to a date, without the C library's time zones.
  auto z =
      static_cast<std::int64_t>(std::min<std::uint64_t>(seconds, std::uint64_t{1} << 40) / 86400) + 719468;
  auto era = z / 146097, doe = z - era * 146097, yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365,
       doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153,
       d = doy - (153 * mp + 2) / 5 + 1, m = mp < 10 ? mp + 3 : mp - 9,
       y = yoe + era * 400 + (m <= 2 ? 1 : 0);
  return fmt::format("{:04}-{:02}-{:02}", y, m, d);
}

struct ZipSays {
  std::vector<std::string> names, comments, owners;
  std::uint32_t first = 0, last = 0;  // MS-DOS date and time
  std::size_t unix_times = 0, windows_times = 0, other_extra = 0;
  bool made_on[256] = {};
};

void look_at_extra(ByteSpan extra, ZipSays& says) {
  EndianView view(extra, EndianView::Order::little);
  for (std::size_t at = 0; at + 4 <= extra.size();) {
    auto id = *view.u16(at);
    auto body = view.part(at + 4, *view.u16(at + 2));
    if (!body) break;
    if (id == 0x5455 || id == 0x5855) ++says.unix_times;
    if (id == 0x000a) ++says.windows_times;
    if (id == 0x7875 && body->size() >= 3) {
      std::size_t n = (*body)[1];
      if (n <= 8 && body->size() >= 3 + n) {
        auto user = load_le(body->subspan(2, n));
        std::size_t m = (*body)[2 + n];
        auto group = m <= 8 && body->size() >= 3 + n + m ? load_le(body->subspan(3 + n, m)) : 0;
        auto owner = fmt::format("{}, {}", user, group);
        if (says.owners.size() < 64 && std::ranges::find(says.owners, owner) == says.owners.end())
          says.owners.push_back(owner);
      }
    }
    if (id != 0x5455 && id != 0x5855 && id != 0x000a && id != 0x7875 && id != 0x0001) ++says.other_extra;
    at += 4 + body->size();
  }
}

std::string dos_day(std::uint32_t stamp) {
  unsigned date = stamp >> 16, time = stamp & 0xffff;
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", 1980 + (date >> 9), date >> 5 & 15, date & 31,
                     time >> 11, time >> 5 & 63);
}

// Names that clean_members() gives: there is nothing to tell about them.
bool is_neutral(std::string_view name) {
  auto dash = name.find('-');
  if (dash == name.npos || name.size() > 40) return false;
  auto ok = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; };
  auto digits = name.substr(dash + 1, name.rfind('.') == name.npos ? 0 : name.rfind('.') - dash - 1);
  auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::ranges::all_of(name, ok) && !digits.empty() && std::ranges::all_of(digits, is_digit);
}

}  // namespace

void harvest_zip(const ZipReader& zip, Harvest& out) {
  ZipSays says;
  for (const auto& m : zip.members()) {
    if (!is_neutral(m.name)) says.names.push_back(m.name);
    if (!m.comment.empty()) says.comments.emplace_back(as_text(m.comment));
    auto stamp = std::uint32_t{m.dos_date} << 16 | m.dos_time;
    if (stamp > 0x210000) {
      says.first = says.first == 0 ? stamp : std::min(says.first, stamp);
      says.last = std::max(says.last, stamp);
    }
    says.made_on[m.made_by >> 8] = true;
    look_at_extra(m.extra, says);
    if (!std::ranges::equal(m.extra, m.local_extra)) look_at_extra(m.local_extra, says);
  }
  using enum FindingClass;
  found_list(out, other, "names of files and folders, and their order", says.names);
  if (says.last != 0)
    out.found(when, fmt::format("the times of its files, in the packer's own time zone: {} to {}",
                                dos_day(says.first), dos_day(says.last)));
  if (says.unix_times > 0) out.found(when, "exact times of its files, to the second");
  if (says.windows_times > 0)
    out.found(when, "times at which files were made, changed and read, from Windows");
  found_list(out, who, "numbers of the user and the group on the packer's system", says.owners);
  if (!zip.comment().empty()) out.found(other, "a note on the archive: " + quote_text(zip.comment()));
  found_list(out, other, "notes on files", says.comments);
  if (says.other_extra > 0) out.found(hidden, "further fields that the packer put beside its files");
  if (says.made_on[0]) out.found(device, "that it was packed on Windows or by a simple program");
  if (says.made_on[19] || says.made_on[7]) out.found(device, "that it was packed on a Mac");
  if (zip.stray_bytes() > 0)
    out.found(hidden, fmt::format("{} that are in no file of the archive", size_words(zip.stray_bytes())));
}

void harvest_tar(const TarIn& tar, Harvest& out) {
  using enum FindingClass;
  std::vector<std::string> names;
  for (const auto& m : tar.members) {
    if (!is_neutral(m.name) && m.name != ".") names.push_back(m.name);
  }
  found_list(out, other, "names of files and folders, and their order", names);
  const auto& says = tar.says;
  if (!says.times.empty()) {
    auto [first, last] = std::ranges::minmax(says.times);
    out.found(when, fmt::format("the times of its files: {} to {}", day_of(first), day_of(last)));
  }
  found_list(out, who, "names and numbers of users and groups on the packer's system", says.owners);
  for (const auto& [key, value] : says.records) {
    auto what = quote_text(std::string_view(value));
    if (key.find("xdg.origin") != key.npos || key.find("kMDItemWhereFroms") != key.npos) {
      out.found(history, "where a file was downloaded from: " + what);
    } else if (key == "mtime" || key == "atime" || key == "ctime" || key == "LIBARCHIVE.creationtime") {
      out.found(when, "exact times of its files");
    } else if (key == "uname" || key == "gname" || key == "uid" || key == "gid") {
      out.found(who, "a name or number of a user or group: " + what);
    } else {
      out.found(hidden, fmt::format("a note {}: {}", quote_text(std::string_view(key)), what));
    }
  }
  if (!says.behind.empty())
    out.found(hidden, size_words(says.behind.size()) + " after the end of the archive");
}

void harvest_gzip(const GzipIn& gzip, Harvest& out) {
  using enum FindingClass;
  if (!gzip.name.empty())
    out.found(other, "its name when it was packed: " + quote_text(std::string_view(gzip.name)));
  if (!gzip.comment.empty()) out.found(other, "a note: " + quote_text(std::string_view(gzip.comment)));
  if (gzip.time != 0) out.found(when, "the time of packing: " + day_of(gzip.time));
  if (gzip.behind > 0) out.found(hidden, size_words(gzip.behind) + " after the end of the packed part");
  out.found(other, "the packing itself: it is written as a plain TAR archive");
}

}  // namespace adit::client
