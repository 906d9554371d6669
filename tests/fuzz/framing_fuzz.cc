// SPDX-License-Identifier: Apache-2.0
// Objects of one size, read a second time from the tables of docs/protocol.md (2.3, 2.5, 2.6, 2.9): the
// offsets stand here as numbers, and whoever changes one of the two readers alone is told so.
#include <adit/card.h>
#include <adit/letter.h>
#include <adit/log.h>
#include <adit/trailer.h>

#include <cstring>

#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

namespace {

bool at(ByteSpan part, ByteSpan whole, std::size_t offset, std::size_t size) {
  return part.size() == size && std::memcmp(part.data(), whole.data() + offset, size) == 0;
}

std::uint64_t little(ByteSpan whole, std::size_t offset, std::size_t size) {
  std::uint64_t n = 0;
  for (std::size_t i = size; i-- > 0;) n = n * 256 + whole[offset + i];
  return n;
}

void letter(ByteSpan bytes) {
  auto parsed = SealedLetter::parse(bytes);
  require(parsed.has_value() == (bytes.size() == 16384));
  if (!parsed) return;
  for (std::size_t i = 0; i < 4; ++i) {
    require(at(parsed->ciphertext(i).span(), bytes, 1152 * i, 1120));
    require(at(parsed->wrapped(i).span(), bytes, 1152 * i + 1120, 32));
  }
  require(at(parsed->commitment().span(), bytes, 4608, 32));
  require(at(parsed->channel(), bytes, 4640, 1536));
  require(at(parsed->core(), bytes, 6176, 10208));
}

void trailer(ByteSpan bytes) {
  auto parsed = PuzzleTrailer::parse(bytes);
  bool well_formed = bytes.size() == 128 && bytes[0] == 1;
  for (std::size_t i = 1; well_formed && i < 128; ++i) {
    if ((i < 8 || i >= 32) && bytes[i] != 0) well_formed = false;
  }
  require(parsed.has_value() == well_formed);
  if (!parsed) return;
  require(number(parsed->epoch) == little(bytes, 8, 8));
  require(at(parsed->nonce.span(), bytes, 16, 16));
}

void epoch_record(ByteSpan bytes) {
  auto parsed = EpochRecord::parse(bytes);
  require(parsed.has_value() == (bytes.size() == 153 && bytes[0] == 0));
  if (!parsed) return;
  require(number(parsed->epoch) == little(bytes, 1, 8));
  require(parsed->letters == little(bytes, 9, 4) && parsed->cards == little(bytes, 13, 4));
  require(parsed->parcels == little(bytes, 17, 4) && parsed->documents == little(bytes, 21, 4));
  require(at(parsed->state_hash.span(), bytes, 25, 32) && at(parsed->feed.span(), bytes, 57, 32));
  require(at(parsed->parcels_file.span(), bytes, 89, 32) && at(parsed->cards_file.span(), bytes, 121, 32));
}

// be16 size || entry, one after another, exactly `count` of them.
bool is_bundle(ByteSpan bytes, std::size_t count) {
  std::size_t i = 0;
  for (; count > 0; --count) {
    if (bytes.size() - i < 2) return false;
    std::size_t size = 256u * bytes[i] + bytes[i + 1];
    i += 2;
    if (bytes.size() - i < size) return false;
    i += size;
  }
  return i == bytes.size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  letter(bytes);
  trailer(bytes);
  epoch_record(bytes);
  require(SealedCard::parse(bytes).has_value() == (size == 4096));
  for (std::size_t count : {0u, 1u, 2u, 5u, 256u}) {
    require(parse_bundle(bytes, count).has_value() == is_bundle(bytes, count));
  }
  return 0;
}
