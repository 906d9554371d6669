// SPDX-License-Identifier: Apache-2.0
// What a gateway can show as the state of its newest epoch: other keys, other documents.
#include <functional>
#include <map>

#include "crypto/xwing.h"
#include "tests/adversary/public_log.h"

namespace adit::test {
namespace {

using Arguments = std::vector<std::string>;

BulletinBody body_of(const ByteVector& bulletin) {
  return must(BulletinBody::parse(must(UnverifiedEnvelope::parse(bulletin), "bulletin").body), "bulletin");
}

ByteVector& bulletin_of(PublicLog& log, const Rid& rid) {
  for (ByteVector& bytes : log.bundle.bulletins) {
    if (body_of(bytes).rid == rid) return bytes;
  }
  give_up("no bulletin of this recipient");
}

// A key that the gateway knows, in the name of a recipient.
ByteVector other_bulletin(PublicLog& log, const Rid& rid, const SigningKey& signer) {
  SystemRng rng;
  BulletinBody body = body_of(bulletin_of(log, rid));
  body.key = xwing_public(XwingSeed::make([&](MutableByteSpan out) { rng.fill(out); }));
  UnverifiedEnvelope envelope{body.encode(), {}, {}};
  envelope.signatures = {{0, signer.sign_document(DocumentType::bulletin, log.dep, envelope.body)}};
  return envelope.encode();
}

const std::map<std::string, std::function<void(PublicLog&, const Arguments&)>> kCheats = {
    // With the identity key of the recipient, as it lies in a seized vault.
    {"other-key",
     [](PublicLog& log, const Arguments& a) {
       const Insider& insider = insider_of(a.at(0));
       bulletin_of(log, insider.self.rid) = other_bulletin(log, insider.self.rid, insider.self.identity);
       log.renew_record();
     }},
    {"forged-key",
     [](PublicLog& log, const Arguments& a) {
       SystemRng rng;
       const SigningKey nobody(Ed25519Seed::make([&](MutableByteSpan out) { rng.fill(out); }));
       const Insider& insider = insider_of(a.at(0));
       bulletin_of(log, insider.self.rid) = other_bulletin(log, insider.self.rid, nobody);
       log.renew_record();
     }},
    {"two-keys",
     [](PublicLog& log, const Arguments& a) {
       const Insider& insider = insider_of(a.at(0));
       const ByteVector second = other_bulletin(log, insider.self.rid, insider.self.identity);
       auto at = log.bundle.bulletins.begin();
       while (body_of(*at).rid != insider.self.rid) ++at;
       log.bundle.bulletins.insert(at + 1, second);
       log.renew_record();
     }},
    {"without-key",
     [](PublicLog& log, const Arguments& a) {
       const Insider& insider = insider_of(a.at(0));
       std::erase_if(log.bundle.bulletins,
                     [&](const ByteVector& b) { return body_of(b).rid == insider.self.rid; });
       log.renew_record();
     }},
    // Shown, but not what the log says.
    {"unlogged-key",
     [](PublicLog& log, const Arguments& a) {
       const Insider& insider = insider_of(a.at(0));
       bulletin_of(log, insider.self.rid) = other_bulletin(log, insider.self.rid, insider.self.identity);
     }},
    {"directory",
     [](PublicLog& log, const Arguments& a) {
       log.bundle.directory = read_bytes(a.at(0));
       log.renew_record();
     }},
    {"council",
     [](PublicLog& log, const Arguments& a) {
       log.bundle.council = {read_bytes(a.at(0))};
       log.renew_record();
     }},
    // Nothing but the cosignatures changes.
    {"as-it-is", [](PublicLog&, const Arguments&) {}},
};

}  // namespace

bool cheat_with_state(PublicLog& log, const std::string& what, const Arguments& arguments) {
  auto cheat = kCheats.find(what);
  if (cheat == kCheats.end()) return false;
  cheat->second(log, arguments);
  return true;
}

}  // namespace adit::test
