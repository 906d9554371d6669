// SPDX-License-Identifier: Apache-2.0
#include "client/terminal/cli.h"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <iostream>
#include <new>
#include <stdexcept>

#include "client/terminal/terminal.h"
#include "tests/client/terminal/pty.h"

using namespace adit;
using namespace adit::client;
using adit::test::written_to;

namespace {

struct Run {
  std::optional<int> code;
  std::string out;
  std::string err;
  int called = 0;
};

Run run(std::vector<const char*> argv) {
  argv.insert(argv.begin(), "adit-test");
  Run r;
  CLI::App app("A program for tests", "adit-test");
  set_conventions(app);
  int number = 0;
  auto* sub = app.add_subcommand("work", "Works");
  sub->add_option("--number", number, "A number")->required();
  sub->callback([&] { ++r.called; });
  r.err = written_to(STDERR_FILENO, [&] {
    r.out = written_to(STDOUT_FILENO, [&] {
      r.code = parse_command_line(app, "adit-test", static_cast<int>(argv.size()), argv.data());
      std::cout.flush();
    });
  });
  return r;
}

}  // namespace

TEST_CASE("a good command line goes on", "[terminal]") {
  Run r = run({"work", "--number", "3"});
  CHECK(r.code == std::nullopt);
  CHECK(r.called == 1);
  CHECK(r.out.empty());
  CHECK(r.err.empty());
}

TEST_CASE("help is a result", "[terminal]") {
  for (std::vector<const char*> argv : {std::vector<const char*>{"--help"}, {"work", "--help"}, {"-h"}}) {
    Run r = run(argv);
    CHECK(r.code == 0);
    CHECK(r.called == 0);
    CHECK(r.out.find("work") != std::string::npos);
    CHECK(r.err.empty());
  }
  CHECK(run({"--help"}).out.find("--no-input") != std::string::npos);
}

TEST_CASE("a wrong command line is exit code 2 with our prefix", "[terminal]") {
  for (std::vector<const char*> argv : {std::vector<const char*>{},
                                        {"play"},
                                        {"work"},
                                        {"work", "--number", "x"},
                                        {"work", "--number", "1", "--other"},
                                        {"work", "--number"}}) {
    Run r = run(argv);
    CHECK(r.code == 2);
    CHECK(r.called == 0);
    CHECK(r.out.empty());
    CHECK(r.err.starts_with("adit-test: error: "));
    CHECK(r.err.ends_with("\nadit-test: hint: see adit-test --help\n"));
  }
}

TEST_CASE("a wrong command line cannot move the terminal", "[terminal]") {
  Run r = run({"work", "--number", "1", "--\x1b[2J"});
  CHECK(r.code == 2);
  CHECK(r.err.find('\x1b') == std::string::npos);
}

TEST_CASE("what is thrown out of a program is an error line", "[terminal]") {
  auto code_of = [](const std::function<int()>& body) {
    int code = 0;
    std::string err = written_to(STDERR_FILENO, [&] { code = guarded_main("adit-test", body); });
    if (code != 0) CHECK(err.starts_with("adit-test: error: "));
    return code;
  };
  CHECK(code_of([] { return 0; }) == 0);
  CHECK(code_of([]() -> int { throw std::bad_alloc(); }) == exit_code(Errc::out_of_memory));
  CHECK(code_of([]() -> int { throw std::runtime_error("x"); }) == exit_code(Errc::internal));
}
