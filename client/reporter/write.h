// SPDX-License-Identifier: Apache-2.0
// What report and seal share: from options or questions to a sealed report.
#pragma once

#include "client/reporter/commands.h"
#include "client/thread/draft.h"
#include "client/thread/report_file.h"

namespace adit::client {

// Everything that can be found wrong before the network is touched: the report file, the files that
// go with it. The int is an exit code; what is wrong has been said.
struct Material {
  std::optional<Report> report;  // nothing: to be asked for
  std::vector<Attachment> attachments;
};
tl::expected<Material, int> gather(const WriteOptions& options, ReporterWorld& world);

// Cleans the files in the order given and shows what was found. Never half: one that cannot be
// cleaned stops everything.
tl::expected<std::vector<Attachment>, int> clean_all(const std::vector<std::string>& paths,
                                                     ReporterWorld& world);

// By --to, or by asking.
tl::expected<std::vector<Rid>, int> choose_recipients(const TrustedState& state,
                                                      const std::vector<std::string>& to);

// A report that is written, sealed, and whose secret is in the reporter's hands.
struct Written {
  ThreadKeys keys;
  Draft draft;
  SealedFiles files;
  SealedReport sealed;
};
tl::expected<Written, int> write_report(const WriteOptions& options, Material material, Online& online,
                                        ReporterWorld& world);

// Error, hint, and what is known ("nothing was sent"); returns the exit code.
int stop(const Error& error, std::string_view known);

}  // namespace adit::client
