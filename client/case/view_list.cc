// SPDX-License-Identifier: Apache-2.0
#include "client/case/view_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "client/case/inbox.h"
#include "client/case/position.h"

namespace adit::client {
namespace {

constexpr std::string_view kFirstLine = "adit/v1/views\n";
constexpr std::size_t kMaxViews = 100'000;

std::optional<std::string_view> take_line(std::string_view& rest) {
  std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::string ViewList::encode() const {
  std::string out(kFirstLine);
  for (const auto& [epoch, view] : views) out += fmt::format("{} {}\n", number(epoch), to_hex(view.span()));
  return out + "\n" + checkpoint;
}

Result<ViewList> ViewList::parse(std::string_view text) {
  if (!text.starts_with(kFirstLine)) return fail(Errc::wire_not_canonical);
  text.remove_prefix(kFirstLine.size());
  ViewList out;
  for (;;) {
    auto line = take_line(text);
    if (!line) return fail(Errc::wire_not_canonical);
    if (line->empty()) break;
    std::uint64_t epoch = 0;
    auto [end, error] = std::from_chars(line->data(), line->data() + line->size(), epoch);
    auto digits = static_cast<std::size_t>(end - line->data());
    if (error != std::errc() || digits >= line->size() || (*line)[digits] != ' ')
      return fail(Errc::wire_not_canonical);
    auto bytes = from_hex(line->substr(digits + 1));
    auto view = bytes ? ViewId::from(*bytes) : std::nullopt;
    if (!view || out.views.size() == kMaxViews) return fail(Errc::wire_not_canonical);
    if (!out.views.empty() && out.views.rbegin()->first >= Epoch{epoch})
      return fail(Errc::wire_not_canonical);
    out.views.emplace(Epoch{epoch}, *view);
  }
  auto note = UnverifiedNote::parse(text);
  if (!note) return fail(Errc::wire_not_canonical);
  out.checkpoint = std::string(text);
  return out;
}

Result<ViewList> own_views(Records& records) {
  ADIT_TRY(Position position, Position::load(records));
  if (position.checkpoint.empty()) return fail(Errc::not_found);
  ADIT_TRY(auto epochs, list_epochs(records));
  ViewList out;
  for (const EpochRecord& record : epochs) out.views.emplace(record.epoch, record.view());
  out.checkpoint = position.checkpoint;
  return out;
}

Result<std::vector<UnknownView>> unknown_views(Records& records) {
  ADIT_TRY(auto letters, Inbox(records).letters());
  std::vector<UnknownView> out;
  for (const Letter& letter : letters) {
    if (!letter.view_known) out.push_back({letter.number, letter.channel.view});
  }
  return out;
}

ViewComparison compare_views(const ViewList& own, const ViewList& other,
                             const std::vector<UnknownView>& letters) {
  ViewComparison out;
  for (const auto& [epoch, view] : other.views) {
    auto at = own.views.find(epoch);
    if (at == own.views.end()) continue;
    if (at->second == view) {
      ++out.same;
    } else {
      out.different.push_back(epoch);
    }
  }
  for (const UnknownView& letter : letters) {
    bool is_known = std::ranges::any_of(other.views, [&](const auto& v) { return v.second == letter.view; });
    (is_known ? out.explained : out.unexplained).push_back(letter.letter);
  }
  return out;
}

}  // namespace adit::client
