// SPDX-License-Identifier: Apache-2.0
#include "client/verify/judge.h"

#include <fmt/format.h>

#include "client/terminal/dates.h"

namespace adit::client {
namespace {

Judged judged_by(Checkpoint checkpoint, const Directory& directory) {
  std::vector<NoteKey> cosigners;
  for (const NoteKey& witness : directory.body().witnesses) {
    if (cosigned_at(checkpoint.note(), witness)) cosigners.push_back(witness);
  }
  const bool enough = checkpoint.cosignatures(directory.body().witnesses).size() >= directory.body().quorum;
  return {std::move(checkpoint), &directory, std::move(cosigners), enough};
}

// True if the directory was in force when most of the witnesses signed.
bool was_in_force(const Judged& j) {
  auto times = j.checkpoint.cosignatures(j.directory->body().witnesses);
  if (times.empty()) return true;
  Epoch at = epoch_at(times[times.size() / 2], j.directory->params().epoch_seconds);
  return !j.directory->is_expired(at);
}

}  // namespace

Result<Judged> judge_checkpoint(std::string_view note, const Papers& papers) {
  std::optional<Judged> best;
  auto rank = [](const Judged& j) {
    return std::tuple(j.has_quorum && was_in_force(j), j.directory->body().seq);
  };
  for (const Directory& directory : papers.directories) {
    auto checkpoint =
        Checkpoint::verify(note, log_origin(directory.body().dep), directory.body().gateway.log_key);
    if (!checkpoint) continue;
    Judged here = judged_by(std::move(*checkpoint), directory);
    if (!best || rank(*best) < rank(here)) best = std::move(here);
  }
  if (!best) return fail(Errc::checkpoint_invalid);
  return std::move(*best);
}

bool tell_checkpoint(const Judged& j, const Papers& papers, Verdict& verdict) {
  const DirectoryBody& body = j.directory->body();
  verdict.add("log", j.checkpoint.note().text.substr(0, j.checkpoint.note().text.find('\n')));
  verdict.add("signed by", body.gateway.log_key.encode());
  verdict.add("entries", std::to_string(j.checkpoint.size()));
  verdict.add("root", to_hex(j.checkpoint.root().span()));
  verdict.add("directory", std::to_string(body.seq));
  for (const NoteKey& witness : j.cosigners) {
    verdict.add("cosigned by",
                fmt::format("{} on {}", witness.name, date_text(*cosigned_at(j.checkpoint.note(), witness))));
  }
  verdict.add("witnesses", fmt::format("{} of {} cosigned, {} are needed", j.cosigners.size(),
                                       body.witnesses.size(), body.quorum));
  if (!papers.invited) {
    verdict.add("note", "no invitation was given: whether this is the right council was not looked at");
  }
  if (!j.has_quorum) {
    verdict.exit_code = kTrustExit;
    verdict.sentence = "too few of the witnesses have cosigned this checkpoint.";
    return false;
  }
  if (!was_in_force(j)) {
    verdict.exit_code = kTrustExit;
    verdict.sentence = "the directory had expired when this checkpoint was cosigned.";
    return false;
  }
  return true;
}

}  // namespace adit::client
