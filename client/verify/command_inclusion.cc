// SPDX-License-Identifier: Apache-2.0
// adit-verify inclusion: an object is in the log that a checkpoint stands for.
#include <fmt/format.h>

#include <map>

#include "client/trust/files.h"
#include "client/verify/commands.h"
#include "client/verify/judge.h"
#include "client/verify/proof_file.h"
#include "crypto/sha256.h"

namespace adit::client {
namespace {

const std::map<std::string, EntryKind> kKinds{{"epoch", EntryKind::epoch},
                                              {"letter", EntryKind::letter},
                                              {"card", EntryKind::card},
                                              {"parcel", EntryKind::parcel},
                                              {"document", EntryKind::document}};

struct Options {
  std::filesystem::path proof, object;
  std::optional<EntryKind> kind;
  PaperOptions papers;
};

EntryKind kind_of_size(std::size_t bytes) {
  switch (bytes) {
    case kLetterBytes:
      return EntryKind::letter;
    case kCardBytes:
      return EntryKind::card;
    case kParcelBytes:
      return EntryKind::parcel;
    case kEpochRecordBytes:
      return EntryKind::epoch;
    default:
      return EntryKind::document;
  }
}

std::string name_of(EntryKind kind) {
  for (const auto& [name, k] : kKinds) {
    if (k == kind) return name;
  }
  return "entry";
}

Verdict verify(const Options& o) {
  return with_papers(o.papers, [&](const Papers& papers) {
    auto text = read_text(o.proof, kMaxProofFileBytes);
    if (!text) return refused(text.error(), o.proof.string());
    auto proof = InclusionFile::parse(*text);
    if (!proof)
      return Verdict{exit_code(Errc::file_damaged), o.proof.string() + ": this is not a tlog-proof.", {}};
    auto object = read_file(o.object, kParcelBytes);
    if (!object) return refused(object.error(), o.object.string());
    auto judged = judge_checkpoint(proof->checkpoint, papers);
    if (!judged) return refused(Error(Errc::signature_invalid), o.proof.string());
    Verdict out;
    if (!tell_checkpoint(*judged, papers, out)) return out;
    const EntryKind kind = o.kind.value_or(kind_of_size(object->size()));
    ByteVector entry = kind == EntryKind::epoch ? *object : entry_of(kind, sha256(*object));
    out.add("object", fmt::format("{}, SHA-256 {}", name_of(kind), to_hex(sha256(*object).span())));
    out.add("entry", std::to_string(proof->index));
    if (verify_inclusion(proof->index, judged->checkpoint.size(), leaf_hash(entry), proof->nodes,
                         judged->checkpoint.root())) {
      out.sentence = "this object is in the log that the checkpoint stands for.";
    } else {
      out.exit_code = kNotShownExit;
      out.sentence = "the signatures hold, but the proof does not show that this object is in the log.";
    }
    return out;
  });
}

}  // namespace

void add_inclusion(CLI::App& app, Chosen& chosen) {
  auto o = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("inclusion", "An object is in the log");
  command->add_option("PROOF", o->proof, "A tlog-proof")->required();
  command->add_option("--object", o->object, "The letter, card, parcel, document or epoch record itself")
      ->type_name("FILE")
      ->required();
  command->add_option("--kind", o->kind, "What it is, if its size does not tell")
      ->transform(CLI::CheckedTransformer(kKinds))
      ->type_name("KIND");
  add_paper_options(*command, o->papers);
  command->footer(
      "Example:\n  adit-verify inclusion letter.tlog-proof --object letter.bin -i invitation.txt --state "
      "state");
  command->callback(
      [o, &chosen] { chosen = [o](Form form) { return show("inclusion", verify(*o), form); }; });
}

}  // namespace adit::client
