// SPDX-License-Identifier: Apache-2.0
// What became of a mail: a text without any of the lines that servers write, whose words are all words of
// the original, looked for there by a much simpler reader; or an archive with that text in it.
#include "client/scrub/formats.h"
#include "client/scrub/markup/html_tree.h"
#include "client/scrub/markup/mail_members.h"
#include "client/scrub/markup/markup.h"

namespace adit::client {
namespace {

constexpr std::size_t kMaxLines = 300;

bool plain_sign(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// Letters and digits of ASCII alone: those are the same in every encoding.
std::string signs(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (plain_sign(c)) out += c;
  }
  return out;
}

// "=41" as it is and as "A", soft line ends away; runs of base64 unpacked.
std::string everything_in(std::string_view mail) {
  std::string quoted, out;
  for (std::size_t i = 0; i < mail.size(); ++i) {
    if (mail[i] == '=' && i + 2 < mail.size()) {
      unsigned value = 0;
      bool hex = true;
      for (char c : mail.substr(i + 1, 2)) {
        bool digit = c >= '0' && c <= '9', upper = c >= 'A' && c <= 'F', small = c >= 'a' && c <= 'f';
        hex = hex && (digit || upper || small);
        value = value * 16 + static_cast<unsigned>(digit ? c - '0' : upper ? c - 'A' + 10 : c - 'a' + 10);
      }
      if (hex) {
        quoted += static_cast<char>(value);
        i += 2;
        continue;
      }
      if (mail[i + 1] == '\n') continue;
    }
    quoted += mail[i] == '_' ? ' ' : mail[i];
  }
  out = signs(quoted) + "\n" + signs(mail) + "\n";
  std::string words;  // of a web page: without its tags
  bool inside = false;
  for (char c : quoted) {
    if (c == '<') inside = true;
    if (!inside) words += c;
    if (c == '>') inside = false;
  }
  out += signs(resolve_entities(words)) + "\n";
  std::string run;
  auto flush = [&] {
    while (run.size() % 4 != 0) run.pop_back();
    if (run.size() >= 4) {
      if (auto bytes = decode_base64(run)) {
        auto text = as_text(*bytes);
        out += signs(text) + "\n";
        std::string plain;
        inside = false;
        for (char c : text) {
          if (c == '<') inside = true;
          if (!inside) plain += c;
          if (c == '>') inside = false;
        }
        out += signs(resolve_entities(plain)) + "\n";
      }
    }
    run.clear();
  };
  for (std::size_t at = 0; at < mail.size();) {
    auto stop = std::min(mail.find('\n', at), mail.size());
    auto line = mail.substr(at, stop - at);
    while (line.ends_with('\r') || line.ends_with('=')) line.remove_suffix(1);
    bool packed = !line.empty() &&
                  std::ranges::all_of(line, [](char c) { return plain_sign(c) || c == '+' || c == '/'; });
    if (packed) {
      run += line;
    } else {
      flush();
    }
    at = stop + 1;
  }
  flush();
  return out;
}

// Lines that only servers and programs write, whole: they must not be in the text.
Harvest machine_lines(std::string_view mail) {
  Harvest out;
  for (const auto& [name, value] : split_entity(mail).headers) {
    bool machine = name == "received" || name == "message-id" || name.starts_with("x-") ||
                   name.starts_with("dkim-") || name.starts_with("arc-") ||
                   name == "authentication-results" || name == "user-agent" || name == "return-path" ||
                   name == "references" || name == "in-reply-to";
    if (machine && value.size() >= 12) out.keep_value(as_bytes(value));
  }
  return out;
}

bool text_fits(std::string_view original, ByteSpan text) {
  auto hunted = machine_lines(original);
  // A person may have quoted one of them.
  auto body = split_entity(original).body;
  std::erase_if(hunted.values, [&](const auto& v) { return body.find(as_text(v)) != body.npos; });
  if (!free_of(text, hunted.values)) return false;
  auto all = everything_in(original);
  std::string_view left = as_text(text);
  for (std::size_t n = 0; !left.empty() && n < kMaxLines; ++n) {
    auto line = left.substr(0, left.find('\n'));
    left.remove_prefix(std::min(line.size() + 1, left.size()));
    if (line.starts_with("Date: ") || line.starts_with("From: ") || line.starts_with("To: ") ||
        line.starts_with("Cc: ") || line.starts_with("Subject: "))
      continue;
    // Line by line, and word by word where a line was put together from several.
    if (all.find(signs(line)) != all.npos) continue;
    for (std::size_t at = 0; at < line.size();) {
      auto stop = std::min(line.find_first_of(" \t", at), line.size());
      if (all.find(signs(line.substr(at, stop - at))) == all.npos) return false;
      at = stop + 1;
    }
  }
  return true;
}

// The words of the body are still there: all of them if there is one part of plain text, or else some.
bool body_is_kept(std::string_view original, std::string_view text) {
  auto head = text.find("\n\n");
  bool headed = text.starts_with("From: ") || text.starts_with("To: ") || text.starts_with("Date: ") ||
                text.starts_with("Subject: ") || text.starts_with("Cc: ");
  auto is = signs(!headed ? text : head == text.npos ? std::string_view() : text.substr(head));
  auto entity = split_entity(original);
  auto type = mime_type(entity);
  if (type == "text/plain") return is == signs(decode_transfer(entity));
  if (!is.empty()) return true;
  // Nothing was to be seen either: no word outside of tags.
  auto body = type == "text/html" ? decode_transfer(entity) : std::string();
  bool inside = false, any = false;
  for (char c : body) {
    if (c == '<') inside = true;
    any = any || (!inside && plain_sign(c));
    if (c == '>') inside = false;
  }
  return !any && !type.starts_with("multipart/");
}

}  // namespace

Status verify_mail(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context) {
  const auto damaged = fail(Errc::file_damaged);
  if (to == FileKind::text) {
    ADIT_CHECK(verify_text(cleaned, cleaned));
    auto mail = as_text(original);
    if (mail.starts_with("From ")) mail.remove_prefix(std::min(mail.find('\n'), mail.size() - 1) + 1);
    if (!text_fits(mail, cleaned) || !body_is_kept(mail, as_text(cleaned))) return damaged;
    return {};
  }
  if (to != FileKind::zip) return damaged;
  auto entries = read_own_zip(cleaned, zip_limits(context));
  if (!entries || entries->size() < 2) return damaged;
  CleanContext silent = context;
  silent.why = nullptr;
  Harvest harvest;
  auto mail = read_mail(original, silent, harvest);
  if (!mail) return damaged;
  auto text = mail_as_text(*mail);
  ADIT_CHECK(verify_members(members_of(*mail, text), *entries, silent));
  for (const auto& entry : *entries) {
    // The mail's own text begins as such; an attached text is held against its original above.
    if (as_text(entry.bytes).starts_with("From: ") && kind_of(entry.bytes) == FileKind::text &&
        !text_fits(as_text(original), entry.bytes))
      return damaged;
  }
  return {};
}

}  // namespace adit::client
