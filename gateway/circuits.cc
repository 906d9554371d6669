// SPDX-License-Identifier: Apache-2.0
#include "gateway/circuits.h"

namespace adit::gateway {
namespace {

constexpr std::string_view kBegin = "PROXY TCP6 fc00:dead:beef:4dad::";
constexpr std::size_t kLongest = 107;  // of the protocol's first version

// At most `digits` of them, in lower case, none to spare; what is taken goes from the front.
std::optional<std::uint32_t> take_number(std::string_view& rest, std::uint32_t base, std::size_t digits) {
  std::uint32_t value = 0;
  std::size_t n = 0;
  for (; n < rest.size() && n < digits; ++n) {
    const char c = rest[n];
    std::uint32_t digit = 99;
    if (c >= '0' && c <= '9') digit = static_cast<std::uint32_t>(c - '0');
    if (c >= 'a' && c <= 'f') digit = static_cast<std::uint32_t>(c - 'a' + 10);
    if (digit >= base) break;
    value = value * base + digit;
  }
  if (n == 0 || (n > 1 && rest.front() == '0')) return std::nullopt;
  rest.remove_prefix(n);
  return value;
}

bool take(std::string_view& rest, std::string_view text) {
  if (!rest.starts_with(text)) return false;
  rest.remove_prefix(text.size());
  return true;
}

std::optional<Circuit> parse_line(std::string_view line) {
  if (!take(line, kBegin)) return std::nullopt;
  auto high = take_number(line, 16, 4);
  if (!high || !take(line, ":")) return std::nullopt;
  auto low = take_number(line, 16, 4);
  if (!low || !take(line, " ::1 ")) return std::nullopt;
  auto from = take_number(line, 10, 5);
  if (!from || *from > 65535 || !take(line, " ")) return std::nullopt;
  auto to = take_number(line, 10, 5);
  if (!to || *to > 65535 || !line.empty()) return std::nullopt;
  return *high << 16 | *low;
}

}  // namespace

CircuitLine parse_circuit_line(std::string_view received) {
  constexpr std::string_view kEnd = "\r\n";
  const auto end = received.substr(0, kLongest).find(kEnd);
  if (end == std::string_view::npos) {
    const std::size_t seen = std::min(received.size(), kBegin.size());
    const bool hopeful = received.size() < kLongest && received.substr(0, seen) == kBegin.substr(0, seen);
    return {hopeful ? CircuitLine::State::more : CircuitLine::State::refused};
  }
  auto circuit = parse_line(received.substr(0, end));
  if (!circuit) return {CircuitLine::State::refused};
  return {CircuitLine::State::whole, *circuit, end + kEnd.size()};
}

bool Circuits::enter(Circuit circuit) {
  auto found = table_.find(circuit);
  if (found == table_.end()) {
    if (table_.size() >= limits_.known) forget();
    if (table_.size() >= limits_.known) return false;
    found = table_.emplace(circuit, Entry{}).first;
  }
  Entry& entry = found->second;
  if (entry.open >= limits_.open || entry.refused >= limits_.refused) return false;
  ++entry.open;
  return true;
}

void Circuits::leave(Circuit circuit, bool refused) {
  auto found = table_.find(circuit);
  if (found == table_.end()) return;
  Entry& entry = found->second;
  if (entry.open > 0) --entry.open;
  if (refused) ++entry.refused;
  if (entry.open == 0 && entry.refused == 0) table_.erase(found);
}

void Circuits::forget() {
  std::erase_if(table_, [](const auto& known) { return known.second.open == 0; });
  for (auto& [circuit, entry] : table_) entry.refused = 0;
}

}  // namespace adit::gateway
