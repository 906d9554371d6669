// SPDX-License-Identifier: Apache-2.0
// A pseudo-terminal with a process of our own behind it, and the person in front of it.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

namespace adit::test {

class PtyChild {
 public:
  // Runs body in a child whose terminal this is; what it returns comes back from result().
  explicit PtyChild(const std::function<std::string()>& body);
  ~PtyChild();
  PtyChild(const PtyChild&) = delete;
  PtyChild& operator=(const PtyChild&) = delete;

  // Reads what the child shows until `text` is among it, and forgets it up to there. False if the
  // child ends, or shows nothing for a long time.
  bool sees(const std::string& text);
  void types(const std::string& text);
  void kills(int signal);
  // Whether the terminal echoes now.
  bool echoes() const;
  // What body returned, once it has.
  std::string result();
  // All that was ever shown.
  const std::string& shown() const { return shown_; }

 private:
  bool read_more();
  pid_t pid_ = -1;
  int master_ = -1;
  int result_ = -1;
  std::string shown_;
  std::size_t seen_ = 0;
};

// All that comes out of a terminal when text is written into it.
std::string through_terminal(const std::string& text);

// What fn writes to descriptor fd (into a file, which is no terminal).
std::string written_to(int fd, const std::function<void()>& fn);

}  // namespace adit::test
