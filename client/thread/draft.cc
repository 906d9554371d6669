// SPDX-License-Identifier: Apache-2.0
#include "client/thread/draft.h"

#include <algorithm>

namespace adit::client {
namespace {

Core core_of(const Draft& draft, const SealedFiles& files) {
  return Core{draft.form, draft.language, draft.fields, files.clone_entries()};
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

void wipe(std::string& text) {
  sodium_memzero(text.data(), text.size());
  text.clear();
}

void wipe(Fields& fields) {
  for (auto& [key, value] : fields) wipe(value);
  fields.clear();
}

Draft::~Draft() { wipe(fields); }

Draft follow_up(std::string text, std::vector<Rid> to, Rng& rng) {
  Draft draft;
  draft.form = kMessageForm;
  draft.fields.emplace_back(kMessageKey, std::move(text));
  draft.kind = LetterKind::follow_up;
  draft.mid = rng.bytes<Mid>();
  draft.to = std::move(to);
  return draft;
}

Draft proposal_answer(Consent consent, std::string text, std::vector<Rid> to, Rng& rng) {
  Draft draft = follow_up(std::string(), std::move(to), rng);
  draft.form = kProposalForm;
  draft.kind = LetterKind::proposal_answer;
  draft.fields.clear();
  draft.fields.emplace_back(kProposalKey, consent == Consent::yes ? "yes" : "no");
  if (!text.empty()) draft.fields.emplace_back(kMessageKey, std::move(text));
  return draft;
}

std::ptrdiff_t bytes_left(const Draft& draft, const SealedFiles& files) {
  Core core = core_of(draft, files);
  std::ptrdiff_t left = core_bytes_left(core);
  wipe(core.fields);
  return left;
}

Result<SealedReport> seal_draft(const ThreadKeys& keys, const Draft& draft, const SealedFiles& files,
                                const TrustedState& state, Rng& rng) {
  LetterDraft letter;
  letter.core = core_of(draft, files);
  letter.kind = draft.kind;
  letter.mid = draft.mid;
  letter.week = state.week();
  letter.view = state.record().view();
  std::vector<Addressable> known = state.addressable();
  for (const Rid& rid : draft.to) {
    auto at = std::ranges::find_if(known, [&](const Addressable& a) { return a.entry->rid == rid; });
    if (at == known.end()) return fail(Errc::recipient_not_addressable);
    letter.addressees.push_back({rid, at->week_key, at->entry->auth});
  }
  auto sealed = seal_letter(keys, letter, rng);
  wipe(letter.core.fields);
  if (!sealed) return fail(sealed.error());
  return SealedReport{std::move(*sealed), state.week()};
}

Result<Rid> find_recipient(const TrustedState& state, std::string_view name) {
  std::string wanted = lowered(name);
  const RecipientEntry* exact = nullptr;
  const RecipientEntry* begins = nullptr;
  std::size_t beginning = 0;
  std::size_t equal = 0;
  for (const RecipientEntry& entry : state.directory().body().recipients) {
    std::string full = lowered(entry.name);
    if (full == wanted || to_hex(entry.rid.span()) == wanted) {
      exact = &entry;
      ++equal;
    }
    if (!wanted.empty() && full.starts_with(wanted)) {
      begins = &entry;
      ++beginning;
    }
  }
  const RecipientEntry* found = equal == 1 ? exact : (equal == 0 && beginning == 1 ? begins : nullptr);
  if (found == nullptr) return fail(Errc::not_found);
  for (const Addressable& a : state.addressable()) {
    if (a.entry->rid == found->rid) return found->rid;
  }
  return fail(Errc::recipient_not_addressable);
}

}  // namespace adit::client
