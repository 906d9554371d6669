// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "crypto/base64.h"
#include "crypto/note_sign.h"
#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

namespace {

const DeploymentId kDep = bytes_of<DeploymentId>(std::string(64, '1'));

struct Notary {
  SigningKey log{secret_of<Ed25519Seed>(1)};
  SigningKey witness{secret_of<Ed25519Seed>(2)};
  NoteKey log_key = note_key(log_origin(kDep), NoteKeyType::ed25519, log);
  NoteKey witness_key = note_key("witness.example", NoteKeyType::cosignature, witness);

  UnverifiedNote signed_checkpoint(std::uint64_t size = 7) const {
    UnverifiedNote note;
    note.text = CheckpointBody{log_origin(kDep), size, bytes_of<Digest>(std::string(64, 'a'))}.encode();
    note.signatures.push_back(sign_note(note.text, log_key.name, log));
    return note;
  }
};

}  // namespace

TEST_CASE("a verifier key is read from its one spelling", "[note]") {
  Notary n;
  std::string text = n.log_key.encode();
  auto back = NoteKey::parse(text);
  REQUIRE(back);
  CHECK(*back == n.log_key);
  CHECK(NoteKey::parse(n.witness_key.encode())->type == NoteKeyType::cosignature);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == 'x' ? 'y' : 'x';
    INFO(changed);
    CHECK(error_of(NoteKey::parse(changed)) == Errc::signature_invalid);
  }
  for (std::string bad : {std::string(), std::string("a"), std::string("a+b+c"), "+" + text, text + "=",
                          " " + text, text + "\n", "a b" + text.substr(text.find('+'))}) {
    INFO(bad);
    CHECK_FALSE(NoteKey::parse(bad));
  }
}

TEST_CASE("a key of an unknown type is refused", "[note]") {
  Notary n;
  NoteKey key = n.log_key;
  for (int type : {0, 2, 3, 5, 255}) {
    key.type = static_cast<NoteKeyType>(type);
    CHECK_FALSE(NoteKey::parse(key.encode()));
  }
}

TEST_CASE("a note comes back from its text and is signed by its signer alone", "[note]") {
  Notary n;
  UnverifiedNote note = n.signed_checkpoint();
  auto back = UnverifiedNote::parse(note.encode());
  REQUIRE(back);
  CHECK(back->encode() == note.encode());
  CHECK(is_signed_by(*back, n.log_key));
  NoteKey renamed = n.log_key;
  renamed.name = "else.example";
  CHECK_FALSE(is_signed_by(*back, renamed));
  CHECK_FALSE(is_signed_by(*back, n.witness_key));
  UnverifiedNote changed = *back;
  changed.text[0] = 'A';
  CHECK_FALSE(is_signed_by(changed, n.log_key));
}

TEST_CASE("a note whose form is wrong is refused", "[note]") {
  const std::string dash = "\xe2\x80\x94 ";
  const std::string line = dash + "a AAAAAAAA\n";
  CHECK(UnverifiedNote::parse("text\n\n" + line));
  for (std::string bad :
       {std::string(), std::string("text\n"), std::string("text\n\n"), "text\n" + line,
        "text\n\n" + dash + "a AAAAAAAA", std::string("text\n\n- a AAAAAAAA\n"),
        "text\n\n" + dash + "aAAAAAAAA\n", "text\n\n" + dash + "a AAAAA\n", "text\n\n" + dash + "a AAAA\n",
        "text\n\n" + dash + " AAAAAAAA\n", "text\n\n" + dash + "a+b AAAAAAAA\n", "text\n\n" + line + "\n",
        "text\n\n" + line + "x\n", "te\txt\n\n" + line, "te\rxt\n\n" + line,
        std::string("te\0xt\n\n", 7) + line, "te\xff\n\n" + line, "text\n\n" + dash + "a AAAAAAAA \n"}) {
    INFO(bad);
    CHECK(error_of(UnverifiedNote::parse(bad)) == Errc::checkpoint_invalid);
  }
}

TEST_CASE("a note of too many signatures or bytes is refused", "[note]") {
  std::string many = "text\n\n";
  for (std::size_t i = 0; i < kMaxNoteSignatures; ++i) many += "\xe2\x80\x94 a AAAAAAAA\n";
  CHECK(UnverifiedNote::parse(many));
  CHECK_FALSE(UnverifiedNote::parse(many + "\xe2\x80\x94 a AAAAAAAA\n"));
  CHECK_FALSE(UnverifiedNote::parse(std::string(kMaxNoteBytes, 'x') + "\n\n\xe2\x80\x94 a AAAAAAAA\n"));
}

TEST_CASE("a checkpoint has origin, size and root and nothing else", "[note]") {
  CheckpointBody body{"origin.example", 42, bytes_of<Digest>(std::string(64, 'b'))};
  auto back = CheckpointBody::parse(body.encode());
  REQUIRE(back);
  CHECK(back->encode() == body.encode());
  const std::string root = to_base64(body.root.span());
  for (std::string bad :
       {"o\n42\n" + root, "o\n042\n" + root + "\n", "o\n-1\n" + root + "\n", "o\n+1\n" + root + "\n",
        "o\n\n" + root + "\n", "\n42\n" + root + "\n", "o\n42\n" + root + "\nextension\n",
        "o\n42\n" + root.substr(1) + "\n", "o\n99999999999999999999\n" + root + "\n", std::string("o\n42\n"),
        "o\n 42\n" + root + "\n", "o\n42 \n" + root + "\n", "o\n0x1\n" + root + "\n"}) {
    INFO(bad);
    CHECK(error_of(CheckpointBody::parse(bad)) == Errc::checkpoint_invalid);
  }
  CHECK(CheckpointBody::parse("o\n0\n" + root + "\n"));
}

TEST_CASE("a checkpoint of another origin, or not signed by the log, is refused", "[note]") {
  Notary n;
  std::string note = n.signed_checkpoint().encode();
  CHECK(Checkpoint::verify(note, log_origin(kDep), n.log_key));
  CHECK(error_of(Checkpoint::verify(note, "adit.invalid/else", n.log_key)) == Errc::checkpoint_invalid);
  CHECK_FALSE(Checkpoint::verify(note, log_origin(kDep), n.witness_key));
  SigningKey other(secret_of<Ed25519Seed>(9));
  CHECK_FALSE(
      Checkpoint::verify(note, log_origin(kDep), note_key(log_origin(kDep), NoteKeyType::ed25519, other)));
  UnverifiedNote unsigned_note = n.signed_checkpoint();
  unsigned_note.signatures = {cosign_note(unsigned_note.text, "witness.example", n.witness, UnixTime{5})};
  CHECK_FALSE(Checkpoint::verify(unsigned_note.encode(), log_origin(kDep), n.log_key));
}

TEST_CASE("a cosignature says its time, and another time in it is noticed", "[note]") {
  Notary n;
  UnverifiedNote note = n.signed_checkpoint();
  note.signatures.push_back(cosign_note(note.text, n.witness_key.name, n.witness, UnixTime{1790000000}));
  CHECK(cosigned_at(note, n.witness_key) == UnixTime{1790000000});
  CHECK_FALSE(cosigned_at(note, n.log_key));
  note.signatures.back().blob[11] ^= 1;
  CHECK_FALSE(cosigned_at(note, n.witness_key));
  CHECK(cosignature_text("x\n", UnixTime{7}) == "cosignature/v1\ntime 7\nx\n");
}

TEST_CASE("a plain signature does not pass for a cosignature or the other way round", "[note]") {
  Notary n;
  UnverifiedNote note = n.signed_checkpoint();
  note.signatures.push_back(sign_note(note.text, n.witness_key.name, n.witness));
  CHECK_FALSE(cosigned_at(note, n.witness_key));
  note.signatures.push_back(cosign_note(note.text, n.log_key.name, n.log, UnixTime{5}));
  note.signatures.erase(note.signatures.begin());
  CHECK_FALSE(is_signed_by(note, n.log_key));
}

TEST_CASE("each witness counts once, however often it signs or is listed", "[note]") {
  Notary n;
  UnverifiedNote note = n.signed_checkpoint();
  for (std::int64_t t : {30, 10, 20}) {
    note.signatures.push_back(cosign_note(note.text, n.witness_key.name, n.witness, UnixTime{t}));
  }
  SigningKey other(secret_of<Ed25519Seed>(3));
  NoteKey other_key = note_key("other.example", NoteKeyType::cosignature, other);
  note.signatures.push_back(cosign_note(note.text, other_key.name, other, UnixTime{5}));
  auto checkpoint = Checkpoint::verify(note.encode(), log_origin(kDep), n.log_key);
  REQUIRE(checkpoint);
  std::array witnesses{n.witness_key, n.witness_key, other_key};
  auto times = checkpoint->cosignatures(witnesses);
  REQUIRE(times.size() == 2);
  CHECK(times.front() == UnixTime{5});  // ascending
  CHECK(checkpoint->cosignatures({}).empty());
}
