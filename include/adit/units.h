// SPDX-License-Identifier: Apache-2.0
// Every number of the protocol: sizes in bytes, counts, epochs and weeks (protocol 2.1 to 2.9).
#pragma once

#include <cstddef>
#include <cstdint>

namespace adit {

// Seconds since 1970-01-01 00:00 UTC. Only clocks make one.
enum class UnixTime : std::int64_t {};
// floor(unix / epoch_seconds), epoch_seconds from the directory.
enum class Epoch : std::uint64_t {};
// floor((unix - 345600) / 604800): weeks that begin on Monday 00:00 UTC.
enum class Week : std::uint32_t {};
// floor(unix / round_seconds): one set of cards.
enum class Round : std::uint64_t {};
// floor(unix / 86400): one file of cards.
enum class Day : std::uint32_t {};

inline constexpr std::int64_t kWeekSeconds = 604800;
inline constexpr std::int64_t kWeekOffsetSeconds = 345600;
inline constexpr std::int64_t kDaySeconds = 86400;

constexpr std::int64_t seconds(UnixTime t) { return static_cast<std::int64_t>(t); }
constexpr std::uint64_t number(Epoch e) { return static_cast<std::uint64_t>(e); }
constexpr std::uint32_t number(Week w) { return static_cast<std::uint32_t>(w); }
constexpr std::uint64_t number(Round r) { return static_cast<std::uint64_t>(r); }
constexpr std::uint32_t number(Day d) { return static_cast<std::uint32_t>(d); }

// Times before 1970-01-05 do not occur: clocks that say so are treated as that day.
constexpr std::int64_t clamped(UnixTime t) {
  return seconds(t) < kWeekOffsetSeconds ? kWeekOffsetSeconds : seconds(t);
}
constexpr Week week_at(UnixTime t) {
  return Week{static_cast<std::uint32_t>((clamped(t) - kWeekOffsetSeconds) / kWeekSeconds)};
}
constexpr Week next(Week w, std::uint32_t by = 1) { return Week{number(w) + by}; }
constexpr Epoch epoch_at(UnixTime t, std::uint32_t epoch_seconds) {
  return Epoch{static_cast<std::uint64_t>(clamped(t)) / epoch_seconds};
}
constexpr UnixTime start_of(Epoch e, std::uint32_t epoch_seconds) {
  return UnixTime{static_cast<std::int64_t>(number(e) * epoch_seconds)};
}
constexpr Round round_at(UnixTime t, std::uint32_t round_seconds) {
  return Round{static_cast<std::uint64_t>(clamped(t)) / round_seconds};
}
constexpr Day day_at(UnixTime t) { return Day{static_cast<std::uint32_t>(clamped(t) / kDaySeconds)}; }
constexpr Day day_of(Round r, std::uint32_t round_seconds) {
  return day_at(UnixTime{static_cast<std::int64_t>(number(r) * round_seconds)});
}

// Primitives (protocol 2.1).
inline constexpr std::size_t kXwingPublicBytes = 1216;
inline constexpr std::size_t kXwingCiphertextBytes = 1120;
inline constexpr std::size_t kXwingSeedBytes = 32;
inline constexpr std::size_t kEncapsulationSeedBytes = 64;
inline constexpr std::size_t kKeyBytes = 32;
inline constexpr std::size_t kAeadTagBytes = 16;

// Letter (protocol 2.3).
inline constexpr std::size_t kSlots = 4;
inline constexpr std::size_t kSlotBytes = kXwingCiphertextBytes + kKeyBytes;
inline constexpr std::size_t kSlotsBytes = kSlots * kSlotBytes;
inline constexpr std::size_t kCommitmentBytes = 32;
inline constexpr std::size_t kChannelBytes = 1536;
inline constexpr std::size_t kChannelBlockBytes = kChannelBytes - kAeadTagBytes;
inline constexpr std::size_t kCoreBytes = 10208;
inline constexpr std::size_t kCoreBlockBytes = kCoreBytes - kAeadTagBytes;
inline constexpr std::size_t kLetterBytes = kSlotsBytes + kCommitmentBytes + kChannelBytes + kCoreBytes;
static_assert(kSlotsBytes == 4608);
static_assert(kChannelBlockBytes == 1520 && kCoreBlockBytes == 10192);
static_assert(kLetterBytes == 16384);
inline constexpr std::size_t kPadHeaderBytes = 2;  // le16 length, protocol 2.1
inline constexpr std::size_t kCoreTextBytes = kCoreBlockBytes - kPadHeaderBytes;
inline constexpr std::size_t kMaxInlineParts = 64;

// Card (protocol 2.7).
inline constexpr std::size_t kCardBytes = 4096;
inline constexpr std::size_t kCardBlockBytes =
    kCardBytes - kXwingCiphertextBytes - kCommitmentBytes - kAeadTagBytes;
static_assert(kCardBlockBytes == 2928);
inline constexpr std::size_t kMaxCardAcks = 8;

// Parcel (protocol 2.8).
inline constexpr std::size_t kParcelBytes = 65536;
inline constexpr std::size_t kParcelContentBytes = kParcelBytes - kAeadTagBytes;
static_assert(kParcelContentBytes == 65520);

// Admission trailer (protocol 2.9).
inline constexpr std::size_t kTrailerBytes = 128;
inline constexpr std::size_t kPuzzleNonceBytes = 16;
inline constexpr std::size_t kPuzzleSeedEpochs = 8;  // a seed is valid while among the last 8
inline constexpr std::size_t kMaxPuzzleMemoryBytes = std::size_t{4} << 20;

// Log (protocol 2.5).
inline constexpr std::size_t kEpochRecordBytes = 153;
inline constexpr std::size_t kLeafEntryBytes = 33;
static_assert(kEpochRecordBytes == 1 + 8 + 4 * 4 + 4 * 32);
inline constexpr std::size_t kBundleUnitBytes = 65536;
inline constexpr std::size_t kMaxBundleBytes = std::size_t{64} * kBundleUnitBytes;

// The secret (protocol 2.2).
inline constexpr std::size_t kSecretBytes = 11;
inline constexpr std::size_t kSecretWords = 9;
inline constexpr std::size_t kSecretDigits = 30;
inline constexpr std::size_t kArgonMemoryBytes = 67108864;
inline constexpr std::size_t kArgonPasses = 3;

}  // namespace adit
