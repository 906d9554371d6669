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

Result<Canary> remember(const OpenRecords& open, const LetterHash& hash, Epoch now) {
  ADIT_TRY(auto records, open());
  return Canaries(*records).add(hash, now);
}

Status settle(const OpenRecords& open, const Canary& canary, Sent sent) {
  if (sent == Sent::maybe) return {};
  ADIT_TRY(auto records, open());
  ADIT_TRY(Transaction transaction, Transaction::begin(*records));
  ADIT_CHECK(sent == Sent::yes ? Canaries(*records).accepted(canary) : Canaries(*records).take_back(canary));
  return transaction.commit();
}

Result<DeskSelf> self_of(const OpenRecords& open) {
  ADIT_TRY(auto records, open());
  return load_self(*records);
}

}  // namespace

Status send_canary(const OpenRecords& open, Tempo tempo, const DeskCommon& common, DeskWorld& world) {
  ADIT_TRY(DeskSelf self, self_of(open));
  ADIT_TRY(auto transport, connect_to_gateway(self, common, world));
  Quiet talk;
  Surroundings surroundings{*transport, world.clock, world.rng, talk, world.pauses, tempo};
  ADIT_TRY(Session session, Session::open(self.dep(), surroundings));
  ADIT_TRY(ThreadKeys keys, fresh_thread(self.dep(), surroundings.rng));
  ADIT_TRY(SealedReport sealed, seal_draft(keys, canary_draft(self.rid, surroundings.rng), SealedFiles{},
                                           session.state(), surroundings.rng));
  const Epoch now = epoch_at(surroundings.clock.now(), session.state().params().epoch_seconds);
  ADIT_TRY(Canary canary,
           remember(open, sealed.letter.hash(), std::max(now, session.state().record().epoch)));
  Delivery delivery = session.post_letter(sealed.letter);
  ADIT_CHECK(settle(open, canary, delivery.sent));
  // The cards are fetched like a reporter's, and thrown away.
  if (!ends_session(delivery)) (void)session.get_cards(Window::days3);
  if (delivery.sent != Sent::yes && delivery.error) return fail(*delivery.error);
  return {};
}

}  // namespace adit::client
