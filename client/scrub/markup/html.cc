// SPDX-License-Identifier: Apache-2.0
// A web page by an allow-list of elements: what it says, its headings, lists, tables and the pictures
// that are inside it. Nothing that acts, nothing that is fetched.
#include <fmt/format.h>

#include "client/scrub/formats.h"
#include "client/scrub/markup/html_tree.h"
#include "client/scrub/markup/markup.h"

namespace adit::client {

Result<CleanedFile> rebuild_html(ByteSpan file, const CleanContext& context) {
  Harvest harvest;
  ADIT_TRY(auto page, read_html(file, context, harvest));
  std::vector<std::string> stays = {
      "the words of the page: what is told, names and addresses in it",
      "how it is divided: headings, lists, tables, and the pictures that were inside the page"};
  if (context.options.way == Way::convert) {
    auto text = html_as_text(page);
    auto cleaned = rebuild_text(as_bytes(text));
    if (!cleaned) return cleaned;
    harvest.found(FindingClass::other, "layout and pictures: written as plain text, as was asked for");
    for (auto& finding : cleaned->removed) harvest.found(finding.what, std::move(finding.text));
    cleaned->removed = std::move(harvest.findings);
    return cleaned;
  }
  std::size_t hidden = 0;
  auto written = write_html(page, hidden);
  // What is left out can bring others together; a few rounds settle every real page.
  for (int round = 0;; ++round) {
    Harvest ignored;
    std::size_t none = 0;
    ADIT_TRY(auto again, read_html(as_bytes(written), context, ignored));
    auto next = write_html(again, none);
    if (next == written) break;
    if (round == 4) return fail(Errc::file_damaged);
    written = std::move(next);
  }
  if (hidden > 0)
    harvest.found(FindingClass::hidden, fmt::format("hidden characters in its text, {} in all", hidden));
  auto bytes = as_bytes(written);
  return CleanedFile{
      FileKind::html, {bytes.begin(), bytes.end()}, std::move(harvest.findings), std::move(stays)};
}

}  // namespace adit::client
