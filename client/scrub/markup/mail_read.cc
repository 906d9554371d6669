// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "client/scrub/markup/html_tree.h"
#include "client/scrub/markup/mail.h"

namespace adit::client {
namespace {

constexpr int kMaxNesting = 8;
constexpr std::size_t kMaxMailBytes = std::size_t{128} << 20, kMaxAttachments = 200;

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

class Reader {
 public:
  Reader(const CleanContext& context, Harvest& harvest, Mail& mail)
      : context_(context), harvest_(harvest), mail_(mail) {}

  Status part(const MimeEntity& entity, int depth) {
    if (depth > kMaxNesting) return fail(Errc::file_too_large);
    auto type = mime_type(entity);
    if (type.starts_with("multipart/")) return several(entity, type, depth);
    if (type == "application/pkcs7-mime" || type == "application/x-pkcs7-mime")
      return refuse("it is encrypted: open it in your mail program and copy its text");
    if (type.ends_with("-signature")) {
      harvest_.found(FindingClass::who, "a signature made with somebody's key or certificate");
      return {};
    }
    const auto* disposition = entity.header("content-disposition");
    auto name = mime_parameter(disposition == nullptr ? std::string_view() : *disposition, "filename");
    if (name.empty()) {
      if (const auto* value = entity.header("content-type")) name = mime_parameter(*value, "name");
    }
    bool attached =
        !name.empty() || (disposition != nullptr && html_lower(*disposition).starts_with("attachment"));
    if (!attached && (type == "text/plain" || type == "text/html" || type == "text/enriched")) {
      ADIT_TRY(auto text, text_of(entity, type));
      if (is_blank(text)) return {};
      if (!mail_.text.empty()) mail_.text += "\n\n";
      mail_.text += text;
      return {};
    }
    auto bytes = type == "message/rfc822" ? std::string(entity.body) : decode_transfer(entity);
    if (is_blank(bytes)) return {};
    if (mail_.attachments.size() >= kMaxAttachments) return fail(Errc::file_too_large);
    auto raw = as_bytes(bytes);
    mail_.attachments.push_back({decode_words(name), ByteVector(raw.begin(), raw.end())});
    return {};
  }

 private:
  Status refuse(std::string_view why) {
    if (context_.why != nullptr) context_.why->emplace_back(why);
    return fail(Errc::file_type_refused);
  }

  Status several(const MimeEntity& entity, const std::string& type, int depth) {
    if (type == "multipart/encrypted")
      return refuse("it is encrypted: open it in your mail program and copy its text");
    auto parts = split_parts(entity.body, mime_parameter(*entity.header("content-type"), "boundary"));
    if (parts.empty()) return fail(Errc::file_damaged);
    if (type != "multipart/alternative") {
      for (auto one : parts) ADIT_CHECK(part(split_entity(one), depth + 1));
      return {};
    }
    // The same text in several forms: the plain one, or else the last that can be read.
    std::optional<MimeEntity> chosen;
    for (auto one : parts) {
      auto candidate = split_entity(one);
      auto what = mime_type(candidate);
      if (what == "text/plain" && !is_blank(candidate.body)) {
        chosen = std::move(candidate);
        break;
      }
      if (what == "text/html" || what.starts_with("multipart/")) chosen = std::move(candidate);
    }
    if (!chosen) return fail(Errc::file_damaged);
    if (parts.size() > 1)
      harvest_.found(FindingClass::other,
                     "other forms of the same text, such as a web page, and what is only in them");
    return part(*chosen, depth + 1);
  }

  Result<std::string> text_of(const MimeEntity& entity, std::string_view type) {
    const auto* value = entity.header("content-type");
    auto charset = value == nullptr ? std::string() : mime_parameter(*value, "charset");
    auto text = from_charset(decode_transfer(entity), charset);
    if (!text) {
      ADIT_CHECK(refuse("its text is in an encoding that is not read here: copy it from your mail program"));
      return std::string();
    }
    if (type == "text/plain") return *text;
    CleanContext inner = context_;
    inner.why = nullptr;
    inner.depth = kMaxDepth;  // no pictures are needed
    ADIT_TRY(auto page, read_html(as_bytes(*text), inner, harvest_));
    return html_as_text(page);
  }

  const CleanContext& context_;
  Harvest& harvest_;
  Mail& mail_;
};

void tell_headers(const Mail& mail, Harvest& harvest) {
  using enum FindingClass;
  std::size_t others = 0;
  for (const auto& [name, value] : mail.headers) {
    auto what = quote_text(std::string_view(value));
    if (name == "from" || name == "to" || name == "cc" || name == "subject") continue;
    if (name == "received" || name == "x-originating-ip" || name == "x-received") {
      harvest.found(where, "a station on its way, with addresses and times: " + what);
    } else if (name == "date") {
      harvest.found(when, "the time of day and the time zone: " + what);
    } else if (name == "message-id" || name == "in-reply-to" || name == "references" ||
               name == "thread-index") {
      harvest.found(history, "its number, by which servers know it: " + what);
    } else if (name == "bcc" || name == "delivered-to" || name == "return-path" || name == "reply-to" ||
               name == "sender" || name == "x-original-to" || name == "envelope-to") {
      harvest.found(who, fmt::format("an address ({}): {}", name, what));
    } else if (name == "user-agent" || name == "x-mailer" || name == "x-originating-client") {
      harvest.found(device, "the program it was written with: " + what);
    } else {
      ++others;
    }
  }
  if (others > 0)
    harvest.found(hidden, fmt::format("{} further lines that mail programs and servers write", others));
}

// "17 May 2024" of "Fri, 17 May 2024 10:11:12 +0200 (CEST)"; empty if it is no date.
std::string day_of(std::string_view value) {
  std::vector<std::string> words(1);
  for (char c : value) {
    if (c == ' ' || c == ',' || c == '\t') {
      if (!words.back().empty()) words.emplace_back();
    } else if (words.back().size() < 12) {
      words.back() += c;
    }
  }
  auto digits = [](const std::string& w, std::size_t from, std::size_t to) {
    return w.size() >= from && w.size() <= to && w.find_first_not_of("0123456789") == w.npos;
  };
  constexpr std::string_view kMonths = " jan feb mar apr may jun jul aug sep oct nov dec ";
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    if (!digits(words[i], 1, 2) || !digits(words[i + 2], 4, 4)) continue;
    if (words[i + 1].size() == 3 && kMonths.find(" " + html_lower(words[i + 1]) + " ") != kMonths.npos)
      return words[i] + " " + words[i + 1] + " " + words[i + 2];
  }
  return {};
}

}  // namespace

Result<Mail> read_mail(ByteSpan file, const CleanContext& context, Harvest& harvest) {
  if (file.size() > kMaxMailBytes) return fail(Errc::file_too_large);
  auto text = as_text(file);
  // The line that some folders of mail put in front.
  if (text.starts_with("From ")) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  auto entity = split_entity(text);
  Mail mail;
  mail.headers = entity.headers;
  ADIT_CHECK(Reader(context, harvest, mail).part(entity, 0));
  tell_headers(mail, harvest);
  return mail;
}

std::string mail_as_text(const Mail& mail) {
  std::string out;
  constexpr std::pair<std::string_view, std::string_view> kKept[] = {
      {"from", "From"}, {"to", "To"}, {"cc", "Cc"}, {"date", "Date"}, {"subject", "Subject"}};
  for (auto [name, shown] : kKept) {
    for (const auto& header : mail.headers) {
      if (header.name != name) continue;
      auto value = name == "date" ? day_of(header.value) : decode_words(header.value);
      for (char& c : value) {
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
      }
      if (!value.empty()) out += fmt::format("{}: {}\n", shown, value);
      break;
    }
  }
  return out + "\n" + mail.text;
}

}  // namespace adit::client
