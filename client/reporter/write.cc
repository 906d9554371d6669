// SPDX-License-Identifier: Apache-2.0
#include "client/reporter/write.h"

#include <fmt/format.h>

#include <algorithm>

#include "client/reporter/interview.h"
#include "client/reporter/screens.h"
#include "client/reporter/secret_words.h"
#include "client/trust/files.h"

namespace adit::client {
namespace {

constexpr int kUsage = 2;
constexpr std::string_view kNothingSent = "nothing was sent";

using Stopped = tl::unexpected<int>;
Stopped stopped(const Error& error) { return Stopped(stop(error, kNothingSent)); }
Stopped stopped(const Error& error, std::string_view what) {
  int code = report(kProgram, error, what);
  say(kProgram, kNothingSent);
  return Stopped(code);
}

tl::expected<Report, int> report_from(const std::string& path) {
  auto bytes = read_file(path, kMaxReportFileBytes);
  if (!bytes) return stopped(bytes.error(), inert_line(path) + ": ");
  auto parsed = parse_report_file(as_text(*bytes));
  sodium_memzero(bytes->data(), bytes->size());
  if (parsed) return std::move(*parsed);
  say(kProgram, fmt::format("error: {}: {}", inert_line(path), inert_line(parsed.error().text)));
  say(kProgram, "hint: adit report --show-form lists the questions and the values they take");
  say(kProgram, kNothingSent);
  return Stopped(kUsage);
}

Status show_traces(const Fields& fields) {
  std::vector<std::string> traces = traces_in(fields);
  if (traces.empty()) return {};
  warn(kProgram, "your text contains what could point to you or to others:");
  for (const std::string& trace : traces) say(kProgram, "  " + trace);
  if (!can_ask()) return {};
  ADIT_TRY(bool go_on, ask_yes_no("Leave it in? (no: stop here, nothing is sent) "));
  if (!go_on) return fail(Errc::interrupted);
  return {};
}

// Asks for a shorter account until it fits; without a terminal that is an error.
Status fit(Draft& draft, const SealedFiles& files) {
  for (;;) {
    std::ptrdiff_t left = bytes_left(draft, files);
    if (left >= 0) return {};
    if (!can_ask()) {
      say(kProgram, fmt::format("the report is too long by {} bytes", -left));
      return fail(Errc::report_too_long);
    }
    ADIT_CHECK(ask_shorter_account(draft.fields, static_cast<std::size_t>(-left)));
  }
}

Status confirm(const Draft& draft, const Material& material, const TrustedState& state) {
  if (!can_ask()) return {};
  say(kProgram, "your report is for:");
  for (const Rid& rid : draft.to) say(kProgram, "  " + recipient_line(*state.directory().find(rid)));
  say(kProgram,
      fmt::format("with {} files; they can prove to nobody who wrote it, and nobody else can read it",
                  material.attachments.size()));
  auto raw = std::ranges::count(material.attachments, Treatment::as_it_is, &Attachment::treatment);
  if (raw > 0) warn(kProgram, fmt::format("{} of the files NOT cleaned, as you wanted", raw));
  ADIT_TRY(bool go_on, ask_yes_no("Seal it now? (no: stop here, nothing is sent) "));
  if (!go_on) return fail(Errc::interrupted);
  return {};
}

}  // namespace

int stop(const Error& error, std::string_view known) {
  int code = report(kProgram, error);
  say(kProgram, known);
  return code;
}

tl::expected<Material, int> gather(const WriteOptions& options, ReporterWorld& world) {
  Material out;
  if (!options.form.empty() && find_form(options.form) == nullptr) {
    say(kProgram, fmt::format("error: there is no form \"{}\"", inert_line(options.form)));
    return Stopped(kUsage);
  }
  if (!options.from.empty()) {
    auto parsed = report_from(options.from);
    if (!parsed) return Stopped(parsed.error());
    out.report = std::move(*parsed);
    if (!options.language.empty()) out.report->language = options.language;
  } else if (!can_ask()) {
    return stopped(Error(Errc::input_needed), "--from: ");
  }
  if (options.to.empty() && !can_ask()) return stopped(Error(Errc::input_needed), "--to: ");
  auto cleaned = clean_all(options.attach, options.clean, world);
  if (!cleaned) return Stopped(cleaned.error());
  out.attachments = std::move(*cleaned);
  return out;
}

tl::expected<std::vector<Rid>, int> choose_recipients(const TrustedState& state,
                                                      const std::vector<std::string>& to) {
  std::vector<Rid> out;
  for (const std::string& name : to) {
    auto rid = find_recipient(state, name);
    if (!rid && rid.error().code == Errc::not_found) {
      say(kProgram, fmt::format("error: there is no recipient \"{}\", or more than one", inert_line(name)));
      say(kProgram, "hint: adit recipients lists them");
      say(kProgram, kNothingSent);
      return Stopped(kUsage);
    }
    if (!rid) return stopped(rid.error(), inert_line(name) + ": ");
    if (std::ranges::find(out, *rid) == out.end()) out.push_back(*rid);
  }
  if (out.size() > kSlots) {
    say(kProgram, fmt::format("error: a report goes to {} recipients at most", kSlots));
    say(kProgram, kNothingSent);
    return Stopped(kUsage);
  }
  if (!out.empty()) return out;
  std::vector<Addressable> known = state.addressable();
  if (known.empty()) return stopped(Error(Errc::recipient_not_addressable));
  std::vector<std::string> lines;
  for (const Addressable& a : known) lines.push_back(recipient_line(*a.entry));
  for (;;) {
    auto chosen = ask_choices(fmt::format("\nWho may read this? (up to {})", kSlots), lines, kSlots);
    if (!chosen) return stopped(chosen.error());
    for (std::size_t index : *chosen) out.push_back(known[index].entry->rid);
    if (!out.empty()) return out;
    say(kProgram, "choose at least one");
  }
}

tl::expected<Written, int> write_report(const WriteOptions& options, const std::string& original_for,
                                        Material material, Online& online, ReporterWorld& world) {
  if (!material.report) {
    auto asked = interview(options.form, options.language);
    if (!asked) return stopped(asked.error());
    material.report = std::move(*asked);
    if (Status files = ask_files(material.attachments, options.clean, world); !files)
      return stopped(files.error());
  }
  Draft draft;
  draft.form = material.report->form->id;
  draft.language = std::move(material.report->language);
  draft.fields = std::move(material.report->fields);
  for (auto& field : raw_fields(material.attachments)) draft.fields.push_back(std::move(field));
  draft.mid = world.rng.bytes<Mid>();
  auto to = choose_recipients(online.state(), options.to);
  if (!to) return Stopped(to.error());
  draft.to = std::move(*to);
  if (Status looked = show_traces(draft.fields); !looked) return stopped(looked.error());

  ThreadSecret secret = new_secret(world.rng);
  auto keys = keys_of(secret, online.state().dep());
  if (!keys) return stopped(keys.error());
  auto files = seal_files(*keys, material.attachments);
  if (!files) return stopped(files.error());
  if (Status fits = fit(draft, *files); !fits) return stopped(fits.error());
  if (Status confirmed = confirm(draft, material, online.state()); !confirmed)
    return stopped(confirmed.error());
  std::optional<HandOver> originals;
  if (!original_for.empty()) {
    auto prepared = prepare_hand_over(original_for, draft.to, *keys, material.attachments, online.state());
    if (!prepared) return Stopped(prepared.error());
    originals = std::move(*prepared);
  }
  auto sealed = seal_draft(*keys, draft, *files, online.state(), world.rng);
  if (!sealed) return stopped(sealed.error());
  if (Status shown = show_secret(secret, options.secret); !shown) return stopped(shown.error());
  return Written{std::move(*keys), std::move(draft), std::move(*files), std::move(*sealed),
                 std::move(originals)};
}

}  // namespace adit::client
