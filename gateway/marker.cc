// SPDX-License-Identifier: Apache-2.0
#include "gateway/marker.h"

#include "crypto/value.h"

namespace adit::gateway {
namespace {
constexpr std::string_view kKind = "adit/v1/gateway-marker";
constexpr std::size_t kMaxMarkerBytes = 1024;
}  // namespace

Result<std::optional<Head>> Marker::read(const NoteKey& log_key) const {
  auto bytes = read_sealed(file(), kMaxMarkerBytes);
  if (!bytes && bytes.error().code == Errc::not_found) return std::nullopt;
  if (!bytes) return fail(bytes.error());
  auto value = decode(*bytes);
  if (!value) return fail(Errc::store_corrupt);
  Reader r(*value);
  r.exactly(kKind);
  const std::string owner = r.text(kMaxMarkerBytes);
  Head head{r.number(), r.bytes<Digest>()};
  if (!r.done()) return fail(Errc::store_corrupt);
  if (owner != log_key.encode()) return std::nullopt;
  return head;
}

Status Marker::write(const NoteKey& log_key, const Head& head, UnixTime stamp_time) const {
  if (!is_kept()) return {};
  ADIT_CHECK(make_folder(folder_, kPrivateFolder));
  ADIT_CHECK(write_sealed(file(), encode(Array{kKind, log_key.encode(), head.size, head.root}), stamp_time));
  stamp(folder_, stamp_time);
  return {};
}

}  // namespace adit::gateway
