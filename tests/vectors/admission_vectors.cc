// SPDX-License-Identifier: Apache-2.0
// Puzzle, trailer, invitation.
#include <adit/trailer.h>

#include "client/trust/invitation.h"
#include "crypto/puzzle.h"
#include "crypto/sha256.h"
#include "tests/vectors/adit_vectors.h"

namespace adit::test {
namespace {

void add_puzzle(Files& out, const Scene& scene) {
  PuzzleTask task{scene.dep, secret_named("tree root"), secret_named("object")};
  Json solved = Json::array();
  for (PuzzleCost cost : {PuzzleCost{.bits = 0, .hard_bits = 0}, PuzzleCost{.bits = 8, .hard_bits = 2},
                          PuzzleCost{.bits = 13, .hard_bits = 3}}) {
    SeededRng rng(cost.bits);
    auto nonce = solve_puzzle(task, cost, rng);
    ADIT_ASSERT(nonce);
    Digest pre = puzzle_cheap_hash(task, *nonce);
    solved.push_back({{"d0", cost.bits},
                      {"k", cost.hard_bits},
                      {"nonce", hx(*nonce)},
                      {"pre", hx(pre)},
                      {"out", hx(*puzzle_hard_hash(pre))}});
  }
  Json refused = Json::array();
  auto refuse = [&](const char* what, const PuzzleTask& t, const PuzzleCost& cost, const PuzzleNonce& nonce) {
    refused.push_back({{"what", what},
                       {"d0", cost.bits},
                       {"k", cost.hard_bits},
                       {"seed", hx(t.seed)},
                       {"object_sha256", hx(t.object)},
                       {"nonce", hx(nonce)},
                       {"pre", hx(puzzle_cheap_hash(t, nonce))},
                       {"outcome", outcome(verify_puzzle(t, cost, nonce))}});
  };
  auto nonce = bytes_of<PuzzleNonce>(solved[1]["nonce"].get<std::string>());
  PuzzleTask other = task;
  other.seed = secret_named("another root");
  refuse("another seed", other, {.bits = 8, .hard_bits = 2}, nonce);
  other = task;
  other.object = secret_named("another object");
  refuse("another object", other, {.bits = 8, .hard_bits = 2}, nonce);
  refuse("a higher cost of the first stage", task, {.bits = 24, .hard_bits = 2}, nonce);
  refuse("a higher cost of the second stage", task, {.bits = 8, .hard_bits = 16}, nonce);
  out["puzzle.json"] = {{"about", "The admission puzzle (2.9); Argon2id with t = 1 and 4 MiB"},
                        {"dep", hx(scene.dep)},
                        {"seed", hx(task.seed)},
                        {"object_sha256", hx(task.object)},
                        {"solved", solved},
                        {"refused", refused}};

  PuzzleTrailer trailer{scene.epoch, nonce};
  Json bad = Json::array();
  auto refuse_trailer = [&](const char* what, const ByteVector& bytes) {
    bad.push_back(
        {{"what", what}, {"trailer", hx(bytes)}, {"outcome", outcome(PuzzleTrailer::parse(bytes))}});
  };
  ByteVector bytes = trailer.encode();
  bytes[0] = 2;
  refuse_trailer("a token, which is reserved", bytes);
  bytes = trailer.encode();
  bytes[7] = 1;
  refuse_trailer("not zero after the kind", bytes);
  bytes = trailer.encode();
  bytes[127] = 1;
  refuse_trailer("not zero at the end", bytes);
  bytes.pop_back();
  refuse_trailer("127 bytes", bytes);
  out["trailer.json"] = {{"about", "The trailer of an upload (2.9)"},
                         {"epoch", number(trailer.epoch)},
                         {"nonce", hx(nonce)},
                         {"trailer", hx(trailer.encode())},
                         {"refused", bad}};
}

void add_invitation(Files& out, const Scene& scene) {
  client::Invitation invitation{scene.dep,
                                "http://aditexampleaditexampleaditexampleaditexampleaditexamp.onion"};
  std::string text = invitation.encode();
  ByteVector input;
  append(input, as_bytes("adit/v1/invitation"));
  input.push_back(0);
  append(input, scene.dep.span());
  append(input, as_bytes(invitation.address));
  Json refused = Json::array();
  auto refuse = [&](const char* what, const std::string& bad) {
    refused.push_back({{"what", what}, {"text", bad}, {"outcome", outcome(client::Invitation::parse(bad))}});
  };
  std::string changed = text;
  changed[10] = changed[10] == 'a' ? 'b' : 'a';
  refuse("a wrong letter", changed);
  changed = text;
  changed.back() = 'm';
  refuse("another address", changed);
  refuse("cut", text.substr(0, 60));
  refuse("another version", "adit2" + text.substr(5));
  std::string spaced;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 20 == 19) spaced += "\n ";
    spaced += text[i];
  }
  std::string upper = text;
  for (std::size_t i = 0; i < 63; ++i)
    upper[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(upper[i])));
  Json accepted = Json::array({text, spaced, upper});
  for (const Json& a : accepted) {
    auto parsed = client::Invitation::parse(a.get<std::string>());
    ADIT_ASSERT(parsed && parsed->dep == scene.dep && parsed->address == invitation.address);
  }
  out["invitation.json"] = {{"about", "An invitation (2.15)"},
                            {"dep", hx(scene.dep)},
                            {"address", invitation.address},
                            {"check_sha256", sha256_hex(input)},
                            {"invitation", text},
                            {"accepted", accepted},
                            {"refused", refused}};
}

}  // namespace

void add_admission_vectors(Files& out, const Scene& scene) {
  add_puzzle(out, scene);
  add_invitation(out, scene);
}

}  // namespace adit::test
