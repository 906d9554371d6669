// SPDX-License-Identifier: Apache-2.0
#include "gateway/doctor.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/log_state.h"
#include "gateway/store.h"

namespace adit::gateway {
namespace {

// 2026-01-01: nobody ran a gateway before.
constexpr UnixTime kFirstDay{1'767'225'600};

class Examination {
 public:
  Examination(const Config& config, UnixTime now) : config_(config), now_(now), places_(config.data) {}

  Findings run() {
    if (seconds(now_) < seconds(kFirstDay)) {
      bad("the clock of this machine is wrong: set it, and let it be kept right by itself");
    }
    struct stat status{};
    if (lstat(config_.data.c_str(), &status) != 0) {
      ok(fmt::format("the data folder {} is not there yet; the first start makes it", config_.data.string()));
      return std::move(findings_);
    }
    owner_ = status.st_uid;
    if (!S_ISDIR(status.st_mode)) {
      bad(fmt::format("{} is not a folder: change data in the configuration", config_.data.string()));
      return std::move(findings_);
    }
    folder(config_.data, "the data folder");
    log_key();
    pool();
    return std::move(findings_);
  }

 private:
  void ok(std::string sentence) { findings_.push_back({true, std::move(sentence)}); }
  void bad(std::string sentence) { findings_.push_back({false, std::move(sentence)}); }

  // Nobody else may read it, and it belongs to who runs the gateway.
  bool is_private(const std::filesystem::path& path, const std::string& what, mode_t wanted) {
    struct stat status{};
    if (lstat(path.c_str(), &status) != 0) {
      bad(fmt::format("{} {} is missing", what, path.string()));
      return false;
    }
    const mode_t mode = status.st_mode & 07777;
    if (mode != wanted) {
      bad(fmt::format("{} {} has mode {:04o} instead of {:04o}: chmod {:o} {}", what, path.string(), mode,
                      wanted, wanted, path.string()));
      return false;
    }
    const uid_t runs_as = geteuid() == 0 ? owner_ : geteuid();
    if (status.st_uid != runs_as) {
      bad(fmt::format("{} {} belongs to another user: chown it to the user that runs the gateway", what,
                      path.string()));
      return false;
    }
    if (access(path.c_str(), R_OK | W_OK) != 0) {
      bad(fmt::format("{} {} cannot be read and written by this user", what, path.string()));
      return false;
    }
    return true;
  }
  void folder(const std::filesystem::path& path, const std::string& what) {
    if (is_private(path, what, kPrivateFolder)) {
      ok(fmt::format("{} {} is open to its owner only", what, path.string()));
    }
  }

  void log_key() {
    if (access(places_.log_key().c_str(), F_OK) != 0 && access(places_.log().c_str(), F_OK) != 0) {
      ok("there is no log key yet; adit-gateway log-key makes it");
      return;
    }
    if (!is_private(places_.log_key(), "the log key", kPrivateFile)) return;
    auto key = read_log_key(places_);
    if (!key) {
      bad("the log key is damaged: put back log.key from its copy");
      return;
    }
    ok("the log key is whole and open to its owner only");
    log(log_name(config_.deployment, *key));
  }

  void log(const NoteKey& name) {
    std::optional<LogState> state;
    auto bytes = read_sealed(places_.log(), kMaxLogStateBytes);
    if (bytes) {
      auto parsed = LogState::parse(*bytes, config_.deployment);
      if (parsed) state = std::move(*parsed);
    }
    if (!state && (bytes || bytes.error().code != Errc::not_found)) {
      bad("the file of the log is damaged, or of another deployment: see Backup and restore");
      return;
    }
    marker(name, state ? state->tree.size() : 0);
    std::error_code ignored;
    if (std::filesystem::exists(places_.evidence(), ignored)) {
      bad("somebody showed a checkpoint of this key that is not in this log: see Backup and restore");
    }
    if (state) clock(name, *state);
  }

  void marker(const NoteKey& name, std::uint64_t size) {
    const Marker marker(config_.marker);
    if (!marker.is_kept()) return;
    auto marked = marker.read(name);
    if (!marked) {
      bad(fmt::format("the marker in {} cannot be read: see Backup and restore", config_.marker.string()));
    } else if (!*marked) {
      bad(
          fmt::format("there is no marker of this log in {}, so that the gateway rests: put it back, or "
                      "run adit-gateway restore",
                      config_.marker.string()));
    } else if ((*marked)->size > size) {
      bad("the marker knows of more than the data folder, which is an older copy: run adit-gateway restore");
    } else {
      folder(config_.marker, "the folder of the marker");
    }
  }

  void clock(const NoteKey& name, const LogState& state) {
    auto documents = Documents::parse(config_.deployment, name, state.documents);
    const Params* params = documents ? documents->params() : nullptr;
    if (params == nullptr) {
      bad("the documents in the log cannot be read: see Backup and restore");
    } else if (seconds(now_) < seconds(start_of(Epoch{number(state.epoch) + 1}, params->epoch_seconds))) {
      bad("the clock of this machine is before the end of the last published epoch: set it");
    } else {
      ok("the clock is after the last published epoch");
    }
  }

  void pool() {
    std::error_code ignored;
    if (!std::filesystem::exists(places_.pool() / "key", ignored) &&
        !std::filesystem::exists(places_.pool() / "letters", ignored)) {
      ok("there is no pool yet; the first start makes it");
      return;
    }
    bool whole = true;
    for (const char* name : {"key", "letters", "parcels"}) {
      whole = is_private(places_.pool() / name, "the pool's file", kPrivateFile) && whole;
    }
    if (whole) ok("the pool's files are there and open to their owner only");
  }

  const Config& config_;
  UnixTime now_;
  Places places_;
  uid_t owner_ = 0;
  Findings findings_;
};

}  // namespace

Findings examine_data(const Config& config, UnixTime now) { return Examination(config, now).run(); }

}  // namespace adit::gateway
