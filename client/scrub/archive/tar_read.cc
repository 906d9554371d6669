// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <set>

#include "client/scrub/archive/tar.h"
#include "client/scrub/utf8.h"

namespace adit::client {
namespace {

constexpr std::size_t kMaxSays = 1000;  // of times, owners and records each
constexpr std::size_t kMaxNote = std::size_t{1} << 20;

std::string_view field(ByteSpan header, std::size_t at, std::size_t n) {
  auto text = as_text(header.subspan(at, n));
  return text.substr(0, std::min(text.find('\0'), n));
}

// Octal digits between blanks, or the binary form of GNU; nothing if it is neither.
std::optional<std::uint64_t> number(ByteSpan bytes) {
  if ((bytes[0] & 0x80) != 0) {
    std::uint64_t value = bytes[0] & 0x7f;
    for (auto b : bytes.subspan(1)) {
      if (value >> 55 != 0) return std::nullopt;
      value = value << 8 | b;
    }
    return value;
  }
  std::size_t i = 0;
  while (i < bytes.size() && bytes[i] == ' ') ++i;
  std::uint64_t value = 0;
  while (i < bytes.size() && bytes[i] >= '0' && bytes[i] <= '7') {
    if (value >> 60 != 0) return std::nullopt;
    value = value << 3 | (bytes[i++] - '0');
  }
  while (i < bytes.size()) {
    if (bytes[i] != ' ' && bytes[i] != 0) return std::nullopt;
    ++i;
  }
  return value;
}

bool sum_fits(ByteSpan header) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kTarBlock; ++i) sum += i >= 148 && i < 156 ? ' ' : header[i];
  return number(header.subspan(148, 8)) == sum;
}

bool all_zero(ByteSpan bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t b) { return b == 0; });
}

// Without "./" in front and '/' at the end; nothing if it leads elsewhere.
std::optional<std::string> tidy(std::string_view raw, bool folder) {
  while (raw.starts_with("./")) raw.remove_prefix(2);
  if (folder) {
    while (raw.ends_with('/')) raw.remove_suffix(1);
    if (raw.empty() || raw == ".") return std::string(".");
  }
  if (raw.empty() || raw.size() > 1024 || raw[0] == '/') return std::nullopt;
  std::string name;
  for (std::size_t start = 0; start <= raw.size();) {
    auto stop = std::min(raw.find('/', start), raw.size());
    auto part = raw.substr(start, stop - start);
    if (part.empty() || part == "." || part == "..") return std::nullopt;
    start = stop + 1;
  }
  bool utf8 = true;
  auto bytes = as_bytes(raw);
  for (std::size_t i = 0; utf8 && i < bytes.size();) utf8 = next_utf8(bytes, i).has_value();
  for (auto b : bytes) {
    if (b < 0x20 || b == 0x7f || b == '\\') return std::nullopt;
    if (utf8) {
      name += static_cast<char>(b);
    } else {
      append_utf8(name, b);
    }
  }
  return name;
}

// "27 path=folder/name\n" and so on, all of it.
bool read_records(ByteSpan body, std::vector<std::pair<std::string, std::string>>& out) {
  auto text = as_text(body);
  while (!text.empty()) {
    std::size_t n = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    auto digits = static_cast<std::size_t>(end - text.data());
    if (error != std::errc() || digits + 2 > text.size() || *end != ' ' || n > text.size() ||
        n < digits + 3 || text[n - 1] != '\n')
      return false;
    auto record = text.substr(digits + 1, n - digits - 2);
    auto equals = record.find('=');
    if (equals == record.npos || equals == 0) return false;
    if (out.size() < kMaxSays) out.emplace_back(record.substr(0, equals), record.substr(equals + 1));
    text.remove_prefix(n);
  }
  return true;
}

class Reader {
 public:
  Reader(ByteSpan file, std::size_t most) : file_(file), most_(most) {}

  Result<TarIn> run() {
    const auto damaged = fail(Errc::file_damaged);
    std::size_t at = 0;
    while (true) {
      if (file_.size() - at < 2 * kTarBlock) return damaged;
      auto header = file_.subspan(at, kTarBlock);
      if (all_zero(header)) {
        if (!all_zero(file_.subspan(at + kTarBlock, kTarBlock))) return damaged;
        auto behind = file_.subspan(at + 2 * kTarBlock);
        if (!all_zero(behind)) out_.says.behind = behind;
        break;
      }
      bool ours = as_text(header.subspan(257, 8)) == std::string_view("ustar\00000", 8) ||
                  as_text(header.subspan(257, 8)) == std::string_view("ustar  \0", 8);
      auto size = number(header.subspan(124, 12));
      if (!ours || !sum_fits(header) || !size) return damaged;
      char type = static_cast<char>(header[156]);
      bool note = type == 'x' || type == 'g' || type == 'L' || type == 'K';
      if (!note && size_) size = size_;
      std::size_t room = file_.size() - at - kTarBlock;
      if (*size > room) return damaged;
      std::size_t n = static_cast<std::size_t>(*size), padded = (n + kTarBlock - 1) / kTarBlock * kTarBlock;
      if (padded > room) return damaged;
      auto body = file_.subspan(at + kTarBlock, n);
      if (auto done = note ? take_note(type, body) : take_member(type, header, body); !done)
        return fail(done.error());
      at += kTarBlock + padded;
    }
    if (path_ || size_ || long_name_) return damaged;  // a note about a member that is not there
    return std::move(out_);
  }

 private:
  Status take_note(char type, ByteSpan body) {
    if (body.size() > kMaxNote || ++notes_ > 3 * most_ + 64) return fail(Errc::file_too_large);
    if (type == 'K') return fail(Errc::file_type_refused);  // the target of a link
    if (type == 'L') {
      if (long_name_) return fail(Errc::file_damaged);
      long_name_ = std::string(field(body, 0, body.size()));
      return {};
    }
    std::vector<std::pair<std::string, std::string>> records;
    if (!read_records(body, records)) return fail(Errc::file_damaged);
    for (auto& [key, value] : records) {
      if (key.starts_with("GNU.sparse.") || key == "linkpath") return fail(Errc::file_type_refused);
      if (key == "path" || key == "size") {
        if (type == 'g') return fail(Errc::file_damaged);
        if (key == "path") {
          path_ = value;
        } else {
          std::uint64_t n = 0;
          auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), n);
          if (error != std::errc() || end != value.data() + value.size()) return fail(Errc::file_damaged);
          size_ = n;
        }
      } else if (out_.says.records.size() < kMaxSays) {
        out_.says.records.emplace_back(std::move(key), std::move(value));
      }
    }
    return {};
  }

  Status take_member(char type, ByteSpan header, ByteSpan body) {
    bool folder = type == '5';
    if (type != '0' && type != '\0' && type != '7' && !folder) return fail(Errc::file_type_refused);
    std::string raw;
    if (path_) {
      raw = *path_;
    } else if (long_name_) {
      raw = *long_name_;
    } else {
      bool gnu = header[263] == ' ';
      auto prefix = gnu ? std::string_view() : field(header, 345, 155);
      raw = (prefix.empty() ? std::string() : std::string(prefix) + "/") + std::string(field(header, 0, 100));
    }
    path_.reset(), long_name_.reset(), size_.reset();
    // Old writers mark a folder by its last letter alone.
    folder = folder || (raw.ends_with('/') && body.empty());
    auto name = tidy(raw, folder);
    if (!name || (folder && !body.empty())) return fail(Errc::file_damaged);
    if (!seen_.insert(*name).second) return fail(Errc::file_damaged);
    if (out_.members.size() >= most_) return fail(Errc::file_too_large);
    auto& says = out_.says;
    if (auto time = number(header.subspan(136, 12)); time && *time != 0 && says.times.size() < kMaxSays)
      says.times.push_back(*time);
    for (std::size_t at : {std::size_t{265}, std::size_t{297}})
      keep_owner(std::string(field(header, at, 32)));
    for (std::size_t at : {std::size_t{108}, std::size_t{116}}) {
      if (auto id = number(header.subspan(at, 8)); id && *id != 0) keep_owner(std::to_string(*id));
    }
    out_.members.push_back({std::move(*name), body, folder});
    return {};
  }

  void keep_owner(std::string owner) {
    auto& all = out_.says.owners;
    if (!owner.empty() && all.size() < 64 && std::ranges::find(all, owner) == all.end())
      all.push_back(std::move(owner));
  }

  ByteSpan file_;
  std::size_t most_, notes_ = 0;
  TarIn out_;
  std::set<std::string> seen_;
  std::optional<std::string> path_, long_name_;
  std::optional<std::uint64_t> size_;
};

}  // namespace

Result<TarIn> read_tar(ByteSpan file, std::size_t max_members) { return Reader(file, max_members).run(); }

}  // namespace adit::client
