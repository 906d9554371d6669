// SPDX-License-Identifier: Apache-2.0
// adit carry: sends sealed files for someone else. Whoever carries one learns nothing from it.
#include <fmt/format.h>

#include <algorithm>
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

// Each letter has a session of its own, as if each of those who wrote them had sent it; pieces of files
// follow the first letter, or a decoy.
struct Load {
  const CommonOptions& common;
  Online& online;
  ReporterWorld& world;
  const CarryOptions& options;
  std::vector<ByteVector> objects;
  std::size_t sent = 0;
  bool session_is_new = true;

  std::optional<Error> carry() {
    std::vector<std::size_t> letters, pieces;
    for (std::size_t i = 0; i < objects.size(); ++i)
      (objects[i].size() == kLetterBytes ? letters : pieces).push_back(i);
    if (letters.empty()) {
      Delivery decoy = in_a_session(std::nullopt);
      if (ends_session(decoy)) return decoy.error;
    }
    for (std::size_t i : letters) {
      if (auto error = tell(i, in_a_session(objects[i]))) return error;
      if (auto error = carry_pieces(pieces)) return error;
      pieces.clear();
    }
    return carry_pieces(pieces);
  }

 private:
  std::optional<Error> carry_pieces(const std::vector<std::size_t>& pieces) {
    for (std::size_t i : pieces) {
      CatchInterrupt catching;
      if (auto error = tell(i, online.session().post_object(objects[i]))) return error;
    }
    return std::nullopt;
  }

  // In another session if the gateway was busy or away, while there is patience.
  Delivery in_a_session(std::optional<ByteSpan> letter) {
    Patience patience(common, world);
    Sent known = Sent::no;
    for (;;) {
      Delivery delivery;
      {
        CatchInterrupt catching;
        Status begun = session_is_new ? Status() : online.begin_another();
        session_is_new = false;
        delivery = begun ? carry_letter(online.session(), letter) : Delivery{Sent::no, begun.error()};
      }
      delivery.sent = known = std::max(known, delivery.sent);
      if (!delivery.error || !letter || known == Sent::yes || !patience.waits_after(delivery.error->code))
        return delivery;
    }
  }

  std::optional<Error> tell(std::size_t i, const Delivery& delivery) {
    fmt::print("{}: {}\n", inert_line(options.files[i]), in_words(delivery.sent));
    std::fflush(stdout);
    if (delivery.sent == Sent::yes) ++sent;
    return delivery.error;
  }
};

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
  Load load{common, **online, world, options, std::move(objects)};
  auto error = load.carry();
  return error ? stop(*error, fmt::format("{} of {} files were sent", load.sent, options.files.size())) : 0;
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
