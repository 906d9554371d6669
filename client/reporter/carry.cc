// SPDX-License-Identifier: Apache-2.0
// adit carry: sends sealed files for someone else. Whoever carries one learns nothing from it.
#include <fmt/format.h>

#include <cstdio>

#include "client/reporter/write.h"
#include "client/thread/outbox.h"
#include "client/trust/files.h"

namespace adit::client {
namespace {

std::string_view in_words(Sent sent) {
  switch (sent) {
    case Sent::no:
      return "not sent";
    case Sent::maybe:
      return "may have been sent; sending it again does no harm";
    case Sent::yes:
      break;
  }
  return "sent";
}

}  // namespace

int run_carry(const CommonOptions& common, const CarryOptions& options, ReporterWorld& world) {
  std::vector<ByteVector> objects;
  for (const std::string& path : options.files) {
    auto bytes = read_file(path, kParcelBytes);
    if (!bytes && bytes.error().code == Errc::file_too_large) bytes = fail(Errc::object_wrong_size);
    if (bytes && bytes->size() != kLetterBytes && bytes->size() != kParcelBytes)
      bytes = fail(Errc::object_wrong_size);
    if (!bytes) {
      int code = report(kProgram, bytes.error(), inert_line(path) + ": ");
      say(kProgram, "nothing was sent");
      return code;
    }
    objects.push_back(std::move(*bytes));
  }
  auto invitation = invitation_of(common);
  if (!invitation) return stop(invitation.error(), "nothing was sent");
  auto online = Online::open(common, *invitation, world);
  if (!online) return stop(online.error(), "nothing was sent");
  CatchInterrupt catching;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    Delivery delivery = (*online)->session().post_object(objects[i]);
    fmt::print("{}: {}\n", inert_line(options.files[i]), in_words(delivery.sent));
    std::fflush(stdout);
    if (delivery.error) {
      return stop(*delivery.error, fmt::format("{} of {} files were sent", i, objects.size()));
    }
  }
  return 0;
}

void add_carry(CLI::App& app, const CommonOptions& common, Chosen& chosen) {
  CLI::App* command = app.add_subcommand("carry", "Send sealed files, for yourself or for someone else");
  auto options = std::make_shared<CarryOptions>();
  command->add_option("files", options->files, "Sealed reports, or pieces of attached files")->required();
  command->footer("Example:\n  adit -i invitation.txt carry letter.adit");
  command->callback([&common, options, &chosen] {
    chosen = [&common, options](ReporterWorld& world) { return run_carry(common, *options, world); };
  });
}

}  // namespace adit::client
