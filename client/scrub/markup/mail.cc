// SPDX-License-Identifier: Apache-2.0
// An e-mail becomes a plain text: who wrote to whom, on which day, about what, and the words. With
// attachments it becomes an archive of that text and the cleaned attachments.
#include "client/scrub/markup/mail.h"

#include "client/scrub/markup/mail_members.h"
#include "client/scrub/markup/markup.h"

namespace adit::client {

std::vector<ArchiveMember> members_of(const Mail& mail, std::string_view text) {
  std::vector<ArchiveMember> out;
  auto add = [&](std::string name, ByteSpan bytes) {
    out.push_back({std::move(name), bytes.size(),
                   [bytes]() -> Result<ByteVector> { return ByteVector(bytes.begin(), bytes.end()); }});
  };
  add("the mail's text", as_bytes(text));
  for (const auto& part : mail.attachments) add(part.name.empty() ? "an attachment" : part.name, part.bytes);
  return out;
}

Result<CleanedFile> rebuild_mail(ByteSpan file, const CleanContext& context) {
  Harvest harvest;
  ADIT_TRY(auto mail, read_mail(file, context, harvest));
  auto text = mail_as_text(mail);
  std::vector<std::string> stays = {
      "who wrote it and to whom: names and addresses in From, To and Cc stay, and may name you",
      "the day and the subject, and the words of the mail with what they quote"};
  if (mail.attachments.empty()) {
    auto cleaned = rebuild_text(as_bytes(text));
    if (!cleaned) return cleaned;
    for (auto& finding : cleaned->removed) harvest.found(finding.what, std::move(finding.text));
    stays.insert(stays.end(), cleaned->stays.begin(), cleaned->stays.end());
    return CleanedFile{FileKind::text, std::move(cleaned->bytes), std::move(harvest.findings),
                       std::move(stays)};
  }
  if (context.depth > kMaxArchiveDepth) {
    if (context.why != nullptr)
      context.why->emplace_back(
          "it is a mail with attachments inside other files: add the attachments by themselves");
    return fail(Errc::file_type_refused);
  }
  ADIT_TRY(auto entries, clean_members(members_of(mail, text), context, harvest, stays));
  CleanedFile out{FileKind::zip, {}, std::move(harvest.findings), std::move(stays)};
  ADIT_TRY(out.bytes, write_zip(entries));
  return out;
}

}  // namespace adit::client
