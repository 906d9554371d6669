// SPDX-License-Identifier: Apache-2.0
#include "client/desk/watch.h"

#include <cmath>

#include "client/case/card_queue.h"
#include "client/case/position.h"
#include "client/case/state_checks.h"
#include "client/case/week_keys.h"
#include "client/desk/canary_session.h"
#include "client/desk/screens.h"
#include "client/terminal/terminal.h"
#include "client/trust/gateway_state.h"

namespace adit::client {
namespace {

constexpr std::uint32_t kFallbackEpochSeconds = 60;  // before anything was published

bool is_away(Errc code) {
  return code == Errc::network_unreachable || code == Errc::network_failed || code == Errc::gateway_busy ||
         code == Errc::peer_misbehaved || code == Errc::gateway_unproven;
}

// The gateway has shown nothing yet, or nothing that can be trusted, or a person works with the vault.
bool is_for_the_next_tick(Errc code) {
  return code == Errc::not_found || code == Errc::store_locked || is_trust_failure(code);
}

class BelievedClock final : public Clock {
 public:
  BelievedClock(const Clock& clock, std::optional<UnixTime> log_end) : clock_(clock), log_end_(log_end) {}
  UnixTime now() const override { return believed_time(clock_.now(), log_end_); }

 private:
  const Clock& clock_;
  std::optional<UnixTime> log_end_;
};

class Watcher {
 public:
  Watcher(const WatchOptions& options, const WatchParts& parts, const DeskCommon& common, DeskWorld& world)
      : options_(options), parts_(parts), common_(common), world_(world) {
    canary_in_ = canary_pause(options.canaries, world.rng);
  }

  int run() {
    parts_.notify("READY=1\nSTATUS=following the log");
    while (!world_.pauses.interrupted()) {
      Status visited = visit();
      if (!visited && visited.error().code == Errc::interrupted) break;
      if (!visited && !is_away(visited.error().code) && !is_for_the_next_tick(visited.error().code)) {
        // Of our own world: nothing gets better by trying again.
        parts_.notify("STOPPING=1");
        return report(kDeskProgram, visited.error());
      }
      if (visited && ++visits_ == options_.visits) break;
      if (!rest(visited ? std::nullopt : std::optional(visited.error()))) break;
    }
    parts_.notify("STOPPING=1");
    return 0;
  }

 private:
  Result<std::unique_ptr<Records>> records() {
    return open_waiting(parts_.open_records, common_.vault_wait, world_.pauses);
  }

  Status visit() {
    ADIT_TRY(auto records, this->records());
    ADIT_TRY(DeskSelf self, load_self(*records));
    ADIT_TRY(auto transport, connect_to_gateway(self, common_, world_));
    DeskContext desk{*records, *transport, world_.clock, world_.rng};
    auto done = sync(desk);
    if (!done) return fail(done.error());
    ADIT_TRY(auto directory, load_directory(*records));
    ADIT_TRY(Position position, Position::load(*records));
    if (directory) epoch_seconds_ = directory->params.epoch_seconds;
    std::optional<UnixTime> log_end;
    if (position.last_epoch) log_end = start_of(Epoch{number(*position.last_epoch) + 1}, epoch_seconds_);
    if (done->listed) ADIT_CHECK(make_keys(*records, self, *transport, log_end));
    witnesses_.carry(parts_.witnesses, common_.net, world_.rng, *transport, *records);
    return tell(*records, done->alarms);
  }

  // Four weeks ahead, by the log's time where this machine's is wrong. A gateway that does not take them
  // yet is asked again at the next visit.
  Status make_keys(Records& records, const DeskSelf& self, Transport& transport,
                   std::optional<UnixTime> log_end) {
    BelievedClock clock(world_.clock, log_end);
    ADIT_TRY(unsigned ahead, weeks_ahead(records, clock.now()));
    if (ahead >= kWeeksPublished) return {};
    auto published = publish_week_keys(records, self, transport, clock, world_.rng);
    if (published || published.error().code == Errc::admission_refused || is_away(published.error().code))
      return {};
    return fail(published.error());
  }

  // Says what is new, once.
  Status tell(Records& records, const std::vector<Alarm>& alarms) {
    ADIT_TRY(auto fresh, not_acknowledged(records, alarms));
    for (const Alarm& alarm : fresh) {
      if (!told_.emplace(alarm.kind, alarm.epoch).second) continue;
      say(kDeskProgram, alarm_line(alarm));
    }
    return {};
  }

  // Waits for the next visit, or for the next try. False: interrupted.
  bool rest(const std::optional<Error>& trouble) {
    if (!trouble) {
      away_for_ = 0;
      away_raised_ = false;
      retry_seconds_ = kFirstRetrySeconds;
      return wait_for_tick();
    }
    if (!is_away(trouble->code)) {
      if (is_trust_failure(trouble->code)) (void)report(kDeskProgram, *trouble);
      return wait_for_tick();
    }
    const std::int64_t pause = retry_seconds_ / 2 + world_.rng.below(retry_seconds_ + 1);
    retry_seconds_ = std::min(retry_seconds_ * 2, kMaxRetrySeconds);
    if (!wait(pause)) return false;
    away_for_ += pause;
    if (away_for_ >= kAwaySeconds && !away_raised_) away_raised_ = raise_away();
    return true;
  }

  // False: not kept, try again.
  bool raise_away() {
    auto records = this->records();
    if (!records) return false;
    auto position = Position::load(**records);
    if (!position) return false;
    Alarm alarm{AlarmKind::unreachable, position->last_epoch.value_or(Epoch{}), {}};
    auto transaction = Transaction::begin(**records);
    if (!transaction || !put_alarm(**records, alarm) || !transaction->commit()) return false;
    (void)tell(**records, {alarm}).has_value();
    return true;
  }

  bool wait_for_tick() {
    const std::uint32_t epoch_seconds = epoch_seconds_ == 0 ? kFallbackEpochSeconds : epoch_seconds_;
    NextVisit next = next_visit(world_.clock.now(), last_tick_, epoch_seconds, world_.rng);
    last_tick_ = next.tick;
    return wait(next.wait_seconds);
  }

  // Canaries come in between, at their own time.
  bool wait(std::int64_t left) {
    while (options_.canaries > 0 && epoch_seconds_ != 0 && canary_in_ <= left) {
      if (canary_in_ > 0 && !world_.pauses.wait(static_cast<unsigned>(canary_in_))) return false;
      left -= canary_in_;
      canary_in_ = canary_pause(options_.canaries, world_.rng);
      send_one();
    }
    if (left > 0) {
      canary_in_ -= left;
      return world_.pauses.wait(static_cast<unsigned>(left));
    }
    return !world_.pauses.interrupted();
  }

  // What goes wrong with it is its own affair: a visit will tell of a gateway that is away.
  void send_one() {
    const Tempo tempo = options_.no_pauses ? Tempo::immediate : Tempo::random;
    (void)send_canary([this] { return records(); }, tempo, common_, world_).has_value();
  }

  const WatchOptions& options_;
  const WatchParts& parts_;
  const DeskCommon& common_;
  DeskWorld& world_;
  WitnessRound witnesses_;
  std::set<std::pair<AlarmKind, Epoch>> told_;
  std::uint32_t epoch_seconds_ = 0;  // unknown yet
  UnixTime last_tick_{};
  std::int64_t canary_in_ = 0;
  std::int64_t away_for_ = 0;
  bool away_raised_ = false;
  unsigned retry_seconds_ = kFirstRetrySeconds;
  std::uint64_t visits_ = 0;
};

}  // namespace

Jitter jitter_of(std::uint32_t epoch_seconds) {
  constexpr std::uint32_t kLeast = 120;
  constexpr std::uint32_t kMost = 600;
  return {std::min(kLeast, epoch_seconds / 5), std::min(kMost, epoch_seconds)};
}

NextVisit next_visit(UnixTime now, UnixTime last_tick, std::uint32_t epoch_seconds, Rng& rng) {
  const std::int64_t e = epoch_seconds;
  const Jitter jitter = jitter_of(epoch_seconds);
  const std::int64_t current = clamped(now) / e * e;  // the tick that was last
  // After the tick that was visited the next one, but never one that lies far in either direction.
  std::int64_t tick = std::clamp(seconds(last_tick) + e, current, current + e);
  std::int64_t at = tick + jitter.from + rng.below(jitter.to - jitter.from + 1);
  return {UnixTime{tick}, std::max<std::int64_t>(at - seconds(now), 0)};
}

std::int64_t canary_pause(double per_week, Rng& rng) {
  if (per_week <= 0) return INT64_MAX;
  constexpr std::uint32_t kSteps = 1u << 30;
  double uniform = (static_cast<double>(rng.below(kSteps)) + 1) / kSteps;  // in (0, 1]
  return std::llround(-static_cast<double>(kWeekSeconds) / per_week * std::log(uniform));
}

int watch(const WatchOptions& options, const WatchParts& parts, const DeskCommon& common, DeskWorld& world) {
  return Watcher(options, parts, common, world).run();
}

}  // namespace adit::client
