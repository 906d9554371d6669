// SPDX-License-Identifier: Apache-2.0
#include "crypto/sign.h"

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

TEST_CASE("Ed25519 gives the first signature of RFC 8032", "[sign]") {
  SigningKey key(
      secret_from<Ed25519Seed>(hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")));
  CHECK(to_hex(key.public_key().span()) ==
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  CHECK(to_hex(key.sign({}).span()) ==
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25b"
        "f5f0595bbe2465"
        "5141438e7a100b");
}

TEST_CASE("the signed bytes name the format, the type and the deployment", "[sign]") {
  auto dep = bytes_of<DeploymentId>(std::string(64, '1'));
  CHECK(to_hex(signed_bytes(DocumentType::burn, dep, hex("aabb"))) == to_hex(as_bytes("adit/v1/sig")) + "00" +
                                                                          to_hex(as_bytes("burn")) + "00" +
                                                                          std::string(64, '1') + "aabb");
  std::set<std::string_view> names;
  for (auto type : {DocumentType::council, DocumentType::directory, DocumentType::bulletin,
                    DocumentType::burn, DocumentType::cardpost}) {
    names.insert(type_name(type));
  }
  CHECK(names.size() == 5);
}

TEST_CASE("a signature is good for one type, deployment, body and key", "[sign]") {
  SigningKey key(secret_of<Ed25519Seed>(1));
  SigningKey other(secret_of<Ed25519Seed>(2));
  auto dep = bytes_of<DeploymentId>(std::string(64, '1'));
  auto dep2 = bytes_of<DeploymentId>(std::string(64, '2'));
  ByteVector body = hex("aabb");
  Signature s = key.sign_document(DocumentType::burn, dep, body);
  CHECK(verify_document(DocumentType::burn, dep, body, key.public_key(), s));
  CHECK(error_of(verify_document(DocumentType::bulletin, dep, body, key.public_key(), s)) ==
        Errc::signature_invalid);
  CHECK_FALSE(verify_document(DocumentType::burn, dep2, body, key.public_key(), s));
  CHECK_FALSE(verify_document(DocumentType::burn, dep, hex("aabc"), key.public_key(), s));
  CHECK_FALSE(verify_document(DocumentType::burn, dep, body, other.public_key(), s));
  for (std::size_t i = 0; i < Signature::kSize; ++i) {
    Signature changed = s;
    changed.mutable_span()[i] ^= 1;
    CHECK_FALSE(verify_document(DocumentType::burn, dep, body, key.public_key(), changed));
  }
}
