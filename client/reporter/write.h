// SPDX-License-Identifier: Apache-2.0
// What report and seal share: from options or questions to a sealed report.
#pragma once

#include "client/reporter/commands.h"
#include "client/thread/conversation.h"
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
// cleaned stops everything, unless somebody types the sentence for it.
tl::expected<std::vector<Attachment>, int> clean_all(const std::vector<std::string>& paths,
                                                     const CleanOptions& options, ReporterWorld& world);
// Asks for files by their paths, until there are no more. One that cannot be cleaned is left out.
Status ask_files(std::vector<Attachment>& attachments, const CleanOptions& options, ReporterWorld& world);

// The sentences that a person has to type. No flag stands for them.
inline constexpr std::string_view kRawSentence = "this file may show who I am";
inline constexpr std::string_view kOriginalSentence = "my files as they were may show who I am";
// Shows what it means, and whether the sentence was typed. Errors: input_needed, interrupted.
Result<bool> types_sentence(std::string_view meaning, std::string_view sentence);

// By --to, or by asking.
tl::expected<std::vector<Rid>, int> choose_recipients(const TrustedState& state,
                                                      const std::vector<std::string>& to);

// The uncleaned files, for one recipient: a letter of its own.
struct HandOver {
  Draft draft;
  SealedFiles files;
};
// Asks for the sentence. Errors are said; also that the recipient is not one of `to`.
tl::expected<HandOver, int> prepare_hand_over(const std::string& recipient, const std::vector<Rid>& to,
                                              const ThreadKeys& keys,
                                              const std::vector<Attachment>& attachments,
                                              const TrustedState& state);

// A report that is written, sealed, and whose secret is in the reporter's hands.
struct Written {
  ThreadKeys keys;
  Draft draft;
  SealedFiles files;
  SealedReport sealed;
  std::optional<HandOver> originals;
};
// original_for: empty, or whom to hand over the originals.
tl::expected<Written, int> write_report(const WriteOptions& options, const std::string& original_for,
                                        Material material, Online& online, ReporterWorld& world);

// How long to come back to a gateway that is busy or not there; between sessions, never within one.
class Patience {
 public:
  Patience(const CommonOptions& common, ReporterWorld& world);
  void have_a_day();  // somebody wants to wait
  // Waits, and true, if what failed may pass and there is patience left; false also if it was stopped.
  bool waits_after(Errc code);

 private:
  ReporterWorld& world_;
  std::int64_t left_;
  unsigned pause_;
};

// What is sealed; borrows.
struct ToSend {
  const ThreadKeys& keys;
  const Draft& draft;
  const SealedFiles& files;
  const SealedReport& sealed;
};
// Sends it in as many sessions as it takes. Asks a person whether to wait; where it cannot go on, offers
// the sealed letter as a file.
Outcome send_until_done(const CommonOptions& common, Online& online, const ToSend& what,
                        ReporterWorld& world);

// Error, hint, and what is known ("nothing was sent"); returns the exit code.
int stop(const Error& error, std::string_view known);

}  // namespace adit::client
