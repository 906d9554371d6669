// SPDX-License-Identifier: Apache-2.0
// Any bytes as the files that a council passes around: applications, members' lines, proposals, signatures.
#include "client/council/draft.h"
#include "client/council/files.h"
#include "client/council/signing.h"
#include "client/trust/application.h"
#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;
using namespace adit::client;

namespace {

template <class T>
void require_words(const Outcome<T>& outcome) {
  if (!outcome) require(!outcome.error().sentence.empty() && outcome.error().exit_code > 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  std::string_view text = as_text(bytes);
  // For the deployment that it names, so that this is not what refuses it.
  DeploymentId dep;
  constexpr std::string_view kKey = "deployment: ";
  if (std::size_t at = text.find(kKey); at != std::string_view::npos) {
    auto named = from_hex(text.substr(at + kKey.size(), 2 * DeploymentId::kSize));
    if (named) dep = DeploymentId::from(*named).value_or(dep);
  }
  if (auto application = Application::parse(text, dep)) require(application->dep == dep);
  auto line = parse_member_line(text, "member");
  require_words(line);
  if (line) {
    auto again = parse_member_line(member_line(*line), "member");
    require(again && *again == *line);
  }
  auto signature = MemberSignature::parse(text, "file");
  require_words(signature);
  if (signature) {
    auto again = MemberSignature::parse(signature->encode(), "file");
    require(again && again->body == signature->body && again->key == signature->key &&
            again->signature == signature->signature);
  }
  auto proposal = parse_proposal(bytes, "file");
  require_words(proposal);
  if (proposal) {
    require(!proposal->title().empty());
    auto again = parse_proposal(proposal->body, "file");
    require(again && again->is_council() == proposal->is_council());
    require_words(deployment_of(*proposal, nullptr));
  }
  Params params;
  require_words(set_param(params, text));
  return 0;
}
