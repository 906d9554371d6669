// SPDX-License-Identifier: Apache-2.0
// V1: whoever signs one thing has signed nothing else. One person here holds one key for everything
// (the worst case), and each signature is offered as every other.
#include <adit/api.h>
#include <adit/cardset.h>

#include <catch2/catch_test_macros.hpp>
#include <functional>

#include "client/trust/application.h"
#include "crypto/note_sign.h"
#include "crypto/padded.h"
#include "tests/support/hex.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::test;

namespace {

using client::Application;

struct Signed {
  DocumentType type;
  ByteVector body;
  // The object with this signature, as whoever it is for takes it.
  std::function<bool(ByteSpan body, const Signature&)> accepts;
};

UnverifiedEnvelope enveloped(ByteSpan body, const Signature& signature) {
  return {ByteVector(body.begin(), body.end()), {{0, signature}}, {}};
}

class OneKey {
 public:
  OneKey() {
    council_.k = 1;
    council_.members = {{"Ana", key_.public_key()}};
    council_.expires_epoch = Epoch{10'000'000};
    dep_ = deployment_of(council_.encode());
    World world = make_world();
    directory_ = world.directory_body;
    directory_.dep = dep_;
    directory_.council_seq = 0;
    directory_.recipients.resize(1);
    directory_.recipients[0].identity = key_.public_key();
    directory_.recipients[0].rid = rid();
    directory_.gateway.log_key = log_key();
    directory_.witnesses = {witness_key()};
    directory_.quorum = 1;
    directory_.params.cards_per_round = 1;
    bulletin_ = {dep_, rid(), week_at(kNow), world.recipients[0].week_key.public_key()};
    application_ = {dep_, "Ana", "", "", {"en"}, key_.public_key(), world.recipients[0].auth, witness_key()};
    SeededRng rng(1);
    card_.emplace(seal_dummy_card(dep_, rng));
  }

  const SigningKey& key() const { return key_; }
  const DeploymentId& dep() const { return dep_; }
  Rid rid() const { return rid_of(dep_, key_.public_key()); }
  NoteKey log_key() const { return note_key(log_origin(dep_), NoteKeyType::ed25519, key_); }
  NoteKey witness_key() const { return note_key(log_origin(dep_), NoteKeyType::cosignature, key_); }

  Council council() const {
    const ByteVector body = council_.encode();
    auto out = Council::genesis(enveloped(body, signature(DocumentType::council, body)), dep_);
    REQUIRE(out);
    return *out;
  }
  Directory directory() const {
    const ByteVector body = directory_.encode();
    auto out = Directory::verify(enveloped(body, signature(DocumentType::directory, body)), council());
    REQUIRE(out);
    return *out;
  }
  Signature signature(DocumentType type, ByteSpan body) const { return key_.sign_document(type, dep_, body); }

  std::vector<Signed> all() const {
    std::vector<Signed> out;
    out.push_back({DocumentType::council, council_.encode(), [this](ByteSpan body, const Signature& s) {
                     return Council::genesis(enveloped(body, s), dep_).has_value();
                   }});
    out.push_back({DocumentType::directory, directory_.encode(), [this](ByteSpan body, const Signature& s) {
                     return Directory::verify(enveloped(body, s), council()).has_value();
                   }});
    out.push_back({DocumentType::bulletin, bulletin_.encode(), [this](ByteSpan body, const Signature& s) {
                     return Bulletin::verify(enveloped(body, s), directory()).has_value();
                   }});
    out.push_back({DocumentType::burn, BurnBody{dep_, rid(), Epoch{7}}.encode(),
                   [this](ByteSpan body, const Signature& s) {
                     return Burn::verify(enveloped(body, s), directory()).has_value();
                   }});
    out.push_back({DocumentType::cardpost, CardPostBody{dep_, rid(), Round{7}, {card_->hash()}}.encode(),
                   [this](ByteSpan body, const Signature& s) {
                     ByteVector upload(card_->bytes().begin(), card_->bytes().end());
                     auto tail = pad(enveloped(body, s).encode(), api::kCardSetTailBytes);
                     if (!tail) return false;
                     append(upload, *tail);
                     return CardSet::verify(upload, directory()).has_value();
                   }});
    auto text = application_.sign(key_);
    REQUIRE(text);
    const std::string lines = text->substr(0, text->find("signature: "));
    out.push_back({DocumentType::application, ByteVector(lines.begin(), lines.end()),
                   [this](ByteSpan body, const Signature& s) {
                     const std::string file =
                         std::string(as_text(body)) + "signature: " + to_hex(s.span()) + "\n";
                     return Application::parse(file, dep_).has_value();
                   }});
    return out;
  }

 private:
  SigningKey key_{secret_of<Ed25519Seed>(7)};
  CouncilBody council_;
  DeploymentId dep_;
  DirectoryBody directory_;
  BulletinBody bulletin_;
  Application application_;
  std::optional<SealedCard> card_;
};

const DeploymentId kElsewhere = bytes_of<DeploymentId>(std::string(64, 'e'));

}  // namespace

TEST_CASE("V1: a signature that was given for one thing is good for no other", "[V1]") {
  const OneKey one;
  const auto all = one.all();
  REQUIRE(all.size() == 6);
  int accepted = 0;
  for (const Signed& object : all) {
    for (const Signed& other : all) {
      for (const DeploymentId& dep : {one.dep(), kElsewhere}) {
        INFO(type_name(object.type) << " signed as " << type_name(other.type));
        const bool taken = object.accepts(object.body, one.key().sign_document(other.type, dep, object.body));
        CHECK(taken == (object.type == other.type && dep == one.dep()));
        accepted += taken ? 1 : 0;
      }
    }
    CHECK_FALSE(object.accepts(object.body, one.key().sign(object.body)));  // for nothing in particular
  }
  CHECK(accepted == 6);
}

TEST_CASE("V1: a signed object in the place of another is refused, also with a new signature", "[V1]") {
  const OneKey one;
  const auto all = one.all();
  for (const Signed& object : all) {
    for (const Signed& place : all) {
      if (object.type == place.type) continue;
      INFO(type_name(object.type) << " as " << type_name(place.type));
      CHECK_FALSE(place.accepts(object.body, one.signature(object.type, object.body)));
      CHECK_FALSE(place.accepts(object.body, one.signature(place.type, object.body)));
    }
  }
}

TEST_CASE("V1: the log's, a witness's and a document's signature do not stand for each other", "[V1]") {
  const OneKey one;
  const std::string text = CheckpointBody{log_origin(one.dep()), 1, Digest{}}.encode();
  const std::string name = log_origin(one.dep());
  auto by = [&](const NoteKey& key, ByteSpan time, ByteSpan signature) {
    const auto id = key.id();
    NoteSignature line{name, ByteVector(id.begin(), id.end())};
    append(line.blob, time);
    append(line.blob, signature);
    return UnverifiedNote{text, {line}};
  };
  const NoteSignature log = sign_note(text, name, one.key());
  const NoteSignature witness = cosign_note(text, name, one.key(), kNow);
  const ByteSpan log_signature = ByteSpan(log.blob).subspan(4);
  const ByteSpan time = ByteSpan(witness.blob).subspan(4, 8);
  const ByteSpan witness_signature = ByteSpan(witness.blob).subspan(12);

  CHECK(is_signed_by(by(one.log_key(), {}, log_signature), one.log_key()));
  CHECK(cosigned_at(by(one.witness_key(), time, witness_signature), one.witness_key()) == kNow);
  CHECK_FALSE(is_signed_by(by(one.log_key(), {}, witness_signature), one.log_key()));
  CHECK_FALSE(cosigned_at(by(one.witness_key(), time, log_signature), one.witness_key()));
  for (const Signed& object : one.all()) {
    INFO(type_name(object.type));
    const Signature given = one.signature(object.type, as_bytes(text));
    CHECK_FALSE(is_signed_by(by(one.log_key(), {}, given.span()), one.log_key()));
    CHECK_FALSE(cosigned_at(by(one.witness_key(), time, given.span()), one.witness_key()));
    // And a document with what the log signed over its bytes.
    const NoteSignature over = sign_note(as_text(object.body), name, one.key());
    CHECK_FALSE(object.accepts(object.body, *Signature::from(ByteSpan(over.blob).subspan(4))));
  }
}
