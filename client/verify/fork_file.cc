// SPDX-License-Identifier: Apache-2.0
#include "client/verify/fork_file.h"

#include <bit>
#include <optional>

#include "client/verify/proof_file.h"

namespace adit::client {
namespace {

constexpr std::string_view kSeparator = "--- adit fork proof ---\n";

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    std::size_t at = text.find(kSeparator);
    // Only a whole line divides.
    while (at != std::string_view::npos && at > 0 && text[at - 1] != '\n') at = text.find(kSeparator, at + 1);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + kSeparator.size());
  }
}

struct Roots {
  Digest first;   // of as many leaves as the first tree has
  Digest second;  // of all
};

// RFC 9162, 2.1.4.2, with the first node as the start of both sums. Nothing if there are too few nodes or
// too many.
std::optional<Roots> roots_of(std::uint64_t size1, std::uint64_t size2, std::span<const Digest> nodes) {
  if (size1 == 0 || size1 >= size2 || nodes.empty()) return std::nullopt;
  std::uint64_t left = size1 - 1;
  std::uint64_t right = size2 - 1;
  int below = std::countr_one(left);
  left >>= below;
  right >>= below;
  Roots sums{nodes[0], nodes[0]};
  for (const Digest& node : nodes.subspan(1)) {
    if (right == 0) return std::nullopt;
    if ((left & 1) == 1 || left == right) {
      sums.first = node_hash(node, sums.first);
      sums.second = node_hash(node, sums.second);
      while ((left & 1) == 0 && left != 0) {
        left >>= 1;
        right >>= 1;
      }
    } else {
      sums.second = node_hash(sums.second, node);
    }
    left >>= 1;
    right >>= 1;
  }
  if (right != 0) return std::nullopt;
  return sums;
}

}  // namespace

Result<ForkFile> ForkFile::parse(std::string_view text) {
  if (text.size() > kMaxForkFileBytes) return fail(Errc::file_too_large);
  auto parts = split(text);
  if (parts.size() != 2 && parts.size() != 3) return fail(Errc::file_damaged);
  ForkFile out;
  for (auto [part, note, body] : {std::tuple(parts[0], &out.first, &out.first_body),
                                  std::tuple(parts[1], &out.second, &out.second_body)}) {
    auto read = UnverifiedNote::parse(part);
    auto checkpoint =
        read ? CheckpointBody::parse(read->text) : Result<CheckpointBody>(fail(Errc::file_damaged));
    if (!checkpoint) return fail(Errc::file_damaged);
    *note = std::move(*read);
    *body = std::move(*checkpoint);
  }
  if (out.first_body.size > out.second_body.size) return fail(Errc::file_damaged);
  if (parts.size() == 3) {
    if (out.first_body.size == out.second_body.size || parts[2].empty()) return fail(Errc::file_damaged);
    ADIT_TRY(out.nodes, parse_nodes(parts[2]));
  }
  return out;
}

std::string ForkFile::encode() const {
  std::string out = first.encode() + std::string(kSeparator) + second.encode();
  if (!nodes.empty()) out += std::string(kSeparator) + encode_nodes_text(nodes);
  return out;
}

ForkVerdict judge_fork(const ForkFile& file, const NoteKey& log) {
  if (file.first_body.origin != file.second_body.origin) return ForkVerdict::other_logs;
  if (!is_signed_by(file.first, log) || !is_signed_by(file.second, log)) return ForkVerdict::other_signer;
  if (file.first_body.size == file.second_body.size) {
    return file.first_body.root == file.second_body.root ? ForkVerdict::no_fork : ForkVerdict::fork;
  }
  auto roots = roots_of(file.first_body.size, file.second_body.size, file.nodes);
  if (!roots || roots->second != file.second_body.root) return ForkVerdict::nothing;
  return roots->first == file.first_body.root ? ForkVerdict::no_fork : ForkVerdict::fork;
}

}  // namespace adit::client
