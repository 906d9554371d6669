// SPDX-License-Identifier: Apache-2.0
#include "client/terminal/cli.h"

#include <csignal>
#include <new>
#include <sstream>

#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

constexpr int kUsage = 2;

// Lower case and without a full stop, as all our errors.
std::string in_our_manner(std::string text) {
  while (!text.empty() && (text.back() == '.' || text.back() == '\n' || text.back() == ' ')) text.pop_back();
  bool is_word = text.size() > 1 && text[1] >= 'a' && text[1] <= 'z';
  if (is_word && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

}  // namespace

void set_conventions(CLI::App& app) {
  app.add_flag_callback("--no-input", never_ask, "Never ask a question; fail instead");
  app.require_subcommand(1);
  app.fallthrough();
}

std::optional<int> parse_command_line(CLI::App& app, std::string_view program, int argc,
                                      const char* const* argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    std::ostringstream none;
    return app.exit(success, std::cout, none);
  } catch (const CLI::ParseError& error) {
    say(program, "error: " + in_our_manner(error.what()));
    say(program, "hint: see " + std::string(program) + " --help");
    return kUsage;
  }
  return std::nullopt;
}

int guarded_main(std::string_view program, const std::function<int()>& body) {
  // A reader that went away is seen as a failed write, not as a death.
  std::signal(SIGPIPE, SIG_IGN);
  if (!start_secrets()) return report(program, Error(Errc::random_unavailable));
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return report(program, Error(Errc::out_of_memory));
  } catch (...) {
    return report(program, Error(Errc::internal));
  }
}

}  // namespace adit::client
