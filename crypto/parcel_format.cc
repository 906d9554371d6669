// SPDX-License-Identifier: Apache-2.0
#include <adit/parcel.h>

#include <bit>

namespace adit {

std::uint32_t padme(std::uint32_t m) {
  if (m < 4) return m;
  auto e = static_cast<std::uint32_t>(std::bit_width(m) - 1);
  auto s = static_cast<std::uint32_t>(std::bit_width(e));  // floor(log2 e) + 1
  std::uint32_t unit = std::uint32_t{1} << (e - s);
  return (m + unit - 1) / unit * unit;
}

ParcelPlan plan_parcels(std::uint64_t file_bytes, Listing listing) {
  // An empty file is one parcel of zeros.
  std::uint64_t pieces =
      std::max<std::uint64_t>(1, (file_bytes + kParcelContentBytes - 1) / kParcelContentBytes);
  ParcelPlan plan;
  plan.content = padme(static_cast<std::uint32_t>(pieces));
  if (plan.content > kMaxInlineParts || (listing == Listing::manifest && plan.content > 1)) {
    plan.manifests = static_cast<std::uint32_t>((plan.content + kIdsPerManifest - 1) / kIdsPerManifest);
  }
  return plan;
}

Result<ParcelPlan> plan_of(const FileEntry& entry) {
  for (Listing listing : {Listing::inline_if_few, Listing::manifest}) {
    ParcelPlan plan = plan_parcels(entry.size, listing);
    if (entry.parts.size() == (plan.manifests == 0 ? plan.content : plan.manifests)) return plan;
  }
  return fail(Errc::parcel_damaged);
}

}  // namespace adit
