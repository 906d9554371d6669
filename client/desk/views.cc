// SPDX-License-Identifier: Apache-2.0
// adit-desk views: what this desk was shown, for another recipient; or compared with another's.
#include <fmt/format.h>

#include "client/case/alarms.h"
#include "client/case/position.h"
#include "client/case/self.h"
#include "client/case/view_list.h"
#include "client/desk/commands.h"
#include "client/desk/words.h"
#include "client/terminal/terminal.h"
#include "client/trust/files.h"

namespace adit::client {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{4} << 20;

// The other's checkpoint must be signed by the gateway's log: anyone can write a file.
Result<ViewList> read_views(Records& records, const DeskSelf& self, const std::filesystem::path& file) {
  ADIT_TRY(ByteVector bytes, read_file(file, kMaxFileBytes));
  ADIT_TRY(ViewList list, ViewList::parse(as_text(bytes)));
  ADIT_TRY(auto directory, load_directory(records));
  if (!directory) return fail(Errc::not_found);
  auto verified = Checkpoint::verify(list.checkpoint, log_origin(self.dep()), directory->gateway.log_key);
  if (!verified) return fail(Errc::signature_invalid);
  return list;
}

Status accuse(Records& records, Epoch epoch, const ViewList& own, const ViewList& other) {
  ADIT_TRY(Transaction transaction, Transaction::begin(records));
  ADIT_CHECK(put_alarm(records, {AlarmKind::fork, epoch, {own.checkpoint, other.checkpoint}}));
  return transaction.commit();
}

int compare(Records& records, const DeskSelf& self, const std::filesystem::path& file) {
  auto own = own_views(records);
  if (!own) return report(kDeskProgram, own.error());
  auto other = read_views(records, self, file);
  if (!other) return report(kDeskProgram, other.error(), inert_line(file.string()) + ": ");
  auto letters = unknown_views(records);
  if (!letters) return report(kDeskProgram, letters.error());
  const ViewComparison found = compare_views(*own, *other, *letters);
  std::string out = fmt::format("{} the same for both\n", counted(found.same, "epoch is", "epochs are"));
  for (Epoch epoch : found.different)
    out += fmt::format("epoch {} is NOT the same: the gateway showed you two histories\n", number(epoch));
  for (std::uint64_t n : found.explained)
    out += fmt::format("letter {} was written from a state that they were shown and you were not\n", n);
  for (std::uint64_t n : found.unexplained)
    out += fmt::format("letter {} was written from a state that they do not know either\n", n);
  print_result(out);
  if (found.different.empty() && found.explained.empty()) {
    if (found.same > 0) return 0;
    say(kDeskProgram, "there is no epoch that both have read: sync both and compare again");
    return 9;
  }
  const Epoch epoch = found.different.empty() ? own->views.rbegin()->first : found.different.front();
  if (Status kept = accuse(records, epoch, *own, *other); !kept) return report(kDeskProgram, kept.error());
  return report_alarms(std::vector<Alarm>{{AlarmKind::fork, epoch, {}}});
}

}  // namespace

int run_views(const DeskCommon& common, const ViewsOptions& options, DeskWorld& world) {
  auto vault = open_vault(common, world);
  if (!vault) return report(kDeskProgram, vault.error());
  auto self = load_self(**vault);
  if (!self) return report(kDeskProgram, self.error());
  if (options.compare) return compare(**vault, *self, *options.compare);
  auto own = own_views(**vault);
  if (!own) return report(kDeskProgram, own.error());
  if (options.out.empty()) {
    print_result(own->encode());
    return 0;
  }
  if (Status written = write_new_file(options.out, as_bytes(own->encode()), Rights::as_umask); !written)
    return report(kDeskProgram, written.error(), options.out.string() + ": ");
  say(kDeskProgram, "nothing in it is secret: the other recipient runs adit-desk views --compare with it");
  return 0;
}

void add_views(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command = app.add_subcommand("views", "Compare with another recipient what the gateway showed");
  auto o = std::make_shared<ViewsOptions>();
  auto* out =
      command->add_option("--out", o->out, "Write what you were shown to a new file")->type_name("FILE");
  command->add_option("--compare", o->compare, "The file that another recipient wrote")
      ->type_name("FILE")
      ->excludes(out);
  command->footer(
      "Example:\n  adit-desk --vault desk views --out mine.views\n  adit-desk --vault desk views --compare "
      "theirs.views\n"
      "Exit codes: 0 the same, 9 nothing to compare, 10 a fork.");
  command->callback([&common, o, &chosen] {
    chosen = [&common, o](DeskWorld& world) { return run_views(common, *o, world); };
  });
}

}  // namespace adit::client
