// SPDX-License-Identifier: Apache-2.0
// What an OpenDocument file says besides what is seen.
#include <fmt/format.h>

#include "client/scrub/office/open_build.h"

namespace adit::client::office {

using enum FindingClass;

void tell_open_meta(ZipReader& zip, OfficeJob& job) {
  auto meta = read_open_member(zip, "meta.xml");
  if (!meta || !*meta) return;
  for (auto node : (*meta)->root.child("office:meta").children()) {
    auto text = text_of(node);
    auto shown = without_blank_ends(text);
    auto name = name_of(node);
    auto local = std::string(name.substr(name.find(':') + 1));
    if (shown.empty() || name == "meta:document-statistic") continue;
    bool person = local == "creator" || local == "initial-creator" || local == "printed-by";
    bool time = local.find("date") != local.npos || local == "editing-duration";
    job.found(person                 ? who
              : time                 ? when
              : local == "generator" ? device
                                     : other,
              fmt::format("{}: {}", quote_text(local), quote_text(shown)));
  }
}

void tell_open_members(ZipReader& zip, OfficeJob& job) {
  for (const auto& member : zip.members()) {
    std::string_view n = member.name;
    if (member.folder) continue;
    if (n.starts_with("Thumbnails/")) job.found(hidden, "a preview picture");
    if (n == "settings.xml") job.found(device, "settings of the program and the printer");
    if (n.starts_with("Configurations2/")) job.found(device, "changes of the program's menus");
    if (n == "layout-cache" || n == "manifest.rdf" || n.ends_with("/manifest.rdf"))
      job.found(other, "notes of the program");
    if (n.starts_with("Basic/") || n.starts_with("Scripts/")) job.found(hidden, "programs (macros)");
    if (n.starts_with("Object ") && n.find("content.xml") != n.npos)
      job.found(hidden, "objects inside it, with their data");
    if (n.starts_with("META-INF/") && n.find("signatures") != n.npos) job.found(who, "signatures");
    if (n.starts_with("Fonts/")) job.found(device, "fonts inside it");
  }
  if (zip.stray_bytes() > 0)
    job.found(hidden, size_words(zip.stray_bytes()) + " between or behind its parts");
  if (!zip.comment().empty()) job.found(hidden, "a note of the packer: " + quote_text(zip.comment()));
}

}  // namespace adit::client::office
