// SPDX-License-Identifier: Apache-2.0
#include "client/verify/verdict.h"

#include <fmt/format.h>

#include <cstdio>

#include "client/terminal/json.h"
#include "client/terminal/terminal.h"

namespace adit::client {

int show(std::string_view command, const Verdict& verdict, Form form) {
  std::string out;
  if (form == Form::json) {
    out =
        fmt::format("{{\"schema\":1,\"command\":{},\"holds\":{},\"exit\":{},\"sentence\":{},\"facts\":[",
                    json_string(command), verdict.holds(), verdict.exit_code, json_string(verdict.sentence));
    for (std::size_t i = 0; i < verdict.facts.size(); ++i) {
      const auto& [key, value] = verdict.facts[i];
      out += fmt::format("{}[{},{}]", i > 0 ? "," : "", json_string(key), json_string(value));
    }
    out += "]}\n";
  } else {
    for (const auto& [key, value] : verdict.facts) out += fmt::format("{}: {}\n", key, inert_line(value));
    out += (verdict.holds() ? "Yes: " : "No: ") + inert_line(verdict.sentence) + "\n";
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
  // Who reads only the exit code must not take a full disk for a yes.
  if (std::fflush(stdout) != 0) return exit_code(Errc::disk_full);
  return verdict.exit_code;
}

Verdict refused(const Error& error, std::string_view what) {
  return {exit_code(error.code), fmt::format("{}: {}.", what, message(error.code)), {}};
}

}  // namespace adit::client
