// SPDX-License-Identifier: Apache-2.0
// Runs a program under a trace of its system calls, with all its threads and children, and writes down
// whatever could carry something to a network.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace adit::test {

struct Trace {
  int code = -1;
  std::set<std::string> reached;  // "127.0.0.1:9050", "unix:/run/x": of connect, sendto, sendmsg, sendmmsg
  std::set<std::string> sockets;  // "2/1": family and type of each socket that was made
  std::set<std::string> other;    // calls by which sockets could be had otherwise: io_uring, listen, accept
  std::size_t calls = 0;          // all that were seen
};
// Nothing if this machine does not let a process trace its child.
std::optional<Trace> run_traced(const std::string& path, const std::vector<std::string>& arguments,
                                const std::string& folder);

}  // namespace adit::test
