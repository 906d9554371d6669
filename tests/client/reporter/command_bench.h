// SPDX-License-Identifier: Apache-2.0
// A reporter's world in memory for the subcommands: a gateway behind the Transport interface, a
// cleaner that needs no child process, and a count of how often a connection was asked for.
#pragma once

#include "client/reporter/commands.h"
#include "client/thread/forms.h"
#include "client/trust/invitation.h"
#include "tests/client/thread/loop_transport.h"
#include "tests/client/thread/one_kept.h"

namespace adit::test {

// Transports are owned by the session; the loop is not.
class Borrowed final : public client::Transport {
 public:
  explicit Borrowed(client::Transport& inner) : inner_(inner) {}
  Result<ByteVector> get(std::string_view target, std::size_t max_bytes) override {
    return inner_.get(target, max_bytes);
  }
  Status post(std::string_view path, ByteSpan body) override { return inner_.post(path, body); }

 private:
  client::Transport& inner_;
};

struct CommandBench {
  Bench bench;
  std::size_t connections = 0;
  client::CommonOptions common{client::Invitation{bench.world.dep, "http://127.0.0.1:9"}.encode(), {}, true};
  client::ReporterWorld world{
      bench.clock, bench.rng, bench.talk, bench.pauses,
      [this](const client::Address&,
             const client::NetOptions&) -> Result<std::unique_ptr<client::Transport>> {
        ++connections;
        return std::unique_ptr<client::Transport>(std::make_unique<Borrowed>(bench.transport));
      },
      // Refuses what begins with "bad", unless it is to convert it, and "worst" always; the rest, up to a
      // colon, is what it finds.
      [](const client::HeldBytes& held, const client::CleanOptions& options,
         client::Reasons& why) -> Result<std::vector<client::KeptFile>> {
        auto file = held.read_all();
        if (!file) return fail(file.error());
        if (as_text(*file).starts_with("worst")) return fail(Errc::file_damaged);
        if (as_text(*file).starts_with("bad") && options.way == client::Way::rebuild) {
          why.emplace_back("the middle of it");
          return fail(Errc::file_type_refused);
        }
        std::string_view text = as_text(*file);
        std::size_t colon = text.find(':');
        client::CleanedFile cleaned{client::FileKind::text, *file, {}, {"the words"}};
        if (colon != std::string_view::npos) {
          cleaned.removed.push_back({client::FindingClass::where, std::string(text.substr(0, colon))});
          cleaned.bytes.erase(cleaned.bytes.begin(),
                              cleaned.bytes.begin() + static_cast<std::ptrdiff_t>(colon) + 1);
        }
        return one_kept(std::move(cleaned));
      }};

  // Writes what a forked child left in the loop to a file, since its memory is gone with it.
  void save_accepted(const std::string& path) const;
  static std::vector<ByteVector> load_accepted(const std::string& path, std::size_t object_bytes);
};

// What opens for a recipient of the letters in a file that save_accepted() wrote.
std::vector<OpenedLetter> letters_for(const CommandBench& b, const std::string& accepted,
                                      std::size_t recipient);

// Nine words of the thread secret that `seed` makes, and its keys (with Argon2id, as the program).
std::string words_of(std::uint64_t seed);
ThreadKeys keys_of_words(const std::string& words, const DeploymentId& dep);

// The secret's words as a screen shows them: alone on a line that is indented by four, before the question
// for them.
std::string words_on(const std::string& screen);

// What stands after `key` on its line, or nothing.
std::string line_after(const std::string& text, std::string_view key);

}  // namespace adit::test
