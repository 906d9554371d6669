// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <csignal>
#include <functional>

#include "client/terminal/terminal.h"
#include "tests/client/terminal/pty.h"

using namespace adit;
using namespace adit::client;
using adit::test::PtyChild;

namespace {

template <class T>
std::string text_of(const Result<T>& answer, const std::function<std::string(const T&)>& show) {
  return answer ? show(*answer) : std::string(name(answer.error().code));
}
std::string text_of(const Result<std::string>& answer) {
  return text_of<std::string>(answer, [](const std::string& s) { return "[" + s + "]"; });
}
std::string text_of(const Result<bool>& answer) {
  return text_of<bool>(answer, [](bool b) { return b ? "true" : "false"; });
}
std::string text_of(const Result<SecretBuffer>& answer) {
  return text_of<SecretBuffer>(
      answer, [](const SecretBuffer& s) { return "[" + std::string(as_text(s.expose())) + "]"; });
}

// Until something was typed.
void wait_for_typing() {
  int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
  pollfd waiting{fd, POLLIN, 0};
  poll(&waiting, 1, 20'000);
  close(fd);
}

class Pipe {
 public:
  explicit Pipe(const std::string& content) {
    REQUIRE(pipe(fds_.data()) == 0);
    REQUIRE(write(fds_[1], content.data(), content.size()) == static_cast<ssize_t>(content.size()));
    close(fds_[1]);
  }
  ~Pipe() { close(fds_[0]); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int get() const { return fds_[0]; }

 private:
  std::array<int, 2> fds_{};
};

}  // namespace

TEST_CASE("a question goes to the terminal and its answer comes from there", "[terminal]") {
  PtyChild child([] { return text_of(ask("What is your name?")); });
  REQUIRE(child.sees("What is your name? "));
  child.types("  B\xC3\xB6ll \x1b[200~x\x1b[201~\n");
  CHECK(child.result() == "[B\xC3\xB6ll x]");
}

TEST_CASE("questions can be asked with a terminal, not without one and not after --no-input", "[terminal]") {
  PtyChild with([] { return std::string(can_ask() ? "yes" : "no"); });
  CHECK(with.result() == "yes");
  PtyChild never([] {
    never_ask();
    return std::string(can_ask() ? "yes" : "no") + text_of(ask("?")) + text_of(ask_secret("?", std::nullopt));
  });
  CHECK(never.result() == "noinput_neededinput_needed");
  PtyChild without([] {
    pid_t pid = fork();
    if (pid == 0) {
      setsid();
      _exit(!can_ask() && text_of(ask_yes_no("?")) == "input_needed" ? 7 : 1);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return std::to_string(WEXITSTATUS(status));
  });
  CHECK(without.result() == "7");
}

TEST_CASE("a secret is not shown while it is typed, and the terminal echoes again after it", "[terminal]") {
  PtyChild child([] { return text_of(ask_secret("Passphrase:", std::nullopt)) + text_of(ask("Next?")); });
  REQUIRE(child.sees("Passphrase: "));
  CHECK_FALSE(child.echoes());
  child.types("s3cret words\n");
  REQUIRE(child.sees("Next? "));
  CHECK(child.echoes());
  child.types("open\n");
  CHECK(child.result() == "[s3cret words][open]");
  CHECK(child.shown().find("s3cret") == std::string::npos);
  CHECK(child.shown().find("open") != std::string::npos);
}

TEST_CASE("the terminal echoes again when a secret is broken off by a signal", "[terminal]") {
  int signal = GENERATE(SIGINT, SIGTERM, SIGHUP, SIGQUIT);
  // The child stays until it has been looked at.
  PtyChild child([] {
    std::string secret = text_of(ask_secret("Passphrase:", std::nullopt));
    return secret + text_of(ask("Done?"));
  });
  REQUIRE(child.sees("Passphrase: "));
  CHECK_FALSE(child.echoes());
  if (signal == SIGINT) {
    child.types("half a sec\x03");
  } else {
    child.kills(signal);
  }
  REQUIRE(child.sees("Done? "));
  CHECK(child.echoes());
  child.types("yes\n");
  CHECK(child.result() == "interrupted[yes]");
  CHECK(child.shown().find("half") == std::string::npos);
}

TEST_CASE("a program stopped at a secret leaves an echoing terminal, and asks again when it goes on",
          "[terminal]") {
  // A shell of a few lines: the program has a group of its own, so that it can be stopped.
  PtyChild shell([] {
    std::array<int, 2> fds{};
    if (pipe(fds.data()) != 0) return std::string("no pipe");
    std::signal(SIGTTOU, SIG_IGN);
    pid_t pid = fork();
    if (pid == 0) {
      setpgid(0, 0);
      tcsetpgrp(open("/dev/tty", O_RDWR), getpid());
      std::signal(SIGTTOU, SIG_DFL);
      std::string out = text_of(ask_secret("Passphrase:", std::nullopt));
      (void)!write(fds[1], out.data(), out.size());
      _exit(0);
    }
    close(fds[1]);
    int status = 0;
    waitpid(pid, &status, WUNTRACED);
    std::string out = WIFSTOPPED(status) ? "stopped " : "not stopped ";
    int tty = open("/dev/tty", O_RDWR);
    tcsetpgrp(tty, getpid());
    out += text_of(ask("Shell?"));
    tcsetpgrp(tty, pid);
    kill(pid, SIGCONT);
    std::array<char, 100> buffer{};
    ssize_t n = read(fds[0], buffer.data(), buffer.size());
    return out + std::string(buffer.data(), static_cast<std::size_t>(n > 0 ? n : 0));
  });
  REQUIRE(shell.sees("Passphrase: "));
  CHECK_FALSE(shell.echoes());
  shell.types("\x1a");  // Ctrl-Z
  REQUIRE(shell.sees("Shell? "));
  CHECK(shell.echoes());
  shell.types("fg\n");
  REQUIRE(shell.sees("Passphrase: "));
  CHECK_FALSE(shell.echoes());
  shell.types("words\n");
  CHECK(shell.result() == "stopped [fg][words]");
}

TEST_CASE("the end of input and Ctrl-C interrupt a question", "[terminal]") {
  std::string keys = GENERATE("\x04", "\x03");
  PtyChild child([] { return text_of(ask("Anything?")); });
  REQUIRE(child.sees("Anything? "));
  child.types(keys);
  CHECK(child.result() == "interrupted");
}

TEST_CASE("what was typed before the question never says yes", "[terminal]") {
  PtyChild child([] {
    wait_for_typing();
    return text_of(ask_yes_no("Send it?"));
  });
  child.types("yes\nyes\n");
  REQUIRE(child.sees("Send it? [yes/no] "));
  child.types("perhaps\n");
  REQUIRE(child.sees("Please answer yes or no."));
  REQUIRE(child.sees("Send it? [yes/no] "));
  child.types("No\n");
  CHECK(child.result() == "false");
}

TEST_CASE("a text ends at an empty line", "[terminal]") {
  PtyChild child([] { return text_of(ask_text("What happened?")) + text_of(ask("Next?")); });
  REQUIRE(child.sees("What happened?"));
  REQUIRE(child.sees("> "));
  child.types("one\n");
  REQUIRE(child.sees("> "));
  child.types("two\n");
  REQUIRE(child.sees("> "));
  child.types("\n");
  REQUIRE(child.sees("Next? "));
  child.types("n\n");
  CHECK(child.result() == "[one\ntwo][n]");
}

TEST_CASE("empty lines inside of a pasted text do not end it", "[terminal]") {
  PtyChild child([] { return text_of(ask_text("What happened?")) + text_of(ask("Next?")); });
  REQUIRE(child.sees("> "));
  child.types("one\r\r\rtwo\r\ryes\r\r");
  REQUIRE(child.sees("Next? "));
  child.types("n\n");
  CHECK(child.result() == "[one\n\n\ntwo\n\nyes][n]");
}

TEST_CASE("a line without end is cut and does no harm", "[terminal]") {
  PtyChild child([] {
    auto answer = ask("Long?");
    return answer && answer->size() < 5000 ? std::string("bounded") : text_of(answer);
  });
  REQUIRE(child.sees("Long? "));
  for (int i = 0; i < 20; ++i) child.types(std::string(500, 'x'));
  child.types("\n");
  CHECK(child.result() == "bounded");
}

TEST_CASE("one of several is chosen by its number, or none", "[terminal]") {
  auto choose = [] {
    auto chosen = ask_choice("Which?", {"first", "second \x1b[2J", "third"});
    return chosen ? (*chosen ? std::to_string(**chosen) : std::string("none")) : std::string("error");
  };
  PtyChild child(choose);
  REQUIRE(child.sees("1  first"));
  REQUIRE(child.sees("2  second [U+001B][2J"));
  REQUIRE(child.sees("Number (empty: none): "));
  child.types("4\n");
  REQUIRE(child.sees("numbers from 1 to 3"));
  child.types("2\n");
  CHECK(child.result() == "1");
  CHECK(child.shown().find('\x1b') == std::string::npos);
  PtyChild skipping(choose);
  REQUIRE(skipping.sees("Number"));
  skipping.types("\n");
  CHECK(skipping.result() == "none");
}

TEST_CASE("several are chosen up to a bound", "[terminal]") {
  PtyChild child([] {
    auto chosen = ask_choices("Which?", {"a", "b", "c", "d", "e"}, 4);
    std::string out;
    for (std::size_t i : chosen.value()) out += std::to_string(i);
    return out;
  });
  REQUIRE(child.sees("up to 4"));
  child.types("1 2 3 4 5\n");
  REQUIRE(child.sees("at most 4"));
  child.types("5, 1 ,2\n");
  CHECK(child.result() == "014");
}

TEST_CASE("a secret from a descriptor is its next line, and no terminal is needed", "[terminal]") {
  Pipe lines("first \x1b\r\nsecond\n\nlast");
  CHECK(text_of(ask_secret("?", lines.get())) == "[first \x1b]");
  CHECK(text_of(ask_secret("?", lines.get())) == "[second]");
  CHECK(text_of(ask_secret("?", lines.get())) == "[]");
  CHECK(text_of(ask_secret("?", lines.get())) == "[last]");
  CHECK(text_of(ask_secret("?", lines.get())) == "file_unreadable");
  CHECK(text_of(ask_secret("?", 987)) == "file_unreadable");
  Pipe most(std::string(kMaxSecretBytes, 'x') + "\n");
  CHECK(ask_secret("?", most.get())->size() == kMaxSecretBytes);
  Pipe too_long(std::string(kMaxSecretBytes + 1, 'x'));
  CHECK(text_of(ask_secret("?", too_long.get())) == "file_too_large");
}
