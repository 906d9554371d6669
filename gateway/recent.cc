// SPDX-License-Identifier: Apache-2.0
#include "gateway/recent.h"

#include <algorithm>
#include <charconv>

namespace adit::gateway {
namespace {
// A week of ten minutes: whoever goes on with an upload after days sends all its parcels again. Never fewer
// than the epochs for which a puzzle is good.
constexpr std::size_t kRememberedEpochs = 1008;
static_assert(kRememberedEpochs >= kPuzzleSeedEpochs);
constexpr std::size_t kMaxFileBytes = std::size_t{2} * 65536 * Digest::kSize;
}  // namespace

Result<Recent> Recent::open(std::filesystem::path folder) {
  Recent out(std::move(folder));
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(out.folder_, error)) {
    if (entry.path().extension() == ".new") {  // of a restore that was cut off
      ADIT_CHECK(remove_file(entry.path()));
      continue;
    }
    const std::string name = entry.path().filename();
    std::uint64_t epoch = 0;
    auto [end, bad] = std::from_chars(name.data(), name.data() + name.size(), epoch);
    if (bad != std::errc() || end != name.data() + name.size()) return fail(Errc::store_corrupt);
    ADIT_CHECK(out.read(Epoch{epoch}));
  }
  if (error) return fail(Errc::store_unavailable);
  return out;
}

bool Recent::contains(const Digest& hash) const {
  for (const auto& [epoch, hashes] : epochs_) {
    if (std::ranges::binary_search(hashes, hash)) return true;
  }
  return false;
}

Status Recent::read(Epoch epoch) {
  ADIT_TRY(ByteVector bytes, read_file(folder_ / std::to_string(number(epoch)), kMaxFileBytes));
  if (bytes.size() % Digest::kSize != 0) return fail(Errc::store_corrupt);
  std::vector<Digest>& hashes = epochs_[epoch];
  hashes.clear();
  for (ByteSpan rest(bytes); !rest.empty(); rest = rest.subspan(Digest::kSize)) {
    hashes.push_back(*Digest::from(rest.first(Digest::kSize)));
  }
  if (!std::ranges::is_sorted(hashes)) return fail(Errc::store_corrupt);
  return {};
}

Status Recent::load(Epoch epoch) {
  ADIT_CHECK(read(epoch));
  while (epochs_.size() > kRememberedEpochs) {
    ADIT_CHECK(remove_file(folder_ / std::to_string(number(epochs_.begin()->first))));
    epochs_.erase(epochs_.begin());
  }
  return {};
}

}  // namespace adit::gateway
