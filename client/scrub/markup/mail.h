// SPDX-License-Identifier: Apache-2.0
// An e-mail as it is saved in a file (RFC 5322, MIME): headers, the text, and what is attached.
#pragma once

#include "client/scrub/archive/members.h"

namespace adit::client {

struct MailHeader {
  std::string name;   // in lower case
  std::string value;  // unfolded, as it stands
};
struct MailPart {
  std::string name;  // what the file is called, if it says
  ByteVector bytes;
};
struct Mail {
  std::vector<MailHeader> headers;
  std::string text;  // UTF-8
  std::vector<MailPart> attachments;
};

// Errors: file_damaged, file_too_large, file_type_refused (encrypted, an encoding that is not read;
// context.why says so). Tells what is left out on the way.
Result<Mail> read_mail(ByteSpan file, const CleanContext& context, Harvest& harvest);
// From, To, Cc, the day and the subject as lines, an empty line, and the text.
std::string mail_as_text(const Mail& mail);

struct MimeEntity {
  std::vector<MailHeader> headers;
  std::string_view body;
  const std::string* header(std::string_view name) const;
};
// The headers up to the first empty line, and what is behind it.
MimeEntity split_entity(std::string_view text);
// "text/plain" of "Text/Plain; charset=..."
std::string mime_type(const MimeEntity& entity);
// A parameter of a header, without quotes: "charset", "boundary", "filename".
std::string mime_parameter(std::string_view value, std::string_view name);
std::string decode_transfer(const MimeEntity& entity);
// "=?utf-8?q?...?=" and so on, to UTF-8.
std::string decode_words(std::string_view value);
// Bytes in that encoding to UTF-8; nothing if it is none that is read.
std::optional<std::string> from_charset(std::string_view bytes, std::string_view charset);
// The parts between the boundaries.
std::vector<std::string_view> split_parts(std::string_view body, std::string_view boundary);

}  // namespace adit::client
