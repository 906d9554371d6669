// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "client/terminal/terminal.h"
#include "tests/client/terminal/pty.h"

using namespace adit;
using namespace adit::client;
using adit::test::PtyChild;
using adit::test::written_to;

TEST_CASE("an error is one line with the program's name, and a hint", "[terminal]") {
  int code = 0;
  std::string shown = written_to(STDERR_FILENO, [&] { code = report("adit", Error(Errc::gateway_busy)); });
  CHECK(shown == "adit: error: " + std::string(message(Errc::gateway_busy)) +
                     "\nadit: hint: " + std::string(hint(Errc::gateway_busy)) + "\n");
  CHECK(code == 4);
  shown = written_to(STDERR_FILENO, [] { report("adit-desk", Error(Errc::letter_not_mine)); });
  CHECK(shown == "adit-desk: error: " + std::string(message(Errc::letter_not_mine)) + "\n");
}

TEST_CASE("the name of a file cannot move the terminal", "[terminal]") {
  std::string shown = written_to(
      STDERR_FILENO, [] { report("adit", Error(Errc::file_damaged), "a\x1b[2J\nadit: sent.tif: "); });
  CHECK(
      shown.starts_with("adit: error: a[U+001B][2J\xE2\x8F\x8E"
                        "adit: sent.tif: this file"));
}

TEST_CASE("talk goes to stderr and cannot move the terminal", "[terminal]") {
  std::string out;
  std::string err = written_to(STDERR_FILENO, [&] {
    out = written_to(STDOUT_FILENO, [] {
      say("adit", "hello \x1b[1m");
      warn("adit", "one\ntwo");
    });
  });
  CHECK(out.empty());
  CHECK(err == "adit: hello [U+001B][1m\nadit: warning: one\n               two\n");
}

TEST_CASE("progress is a rare line where there is no terminal", "[terminal]") {
  std::string shown = written_to(STDERR_FILENO, [] {
    Progress progress("adit");
    for (int i = 0; i < 1000; ++i) progress.show("piece " + std::to_string(i));
    progress.done();
  });
  CHECK(shown == "adit: piece 0\n");
}

TEST_CASE("progress is one line that is rewritten on a terminal", "[terminal]") {
  PtyChild child([] {
    // The child's stderr is not its terminal: here it is.
    if (std::freopen("/dev/tty", "w", stderr) == nullptr) return std::string("no terminal");
    Progress progress("adit");
    for (int i = 0; i < 1000; ++i) progress.show("piece " + std::to_string(i) + "\n");
    progress.done();
    say("adit", "end");
    return std::string("done");
  });
  CHECK(child.result() == "done");
  CHECK(child.shown().starts_with("\radit: piece 0\xE2\x8F\x8E\x1b[K"));
  CHECK(child.shown().ends_with("\r\nadit: end\r\n"));
  CHECK(child.shown().size() < 300);
}
