// SPDX-License-Identifier: Apache-2.0
#include <adit/document.h>

#include "crypto/value.h"

namespace adit {
namespace {

Value encode_signatures(const std::vector<IndexedSignature>& signatures) {
  Array items;
  for (const auto& [index, signature] : signatures) {
    items.emplace_back(Array{std::uint64_t{index}, signature});
  }
  return items;
}

std::vector<IndexedSignature> parse_signatures(Reader& reader) {
  std::vector<IndexedSignature> out;
  for (const Value& item : reader.array(0, kMaxCouncilMembers)) {
    Reader pair(item);
    auto index = static_cast<std::uint32_t>(pair.number(kMaxCouncilMembers - 1));
    auto signature = pair.bytes<Signature>();
    if (!pair.done() || (!out.empty() && index <= out.back().first)) reader.refuse();
    out.emplace_back(index, signature);
  }
  return out;
}

}  // namespace

Result<UnverifiedEnvelope> UnverifiedEnvelope::parse(ByteSpan bytes) {
  if (bytes.size() > kMaxDocumentBytes) return fail(Errc::wire_not_canonical);
  ADIT_TRY(Value value, decode(bytes));
  Reader reader(value);
  UnverifiedEnvelope out;
  out.body = reader.blob(kMaxDocumentBytes);
  out.signatures = parse_signatures(reader);
  if (reader.left() > 0) out.new_signatures = parse_signatures(reader);
  ADIT_CHECK(reader.done());
  return out;
}

ByteVector UnverifiedEnvelope::encode() const {
  Array items{ByteSpan(body), encode_signatures(signatures)};
  if (new_signatures) items.push_back(encode_signatures(*new_signatures));
  return adit::encode(items);
}

std::optional<std::string> document_kind(const UnverifiedEnvelope& envelope) {
  auto value = decode(envelope.body);
  if (!value) return std::nullopt;
  Reader reader(*value);
  std::string kind = reader.text(64);
  if (!reader.good()) return std::nullopt;
  return kind;
}

}  // namespace adit
