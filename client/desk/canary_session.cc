// SPDX-License-Identifier: Apache-2.0
#include "client/desk/canary_session.h"

#include "client/case/canary.h"
#include "client/thread/draft.h"
#include "client/thread/session.h"

namespace adit::client {
namespace {

// Under the seal nobody sees it, and it is erased unread.
Draft canary_draft(const Rid& rid, Rng& rng) {
  Draft draft = follow_up("canary", {rid}, rng);
  draft.kind = LetterKind::report;
  return draft;
}

Result<ThreadKeys> fresh_thread(const DeploymentId& dep, Rng& rng) {
  ADIT_TRY(Root root, root_of(new_secret(rng), dep));
  return ThreadKeys(std::move(root), dep);
}

}  // namespace

Status send_canary(Records& records, const DeskSelf& self, Surroundings& surroundings) {
  ADIT_TRY(Session session, Session::open(self.dep(), surroundings));
  ADIT_TRY(ThreadKeys keys, fresh_thread(self.dep(), surroundings.rng));
  ADIT_TRY(SealedReport sealed, seal_draft(keys, canary_draft(self.rid, surroundings.rng), SealedFiles{},
                                           session.state(), surroundings.rng));
  Canaries canaries(records);
  const Epoch now = epoch_at(surroundings.clock.now(), session.state().params().epoch_seconds);
  ADIT_TRY(Canary canary, canaries.add(sealed.letter.hash(), std::max(now, session.state().record().epoch)));
  Delivery delivery = session.post_letter(sealed.letter);
  switch (delivery.sent) {
    case Sent::yes:
      ADIT_CHECK(canaries.accepted(canary));
      break;
    case Sent::no:
      ADIT_CHECK(canaries.take_back(canary));
      break;
    case Sent::maybe:
      break;
  }
  if (!ends_session(delivery)) {
    CardDays days = session.get_cards(Window::days3);
    if (delivery.sent == Sent::yes) return {};
    if (days.error) return fail(*days.error);
  }
  if (delivery.error) return fail(*delivery.error);
  return {};
}

}  // namespace adit::client
