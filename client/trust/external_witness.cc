// SPDX-License-Identifier: Apache-2.0
#include "client/trust/external_witness.h"

#include <adit/api.h>
#include <fmt/format.h>

#include "client/trust/tiles.h"
#include "crypto/base64.h"
#include "crypto/padded.h"

namespace adit::client {
namespace {

// "N\n", without leading zeros.
std::optional<std::uint64_t> parse_size_line(std::string_view body) {
  if (body.size() < 2 || body.size() > 20 || body.back() != '\n') return std::nullopt;
  body.remove_suffix(1);
  if (body.size() > 1 && body[0] == '0') return std::nullopt;
  std::uint64_t size = 0;
  for (char c : body) {
    if (c < '0' || c > '9') return std::nullopt;
    size = size * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return size;
}

Result<std::string> request_of(Transport& gateway, const std::string& checkpoint, std::uint64_t size,
                               std::uint64_t known) {
  std::string out = fmt::format("old {}\n", known);
  if (known > 0 && known < size) {
    ADIT_TRY(auto proof, Tiles(gateway, size).consistency_proof(known));
    for (const Digest& node : proof) out += to_base64(node.span()) + "\n";
  }
  return out + "\n" + checkpoint;
}

// The lines of this witness among those that it gave; unknown ones are ignored.
Result<std::vector<NoteSignature>> lines_of(const std::string& text, const std::string& body,
                                            const NoteKey& key) {
  auto note = UnverifiedNote::parse(text + "\n" + body);
  if (!note) return fail(Errc::peer_misbehaved);
  std::vector<NoteSignature> out;
  for (const NoteSignature& line : note->signatures) {
    if (cosigned_at({text, {line}}, key)) out.push_back(line);
  }
  if (out.empty()) return fail(Errc::peer_misbehaved);
  return out;
}

}  // namespace

Result<std::vector<NoteSignature>> ask_witness(WitnessLink& witness, Transport& gateway,
                                               const std::string& checkpoint, const NoteKey& key,
                                               std::uint64_t& known) {
  constexpr unsigned kOk = 200;
  constexpr unsigned kUnknownOrigin = 404;
  constexpr unsigned kForbidden = 403;
  constexpr unsigned kConflict = 409;
  constexpr unsigned kUnprocessable = 422;
  ADIT_TRY(auto note, UnverifiedNote::parse(checkpoint));
  ADIT_TRY(auto body, CheckpointBody::parse(note.text));
  // It may move on between two requests, when somebody else carries too.
  for (int tries = 0; tries < 3; ++tries) {
    if (known > body.size) return fail(Errc::checkpoint_stale);
    ADIT_TRY(std::string request, request_of(gateway, checkpoint, body.size, known));
    ADIT_TRY(WitnessAnswer answer, witness.add_checkpoint(as_bytes(request)));
    switch (answer.status) {
      case kOk: {
        ADIT_TRY(auto lines, lines_of(note.text, answer.body, key));
        known = body.size;
        return lines;
      }
      case kUnknownOrigin:
      case kForbidden:
        return fail(Errc::admission_refused);
      case kUnprocessable:
        return fail(Errc::log_fork);
      case kConflict: {
        auto size = parse_size_line(answer.body);
        if (!size) return fail(Errc::peer_misbehaved);
        // It knows this size, and another root.
        if (*size == known) return fail(Errc::log_fork);
        known = *size;
        continue;
      }
      default:
        return fail(answer.status >= 500 ? Errc::gateway_busy : Errc::peer_misbehaved);
    }
  }
  return fail(Errc::gateway_busy);
}

Status post_cosignature(Transport& gateway, const std::string& checkpoint, const NoteKey& log_key,
                        const std::vector<NoteSignature>& lines) {
  ADIT_TRY(auto signed_note, UnverifiedNote::parse(checkpoint));
  UnverifiedNote note = signed_only_by(signed_note, log_key);
  note.signatures.insert(note.signatures.end(), lines.begin(), lines.end());
  ADIT_TRY(ByteVector body, pad(as_bytes(note.encode()), api::kCosignBytes));
  return gateway.post(api::kCosignPath, body);
}

}  // namespace adit::client
