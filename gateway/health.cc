// SPDX-License-Identifier: Apache-2.0
#include "gateway/health.h"

#include <fmt/format.h>

#include <string_view>

namespace adit::gateway {
namespace {

struct Words {
  std::string_view name;
  std::string_view sentence;
};

Words words_of(Health::State state) {
  switch (state) {
    case Health::State::waiting:
      return {"waiting", "waiting for the council and the directory"};
    case Health::State::serving:
      return {"serving", "serving"};
    case Health::State::resting:
      return {"resting", "resting: the data folder may be an older copy, nothing is signed; run restore"};
    case Health::State::stopped:
      return {"stopped", "stopped signing: a checkpoint of its own key is not in this log; run restore"};
    case Health::State::disk_full:
      return {"disk_full", "the disk is full: epochs stop until there is room; nothing accepted is lost"};
    case Health::State::disk_unwritable:
      return {"disk_unwritable", "the disk cannot be written: epochs stop; nothing accepted is lost"};
    case Health::State::failing:
      return {"failing", "the last epoch could not be published: see the gateway's log"};
  }
  return {};
}

template <class T>
std::string json(const std::optional<T>& value) {
  return value ? fmt::format("{}", *value) : "null";
}
std::string json(const std::optional<Epoch>& epoch) {
  return epoch ? fmt::format("{}", number(*epoch)) : "null";
}
std::string text(const std::optional<Epoch>& epoch) {
  return epoch ? fmt::format("{}", number(*epoch)) : "none";
}

}  // namespace

std::string to_message(const Health& health) {
  const Words words = words_of(health.state);
  const bool is_confirmed = health.published && health.confirmed == health.published;
  std::string out = fmt::format(
      "{{\"state\":\"{}\",\"epoch\":{},\"published\":{},\"is_confirmed\":{},\"confirmed\":{},"
      "\"directory_days\":{},\"free_percent\":{},\"queue\":\"{}\"}}\n",
      words.name, json(health.epoch), json(health.published), is_confirmed, json(health.confirmed),
      json(health.directory_days), json(health.free_percent), health.is_crowded ? "degraded" : "healthy");
  out += fmt::format("state: {}\nepoch now: {}\nlast published: {}, {}\nlast confirmed by a quorum: {}\n",
                     words.sentence, text(health.epoch), text(health.published),
                     is_confirmed ? "confirmed by a quorum" : "not confirmed by a quorum yet",
                     text(health.confirmed));
  if (health.directory_days) {
    out += fmt::format("the list of recipients ends in {} days\n", *health.directory_days);
  }
  if (health.free_percent) out += fmt::format("free on the disk: about {} %\n", *health.free_percent);
  return out + fmt::format("queue: {}\n", health.is_crowded ? "degraded" : "healthy");
}

}  // namespace adit::gateway
