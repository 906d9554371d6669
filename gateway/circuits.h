// SPDX-License-Identifier: Apache-2.0
// Accounting for each circuit of Tor (HiddenServiceExportCircuitID haproxy): the only thing by which
// one stranger can be told from another. In memory, for a while, and never written anywhere: a circuit's
// number says nothing about who built it, and Tor forgets it too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace adit::gateway {

using Circuit = std::uint32_t;

// The one line that Tor writes before anything else. `bytes` is its length once it is whole.
struct CircuitLine {
  enum class State { more, whole, refused };
  State state = State::more;
  Circuit circuit = 0;
  std::size_t bytes = 0;
};
// Takes exactly what Tor writes, in its one spelling.
CircuitLine parse_circuit_line(std::string_view received);

class Circuits {
 public:
  struct Limits {
    std::size_t open = 16;     // connections at once
    std::size_t refused = 16;  // uploads and requests that were no good, until the table is emptied
    std::size_t known = 65536;
  };
  explicit Circuits(Limits limits) : limits_(limits) {}

  // A connection begins. False: this circuit has had its share, or there are too many to know.
  bool enter(Circuit circuit);
  // Of one that entered. True if what it was answered with counts against it.
  void leave(Circuit circuit, bool refused);
  // Refusals are forgotten; connections that are open stay counted.
  void forget();
  std::size_t known() const { return table_.size(); }

 private:
  struct Entry {
    std::uint32_t open = 0;
    std::uint32_t refused = 0;
  };
  Limits limits_;
  std::unordered_map<Circuit, Entry> table_;
};

}  // namespace adit::gateway
