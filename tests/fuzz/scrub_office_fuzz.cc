// SPDX-License-Identifier: Apache-2.0
// A document from its parts: "=== name" lines, each followed by what is in it. Packed here, so that the
// fuzzer works on XML and not on deflate. Cleaning may refuse it; what it does not refuse must survive
// its own second pass unchanged, if the second look lets it through.
#include <string>

#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "client/scrub/office/check.h"
#include "client/scrub/zip/zip.h"
#include "fuzz.h"

using namespace adit;
using namespace adit::client;

namespace {

bool plain(std::string_view name) {
  if (name.empty() || name.size() > 60 || name.front() == '/' || name.back() == '/') return false;
  for (char c : name) {
    if (c <= ' ' || c >= 0x7f || c == '\\' || c == ':') return false;
  }
  auto framed = "/" + std::string(name) + "/";
  return framed.find("//") == framed.npos && framed.find("/./") == framed.npos &&
         framed.find("/../") == framed.npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 60'000) return 0;
  std::string_view left(reinterpret_cast<const char*>(data), size);
  std::vector<ZipEntry> entries;
  while (left.starts_with("=== ") && entries.size() < 40) {
    auto line = left.substr(4, left.find('\n') == left.npos ? left.npos : left.find('\n') - 4);
    left.remove_prefix(std::min(left.size(), line.size() + 5));
    auto stop = left.find("\n=== ");
    auto body = left.substr(0, stop);
    left.remove_prefix(stop == left.npos ? left.size() : stop + 1);
    if (!plain(line)) return 0;
    for (const auto& entry : entries) {
      if (entry.name == line) return 0;
    }
    entries.push_back({std::string(line), {body.begin(), body.end()}, line == "mimetype"});
  }
  auto file = write_zip(entries);
  if (!file) return 0;
  auto kind = kind_of(*file);
  if (!kind || *kind < FileKind::docx || *kind > FileKind::odp) return 0;
  for (auto way : {Way::rebuild, Way::convert}) {
    CleanContext context{{way, PictureSize::as_is}, 0};
    auto cleaned = rebuild_office(*kind, *file, context);
    if (!cleaned || !verify_office(*kind, cleaned->kind, *file, cleaned->bytes, context)) continue;
    test::require(kind_of(cleaned->bytes) == cleaned->kind);
  }
  if (auto parts = office::Parts::foreign(*file)) {
    Harvest harvest;
    office::harvest_office(*parts, harvest);
  }
  return 0;
}
