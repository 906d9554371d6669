// SPDX-License-Identifier: Apache-2.0
#include "gateway/circuits.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace adit::gateway;
using State = CircuitLine::State;

namespace {
const std::string kLine = "PROXY TCP6 fc00:dead:beef:4dad::aabb:ccdd ::1 65535 80\r\n";
}

TEST_CASE("the line that Tor writes names a circuit, wherever it is cut", "[circuits]") {
  const CircuitLine whole = parse_circuit_line(kLine + "GET / HTTP/1.1");
  CHECK(whole.state == State::whole);
  CHECK(whole.circuit == 0xaabbccdd);
  CHECK(whole.bytes == kLine.size());
  for (std::size_t n = 0; n < kLine.size(); ++n) {
    CHECK(parse_circuit_line(kLine.substr(0, n)).state == State::more);
  }
  CHECK(parse_circuit_line("PROXY TCP6 fc00:dead:beef:4dad::0:1 ::1 1 80\r\n").circuit == 1);
}

TEST_CASE("any other line is refused", "[circuits]") {
  for (const char* line :
       {"GET / HTTP/1.1\r\n", "\r\n", "PROXY UNKNOWN\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
        "proxy TCP6 fc00:dead:beef:4dad::0:1 ::1 1 80\r\n", "PROXY TCP6 fc00:dead:beef:4dad::1 ::1 1 80\r\n",
        "PROXY TCP6 fc00:dead:beef:4dae::0:1 ::1 1 80\r\n",
        "PROXY TCP6 fc00:dead:beef:4dad::0:1 ::2 1 80\r\n",
        "PROXY TCP6 fc00:dead:beef:4dad::00:1 ::1 1 80\r\n",
        "PROXY TCP6 fc00:dead:beef:4dad::0:AB ::1 1 80\r\n",
        "PROXY TCP6 fc00:dead:beef:4dad::0:12345 ::1 1 80\r\n",
        "PROXY TCP6 fc00:dead:beef:4dad::0:1 ::1 65536 80\r\n",
        "PROXY TCP6 fc00:dead:beef:4dad::0:1 ::1 01 80\r\n",
        "PROXY TCP6 fc00:dead:beef:4dad::0:1 ::1 1 80 \r\n",
        "PROXY TCP6 fc00:dead:beef:4dad::0:1  ::1 1 80\r\n", "PROXY TCP6 fc00:dead:beef:4dad::0:1 ::1 1\r\n",
        "PROXY TCP6 fc00:dead:beef:4dad::0:1 ::1 1 80\n\r\n"}) {
    INFO(line);
    CHECK(parse_circuit_line(line).state == State::refused);
  }
  CHECK(parse_circuit_line("PROXY TCP6 fc00:dead:beef:4dad::0:1 ::1 " + std::string(100, '1')).state ==
        State::refused);
}

TEST_CASE("a circuit has so many connections at once and so many refusals", "[circuits]") {
  Circuits circuits({.open = 2, .refused = 2, .known = 3});
  CHECK(circuits.enter(1));
  CHECK(circuits.enter(1));
  CHECK_FALSE(circuits.enter(1));
  circuits.leave(1, false);
  CHECK(circuits.enter(1));
  circuits.leave(1, true);
  circuits.leave(1, true);
  CHECK_FALSE(circuits.enter(1));
  CHECK(circuits.enter(2));
  circuits.leave(2, false);
  CHECK(circuits.known() == 1);  // who did nothing wrong is not remembered
  circuits.forget();
  CHECK(circuits.known() == 0);
  CHECK(circuits.enter(1));
}

TEST_CASE("a table that is full forgets refusals, never open connections", "[circuits]") {
  Circuits circuits({.open = 2, .refused = 2, .known = 3});
  for (Circuit c : {1U, 2U}) {
    CHECK(circuits.enter(c));
    circuits.leave(c, true);
  }
  CHECK(circuits.enter(3));
  CHECK(circuits.enter(4));
  CHECK(circuits.known() == 2);
  CHECK(circuits.enter(5));
  CHECK_FALSE(circuits.enter(6));
}
