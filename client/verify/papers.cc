// SPDX-License-Identifier: Apache-2.0
#include "client/verify/papers.h"

#include "client/trust/files.h"
#include "client/trust/invitation.h"

namespace adit::client {
namespace {

struct Envelopes {
  std::vector<std::pair<std::string, ByteVector>> councils;
  std::vector<std::pair<std::string, ByteVector>> directories;
};

tl::unexpected<PaperProblem> problem(const Error& error, std::string what) {
  return tl::unexpected(PaperProblem{error, std::move(what)});
}

tl::expected<Envelopes, PaperProblem> read_envelopes(const PaperOptions& options) {
  Envelopes out;
  for (auto [files, list] :
       {std::pair(&options.councils, &out.councils), {&options.directories, &out.directories}}) {
    for (const auto& file : *files) {
      auto bytes = read_file(file, kMaxDocumentBytes);
      if (!bytes) return problem(bytes.error(), file.string());
      list->emplace_back(file.string(), std::move(*bytes));
    }
  }
  if (options.state.empty()) return out;
  const std::string name = options.state.string();
  auto bytes = read_file(options.state, kMaxBundleBytes);
  if (!bytes) return problem(bytes.error(), name);
  auto bundle = StateBundle::parse(*bytes);
  if (!bundle) return problem(Error(Errc::file_damaged), name);
  if (out.councils.empty()) {
    for (ByteVector& council : bundle->council) out.councils.emplace_back(name, std::move(council));
  }
  out.directories.emplace_back(name, std::move(bundle->directory));
  return out;
}

}  // namespace

tl::expected<Papers, PaperProblem> read_papers(const PaperOptions& options) {
  Papers out;
  std::optional<DeploymentId> dep;
  if (!options.invitation.empty()) {
    auto invitation = read_invitation(options.invitation);
    if (!invitation) return problem(invitation.error(), "invitation");
    dep = invitation->dep;
    out.invited = true;
  }
  auto read = read_envelopes(options);
  if (!read) return tl::unexpected(read.error());
  for (const auto& [name, bytes] : read->councils) {
    auto envelope = UnverifiedEnvelope::parse(bytes);
    if (!envelope) return problem(Error(Errc::file_damaged), name);
    auto council = out.councils.empty()
                       ? Council::genesis(*envelope, dep.value_or(deployment_of(envelope->body)))
                       : out.councils.back().successor(*envelope);
    if (!council) return problem(council.error(), name);
    out.councils.push_back(std::move(*council));
  }
  for (const auto& [name, bytes] : read->directories) {
    auto envelope = UnverifiedEnvelope::parse(bytes);
    if (!envelope) return problem(Error(Errc::file_damaged), name);
    std::optional<Directory> found;
    for (const Council& council : out.councils) {
      if (auto directory = Directory::verify(*envelope, council)) found = std::move(*directory);
    }
    if (!found) return problem(Error(Errc::directory_invalid), name);
    out.directories.push_back(std::move(*found));
  }
  return out;
}

}  // namespace adit::client
