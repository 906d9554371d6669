// SPDX-License-Identifier: Apache-2.0
#include "client/trust/application.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "crypto/note_sign.h"
#include "crypto/sign.h"

using namespace adit;
using namespace adit::client;

namespace {

SigningKey key_of(std::uint8_t n) {
  return SigningKey(Ed25519Seed::make([&](auto out) { std::ranges::fill(out, n); }));
}

const DeploymentId kDep = *DeploymentId::from(ByteVector(32, 7));

Application example() {
  Application a;
  a.dep = kDep;
  a.name = "Mine Workers' Rights Desk";
  a.org = "Ligue des droits";
  a.scope = "mines and smelters, any country: blacklisting";
  a.languages = {"en", "fr", "pt-BR"};
  a.identity = key_of(1).public_key();
  a.auth = *X25519Public::from(ByteVector(32, 9));
  a.witness = note_key(witness_name(a.rid()), NoteKeyType::cosignature, key_of(2));
  return a;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a signed application reads back as it was written", "[application]") {
  auto text = example().sign(key_of(1));
  REQUIRE(text);
  auto back = Application::parse(*text, kDep);
  REQUIRE(back);
  CHECK(*back == example());
  CHECK(text->find("name: Mine Workers' Rights Desk\n") != std::string::npos);
}

TEST_CASE("organisation and scope may be empty", "[application]") {
  Application a = example();
  a.org.clear();
  a.scope.clear();
  auto text = a.sign(key_of(1));
  REQUIRE(text);
  auto back = Application::parse(*text, kDep);
  REQUIRE(back);
  CHECK(*back == a);
}

TEST_CASE("no byte of an application can be changed", "[application]") {
  std::string text = *example().sign(key_of(1));
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = static_cast<char>(other[i] ^ 1);
    CAPTURE(i);
    CHECK_FALSE(Application::parse(other, kDep));
  }
  for (std::size_t n = 0; n < text.size(); ++n) CHECK_FALSE(Application::parse(text.substr(0, n), kDep));
  CHECK_FALSE(Application::parse(text + "\n", kDep));
}

TEST_CASE("an application has one spelling", "[application]") {
  std::string text = *example().sign(key_of(1));
  CHECK_FALSE(Application::parse(replaced(text, "en fr", "en  fr"), kDep));
  CHECK_FALSE(Application::parse(replaced(text, "\nauth", "\r\nauth"), kDep));
  CHECK_FALSE(Application::parse(replaced(text, "name: ", "name:  "), kDep));
}

TEST_CASE("an application for another deployment is refused", "[application]") {
  std::string text = *example().sign(key_of(1));
  auto other = Application::parse(text, *DeploymentId::from(ByteVector(32, 8)));
  REQUIRE_FALSE(other);
  CHECK(other.error().code == Errc::document_wrong_type);
}

TEST_CASE("an application signed by somebody else is refused", "[application]") {
  Application a = example();
  auto stolen = a.sign(key_of(3));
  REQUIRE_FALSE(stolen);
  CHECK(stolen.error().code == Errc::key_invalid);
  // The thief puts in a signature of their own by hand.
  Application thief = a;
  thief.identity = key_of(3).public_key();
  std::string text = *thief.sign(key_of(3));
  text = replaced(text, to_hex(thief.identity.span()), to_hex(a.identity.span()));
  auto forged = Application::parse(text, kDep);
  REQUIRE_FALSE(forged);
  CHECK(forged.error().code == Errc::signature_invalid);
}

TEST_CASE("a value cannot pretend to be another line", "[application]") {
  Application a = example();
  a.name = GENERATE(as<std::string>{}, "", "A\nidentity: 00", "A\rB", "A\x1b[2J", " A", "A ", "\xff\xfe",
                    std::string(kMaxApplicationTextBytes + 1, 'a'));
  auto text = a.sign(key_of(1));
  REQUIRE_FALSE(text);
  CHECK(text.error().code == Errc::wire_not_canonical);
}

TEST_CASE("a witness key of another kind is refused", "[application]") {
  Application a = example();
  a.witness.type = NoteKeyType::ed25519;
  CHECK_FALSE(a.sign(key_of(1)));
}
