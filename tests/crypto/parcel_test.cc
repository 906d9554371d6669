// SPDX-License-Identifier: Apache-2.0
#include <adit/parcel.h>

#include <catch2/catch_test_macros.hpp>
#include <map>

#include "crypto/sha256.h"
#include "tests/support/hex.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::test;

namespace {

const auto kDep = bytes_of<DeploymentId>(std::string(64, '1'));

ByteVector noise(std::size_t bytes) {
  SeededRng rng(bytes);
  ByteVector out(bytes);
  rng.fill(out);
  return out;
}

using Store = std::map<ParcelId, ByteVector>;
Store store_of(const SealedFile& file) {
  Store out;
  for (const ByteVector& parcel : file.parcels) out.emplace(ParcelId(sha256(parcel).span()), parcel);
  return out;
}
FindParcel finder(const Store& store) {
  return [&store](const ParcelId& id) -> Result<ByteVector> {
    auto at = store.find(id);
    if (at == store.end()) return fail(Errc::parcel_missing);
    return at->second;
  };
}
SealedFile seal(ByteSpan file, std::uint64_t thread = 1) {
  auto sealed = seal_file(make_thread(kDep, thread), file, "a.bin", "application/octet-stream");
  REQUIRE(sealed);
  return std::move(*sealed);
}

}  // namespace

TEST_CASE("counts are rounded up as PADME says", "[parcel]") {
  // 2^(e-s) with e = floor(log2 m), s = floor(log2 e) + 1.
  const std::pair<std::uint32_t, std::uint32_t> rows[] = {
      {0, 0},   {1, 1},     {2, 2},     {3, 3},     {4, 4},       {5, 5},       {8, 8},        {9, 10},
      {15, 16}, {16, 16},   {17, 18},   {31, 32},   {32, 32},     {33, 36},     {63, 64},      {64, 64},
      {65, 72}, {100, 104}, {127, 128}, {129, 144}, {1000, 1024}, {1025, 1088}, {16385, 17408}};
  for (auto [m, n] : rows) {
    INFO(m);
    CHECK(padme(m) == n);
  }
  for (std::uint32_t m = 4; m < 20000; ++m) {
    REQUIRE(padme(m) >= m);
    REQUIRE(padme(m) - m < m / 8 + 1);     // at most an eighth more
    REQUIRE(padme(padme(m)) == padme(m));  // a padded count stays
    REQUIRE(padme(m + 1) >= padme(m));
  }
}

TEST_CASE("a file's plan has at least one parcel, and manifests above 64", "[parcel]") {
  CHECK(plan_parcels(0).content == 1);
  CHECK(plan_parcels(1).content == 1);
  CHECK(plan_parcels(65520).content == 1);
  CHECK(plan_parcels(65521).content == 2);
  CHECK(plan_parcels(64 * 65520).content == 64);
  CHECK(plan_parcels(64 * 65520).manifests == 0);
  CHECK(plan_parcels(64 * 65520 + 1).content == 72);
  CHECK(plan_parcels(64 * 65520 + 1).manifests == 1);
  CHECK(plan_parcels(64 * 65520 + 1).total() == 73);
  CHECK(kIdsPerManifest == 2047);
  CHECK(plan_parcels(std::uint64_t{1} << 30).manifests <= kMaxInlineParts);
}

TEST_CASE("a file of any size comes back from its parcels", "[parcel]") {
  for (std::size_t size : {0u, 1u, 65519u, 65520u, 65521u, 3u * 65520u, 9u * 65520u - 5u}) {
    INFO(size);
    ByteVector file = noise(size);
    SealedFile sealed = seal(file);
    for (const ByteVector& parcel : sealed.parcels) CHECK(parcel.size() == kParcelBytes);
    CHECK(sealed.entry.parts.size() == sealed.parcels.size());
    Store store = store_of(sealed);
    auto opened = open_file(sealed.entry, finder(store));
    REQUIRE(opened);
    CHECK(std::ranges::equal(opened->expose(), file));
  }
}

TEST_CASE("a file of 5 MB comes back through its manifest", "[parcel]") {
  ByteVector file = noise(5'000'000);
  SealedFile sealed = seal(file);
  ParcelPlan plan = plan_parcels(file.size());
  CHECK(plan.content == 80);
  CHECK(plan.manifests == 1);
  CHECK(sealed.parcels.size() == 81);
  CHECK(sealed.entry.parts.size() == 1);
  Store store = store_of(sealed);
  auto opened = open_file(sealed.entry, finder(store));
  REQUIRE(opened);
  CHECK(std::ranges::equal(opened->expose(), file));

  // Without any one of its parcels it is not complete, and says so.
  for (const auto& [id, parcel] : store) {
    Store less = store;
    less.erase(id);
    CHECK(error_of(open_file(sealed.entry, finder(less))) == Errc::parcel_missing);
  }
}

TEST_CASE("parcels are the same every time, and others for another thread or file", "[parcel]") {
  ByteVector file = noise(100'000);
  CHECK(seal(file).parcels == seal(file).parcels);
  CHECK(seal(file).parcels[0] != seal(file, 2).parcels[0]);
  ByteVector changed = file;
  changed.back() ^= 1;
  CHECK(seal(file).parcels[0] != seal(changed).parcels[0]);  // its first piece is unchanged
}

TEST_CASE("a parcel that is damaged, of another place or of another count is noticed", "[parcel]") {
  ByteVector file = noise(100'000);
  SealedFile sealed = seal(file);
  Store store = store_of(sealed);
  // What the finder returns is not what was asked for.
  auto wrong = [&](ByteVector bytes) {
    return error_of(open_file(sealed.entry, [&](const ParcelId&) -> Result<ByteVector> { return bytes; }));
  };
  CHECK(wrong(sealed.parcels[1]) == Errc::parcel_damaged);
  CHECK(wrong(filled(10, 1)) == Errc::parcel_damaged);
  ByteVector flipped = sealed.parcels[0];
  flipped[0] ^= 1;
  CHECK(wrong(flipped) == Errc::parcel_damaged);

  FileEntry swapped = sealed.entry.clone();
  std::swap(swapped.parts[0], swapped.parts[1]);
  CHECK(error_of(open_file(swapped, finder(store))) == Errc::parcel_damaged);
  FileEntry longer = sealed.entry.clone();
  longer.size = 2 * 65520;  // the same count, more bytes
  CHECK(error_of(open_file(longer, finder(store))) == Errc::parcel_damaged);
  FileEntry more = sealed.entry.clone();
  more.size = 3 * 65520;
  CHECK(error_of(open_file(more, finder(store))) == Errc::parcel_damaged);
  FileEntry other = sealed.entry.clone();
  other.sha256.mutable_span()[0] ^= 1;
  CHECK(error_of(open_file(other, finder(store))) == Errc::parcel_damaged);
  FileEntry key = sealed.entry.clone();
  key.key = secret_of<Key>(1);
  CHECK(error_of(open_file(key, finder(store))) == Errc::parcel_damaged);
}

TEST_CASE("an entry that promises a gigabyte with one parcel is refused before anything is allocated",
          "[parcel]") {
  SealedFile sealed = seal(noise(10));
  FileEntry entry = sealed.entry.clone();
  entry.size = std::uint64_t{1} << 30;
  Store store = store_of(sealed);
  CHECK_FALSE(open_file(entry, finder(store)));
}

TEST_CASE("a file of several manifests is made piece by piece, comes back, and its digest is compared",
          "[parcel]") {
  // 135 MB that are nowhere: byte k of piece i is a rule.
  constexpr std::uint64_t kBytes = std::uint64_t{2060} * kParcelContentBytes + 7;
  auto rule = [](std::uint64_t at, MutableByteSpan out) -> Status {
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>((at++ * 2654435761u) >> 13);
    return {};
  };
  auto maker = ParcelMaker::make(make_thread(kDep, 1), kBytes, rule);
  REQUIRE(maker);
  FileEntry entry = maker->entry("a", "b");
  CHECK(entry.parts.size() == 2);
  CHECK(maker->count() == plan_parcels(kBytes).total());
  std::map<ParcelId, std::uint32_t> index;
  for (std::uint32_t i = 0; i < maker->count(); ++i) index.emplace(maker->id(i), i);
  std::optional<std::uint32_t> lost;
  FindParcel find = [&](const ParcelId& id) -> Result<ByteVector> {
    auto at = index.find(id);
    if (at == index.end() || at->second == lost) return fail(Errc::parcel_missing);
    return maker->parcel(at->second);
  };
  auto has = [&](const ParcelId& id) -> Result<bool> { return index.contains(id) && index.at(id) != lost; };
  auto opened = open_file(entry, find);
  REQUIRE(opened);
  CHECK(sha256(opened->expose()) == entry.sha256);
  CHECK(opened->size() == kBytes);
  CHECK(missing_parts(entry, find, has)->none());
  entry.sha256.mutable_span()[0] ^= 1;
  CHECK(error_of(open_file(entry, find)) == Errc::parcel_damaged);
  entry.sha256.mutable_span()[0] ^= 1;

  // What is missing is named.
  for (std::uint32_t i : {0u, 64u, 2050u}) {
    lost = i;
    auto missing = missing_parts(entry, find, has);
    REQUIRE(missing);
    CHECK(missing->parts == std::vector<std::uint32_t>{i + 1});
    CHECK(missing->of == plan_parcels(kBytes).content);
    CHECK(error_of(open_file(entry, find)) == Errc::parcel_missing);
  }
  lost = maker->count() - 1;  // the second manifest
  CHECK(missing_parts(entry, find, has)->manifests == 1);
  CHECK(missing_parts(entry, find, has)->parts.empty());
}

TEST_CASE("parcels made one by one are those made at once", "[parcel]") {
  for (std::size_t size : {0u, 1u, 65521u, 5'000'000u}) {
    ByteVector file = noise(size);
    SealedFile whole = seal(file);
    auto read = [&](std::uint64_t at, MutableByteSpan out) -> Status {
      std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(at), out.size(), out.begin());
      return {};
    };
    auto maker = ParcelMaker::make(make_thread(kDep, 1), size, read);
    REQUIRE(maker);
    REQUIRE(maker->count() == whole.parcels.size());
    CHECK(maker->entry("a.bin", "application/octet-stream").parts == whole.entry.parts);
    for (std::uint32_t i = maker->count(); i-- > 0;) CHECK(*maker->parcel(i) == whole.parcels[i]);
    if (size < 2) continue;
    // A file that changes meanwhile is noticed.
    file[0] ^= 1;
    CHECK(error_of(maker->parcel(0)) == Errc::file_unreadable);
    CHECK(maker->parcel(1));
  }
}

TEST_CASE("a file of two pieces or more may have a manifest, and the entry alone says so", "[parcel]") {
  for (std::size_t size : {0u, 65520u, 65521u, 3u * 65520u, 64u * 65520u}) {
    ByteVector file = noise(size);
    auto read = [&](std::uint64_t at, MutableByteSpan out) -> Status {
      std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(at), out.size(), out.begin());
      return {};
    };
    auto maker = ParcelMaker::make(make_thread(kDep, 1), size, read, Listing::manifest);
    REQUIRE(maker);
    FileEntry entry = maker->entry("a", "b");
    CHECK(entry.parts.size() == 1);
    CHECK(plan_of(entry)->manifests == (size > 65520 ? 1u : 0u));
    auto find = [&](const ParcelId& id) -> Result<ByteVector> {
      for (std::uint32_t i = 0; i < maker->count(); ++i) {
        if (maker->id(i) == id) return maker->parcel(i);
      }
      return fail(Errc::parcel_missing);
    };
    auto opened = open_file(entry, find);
    REQUIRE(opened);
    CHECK(std::ranges::equal(opened->expose(), file));
    // Content parcels are the same whichever way they are listed.
    CHECK(maker->id(0) == ParcelId(sha256(seal(file).parcels[0]).span()));
  }
}

TEST_CASE("an original's salt opens its commitment, and nothing else does", "[parcel]") {
  ThreadKeys keys = make_thread(kDep, 1);
  Digest original = sha256(as_bytes("original"));
  Digest commitment = commit_original(keys, original);
  CHECK(opens_original(commitment, original_salt(keys, original), original));
  Digest other = sha256(as_bytes("another"));
  CHECK_FALSE(opens_original(commitment, original_salt(keys, original), other));
  CHECK_FALSE(opens_original(commitment, original_salt(keys, other), other));
  CHECK_FALSE(opens_original(commitment, original_salt(make_thread(kDep, 2), original), original));
}

TEST_CASE("a commitment to an original is the same for the same file and thread alone", "[parcel]") {
  ThreadKeys keys = make_thread(kDep, 1);
  Digest a = sha256(as_bytes("original"));
  CHECK(commit_original(keys, a) == commit_original(keys, a));
  CHECK(commit_original(keys, a) != commit_original(make_thread(kDep, 2), a));
  CHECK(commit_original(keys, a) != commit_original(keys, sha256(as_bytes("else"))));
  CHECK(commit_original(keys, a) != a);
}

TEST_CASE("a decoy parcel has the size of a parcel", "[parcel]") {
  SeededRng rng(1);
  ByteVector a = seal_decoy_parcel(rng);
  CHECK(a.size() == kParcelBytes);
  CHECK(seal_decoy_parcel(rng) != a);
}
