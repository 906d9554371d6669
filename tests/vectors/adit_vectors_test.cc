// SPDX-License-Identifier: Apache-2.0
// Our own vectors: made again they are the same, and what stands in the files opens, verifies or is
// refused as they say. The second half reads nothing but the files.
#include "tests/vectors/adit_vectors.h"

#include <adit/api.h>
#include <adit/cardset.h>
#include <adit/feed.h>
#include <adit/parcel.h>
#include <adit/state.h>
#include <adit/trailer.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "client/trust/invitation.h"
#include "crypto/padded.h"
#include "crypto/puzzle.h"
#include "crypto/sha256.h"
#include "crypto/value.h"
#include "crypto/words.h"

using namespace adit;
using namespace adit::test;

namespace {

const std::filesystem::path kFolder = std::filesystem::path(ADIT_SOURCE_DIR) / "tests/vectors/adit";

std::string text_of_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}
Json vectors(const std::string& name) { return Json::parse(text_of_file(kFolder / name)); }

std::string str(const Json& j, const char* key) { return j.at(key).get<std::string>(); }
ByteVector raw(const Json& j, const char* key) { return hex(str(j, key)); }
template <class B>
B value(const Json& j, const char* key) {
  return bytes_of<B>(str(j, key));
}
template <class S>
S secret(const Json& j, const char* key) {
  return secret_from<S>(raw(j, key));
}

Council council_of(const Json& j) {
  auto envelope = UnverifiedEnvelope::parse(raw(j, "council"));
  REQUIRE(envelope);
  auto council = Council::genesis(*envelope, value<DeploymentId>(j, "dep"));
  REQUIRE(council);
  return std::move(*council);
}
Directory directory_of(const Json& j) {
  auto envelope = UnverifiedEnvelope::parse(raw(j, "directory"));
  REQUIRE(envelope);
  auto directory = Directory::verify(*envelope, council_of(j));
  REQUIRE(directory);
  return std::move(*directory);
}
UnverifiedEnvelope envelope_of(const Json& j) {
  auto envelope = UnverifiedEnvelope::parse(raw(j, "envelope"));
  REQUIRE(envelope);
  CHECK(to_hex(envelope->encode()) == str(j, "envelope"));
  return std::move(*envelope);
}

}  // namespace

TEST_CASE("the vectors made again are byte for byte those in the folder", "[adit_vectors]") {
  auto made = make_adit_vectors();
  std::set<std::string> there;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder))
    there.insert(entry.path().filename());
  std::set<std::string> names;
  for (const auto& [name, text] : made) {
    INFO(name);
    names.insert(name);
    REQUIRE(there.contains(name));
    CHECK(text == text_of_file(kFolder / name));
  }
  CHECK(there == names);
}

TEST_CASE("values, padding and secrets are read as the vectors say", "[adit_vectors]") {
  Json values = vectors("value.json");
  for (const Json& row : values.at("accepted")) {
    auto decoded = decode(raw(row, "hex"));
    REQUIRE(decoded);
    CHECK(to_hex(encode(*decoded)) == str(row, "hex"));
  }
  for (const Json& row : values.at("refused")) CHECK_FALSE(decode(raw(row, "hex")));
  Json blocks = vectors("padding.json");
  for (const Json& row : blocks.at("blocks")) CHECK(to_hex(*unpad(raw(row, "block"))) == str(row, "m"));
  for (const Json& row : blocks.at("refused")) CHECK_FALSE(unpad(hex(row.get<std::string>())));
  Json secrets = vectors("secret.json");
  for (const Json& row : secrets.at("secrets")) {
    for (const char* form : {"digits", "english", "spanish", "french", "portuguese"}) {
      auto parsed = parse_secret(str(row, form));
      REQUIRE(parsed);
      CHECK(to_hex(parsed->expose()) == str(row, "secret"));
    }
  }
  for (const Json& row : secrets.at("typed")) {
    auto parsed = parse_secret(str(row, "typed"));
    CHECK(outcome(parsed) == str(row, "outcome"));
    if (parsed) CHECK(to_hex(parsed->expose()) == str(row, "secret"));
  }
}

TEST_CASE("the keys of a thread follow from its secret", "[adit_vectors]") {
  Json j = vectors("thread.json");
  auto dep = value<DeploymentId>(j, "dep");
  auto root = root_of(secret<ThreadSecret>(j, "secret"), dep);
  REQUIRE(root);
  CHECK(to_hex(root->expose()) == str(j, "root"));
  ThreadKeys keys(std::move(*root), dep);
  CHECK(hx(keys.reply_key()) == str(j, "reply_pk"));
  CHECK(hx(keys.thread_public()) == str(j, "X_T"));
  for (const Json& r : j.at("recipients")) {
    auto ck =
        thread_key_of_recipient(dep, secret<X25519Secret>(r, "auth_secret"), value<X25519Public>(r, "A_R"),
                                value<Rid>(r, "rid"), value<X25519Public>(j, "X_T"));
    REQUIRE(ck);
    CHECK(hx(*ck) == str(r, "ck"));
    CHECK(hx(keys.grant(value<Rid>(r, "rid"))) == str(r, "grant"));
  }
}

TEST_CASE("documents verify, and those that are to be refused are", "[adit_vectors]") {
  Json c = vectors("council.json");
  auto genesis = Council::genesis(envelope_of(c.at("genesis")), value<DeploymentId>(c, "dep"));
  REQUIRE(genesis);
  CHECK(genesis->successor(envelope_of(c.at("successor"))));
  for (const Json& row : c.at("refused")) {
    auto verdict = str(row, "as") == "genesis"
                       ? Council::genesis(envelope_of(row), value<DeploymentId>(c, "dep"))
                       : genesis->successor(envelope_of(row));
    CHECK(outcome(verdict) == str(row, "outcome"));
  }
  Json d = vectors("directory.json");
  CHECK(Directory::verify(envelope_of(d.at("directory")), council_of(d)));
  for (const Json& row : d.at("refused")) {
    INFO(str(row, "what"));
    CHECK(outcome(Directory::verify(envelope_of(row), council_of(d))) == str(row, "outcome"));
  }
  Json b = vectors("bulletin.json");
  for (const Json& row : b.at("bulletins")) {
    auto bulletin = Bulletin::verify(envelope_of(row.at("bulletin")), directory_of(b));
    REQUIRE(bulletin);
    CHECK(hx(bulletin->body().key) == str(row, "xwing_pk"));
    CHECK(hx(xwing_public(secret<XwingSeed>(row, "week_seed"))) == str(row, "xwing_pk"));
  }
  for (const Json& row : b.at("refused")) {
    CHECK(outcome(Bulletin::verify(envelope_of(row), directory_of(b))) == str(row, "outcome"));
  }
  Json burn = vectors("burn.json");
  CHECK(Burn::verify(envelope_of(burn.at("burn")), directory_of(burn)));
  for (const Json& row : burn.at("refused")) {
    CHECK(outcome(Burn::verify(envelope_of(row), directory_of(burn))) == str(row, "outcome"));
  }
}

namespace {
class FileBook final : public WeekKeyBook {
 public:
  explicit FileBook(const Json& j) : j_(j) {}
  std::optional<XwingPublic> week_key(const Rid& rid, Week week) const override {
    for (const Json& a : j_.at("addressees")) {
      if (value<Rid>(a, "rid") == rid && j_.at("week") == number(week))
        return xwing_public(secret<XwingSeed>(a, "week_seed"));
    }
    return std::nullopt;
  }

 private:
  const Json& j_;
};
Result<OpenedLetter> open_as(const Json& j, const Json& who, const SealedLetter& letter) {
  XwingKey key(secret<XwingSeed>(who, "week_seed"));
  auto auth = secret<X25519Secret>(who, "auth_secret");
  std::array weeks{WeekSecret{Week{j.at("week").get<std::uint32_t>()}, &key}};
  return open_letter(value<DeploymentId>(j, "dep"), letter, weeks,
                     {value<Rid>(who, "rid"), &auth, x25519_public(auth)}, FileBook(j));
}
}  // namespace

TEST_CASE("the letter opens for its recipients as the vector says", "[adit_vectors]") {
  Json j = vectors("letter.json");
  auto letter = SealedLetter::parse(raw(j, "letter"));
  REQUIRE(letter);
  CHECK(hx(letter->hash()) == str(j, "letter_sha256"));
  const char* names[] = {"readable", "not_readable", "dummy", "unlisted"};
  int opened_by = 0;
  for (const Json& who : j.at("openings")) {
    auto opened = open_as(j, who, *letter);
    CHECK(outcome(opened) == str(who, "outcome"));
    if (!opened) continue;
    ++opened_by;
    CHECK(to_hex(opened->core.encode()) == str(j, "core"));
    CHECK(to_hex(opened->channel.encode()) == str(j, "channel"));
    CHECK(hx(opened->header_hash) == str(j, "hh"));
    CHECK(hx(opened->core_key) == str(j, "k_core"));
    CHECK(hx(opened->channel_commitment) == str(j, "c2"));
    for (std::size_t i = 0; i < kSlots; ++i) {
      CHECK(names[static_cast<std::size_t>(opened->verdicts[i])] ==
            j.at("verdicts").at(i).get<std::string>());
    }
  }
  CHECK(opened_by == 2);
  for (const Json& row : j.at("changed")) {
    ByteVector bytes = raw(j, "letter");
    bytes[row.at("offset").get<std::size_t>()] ^= row.at("xor").get<std::uint8_t>();
    CHECK(outcome(open_as(j, j.at("openings").at(0), *SealedLetter::parse(bytes))) ==
          str(row, "outcome_for_first"));
  }
  const Json& s = j.at("spliced");
  ByteVector bytes = raw(j, "letter");
  ByteVector core = aead_seal(secret<Key>(j, "k_core"), raw(j, "com"), *pad(raw(s, "core"), kCoreBlockBytes));
  std::ranges::copy(core, bytes.begin() + 6176);
  CHECK(sha256_hex(bytes) == str(s, "letter_sha256"));
  CHECK(outcome(open_as(j, j.at("openings").at(0), *SealedLetter::parse(bytes))) ==
        str(s, "outcome_for_first"));
  CHECK(str(s, "outcome_for_first") == "E_SPLICE");
}

TEST_CASE("the card opens, and forgeries are refused, as the vector says", "[adit_vectors]") {
  Json j = vectors("card.json");
  ThreadKeys keys(secret<Root>(j, "root"), value<DeploymentId>(j, "dep"));
  XwingKey reply(secret<XwingSeed>(j, "reply_seed"));
  auto opened = open_card(keys, reply, *SealedCard::parse(raw(j, "card")), directory_of(j));
  REQUIRE(opened);
  CHECK(hx(opened->from) == str(j, "rid"));
  CHECK(opened->content.text == j.at("content").at("text").get<std::string>());
  for (const Json& row : j.at("refused")) {
    INFO(str(row, "what"));
    CHECK(outcome(open_card(keys, reply, *SealedCard::parse(raw(row, "card")), directory_of(j))) ==
          str(row, "outcome"));
  }
  Json set = vectors("cardpost.json");
  auto verified = CardSet::verify(raw(set, "upload"), directory_of(set));
  REQUIRE(verified);
  CHECK(number(verified->round()) == set.at("round").get<std::uint64_t>());
  for (const Json& row : set.at("refused")) {
    CHECK(outcome(CardSet::verify(raw(row, "upload"), directory_of(set))) == str(row, "outcome"));
  }
}

TEST_CASE("files come back from parcels made from the vector's keys", "[adit_vectors]") {
  Json j = vectors("parcel.json");
  for (const Json& row : j.at("padme"))
    CHECK(padme(row.at("m").get<std::uint32_t>()) == row.at("n").get<std::uint32_t>());
  for (const Json& f : j.at("files")) {
    auto size = f.at("size").get<std::size_t>();
    auto n = f.at("n").get<std::uint32_t>();
    auto key = secret<Key>(f, "file_key");
    ByteVector file(size);
    for (std::size_t i = 0; i < size; ++i) file[i] = static_cast<std::uint8_t>(i % 251);
    std::map<ParcelId, ByteVector> store;
    ByteVector ids;
    auto keep = [&](ByteVector parcel) {
      ParcelId id(sha256(parcel).span());
      store.emplace(id, std::move(parcel));
      return id;
    };
    for (std::uint32_t i = 0; i < n; ++i) {
      std::size_t at = std::min(size, i * kParcelContentBytes);
      append(ids, keep(seal_parcel(key, i, n,
                                   ByteSpan(file).subspan(at, std::min(kParcelContentBytes, size - at))))
                      .span());
    }
    for (std::uint32_t i = 0; i < f.at("manifests").get<std::uint32_t>(); ++i)
      keep(seal_parcel(key, kManifestIndex + i, n, ids));
    FileEntry entry{"a", "b", size, value<Digest>(f, "sha256"), key.clone(), {}, std::nullopt};
    for (const Json& part : f.at("parts")) entry.parts.push_back(bytes_of<ParcelId>(part.get<std::string>()));
    auto opened = open_file(entry, [&](const ParcelId& id) -> Result<ByteVector> {
      auto found = store.find(id);
      if (found == store.end()) return fail(Errc::parcel_missing);
      return found->second;
    });
    REQUIRE(opened);
    CHECK(std::ranges::equal(opened->expose(), file));
  }
}

TEST_CASE("tree, record and checkpoint are those of the vectors", "[adit_vectors]") {
  Json t = vectors("tree.json");
  CompactTree tree;
  for (const Json& row : t.at("trees")) {
    if (row.at("size") != 0) {
      auto i = static_cast<std::uint8_t>(tree.size());
      tree.append(leaf_hash(ByteSpan(&i, 1)));
    }
    CHECK(hx(tree.root()) == str(row, "root"));
    auto compact = CompactTree::parse(raw(row, "compact"));
    REQUIRE(compact);
    CHECK(compact->root() == tree.root());
  }
  for (const Json& row : t.at("paths")) {
    CHECK(api::is_file_target(str(row, "tile")));
    CHECK(api::is_file_target(str(row, "entries")));
  }
  for (const Json& row : t.at("refused_targets")) CHECK_FALSE(api::is_file_target(row.get<std::string>()));
  Json e = vectors("entry.json");
  auto record = EpochRecord::parse(raw(e.at("record"), "encoded"));
  REQUIRE(record);
  CHECK(number(record->epoch) == e.at("record").at("epoch").get<std::uint64_t>());
  CHECK(record->letters == e.at("record").at("letters").get<std::uint32_t>());
  CHECK(hx(record->view()) == str(e.at("record"), "view"));
  CHECK(parse_bundle(raw(e.at("bundle"), "hex"), 5));
  Json c = vectors("checkpoint.json");
  auto log = NoteKey::parse(str(c, "log_vkey"));
  REQUIRE(log);
  auto checkpoint = Checkpoint::verify(str(c, "note"), str(c, "origin"), *log);
  REQUIRE(checkpoint);
  CHECK(checkpoint->size() == c.at("size").get<std::uint64_t>());
  CHECK(hx(checkpoint->root()) == str(c, "root"));
  for (const Json& w : c.at("cosignatures")) {
    CHECK(cosigned_at(checkpoint->note(), *NoteKey::parse(str(w, "vkey"))) ==
          UnixTime{w.at("time").get<std::int64_t>()});
  }
  for (const Json& row : c.at("refused")) {
    INFO(str(row, "what"));
    CHECK(outcome(Checkpoint::verify(str(row, "note"), str(c, "origin"), *log)) == str(row, "outcome"));
  }
}

TEST_CASE("the state passes its checks, and each broken one fails as the vector says", "[adit_vectors]") {
  Json j = vectors("state.json");
  auto verdict = [&](const std::string& digits, std::int64_t local) {
    ByteVector v = hex(digits);
    ByteVector padded;
    append_le32(padded, static_cast<std::uint32_t>(v.size()));
    append(padded, v);
    padded.resize((padded.size() + kBundleUnitBytes - 1) / kBundleUnitBytes * kBundleUnitBytes);
    auto bundle = StateBundle::parse(padded);
    REQUIRE(bundle);
    CHECK(bundle->encode() == padded);
    return TrustedState::verify(*bundle, value<DeploymentId>(j, "dep"), UnixTime{local}, Quorum::required);
  };
  auto rids = [](const TrustedState& state) {
    std::vector<std::string> out;
    for (const Addressable& a : state.addressable()) out.push_back(hx(a.entry->rid));
    return out;
  };
  auto good = verdict(str(j, "value"), j.at("local_clock").get<std::int64_t>());
  REQUIRE(good);
  CHECK(rids(*good) == j.at("addressable").get<std::vector<std::string>>());
  for (const Json& row : j.at("cases")) {
    INFO(str(row, "what"));
    auto result = verdict(str(row, "value"), row.at("local_clock").get<std::int64_t>());
    CHECK(outcome(result) == str(row, "outcome"));
    if (result) CHECK(rids(*result) == row.at("addressable").get<std::vector<std::string>>());
  }
}

TEST_CASE("the feed opens for each of its recipients", "[adit_vectors]") {
  Json j = vectors("feed.json");
  auto dep = value<DeploymentId>(j, "dep");
  for (const Json& slot : j.at("slots")) {
    XwingKey key(secret<XwingSeed>(slot, "week_seed"));
    std::array weeks{WeekSecret{Week{1}, &key}};
    auto opened = open_feed(dep, raw(j, "feed"), weeks);
    REQUIRE(opened);
    REQUIRE(opened->letters.size() == 1);
    CHECK(to_hex(opened->letters[0].bytes()) == str(j, "letter"));
    CHECK(hx(opened->key.key) == str(j, "k_F"));
  }
  XwingKey second(secret<XwingSeed>(j.at("slots").at(1), "week_seed"));
  std::array weeks{WeekSecret{Week{1}, &second}};
  for (const Json& row : j.at("changed")) {
    ByteVector bytes = raw(j, "feed");
    bytes[row.at("offset").get<std::size_t>()] ^= row.at("xor").get<std::uint8_t>();
    CHECK(outcome(open_feed(dep, bytes, weeks)) == str(row, "outcome_for_second"));
  }
}

TEST_CASE("puzzles, trailers and invitations are accepted and refused as the vectors say", "[adit_vectors]") {
  Json j = vectors("puzzle.json");
  auto cost = [](const Json& row) {
    return PuzzleCost{.bits = row.at("d0").get<std::uint32_t>(),
                      .hard_bits = row.at("k").get<std::uint32_t>()};
  };
  PuzzleTask task{value<DeploymentId>(j, "dep"), value<Digest>(j, "seed"), value<Digest>(j, "object_sha256")};
  for (const Json& row : j.at("solved"))
    CHECK(verify_puzzle(task, cost(row), value<PuzzleNonce>(row, "nonce")));
  for (const Json& row : j.at("refused")) {
    PuzzleTask other{task.dep, value<Digest>(row, "seed"), value<Digest>(row, "object_sha256")};
    CHECK(outcome(verify_puzzle(other, cost(row), value<PuzzleNonce>(row, "nonce"))) == str(row, "outcome"));
  }
  Json t = vectors("trailer.json");
  auto trailer = PuzzleTrailer::parse(raw(t, "trailer"));
  REQUIRE(trailer);
  CHECK(number(trailer->epoch) == t.at("epoch").get<std::uint64_t>());
  for (const Json& row : t.at("refused"))
    CHECK(outcome(PuzzleTrailer::parse(raw(row, "trailer"))) == str(row, "outcome"));
  Json i = vectors("invitation.json");
  for (const Json& row : i.at("accepted")) {
    auto parsed = client::Invitation::parse(row.get<std::string>());
    REQUIRE(parsed);
    CHECK(hx(parsed->dep) == str(i, "dep"));
    CHECK(parsed->address == str(i, "address"));
  }
  for (const Json& row : i.at("refused"))
    CHECK(outcome(client::Invitation::parse(str(row, "text"))) == str(row, "outcome"));
}
