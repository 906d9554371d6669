// SPDX-License-Identifier: Apache-2.0
#include <bit>

#include <adit/parcel.h>

namespace adit {

std::uint32_t padme(std::uint32_t m) {
  if (m < 4) return m;
  auto e = static_cast<std::uint32_t>(std::bit_width(m) - 1);
  auto s = static_cast<std::uint32_t>(std::bit_width(e));  // floor(log2 e) + 1
  std::uint32_t unit = std::uint32_t{1} << (e - s);
  return (m + unit - 1) / unit * unit;
}

ParcelPlan plan_parcels(std::uint64_t file_bytes) {
  // An empty file is one parcel of zeros.
  std::uint64_t pieces = std::max<std::uint64_t>(1, (file_bytes + kParcelContentBytes - 1) / kParcelContentBytes);
  ParcelPlan plan;
  plan.content = padme(static_cast<std::uint32_t>(pieces));
  if (plan.content > kMaxInlineParts) {
    plan.manifests = static_cast<std::uint32_t>((plan.content + kIdsPerManifest - 1) / kIdsPerManifest);
  }
  return plan;
}

}  // namespace adit
