// SPDX-License-Identifier: Apache-2.0
// C2SP signed-note, tlog-checkpoint and tlog-cosignature.
#include <adit/log.h>
#include <sodium.h>

#include <charconv>

#include "crypto/base64.h"
#include "crypto/sha256.h"
#include "crypto/sign.h"
#include "crypto/value.h"

namespace adit {
namespace {

constexpr std::size_t kKeyIdBytes = 4;
constexpr std::size_t kTimeBytes = 8;

// A key name: not empty, without white space or plus.
bool is_key_name(std::string_view name) {
  if (name.empty() || name.size() > 255 || !is_clean_utf8(name)) return false;
  return name.find_first_of(" +\t\r\n") == std::string_view::npos;
}

bool has_control_characters(std::string_view text) {
  for (char c : text) {
    if (static_cast<std::uint8_t>(c) < 0x20 && c != '\n') return true;
  }
  return false;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  if (text.empty() || text.size() > 19 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  std::uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The signature part of the blob that `key` made, if its name and id are there.
std::optional<ByteSpan> signature_of(const NoteSignature& s, const NoteKey& key, std::size_t bytes) {
  auto id = key.id();
  if (s.name != key.name || s.blob.size() != kKeyIdBytes + bytes) return std::nullopt;
  if (!std::ranges::equal(ByteSpan(s.blob).first(kKeyIdBytes), id)) return std::nullopt;
  return ByteSpan(s.blob).subspan(kKeyIdBytes);
}

}  // namespace

std::array<std::uint8_t, 4> NoteKey::id() const {
  std::array<std::uint8_t, 2> separator_and_type{'\n', static_cast<std::uint8_t>(type)};
  Digest digest = sha256({as_bytes(name), separator_and_type, key.span()});
  std::array<std::uint8_t, 4> out{};
  std::ranges::copy(digest.span().first<4>(), out.begin());
  return out;
}

std::string NoteKey::encode() const {
  ByteVector raw{static_cast<std::uint8_t>(type)};
  append(raw, key.span());
  return name + "+" + to_hex(id()) + "+" + to_base64(raw);
}

Result<NoteKey> NoteKey::parse(std::string_view vkey) {
  std::size_t first = vkey.find('+');
  if (first == std::string_view::npos || vkey.size() < first + 10 || vkey[first + 9] != '+') {
    return fail(Errc::signature_invalid);
  }
  auto raw = from_base64(vkey.substr(first + 10));
  if (!is_key_name(vkey.substr(0, first)) || !raw || raw->size() != 1 + Ed25519Public::kSize) {
    return fail(Errc::signature_invalid);
  }
  if ((*raw)[0] != 1 && (*raw)[0] != 4) return fail(Errc::signature_invalid);
  NoteKey out{std::string(vkey.substr(0, first)), static_cast<NoteKeyType>((*raw)[0]),
              *Ed25519Public::from(ByteSpan(*raw).subspan(1))};
  if (to_hex(out.id()) != vkey.substr(first + 1, 8)) return fail(Errc::signature_invalid);
  return out;
}

Result<UnverifiedNote> UnverifiedNote::parse(std::string_view note) {
  if (note.size() > kMaxNoteBytes || !is_clean_utf8(note) || has_control_characters(note)) {
    return fail(Errc::checkpoint_invalid);
  }
  // The last empty line divides text and signatures.
  std::size_t split = note.rfind("\n\n");
  if (split == std::string_view::npos) return fail(Errc::checkpoint_invalid);
  UnverifiedNote out;
  out.text = note.substr(0, split + 1);
  std::string_view rest = note.substr(split + 2);
  if (rest.empty() || rest.back() != '\n') return fail(Errc::checkpoint_invalid);
  while (!rest.empty()) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() + 1);
    constexpr std::string_view kDash = "\u2014 ";
    if (!line.starts_with(kDash) || out.signatures.size() == kMaxNoteSignatures) {
      return fail(Errc::checkpoint_invalid);
    }
    line.remove_prefix(kDash.size());
    std::size_t space = line.find(' ');
    if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) {
      return fail(Errc::checkpoint_invalid);
    }
    auto blob = from_base64(line.substr(space + 1));
    if (!blob || blob->size() <= kKeyIdBytes) return fail(Errc::checkpoint_invalid);
    out.signatures.push_back({std::string(line.substr(0, space)), std::move(*blob)});
  }
  return out;
}

std::string UnverifiedNote::encode() const {
  std::string out = text + "\n";
  for (const NoteSignature& s : signatures) {
    out += "\u2014 " + s.name + " " + to_base64(s.blob) + "\n";
  }
  return out;
}

bool is_signed_by(const UnverifiedNote& note, const NoteKey& key) {
  if (key.type != NoteKeyType::ed25519) return false;
  for (const NoteSignature& s : note.signatures) {
    auto raw = signature_of(s, key, Signature::kSize);
    if (raw && verify_ed25519(key.key, as_bytes(note.text), *Signature::from(*raw))) return true;
  }
  return false;
}

UnverifiedNote signed_only_by(const UnverifiedNote& note, const NoteKey& key) {
  UnverifiedNote out{note.text, {}};
  for (const NoteSignature& line : note.signatures) {
    if (!is_signed_by({note.text, {line}}, key)) continue;
    out.signatures.push_back(line);
    break;
  }
  return out;
}

std::optional<UnixTime> cosigned_at(const UnverifiedNote& note, const NoteKey& key) {
  if (key.type != NoteKeyType::cosignature) return std::nullopt;
  for (const NoteSignature& s : note.signatures) {
    auto raw = signature_of(s, key, kTimeBytes + Signature::kSize);
    if (!raw) continue;
    std::uint64_t time = 0;
    for (std::size_t i = 0; i < kTimeBytes; ++i) time = time << 8 | (*raw)[i];
    if (time > 253402300799) continue;  // the year 9999
    if (verify_ed25519(key.key,
                       as_bytes(cosignature_text(note.text, UnixTime{static_cast<std::int64_t>(time)})),
                       *Signature::from(raw->subspan(kTimeBytes)))) {
      return UnixTime{static_cast<std::int64_t>(time)};
    }
  }
  return std::nullopt;
}

std::string cosignature_text(std::string_view text, UnixTime time) {
  return "cosignature/v1\ntime " + std::to_string(seconds(time)) + "\n" + std::string(text);
}

std::string log_origin(const DeploymentId& dep) { return "adit.invalid/" + to_hex(dep.span().first<8>()); }

std::string CheckpointBody::encode() const {
  return origin + "\n" + std::to_string(size) + "\n" + to_base64(root.span()) + "\n";
}

Result<CheckpointBody> CheckpointBody::parse(std::string_view text) {
  std::array<std::string_view, 3> lines;
  for (auto& line : lines) {
    std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return fail(Errc::checkpoint_invalid);
    line = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  // Extension lines are allowed by the specification and not used here: refused, so that a
  // checkpoint of one size has one text.
  auto size = parse_decimal(lines[1]);
  auto root = from_base64(lines[2]);
  if (!text.empty() || lines[0].empty() || !size || !root || root->size() != Digest::kSize) {
    return fail(Errc::checkpoint_invalid);
  }
  return CheckpointBody{std::string(lines[0]), *size, *Digest::from(*root)};
}

Result<Checkpoint> Checkpoint::verify(std::string_view text, std::string_view origin, const NoteKey& log) {
  ADIT_TRY(UnverifiedNote note, UnverifiedNote::parse(text));
  ADIT_TRY(CheckpointBody body, CheckpointBody::parse(note.text));
  if (body.origin != origin || !is_signed_by(note, log)) return fail(Errc::checkpoint_invalid);
  return Checkpoint(std::move(note), std::move(body));
}

std::vector<UnixTime> Checkpoint::cosignatures(std::span<const NoteKey> witnesses) const {
  std::vector<UnixTime> times;
  for (std::size_t i = 0; i < witnesses.size(); ++i) {
    // A witness that is listed twice counts once.
    auto before = witnesses.first(i);
    if (std::ranges::find(before, witnesses[i].key, &NoteKey::key) != before.end()) continue;
    if (auto time = cosigned_at(note_, witnesses[i])) times.push_back(*time);
  }
  std::ranges::sort(times);
  return times;
}

}  // namespace adit
