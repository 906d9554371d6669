// SPDX-License-Identifier: Apache-2.0
#include "gateway/log_state.h"

namespace adit::gateway {
namespace {
constexpr std::string_view kKind = "adit/v1/gateway-log";
}

ByteVector LogState::encode(const DeploymentId& dep) const {
  return adit::encode(
      Array{kKind, dep, number(epoch), number(next_round), outgrown, tree.encode(), documents, checkpoint});
}

Result<LogState> LogState::parse(ByteSpan bytes, const DeploymentId& dep) {
  auto value = decode(bytes);
  if (!value) return fail(Errc::store_corrupt);
  Reader r(*value);
  LogState out;
  r.exactly(kKind);
  const auto owner = r.bytes<DeploymentId>();
  out.epoch = Epoch{r.number()};
  out.next_round = Round{r.number()};
  out.outgrown = r.number();
  const Value& tree_value = r.any();
  out.documents = r.any();
  out.checkpoint = r.text(kMaxNoteBytes);
  auto tree = LogTree::parse(tree_value);
  if (!r.done() || !tree) return fail(Errc::store_corrupt);
  if (owner != dep) return fail(Errc::config_invalid);
  out.tree = std::move(*tree);
  return out;
}

}  // namespace adit::gateway
