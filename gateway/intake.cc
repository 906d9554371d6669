// SPDX-License-Identifier: Apache-2.0
#include "gateway/intake.h"

#include "crypto/padded.h"
#include "crypto/sha256.h"

namespace adit::gateway {
namespace {

// Bodies that may wait at each station: with parcels, 12 MiB.
constexpr std::size_t kWaitingUploads = 192;
constexpr std::size_t kWaitingSigned = 64;
constexpr std::size_t kNoLimit = SIZE_MAX;

// What of our own errors the other side may learn: size, admission, busy.
Errc on_the_wire(Errc code) {
  switch (code) {
    case Errc::object_wrong_size:
    case Errc::wire_not_canonical:
    case Errc::padding_not_zero:
      return Errc::object_wrong_size;
    case Errc::admission_refused:
      return Errc::admission_refused;
    default:
      return Errc::gateway_busy;
  }
}

}  // namespace

Intake::Intake(Core& core)
    : core_(core),
      effort_(core.rng),
      uploads_(kWaitingUploads),
      signed_(kWaitingSigned),
      admitted_(kWaitingUploads),
      answers_(kNoLimit) {
  for (std::uint32_t i = 0; i < std::max(core.config.puzzle_threads, 1u); ++i) {
    admission_threads_.emplace_back([this] { run_admission(); });
  }
  clerk_ = std::thread([this] { run_clerk(); });
  storage_ = std::thread([this] { run_storage(); });
  answerer_ = std::thread([this] { run_answers(); });
}

void Intake::stop() {
  std::lock_guard lock(stopping_);
  if (std::exchange(stopped_, true)) return;
  uploads_.close();
  signed_.close();
  for (std::thread& t : admission_threads_) t.join();
  clerk_.join();
  admitted_.close();
  storage_.join();
  answers_.close();
  answerer_.join();
}

void Intake::refuse(Errc code, Service::Done done) {
  Answer answer{fail(code), std::move(done)};
  // After the end there is no thread left to say so.
  if (!answers_.push_anyway(answer)) answer.done(answer.status);
}

void Intake::submit(api::Route route, ByteVector body, Service::Done done) {
  Posted posted{route, std::move(body), std::move(done)};
  if (core_.standing != Standing::newest) return refuse(Errc::gateway_busy, std::move(posted.done));
  WorkQueue<Posted>& queue = route == api::Route::upload ? uploads_ : signed_;
  if (!queue.push(posted)) refuse(Errc::gateway_busy, std::move(posted.done));
}

void Intake::run_answers() {
  while (auto answer = answers_.pop()) answer->done(answer->status);
}

void Intake::run_admission() {
  while (auto posted = uploads_.pop()) {
    auto upload = Upload::parse(std::move(posted->body));
    if (!upload) {
      posted->done(fail(on_the_wire(upload.error().code)));
      continue;
    }
    // A full pool is said before any work is done for it.
    const std::uint32_t asked =
        effort_.asked(upload->kind, core_.pool->fill(upload->kind), core_.stamp_time());
    if (asked == kNoRoom) {
      posted->done(fail(Errc::gateway_busy));
      continue;
    }
    auto view = core_.view();
    if (auto status = admit(*upload, view.get(), asked); !status) {
      posted->done(fail(on_the_wire(status.error().code)));
      continue;
    }
    Admitted job{std::move(*upload), std::move(posted->done)};
    if (!admitted_.push(job)) job.done(fail(Errc::gateway_busy));
  }
}

void Intake::run_storage() {
  for (;;) {
    std::vector<Admitted> jobs = admitted_.pop_all();
    if (jobs.empty()) return;
    std::vector<Incoming> objects;
    for (const Admitted& job : jobs)
      objects.push_back({job.upload.kind, job.upload.hash, job.upload.object()});
    std::vector<Status> kept = core_.pool->put(objects);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      jobs[i].done(kept[i] ? kept[i] : Status(fail(on_the_wire(kept[i].error().code))));
    }
  }
}

void Intake::run_clerk() {
  while (auto posted = signed_.pop()) {
    auto status = handle(posted->route, posted->body);
    posted->done(status ? status : Status(fail(on_the_wire(status.error().code))));
  }
}

Status Intake::handle(api::Route route, ByteSpan body) {
  const api::Row* row = nullptr;
  for (const api::Row& r : api::kPosts) {
    if (r.route == route) row = &r;
  }
  if (row == nullptr || !api::accepts(*row, body.size())) return fail(Errc::object_wrong_size);
  if (route == api::Route::documents) return take_document(body);
  if (route == api::Route::cards) return take_cards(body);
  return take_cosignature(body);
}

Status Intake::take_document(ByteSpan body) {
  ADIT_TRY(ByteSpan envelope, unpad(body));
  std::lock_guard lock(core_.mutex);
  const UnixTime now = core_.clock.now();
  ADIT_TRY(bool fresh, core_.documents.judge(envelope, now));
  if (!fresh) return {};
  const bool had_directory = core_.documents.params() != nullptr;
  const auto path = core_.places.documents() / to_hex(sha256(envelope).span());
  ADIT_CHECK(write_sealed(path, envelope, core_.stamp_time()));
  ADIT_CHECK(core_.documents.add(envelope));
  // The first directory opens the gateway: the epoch in which it came is the first of all.
  if (!had_directory) core_.open_since = now;
  core_.renew_view();
  return {};
}

Status Intake::take_cards(ByteSpan body) {
  std::lock_guard lock(core_.mutex);
  const UnixTime now = core_.clock.now();
  const Params* params = core_.documents.params();
  if (params == nullptr) return fail(Errc::gateway_busy);
  auto in_force = core_.documents.in_force(epoch_at(now, params->epoch_seconds));
  if (!in_force) return fail(Errc::gateway_busy);
  // Its round may have been published under a clock that has gone back since.
  if (core_.log && round_at(now, params->round_seconds) < core_.log->next_round)
    return fail(Errc::admission_refused);
  return core_.rounds.accept(body, *in_force, now, core_.stamp_time());
}

Status Intake::take_cosignature(ByteSpan body) {
  ADIT_TRY(ByteSpan note, unpad(body));
  std::lock_guard lock(core_.mutex);
  const UnixTime time = core_.stamp_time();
  auto changed = core_.checkpoints.cosign(as_text(note), time);
  if (!changed && changed.error().code == Errc::admission_refused) {
    // None of the newest. A witness who knows more than this folder shows it in this way.
    ADIT_TRY(UnverifiedNote shown, UnverifiedNote::parse(as_text(note)));
    ADIT_CHECK(core_.weigh(shown));
  }
  if (!changed) return fail(changed.error());
  if (!*changed) return {};
  ADIT_CHECK(core_.publish_pending(time));
  return core_.promote();
}

}  // namespace adit::gateway
