// SPDX-License-Identifier: Apache-2.0
// adit seal: a report as a file, to be carried by anyone and sent from anywhere.
#include <fmt/format.h>

#include <filesystem>

#include "client/reporter/write.h"
#include "client/thread/outbox.h"
#include "client/trust/files.h"

namespace adit::client {
namespace {

constexpr std::string_view kNothingSent = "nothing was sent";

int usage(std::string_view text) {
  say(kProgram, fmt::format("error: {}", text));
  say(kProgram, "hint: see adit seal --help");
  return 2;
}

// Parcels in an order that chance decides: names tell nothing about which belongs where in a file.
Status write_parts(const std::filesystem::path& folder, const Parcels& parcels, Rng& rng) {
  std::size_t number = 0;
  for (std::uint32_t index : shuffled(parcels.count, rng)) {
    ADIT_TRY(ByteVector parcel, parcels.make(index));
    ADIT_CHECK(write_new_file(folder / fmt::format("{:04}.adit", ++number), parcel, Rights::owner_only));
  }
  return {};
}

}  // namespace

int run_seal(const CommonOptions& common, const SealOptions& options, ReporterWorld& world) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (options.write.attach.empty() != options.parts.empty()) {
    return usage("--attach and --parts go together: the pieces of the files need a folder");
  }
  for (const std::string& path : {options.out, options.parts}) {
    if (!path.empty() && fs::exists(fs::symlink_status(path, ignored))) {
      int code = report(kProgram, Error(Errc::file_exists), inert_line(path) + ": ");
      say(kProgram, kNothingSent);
      return code;
    }
  }
  auto material = gather(options.write, world);
  if (!material) return material.error();
  auto invitation = invitation_of(common);
  if (!invitation) return stop(invitation.error(), kNothingSent);
  auto online = Online::open(common, *invitation, world);
  if (!online) return stop(online.error(), kNothingSent);
  if (Status done = (*online)->finish_in_silence(); !done) return stop(done.error(), kNothingSent);
  auto written = write_report(options.write, {}, std::move(*material), **online, world);
  if (!written) return written.error();

  if (!options.parts.empty()) {
    if (!fs::create_directory(options.parts, ignored))
      return stop(Error(Errc::store_unavailable), kNothingSent);
    fs::permissions(options.parts, fs::perms::owner_all, ignored);
    if (Status parts = write_parts(options.parts, written->files.parcels, world.rng); !parts) {
      return stop(parts.error(), "the pieces were not all written; nothing was sent");
    }
  }
  Status letter = write_new_file(options.out, written->sealed.letter.bytes(), Rights::owner_only);
  if (!letter) return stop(letter.error(), kNothingSent);
  fmt::print("sealed: {}\n", inert_line(options.out));
  if (!options.parts.empty()) fmt::print("pieces: {}\n", written->files.parcels.count);
  say(kProgram,
      "nothing was sent yet: adit carry sends it, from any machine and by anyone, within about a week");
  return 0;
}

void add_seal(CLI::App& app, const CommonOptions& common, Chosen& chosen) {
  CLI::App* command = app.add_subcommand("seal", "Write a report and seal it into a file, to be carried");
  auto options = std::make_shared<SealOptions>();
  add_write_options(*command, options->write);
  command->add_option("--out", options->out, "The sealed report; never overwrites")
      ->type_name("FILE")
      ->required();
  command->add_option("--parts", options->parts, "New folder for the pieces of the attached files")
      ->type_name("DIR");
  command->footer(
      "Examples:\n  adit -i invitation.txt seal --out letter.adit\n"
      "  adit -i invitation.txt seal --from report.toml --to \"Legal Aid\" --out letter.adit");
  command->callback([&common, options, &chosen] {
    chosen = [&common, options](ReporterWorld& world) { return run_seal(common, *options, world); };
  });
}

}  // namespace adit::client
