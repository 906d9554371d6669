// SPDX-License-Identifier: Apache-2.0
#include "client/verify/proof_file.h"

#include <charconv>

#include "crypto/base64.h"

namespace adit::client {
namespace {

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1";

// The next line without its end; nothing if there is no whole one.
std::optional<std::string_view> take_line(std::string_view& text) {
  std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t n = 0;
  if (text.empty() || text.size() > 19 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return n;
}

}  // namespace

Result<std::vector<Digest>> parse_nodes(std::string_view text) {
  std::vector<Digest> out;
  while (!text.empty()) {
    auto line = take_line(text);
    auto bytes = line ? from_base64(*line) : std::nullopt;
    auto node = bytes ? Digest::from(*bytes) : std::nullopt;
    if (!node || out.size() == kMaxProofNodes) return fail(Errc::file_damaged);
    out.push_back(*node);
  }
  return out;
}

std::string encode_nodes_text(std::span<const Digest> nodes) {
  std::string out;
  for (const Digest& node : nodes) out += to_base64(node.span()) + "\n";
  return out;
}

Result<InclusionFile> InclusionFile::parse(std::string_view text) {
  if (text.size() > kMaxProofFileBytes) return fail(Errc::file_too_large);
  InclusionFile out;
  constexpr std::string_view kExtra = "extra ";
  constexpr std::string_view kIndex = "index ";
  auto line = take_line(text);
  if (line != kFirstLine) return fail(Errc::file_damaged);
  line = take_line(text);
  if (line && line->starts_with(kExtra)) {
    out.extra = from_base64(line->substr(kExtra.size()));
    if (!out.extra) return fail(Errc::file_damaged);
    line = take_line(text);
  }
  if (!line || !line->starts_with(kIndex)) return fail(Errc::file_damaged);
  auto index = parse_number(line->substr(kIndex.size()));
  // The list of nodes ends at the first empty line; the checkpoint has one of its own.
  std::size_t end = text.starts_with("\n") ? 0 : text.find("\n\n");
  if (!index || end == std::string_view::npos) return fail(Errc::file_damaged);
  std::size_t list = end == 0 ? 0 : end + 1;
  ADIT_TRY(out.nodes, parse_nodes(text.substr(0, list)));
  out.index = *index;
  out.checkpoint = std::string(text.substr(list + 1));
  if (!UnverifiedNote::parse(out.checkpoint)) return fail(Errc::file_damaged);
  return out;
}

std::string InclusionFile::encode() const {
  std::string out = std::string(kFirstLine) + "\n";
  if (extra) out += "extra " + to_base64(*extra) + "\n";
  out += "index " + std::to_string(index) + "\n" + encode_nodes_text(nodes) + "\n" + checkpoint;
  return out;
}

}  // namespace adit::client
