// SPDX-License-Identifier: Apache-2.0
// The request table (protocol 2.6): method, path, exact sizes of request bodies. The gateway and
// the client both read it; what is not in it does not exist. All reads are static files below one
// folder, so any web server, cache or mirror can serve them.
#pragma once

#include <adit/units.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace adit::api {

enum class Method : std::uint8_t { get, post };

enum class Route : std::uint8_t {
  upload,     // POST: a letter or a parcel, then its trailer
  cards,      // POST: a recipient's cards of a round, then the padded signed set
  cosign,     // POST: a checkpoint with one more cosignature, padded
  documents,  // POST: one signed document, padded
  file,       // GET: a published file
};

inline constexpr std::string_view kUploadPath = "/v1/u";
inline constexpr std::string_view kCardsPath = "/v1/cards";
inline constexpr std::string_view kCosignPath = "/v1/cosign";
inline constexpr std::string_view kDocumentsPath = "/v1/documents";
inline constexpr std::string_view kStatePath = "/v1/state";
inline constexpr std::string_view kCheckpointPath = "/checkpoint";
// Newest state and checkpoint, before a quorum of witnesses has signed: for witnesses.
inline constexpr std::string_view kPendingStatePath = "/pending/v1/state";
inline constexpr std::string_view kPendingCheckpointPath = "/pending/checkpoint";

inline constexpr std::size_t kMaxCardsPerRound = 4;
inline constexpr std::size_t kCardSetTailBytes = 512;  // Pad(signed set, 512)
inline constexpr std::size_t kCosignBytes = 2048;      // Pad(signed note, 2048)
inline constexpr std::size_t kDocumentBytes = 65536;   // Pad(envelope, 65536)
constexpr std::size_t card_set_bytes(std::size_t cards) { return cards * kCardBytes + kCardSetTailBytes; }

struct Row {
  Route route;
  Method method;
  std::string_view path;
  std::array<std::size_t, 4> body_bytes;  // the only sizes accepted; unused entries repeat the first
};
inline constexpr std::array<Row, 4> kPosts = {{
    {Route::upload,
     Method::post,
     kUploadPath,
     {kLetterBytes + kTrailerBytes, kParcelBytes + kTrailerBytes, kLetterBytes + kTrailerBytes,
      kLetterBytes + kTrailerBytes}},
    {Route::cards,
     Method::post,
     kCardsPath,
     {card_set_bytes(1), card_set_bytes(2), card_set_bytes(3), card_set_bytes(4)}},
    {Route::cosign, Method::post, kCosignPath, {kCosignBytes, kCosignBytes, kCosignBytes, kCosignBytes}},
    {Route::documents,
     Method::post,
     kDocumentsPath,
     {kDocumentBytes, kDocumentBytes, kDocumentBytes, kDocumentBytes}},
}};
inline constexpr std::size_t kMaxBodyBytes = kParcelBytes + kTrailerBytes;
static_assert(kMaxBodyBytes >= kDocumentBytes);

constexpr const Row* find_post(std::string_view path) {
  for (const Row& row : kPosts) {
    if (row.path == path) return &row;
  }
  return nullptr;
}
constexpr bool accepts(const Row& row, std::size_t body_bytes) {
  for (std::size_t bytes : row.body_bytes) {
    if (bytes == body_bytes) return true;
  }
  return false;
}

// Answers. Bodies are empty except for 200.
inline constexpr unsigned kOk = 200;
inline constexpr unsigned kAccepted = 202;     // a promise: it will be published
inline constexpr unsigned kWrongSize = 400;    // or malformed
inline constexpr unsigned kNotAdmitted = 403;  // puzzle, signature, or not a document we may log
inline constexpr unsigned kNotFound = 404;
inline constexpr unsigned kBusy = 503;

// Published files. The path of a file is also its place below the public folder.
std::string feed_path(Epoch epoch);
std::string parcels_path(Epoch epoch);
std::string cards_path(Day day);
// C2SP tlog-tiles; width 256 is a full tile, less a partial one.
std::string tile_path(unsigned level, std::uint64_t index, unsigned width);
std::string entries_path(std::uint64_t index, unsigned width);

// True if a GET target is one of the forms above, in its only spelling. No file outside the public
// folder can be named by such a target.
bool is_file_target(std::string_view target);

}  // namespace adit::api
