// SPDX-License-Identifier: Apache-2.0
// adit-verify itself, with files as people have them.
#include <sys/wait.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "client/trust/fork_proof.h"
#include "client/trust/invitation.h"
#include "client/verify/proof_file.h"
#include "crypto/sha256.h"
#include "tests/client/verify/proofs.h"

using namespace adit;
using namespace adit::client;
using namespace adit::test;

namespace {

struct Ran {
  int exit_code;
  std::string out, err;
  bool says(std::string_view text) const { return out.find(text) != std::string::npos; }
};

// What a third person is given: an invitation, documents, a saved state with its checkpoint.
struct Case {
  explicit Case(World w = make_world()) : world(std::move(w)), bundle(world.bundle(3, kNow)) {
    files.put("invitation.txt", Invitation{world.dep, "https://gateway.example"}.encode());
    files.put("council.doc", world.council.encode());
    files.put("directory.doc", world.directory.encode());
    files.put("state", bundle.encode());
    files.put("checkpoint", bundle.checkpoint);
  }
  Ran run(const std::string& arguments) const {
    std::string command = "cd '" + files.path().string() + "' && '" ADIT_BIN_DIR "/adit-verify' --no-input " +
                          arguments + " </dev/null >out 2>err";
    int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, files.get("out"), files.get("err")};
  }
  World world;
  StateBundle bundle;
  Files files;
};

const std::string kPapers = " -i invitation.txt --council council.doc --directory directory.doc";
const std::string kState = " -i invitation.txt --state state";

}  // namespace

TEST_CASE("a checkpoint counts with a quorum of witnesses and not with one less", "[verify]") {
  Case c;
  for (const std::string& papers : {kPapers, kState}) {
    Ran ran = c.run("checkpoint checkpoint" + papers);
    CHECK(ran.exit_code == 0);
    CHECK(ran.says("Yes: the log signed this checkpoint"));
    CHECK(ran.says("3 of 3 cosigned, 2 are needed"));
    CHECK(ran.says("2026-09-23 12:00 UTC"));
  }
  c.files.put("few", c.world.bundle(1, kNow).checkpoint);
  Ran few = c.run("checkpoint few" + kPapers);
  CHECK(few.exit_code == 5);
  CHECK(few.says("No: too few of the witnesses"));
  c.files.put("late", c.world.bundle(3, UnixTime{seconds(kNow) + 200 * kDaySeconds}).checkpoint);
  CHECK(c.run("checkpoint late" + kPapers).exit_code == 5);
}

TEST_CASE("any changed byte of a checkpoint is noticed", "[verify]") {
  Case c;
  for (std::size_t at = 0; at < c.bundle.checkpoint.find("\n\n"); at += 7) {
    std::string text = c.bundle.checkpoint;
    text[at] = text[at] == 'A' ? 'B' : 'A';
    c.files.put("changed", text);
    CHECK(c.run("checkpoint changed" + kPapers).exit_code == 5);
  }
}

TEST_CASE("documents of others than the invitation names are refused", "[verify]") {
  Case c;
  Case other(make_world({.seed = 2}));
  c.files.put("other.txt", other.files.get("invitation.txt"));
  for (const std::string& command : {std::string("documents"), std::string("checkpoint checkpoint")}) {
    Ran ran = c.run(command + " -i other.txt --council council.doc --directory directory.doc");
    CHECK(ran.exit_code == 5);
    CHECK(ran.says("No: council.doc: "));
  }
  c.files.put("directory.doc", other.files.get("directory.doc"));
  CHECK(c.run("documents" + kPapers).exit_code == 5);
  Ran open = c.run("documents --council council.doc");
  CHECK(open.exit_code == 0);
  CHECK(open.says("whether this is the right council was not looked at"));
}

TEST_CASE("documents are told with who signed them", "[verify]") {
  Case c;
  Ran ran = c.run("documents" + kPapers);
  CHECK(ran.exit_code == 0);
  CHECK(ran.says("council: 0: 2 of 3 must sign: Member 1, Member 2, Member 3"));
  CHECK(ran.says("recipient: Recipient 2 (Office of Tests), active"));
  CHECK(ran.says("a test deployment"));
  CHECK(ran.says("Yes: these documents are signed as they must be"));
}

TEST_CASE("an object is in the log, and another one is not", "[verify]") {
  Case c;
  // The epoch record of the state, with the state's own proof.
  auto index = CheckpointBody::parse(UnverifiedNote::parse(c.bundle.checkpoint)->text)->size - 1;
  c.files.put("record", c.bundle.epoch_record);
  c.files.put("record.tlog-proof",
              InclusionFile{std::nullopt, index, c.bundle.proof, c.bundle.checkpoint}.encode());
  CHECK(c.run("inclusion record.tlog-proof --object record" + kState).exit_code == 0);

  SeededRng rng(4);
  SealedLetter letter = seal_decoy(c.world.dep, rng);
  Leaves leaves = some_leaves(11);
  leaves[6] = leaf_hash(entry_of(EntryKind::letter, Digest(letter.hash().span())));
  InclusionFile proof{std::nullopt, 6, inclusion_proof(leaves, 6), checkpoint_of(c.world, leaves)};
  c.files.put("letter", letter.bytes());
  c.files.put("proof", proof.encode());
  Ran in = c.run("inclusion proof --object letter" + kPapers);
  CHECK(in.exit_code == 0);
  CHECK(in.says("object: letter, SHA-256 " + to_hex(letter.hash().span())));
  CHECK(c.run("inclusion proof --object letter --kind parcel" + kPapers).exit_code == 10);

  c.files.put("letter", seal_decoy(c.world.dep, rng).bytes());
  Ran out = c.run("inclusion proof --object letter" + kPapers);
  CHECK(out.exit_code == 10);
  CHECK(out.says("No: the signatures hold, but"));
  c.files.put("letter", letter.bytes());
  proof.index = 7;
  c.files.put("proof", proof.encode());
  CHECK(c.run("inclusion proof --object letter" + kPapers).exit_code == 10);
  c.files.put("proof", std::string("nothing"));
  CHECK(c.run("inclusion proof --object letter" + kPapers).exit_code == 7);
  CHECK(c.run("inclusion missing --object letter" + kPapers).exit_code == 7);
}

TEST_CASE("one checkpoint goes on from another, or does not", "[verify]") {
  Case c;
  Leaves leaves = some_leaves(13);
  c.files.put("old", checkpoint_of(c.world, std::span(leaves).first(6)));
  c.files.put("new", checkpoint_of(c.world, leaves));
  c.files.put("nodes", encode_nodes(consistency_proof(leaves, 6)));
  CHECK(c.run("consistency old new --proof nodes" + kPapers).exit_code == 0);
  CHECK(c.run("consistency new old --proof nodes" + kPapers).exit_code == 10);
  CHECK(c.run("consistency old new" + kPapers).exit_code == 10);
  c.files.put("new", checkpoint_of(c.world, some_leaves(13, 1)));
  CHECK(c.run("consistency old new --proof nodes" + kPapers).exit_code == 10);
  c.files.put("old", checkpoint_of(c.world, leaves));
  CHECK(c.run("consistency old new" + kPapers).says("two different histories of one length"));
}

TEST_CASE("a fork is proven with the key that signed both and the witnesses of each", "[verify]") {
  Case c;
  Leaves one = some_leaves(6);
  Leaves two = some_leaves(9, 1);
  c.files.put("fork.txt", *encode_fork_proof(checkpoint_of(c.world, one, 2), checkpoint_of(c.world, two, 1),
                                             encode_nodes(fork_nodes(two, 6))));
  Ran ran = c.run("fork fork.txt" + kPapers);
  CHECK(ran.exit_code == 0);
  CHECK(ran.says("Yes: the holder of this key signed two histories that cannot both be true."));
  CHECK(ran.says("key: " + c.world.log_note_key.encode()));
  CHECK(ran.says("cosigned both: " + c.world.recipients[0].witness_key.name));
  CHECK(ran.says("cosigned: " + c.world.recipients[1].witness_key.name));
  CHECK(c.run("fork fork.txt --log-key '" + c.world.log_note_key.encode() + "'").exit_code == 0);
  CHECK(c.run("fork fork.txt --log-key '" + make_world({.seed = 2}).log_note_key.encode() + "'").exit_code ==
        5);

  auto object = nlohmann::json::parse(c.run("--json fork fork.txt" + kPapers).out);
  CHECK(object["schema"] == 1);
  CHECK(object["command"] == "fork");
  CHECK(object["holds"] == true);
  CHECK(object["exit"] == 0);
}

TEST_CASE("a log that went on is not called a fork", "[verify]") {
  Case c;
  Leaves leaves = some_leaves(9);
  c.files.put("fork.txt",
              *encode_fork_proof(checkpoint_of(c.world, std::span(leaves).first(6)),
                                 checkpoint_of(c.world, leaves), encode_nodes(fork_nodes(leaves, 6))));
  Ran ran = c.run("fork fork.txt" + kPapers);
  CHECK(ran.exit_code == 10);
  CHECK(ran.says("No: both checkpoints can be true"));
  CHECK(nlohmann::json::parse(c.run("--json fork fork.txt" + kPapers).out)["holds"] == false);
}

TEST_CASE("without documents nothing is verified, and the command line says what is missing", "[verify]") {
  Case c;
  CHECK(c.run("checkpoint checkpoint").exit_code == 2);
  CHECK(c.run("checkpoint").exit_code == 2);
  CHECK(c.run("").exit_code == 2);
  CHECK(c.run("--help").exit_code == 0);
  CHECK(c.run("documents --council checkpoint").exit_code == 7);
}

TEST_CASE("names in documents cannot move the terminal", "[verify]") {
  World w = make_world();
  w.directory_body.recipients[0].name = "\x1b[2Jgone\nYes: trust me";
  w.directory = w.sign_directory(w.directory_body);
  Case c(std::move(w));
  Ran ran = c.run("documents" + kPapers);
  CHECK(ran.exit_code == 0);
  CHECK(ran.out.find('\x1b') == std::string::npos);
  CHECK_FALSE(ran.says("\nYes: trust me"));
}

TEST_CASE("a signed date that is in no calendar is told as such", "[verify]") {
  Case c;
  DirectoryBody far = c.world.directory_body;
  far.from_epoch = Epoch{UINT64_MAX - 10};
  far.expires_epoch = Epoch{UINT64_MAX - 5};
  far.recipients.front().active_from = Epoch{std::uint64_t{1} << 62};
  c.files.put("directory.doc", c.world.sign_directory(far).encode());
  Ran ran = c.run("documents" + kPapers);
  CHECK(ran.exit_code == 0);
  CHECK(ran.says("from no date at all to no date at all"));
  CHECK(ran.says("active, from no date at all"));
}
