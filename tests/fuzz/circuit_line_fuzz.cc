// SPDX-License-Identifier: Apache-2.0
// Whatever comes before the first request of a circuit: one line in one spelling, however it is cut.
#include "gateway/circuits.h"
#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;
using gateway::CircuitLine;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = as_text(ByteSpan(data, size));
  auto line = gateway::parse_circuit_line(text);
  if (line.state == CircuitLine::State::whole) {
    require(line.bytes > 0 && line.bytes <= size && text[line.bytes - 1] == '\n');
    auto alone = gateway::parse_circuit_line(text.substr(0, line.bytes));
    require(alone.state == CircuitLine::State::whole && alone.circuit == line.circuit);
  }
  // What is refused stays refused, and what a part said is not taken back.
  auto part = gateway::parse_circuit_line(text.substr(0, size / 2));
  if (part.state == CircuitLine::State::refused) require(line.state == CircuitLine::State::refused);
  if (part.state == CircuitLine::State::whole) require(line.circuit == part.circuit);
  return 0;
}
