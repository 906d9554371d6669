// SPDX-License-Identifier: Apache-2.0
// Writes the seeds of those fuzzers whose inputs nobody can write by hand: make_seeds FOLDER (corpus/).
// The same ones each time; run it again when a format changes.
#include <adit/cardset.h>
#include <adit/trailer.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "client/case/alarms.h"
#include "client/case/card_queue.h"
#include "client/case/letter_record.h"
#include "client/case/position.h"
#include "client/council/files.h"
#include "client/council/signing.h"
#include "client/scrub/frame.h"
#include "client/trust/application.h"
#include "client/trust/fork_proof.h"
#include "client/trust/keyfile.h"
#include "client/verify/proof_file.h"
#include "crypto/card_format.h"
#include "crypto/letter_keys.h"
#include "crypto/value.h"
#include "gateway/log_state.h"
#include "gateway/stage.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::test;

namespace {

std::filesystem::path corpus;

void write(const char* fuzzer, const std::string& name, ByteSpan bytes) {
  std::filesystem::create_directories(corpus / fuzzer);
  std::ofstream out(corpus / fuzzer / name, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}
void write(const char* fuzzer, const std::string& name, std::string_view text) {
  write(fuzzer, name, as_bytes(text));
}
void write_kind(const std::string& name, std::uint8_t kind, ByteSpan value) {
  ByteVector bytes{kind};
  append(bytes, value);
  write("structured", name, bytes);
}

FileEntry file_entry() {
  FileEntry f{"photo-1.jpg", "image/jpeg", 70000, Digest{}, Key::make([](auto) {}), {}, std::nullopt};
  f.parts.resize(2);
  return f;
}
Core core() {
  Core c{"report", "en", {{"account", "what happened"}, {"where", "the pit"}}, {}};
  c.files.push_back(file_entry());
  return c;
}

void documents(const World& w) {
  write_kind("council", 0, w.council_body.encode());
  CouncilBody next = w.council_body;
  next.seq = 1;
  next.prev = Digest(sha256(w.council.body).span());
  write_kind("council_next", 0, next.encode());
  write_kind("directory", 1, w.directory_body.encode());
  write_kind("bulletin", 2, w.bulletins.front().body);
  write_kind("burn", 2, w.sign_burn(w.recipients.front(), Epoch{2983600}).body);
  SeededRng rng(9);
  SealedCard dummy = seal_dummy_card(w.dep, rng);
  write_kind("cardpost", 2, CardPostBody{w.dep, w.recipients.front().rid, Round{1}, {dummy.hash()}}.encode());
  write("value_differential", "council", w.council_body.encode());
  write("value_differential", "directory", w.directory_body.encode());
  write_kind("envelope", 6, w.directory.encode());
  StateBundle bundle = w.bundle(3, kNow);
  bundle.burns.push_back(w.sign_burn(w.recipients.back(), Epoch{1}).encode());
  ByteVector padded = bundle.encode();
  write_kind("state", 3, ByteSpan(padded).subspan(4, load_le(ByteSpan(padded).first(4))));
}

void letters(const World& w) {
  ThreadKeys thread = make_thread(w.dep, 5);
  Channel channel{.slots = {},
                  .reply_key = thread.reply_key(),
                  .thread_public = thread.thread_public(),
                  .mid = Mid{},
                  .kind = LetterKind::report,
                  .week = week_at(kNow),
                  .view = ViewId{}};
  channel.slots[0].rid = w.recipients.front().rid;
  channel.slots[0].grant = thread.grant(w.recipients.front().rid);
  write_kind("letter", 4, encode(Array{ByteSpan(channel.encode()), ByteSpan(core().encode())}));
  CardBlock card{w.recipients.front().rid, thread.grant(w.recipients.front().rid), {}, Tag32{}};
  card.content.kind = CardKind::status;
  card.content.body = {3};
  card.content.acks.resize(2);
  card.content.text = "we work on it";
  card.content.files.push_back(file_entry());
  write_kind("card", 5, card.encode());
  write_kind("core", 7, core().encode());
}

void gateway_store(const World& w) {
  gateway::LogState log;
  auto sink = [](const std::string&, ByteSpan) -> Status { return {}; };
  for (int i = 0; i < 3; ++i) (void)log.tree.append(entry_of(EntryKind::letter, Digest{}), sink);
  log.epoch = Epoch{5};
  gateway::Documents papers(w.dep, w.log_note_key);
  for (const UnverifiedEnvelope* e : {&w.council, &w.directory}) (void)papers.add(e->encode());
  std::vector<Digest> hashes = papers.pending();
  papers.mark_logged(hashes, Epoch{4});
  log.documents = papers.encode();
  log.checkpoint = w.bundle(2, kNow).checkpoint;
  write("gateway_store", "log", log.encode(w.dep));
  write("gateway_store", "tree", encode(log.tree.encode()));
  gateway::Plan plan;
  plan.epoch = Epoch{6};
  plan.time = kNow;
  plan.state = log.encode(w.dep);
  plan.bundle = ByteVector(40, 7);
  plan.documents = hashes;
  plan.round = Round{2};
  plan.files.push_back({"0", "public/v1/feed/6", Digest{}});
  write("gateway_store", "plan", plan.encode());
  write("gateway_store", "checkpoint", log.checkpoint);
  const std::string config = "deployment = \"" + to_hex(w.dep.span()) + "\"\ndata = \"data\"\n";
  write("gateway_config", "unix", config + "[[listen]]\ntype = \"unix\"\npath = \"gateway.sock\"\n");
  write("gateway_config", "loopback",
        config +
            "pool = \"ram\"\npool_letters = 64\nmax_connections = 9\n[[listen]]\ntype = \"loopback\"\n"
            "address = \"::1\"\nport = 8080\n");
}

void desk_record(const std::string& name, client::Kind kind, ByteSpan value, ByteSpan record_name = {}) {
  ByteVector bytes{static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(record_name.size())};
  append(bytes, record_name);
  append(bytes, value);
  write("desk_records", name, bytes);
}

// Keeps what the desk's own code writes.
class Writer final : public client::Records {
 public:
  Result<std::optional<SecretBuffer>> get(client::Kind, ByteSpan) override {
    return std::optional<SecretBuffer>();
  }
  Result<std::vector<client::Record>> list(client::Kind) override { return std::vector<client::Record>(); }
  Status put(client::Kind kind, ByteSpan name, ByteSpan value) override {
    desk_record("kind_" + std::to_string(static_cast<unsigned>(kind)), kind, value, name);
    return {};
  }
  Status erase(client::Kind, ByteSpan) override { return {}; }
  Status begin() override { return {}; }
  Status commit() override { return {}; }
  void roll_back() override {}
};

void desk(const World& w) {
  using namespace adit::client;
  Writer records;
  SeededRng rng(3);
  Position position;
  position.tree.append(Digest{});
  position.last_epoch = Epoch{4};
  position.checkpoint = w.bundle(2, kNow).checkpoint;
  (void)position.save(records);
  (void)put_epoch(records, EpochRecord{});
  (void)put_alarm(records, {AlarmKind::fork, Epoch{3}, {"one", "two"}});
  (void)CardQueue(records).add(X25519Public{}, CardKind::note, {}, "an answer");
  (void)init_desk(records, {Invitation{w.dep, "https://gateway.example"}, "Desk", "Org", "mines", {"en"}},
                  rng);
  desk_record("directory", Kind::directory, w.directory.body);
  UnreadEpoch unread;
  unread.letters.resize(2);
  unread.proofs.resize(2, std::vector<Digest>(1));
  unread.checkpoint = position.checkpoint;
  desk_record("unread", Kind::unread, unread.encode());
  Letter letter{1,
                Epoch{},
                UnixTime{},
                Channel{},
                Core{},
                {},
                0,
                HeaderHash{},
                true,
                {},
                Key::make([](auto) {}),
                Commitment{},
                0,
                {},
                {}};
  letter.number = 1;
  letter.epoch = Epoch{4};
  letter.channel.reply_key = w.recipients[0].week_key.public_key();
  letter.core = core();
  letter.checkpoint = position.checkpoint;
  letter.sealed.resize(kLetterBytes);
  desk_record("letter", Kind::letter, encode_letter(letter));
}

void council(const World& w) {
  using namespace adit::client;
  const TestRecipient& r = w.recipients.front();
  NoteKey witness{witness_name(r.rid), NoteKeyType::cosignature, r.witness.public_key()};
  Application a{w.dep, "Desk", "Org", "mines", {"en", "fr"}, r.identity.public_key(), r.auth, witness};
  if (auto text = a.sign(r.identity)) write("council_files", "application", *text);
  write("council_files", "member", member_line(r.identity.public_key()));
  write("council_files", "council", w.council_body.encode());
  write("council_files", "directory", w.directory.encode());
  if (auto proposal = parse_proposal(w.directory.body, "x")) {
    write("council_files", "signature", sign_proposal(*proposal, w.dep, w.members.front()).encode());
  }
  write("council_files", "param", "floor=16");
}

void child_answers() {
  using namespace adit::client;
  CleanedFile file{FileKind::png, ByteVector(20, 1), {{FindingClass::where, "a place"}}, {"it shows a face"}};
  write("child_answer", "cleaned", encode_answer(file));
  const std::vector<std::string> reasons{"a.exe: a program"};
  write("child_answer", "refused", encode_answer_head(fail(Errc::file_type_refused), reasons));
}

void verify_files(const World& w) {
  std::string one = w.bundle(2, kNow).checkpoint;
  std::string two = w.bundle(1, UnixTime{seconds(kNow) + 1}).checkpoint;
  auto other = UnverifiedNote::parse(two);
  other->text = CheckpointBody{log_origin(w.dep), 9, Digest{}}.encode();
  const std::string node = client::encode_nodes({Digest{}});
  if (auto text = client::encode_fork_proof(one, two, "")) write("verify_files", "fork", *text);
  if (auto text = client::encode_fork_proof(one, other->encode(), node))
    write("verify_files", "nodes", *text);
  client::InclusionFile proof{ByteVector{1, 2}, 3, {Digest{}}, one};
  write("verify_files", "inclusion", proof.encode());
  write("verify_files", "list", node);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !start_secrets()) return 2;
  corpus = argv[1];
  World w = make_world();
  documents(w);
  letters(w);
  gateway_store(w);
  desk(w);
  council(w);
  child_answers();
  verify_files(w);
  for (const char* text : {"YQ==", "YWI=", "YWJj", "00ff", ""})
    write("text_codes", text[0] ? text : "empty", std::string_view(text));
  PuzzleTrailer trailer{Epoch{5}, PuzzleNonce{}};
  write("framing", "trailer", trailer.encode());
  write("framing", "record", EpochRecord{}.encode());
  ByteVector bundle;
  for (int i = 0; i < 2; ++i) append_bundled(bundle, entry_of(EntryKind::letter, Digest{}));
  write("framing", "bundle", bundle);
  write("framing", "card", ByteVector(kCardBytes));
  write("framing", "letter", ByteVector(kLetterBytes));
  auto key = std::filesystem::temp_directory_path() / "adit-seed.key";
  std::filesystem::remove(key);
  if (client::write_keyfile(key, SecretBuffer(as_bytes("a passphrase")), ByteVector(32, 5))) {
    std::filesystem::create_directories(corpus / "keyfile");
    std::filesystem::copy_file(key, corpus / "keyfile" / "key", std::filesystem::copy_options::skip_existing);
    std::filesystem::remove(key);
  }
  return 0;
}
