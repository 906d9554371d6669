// SPDX-License-Identifier: Apache-2.0
// Letters that no honest client makes: by a reporter who wants recipients to see different things,
// and by a recipient who has opened one and wants others to believe something else.
#include <adit/api.h>

#include <algorithm>
#include <functional>
#include <map>

#include "client/case/inbox.h"
#include "crypto/padded.h"
#include "tests/adversary/public_log.h"
#include "tests/properties/insider.h"

namespace adit::test {
namespace {

using Arguments = std::vector<std::string>;

// --- A reporter ---

struct Reporter {
  Reporter(const std::string& folder, std::span<const std::string> rids)
      : bundle(must(StateBundle::parse(read_bytes(folder + std::string(api::kStatePath))), "state")),
        dep(deployment_of(must(UnverifiedEnvelope::parse(bundle.council.front()), "genesis").body)),
        state(must(TrustedState::verify(bundle, dep, SystemClock().now(), Quorum::required), "state")),
        keys(Root::make([&](MutableByteSpan out) { rng.fill(out); }), dep) {
    const auto known = state.addressable();
    for (const std::string& rid : rids) {
      auto a =
          std::ranges::find(known, rid, [](const Addressable& k) { return to_hex(k.entry->rid.span()); });
      if (a != known.end()) to.push_back({a->entry->rid, a->week_key, a->entry->auth});
    }
    if (to.size() != rids.size()) give_up("a recipient cannot be written to");
  }

  // What an honest one would send, to the recipients in their order.
  Forgery honest() {
    Channel channel;
    channel.reply_key = keys.reply_key();
    channel.thread_public = keys.thread_public();
    channel.mid = rng.bytes<Mid>();
    channel.week = state.week();
    channel.view = state.record().view();
    Core core;
    core.form = "report";
    core.fields = {{"what", "text"}};
    Forgery f{.dep = dep,
              .letter_key = Key::make([&](MutableByteSpan out) { rng.fill(out); }),
              .slots = {},
              .channel = channel,
              .core = core.encode(),
              .tag = {}};
    for (std::size_t i = 0; i < kSlots; ++i) {
      f.slots[i] = ForNobody{};
      f.channel.slots[i].grant = rng.bytes<Grant>();
      if (i >= to.size()) continue;
      f.slots[i] = ToKey{to[i].week_key};
      f.channel.slots[i].rid = to[i].rid;
      f.channel.slots[i].grant = keys.grant(to[i].rid);
    }
    f.tag = [this](std::size_t i, const Commitment& com, ByteSpan core_block, ByteSpan untagged) {
      if (i >= to.size()) return std::optional<Tag16>();
      return std::optional(
          letter_tag(must(keys.thread_key(to[i].rid, to[i].auth), "key"), com, core_block, untagged));
    };
    return f;
  }

  SystemRng rng;
  StateBundle bundle;
  DeploymentId dep;
  TrustedState state;
  ThreadKeys keys;
  std::vector<Addressee> to;
};

Core core_with(std::size_t fields, std::size_t files, const std::string& text) {
  Core core;
  core.form = "report";
  for (std::size_t i = 0; i < fields; ++i) core.fields.emplace_back("q" + std::to_string(i), text);
  for (std::size_t i = 0; i < files; ++i) {
    core.files.push_back(
        {text, "text/plain", 1, Digest{}, Key::copy_of(Digest{}.span()), {ParcelId{}}, std::nullopt});
  }
  return core;
}

// Colours, the title of the window, a cleared screen, the clipboard, text turned round, a line that
// looks like ours.
constexpr const char* kHostile =
    "\x1b[2J\x1b[31mred\x1b]0;title\x07\x1b]52;c;cm0gLXJm\x1b\\\xc2\x9b"
    "31m\u202egnp.exe\u2066\r\nhow sure this is\n  written by the owner\x08\x7f";

const std::map<std::string, std::function<void(Reporter&, Forgery&)>> kReporters = {
    {"honest", [](Reporter&, Forgery&) {}},
    {"bad-slot", [](Reporter& r, Forgery& f) { f.slots[1] = Bytes1152{r.rng.bytes<SlotBytes>()}; }},
    {"two-texts",
     [](Reporter& r, Forgery& f) {
       f.slots[1] = ToKeyWith{r.to.at(1).week_key, Key::make([&](MutableByteSpan out) { r.rng.fill(out); })};
     }},
    {"hidden-reader", [](Reporter&, Forgery& f) { f.channel.slots[1].rid.reset(); }},
    {"hostile-text", [](Reporter&, Forgery& f) { f.core = core_with(2, 1, kHostile).encode(); }},
    {"many-fields", [](Reporter&, Forgery& f) { f.core = core_with(257, 0, "x").encode(); }},
    {"many-files", [](Reporter&, Forgery& f) { f.core = core_with(1, 33, "x").encode(); }},
    {"bad-block", [](Reporter&, Forgery& f) { f.core = ByteVector(64, 0xc1); }},
};

// --- A recipient ---

struct HeldLetter {
  SealedLetter sealed;
  Key letter_key;
  Forgery again;  // the same letter once more
};

HeldLetter hold(Insider& insider, std::uint64_t number) {
  const client::Letter letter = must(client::Inbox(*insider.vault).letter(number), "letter");
  SealedLetter sealed = must(SealedLetter::parse(letter.sealed), "letter");
  const DeploymentId& dep = insider.self.dep();
  const XwingKey* week_key = insider.keys.find(letter.channel.week);
  auto slot = static_cast<std::uint8_t>(letter.own_slot);
  auto ss = must(week_key->decapsulate(sealed.ciphertext(slot)), "slot");
  Key key = wrap(Key::copy_of(sealed.wrapped(slot).span()), ss, dep, slot, hash_of(week_key->public_key()));
  Forgery again{.dep = dep,
                .letter_key = key.clone(),
                .slots = {},
                .channel = letter.channel,
                .core = letter.core.encode(),
                .tag = {}};
  for (std::size_t i = 0; i < kSlots; ++i) {
    again.slots[i] = Bytes1152{*SlotBytes::from(sealed.slots().subspan(i * kSlotBytes, kSlotBytes))};
  }
  return {std::move(sealed), std::move(key), std::move(again)};
}

SealedLetter by_insider(const std::string& what, const Arguments& a) {
  Insider& insider = insider_of(a.at(1));
  HeldLetter held = hold(insider, std::stoull(a.at(2)));
  if (what == "same-again") return std::move(held.sealed);
  if (what == "other-text") {
    // Under the same keys, with the tags as they stand.
    held.again.core = core_with(1, 0, "words that the reporter never wrote").encode();
    return held.again.seal();
  }
  if (what == "other-message") {
    // A new message id, so that it would be shown as one more.
    SystemRng rng;
    held.again.channel.mid = rng.bytes<Mid>();
    return held.again.seal();
  }
  if (what == "moved-tags") {
    const HeldLetter other = hold(insider, std::stoull(a.at(3)));
    held.again.core = other.again.core;
    for (std::size_t i = 0; i < kSlots; ++i)
      held.again.channel.slots[i].tag = other.again.channel.slots[i].tag;
    return held.again.seal();
  }
  if (what == "pass-on") {
    // To somebody for whom it was not, in the reporter's name: the free slots are theirs.
    Insider& reader = insider_of(a.at(3));
    for (std::size_t i = 0; i < kSlots; ++i) {
      if (held.again.channel.slots[i].rid) continue;
      held.again.slots[i] = ToKey{reader.keys.find(held.again.channel.week)->public_key()};
      held.again.channel.slots[i].rid = reader.self.rid;
      return held.again.seal();
    }
    give_up("no free slot");
  }
  give_up("there is no letter " + what);
}

}  // namespace

int make_letter(const std::string& what, const Arguments& a) {
  auto reporter = kReporters.find(what);
  if (reporter == kReporters.end()) {
    write_bytes(a.at(0), by_insider(what, a).bytes());
    return 0;
  }
  Reporter writer(a.at(1), std::span(a).subspan(2));
  Forgery letter = writer.honest();
  reporter->second(writer, letter);
  write_bytes(a.at(0), letter.seal().bytes());
  return 0;
}

}  // namespace adit::test
