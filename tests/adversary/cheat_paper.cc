// SPDX-License-Identifier: Apache-2.0
// Sets of cards and signed documents that no honest client makes.
#include <adit/api.h>
#include <adit/cardset.h>

#include <algorithm>

#include "client/case/inbox.h"
#include "client/trust/keyfile.h"
#include "crypto/padded.h"
#include "tests/adversary/public_log.h"
#include "tests/properties/insider.h"

namespace adit::test {
namespace {

using Arguments = std::vector<std::string>;

ReplyTo thread_of(Insider& insider, const std::string& number) {
  const client::Inbox inbox(*insider.vault);
  const client::Letter letter = must(inbox.letter(std::stoull(number)), "letter");
  return must(inbox.thread(letter.channel.thread_public), "thread").reply_to();
}

SealedCard answer_of(const client::DeskSelf& self, const ReplyTo& to, const Rid& signed_as) {
  SystemRng rng;
  CardContent content;
  content.text = "words of somebody else";
  if (signed_as == self.rid) return must(seal_card(self.dep(), self.recipient(), to, content, rng), "card");
  // All that a recipient has: its own key with the thread, its own grant.
  const CardBlock block{signed_as, to.grant, std::move(content), Tag32{}};
  return forge_card(
      self.dep(), to.reply_key, block,
      [&](const Commitment& rcom, ByteSpan untagged) {
        auto key =
            must(thread_key_of_recipient(self.dep(), self.auth_secret, self.auth, self.rid, to.thread_public),
                 "key");
        return card_tag(key, rcom, untagged);
      },
      rng);
}

SigningKey member_key(const std::string& file, const std::string& passphrase) {
  const SecretBuffer secret =
      must(client::open_keyfile(file, SecretBuffer(as_bytes(passphrase))), "key file");
  return SigningKey(Ed25519Seed::copy_of(secret.expose().last<Ed25519Seed::kSize>()));
}

DocumentType type_of(const std::string& name) {
  for (auto type : {DocumentType::council, DocumentType::directory, DocumentType::bulletin,
                    DocumentType::burn, DocumentType::cardpost, DocumentType::application}) {
    if (type_name(type) == name) return type;
  }
  give_up("there is no document " + name);
}

UnverifiedEnvelope own_bulletin(Insider& insider, Week week, const XwingPublic& key) {
  const BulletinBody body{insider.self.dep(), insider.self.rid, week, key};
  UnverifiedEnvelope out{body.encode(), {}, {}};
  out.signatures = {{0, insider.self.identity.sign_document(DocumentType::bulletin, body.dep, out.body)}};
  return out;
}

Week week_ahead(const std::string& weeks) {
  return next(week_at(SystemClock().now()), static_cast<std::uint32_t>(std::stoul(weeks)));
}

XwingPublic week_key(const Insider& insider, Week week) {
  const XwingKey* key = insider.keys.find(week);
  if (key == nullptr) give_up("no key of this week");
  return key->public_key();
}

// INDEX:KEYFILE:PASSPHRASE
IndexedSignature signature(const std::string& words, DocumentType type, const DeploymentId& dep,
                           ByteSpan body) {
  const std::size_t first = words.find(':');
  const std::size_t second = words.find(':', first + 1);
  if (second == std::string::npos) give_up("a signer is INDEX:KEYFILE:PASSPHRASE");
  const SigningKey key = member_key(words.substr(first + 1, second - first - 1), words.substr(second + 1));
  return {static_cast<std::uint32_t>(std::stoul(words)), key.sign_document(type, dep, body)};
}

}  // namespace

// OUT VAULT NUMBER, and for another name its RID; for "not-addressed" the vault of who gave the
// thread away comes third.
int make_card_set(const std::string& what, const Arguments& a) {
  Insider& insider = insider_of(a.at(1));
  const client::DeskSelf& self = insider.self;
  std::vector<SealedCard> cards;
  if (what == "honest") {
    cards.push_back(answer_of(self, thread_of(insider, a.at(2)), self.rid));
  } else if (what == "in-anothers-name") {
    auto rid = Rid::from(from_hex(a.at(3)).value_or(ByteVector{}));
    if (!rid) give_up("not a recipient");
    cards.push_back(answer_of(self, thread_of(insider, a.at(2)), *rid));
  } else if (what == "not-addressed") {
    cards.push_back(answer_of(self, thread_of(insider_of(a.at(3)), a.at(2)), self.rid));
  } else {
    give_up("there is no card " + what);
  }
  const Round round = round_at(SystemClock().now(), 1);
  write_bytes(a.at(0),
              must(sign_card_set(self.dep(), self.rid, round, std::move(cards), self.identity), "set"));
  return 0;
}

int make_document(const std::string& what, const Arguments& a) {
  UnverifiedEnvelope out;
  if (what == "signed") {
    // OUT DEP BODY TYPE SIGNER ...: signed as TYPE, whatever the body is.
    auto dep = DeploymentId::from(from_hex(a.at(1)).value_or(ByteVector{}));
    if (!dep) give_up("not a deployment");
    out.body = read_bytes(a.at(2));
    for (std::size_t i = 4; i < a.size(); ++i)
      out.signatures.push_back(signature(a[i], type_of(a.at(3)), *dep, out.body));
  } else if (what == "useless-key") {
    // OUT VAULT WEEKS: one that nobody can seal to.
    out = own_bulletin(insider_of(a.at(1)), week_ahead(a.at(2)), XwingPublic{});
  } else if (what == "key-of") {
    // OUT VAULT VAULT WEEKS: another recipient's key of that week, in the own name.
    const Week week = week_ahead(a.at(3));
    out = own_bulletin(insider_of(a.at(1)), week, week_key(insider_of(a.at(2)), week));
  } else if (what == "key-again") {
    // OUT VAULT WEEKS WEEKS: the own key of one week as that of another.
    Insider& insider = insider_of(a.at(1));
    out = own_bulletin(insider, week_ahead(a.at(3)), week_key(insider, week_ahead(a.at(2))));
  } else {
    give_up("there is no document " + what);
  }
  const ByteVector envelope = out.encode();
  if (a.at(0).ends_with(".post")) {
    write_bytes(a.at(0), must(pad(envelope, api::kDocumentBytes), "document"));
  } else {
    write_bytes(a.at(0), envelope);
  }
  return 0;
}

}  // namespace adit::test
